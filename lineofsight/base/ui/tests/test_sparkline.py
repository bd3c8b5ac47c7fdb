"""Sparkline and bullet."""

import pytest

from lineofsight.base.ui.components import Bullet
from lineofsight.base.ui.svg.sparkline import bullet, sparkline


def test_line_goes_from_left_to_right_and_up():
    drawn = sparkline([1, 2, 3])

    assert drawn.pieces == (((2.0, 15.0), (28.0, 9.0), (54.0, 3.0)),)
    assert drawn.last == (54.0, 3.0)


def test_missing_value_breaks_the_line():
    drawn = sparkline([1, 2, None, 3])

    assert [len(piece) for piece in drawn.pieces] == [2, 1]


def test_missing_last_value_ends_the_line_earlier():
    assert sparkline([1, 2, None]).last == (28.0, 3.0)


def test_equal_values_are_a_line_in_the_middle():
    assert {y for _, y in sparkline([5, 5, 5]).pieces[0]} == {9.0}


@pytest.mark.parametrize("values", [[], [None], [float("nan")]])
def test_nothing_is_drawn_of_nothing(values):
    assert sparkline(values).last is None


def test_bullet_of_a_measure_where_lower_is_better():
    drawn = bullet(Bullet(5.0, 3.0, 4.0, 2.0, 6.0, "x"))

    assert (drawn.value, drawn.target, drawn.red_flag) == (90.0, 30.0, 60.0)
    assert drawn.poor == (60.0, 120.0)


def test_bullet_of_a_measure_where_higher_is_better():
    assert bullet(Bullet(5.0, 5.0, 3.0, 2.0, 6.0, "x")).poor == (0.0, 30.0)


def test_bullet_outside_its_range_is_drawn_at_the_end():
    assert bullet(Bullet(9.0, 3.0, None, 2.0, 6.0, "x")).value == 120.0


def test_bullet_without_a_value_has_none():
    drawn = bullet(Bullet(None, 3.0, 3.0, 2.0, 6.0, "x"))

    assert (drawn.value, drawn.poor) == (None, None)
