"""Status chips."""

import re

import pytest

from lineofsight.base.ui.html.status import ALIASES, KINDS, UnknownStatus, status_chip, tone_of


def text_of(chip: str) -> str:
    return re.sub(r"<[^>]+>", "", chip)


@pytest.mark.parametrize("status", list(KINDS))
def test_every_status_has_a_shape_and_a_word(status):
    chip = status_chip(status)

    assert "<svg" in chip
    assert text_of(chip) == str(KINDS[status].word)


def test_good_is_quiet_and_trouble_is_filled():
    filled = {name for name in ("on_track", "at_risk", "off_track", "no_data") if "filled" in status_chip(name)}

    assert filled == {"at_risk", "off_track", "no_data"}


def test_caveat_comes_second_and_its_color_wins():
    chip = status_chip("at_risk", "disputed")

    assert text_of(chip) == "At risk, disputed"
    assert "ls-tone-disputed" in chip
    assert "ls-tone-risk" not in chip
    assert tone_of("at_risk", "disputed") == "disputed"


def test_quiet_form_is_never_filled():
    assert "ls-status-filled" not in status_chip("off_track", form="quiet")


def test_shape_form_keeps_the_word_for_screen_readers():
    assert '<span class="ls-vh">Off track</span>' in status_chip("off_track", form="shape")


@pytest.mark.parametrize(("word", "status"), sorted(ALIASES.items()))
def test_words_of_the_calculation_are_understood(word, status):
    assert status_chip(word) == status_chip(status)


def test_no_status_is_no_data():
    assert text_of(status_chip(None)) == "No data"


def test_unknown_status_is_refused():
    with pytest.raises(UnknownStatus):
        status_chip("splendid")
