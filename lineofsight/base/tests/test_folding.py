"""Text as a person looks for it."""

import pytest

from lineofsight.base.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Inês  Carvalho", "ines carvalho"),
        ("Łukasz Żak", "lukasz zak"),
        ("Søren Ærø", "soren aero"),
        ("Straße", "strasse"),
        ("Åsa", "asa"),
        ("ﬁne", "fine"),
        ("สมชาย", "สมชาย"),
        ("", ""),
    ],
)
def test_accents_capitals_and_spaces_fall_away(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_twice_changes_nothing() -> None:
    assert fold(fold("Ölmez Đorđe ŁŃ")) == fold("Ölmez Đorđe ŁŃ") == "olmez dorde ln"
