"""Scales, ticks and labels that keep apart."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.base.ui.svg.scale import Scale, axis_for, decimals_of, finite, round_step, spread

numbers = st.floats(-1e6, 1e6, allow_nan=False)


def test_scale_maps_ends_and_middle():
    scale = Scale(2, 6, 284, 30)

    assert [scale(2), scale(4), scale(6)] == [284, 157, 30]


def test_scale_without_extent_maps_to_the_middle():
    assert Scale(5, 5, 0, 10)(5) == 5


@pytest.mark.parametrize(
    ("span", "wanted", "step"), [(2.8, 4, 1), (10, 4, 2.5), (100, 5, 20), (0.04, 4, 0.01), (7, 4, 2), (18, 4, 5)]
)
def test_steps_are_round(span, wanted, step):
    assert round_step(span, wanted) == pytest.approx(step)


@pytest.mark.parametrize(("step", "decimals"), [(1, 0), (0.5, 1), (0.25, 2), (20, 0), (0.001, 3)])
def test_decimals_of_a_step(step, decimals):
    assert decimals_of(step) == decimals


def test_axis_starts_on_a_tick_below_the_values():
    axis = axis_for([2.5, 5.3])

    assert (axis.low, axis.ticks, axis.decimals) == (2, (2, 3, 4, 5), 0)
    assert axis.high == pytest.approx(5.3)


def test_axis_keeps_headroom_above_the_values():
    assert axis_for([2.5, 5.3], headroom=0.2).high == pytest.approx(5.3 + 0.2 * 3.3)


@pytest.mark.parametrize("values", [[7.0], [7.0, 7.0], [0.0], [-3.0]])
def test_axis_of_one_value_has_extent(values):
    axis = axis_for(values)

    assert axis.low < values[0] < axis.high


def test_axis_of_nothing_is_zero_to_one():
    assert axis_for([]).ticks == (0, 1)


@given(st.lists(numbers, min_size=1, max_size=20))
def test_axis_holds_all_values(values):
    axis = axis_for(values)

    assert axis.low <= min(values) + 1e-6 * max(map(abs, values))
    assert axis.high >= max(values)
    assert len(axis.ticks) <= 7


def test_finite_drops_what_is_not_there():
    assert finite([1.0, None, float("nan"), float("inf"), 2.0]) == [1.0, 2.0]


def test_labels_that_do_not_touch_stay():
    assert spread([10, 60, 120], gap=14, low=0, high=200) == [10, 60, 120]


def test_labels_that_touch_move_apart_by_the_same():
    assert spread([100, 104], gap=14, low=0, high=200) == [95, 109]


def test_labels_stay_inside():
    assert spread([198, 199], gap=14, low=0, high=200) == [186, 200]
    assert spread([1, 1, 1], gap=10, low=0, high=200) == [0, 10, 20]


def test_more_labels_than_fit_are_spaced_evenly():
    assert spread([5, 5, 5], gap=14, low=0, high=10) == [0, 5, 10]


@given(st.lists(st.floats(0, 300), max_size=12))
def test_spread_keeps_order_gap_and_bounds(wanted):
    placed = spread(wanted, gap=14, low=0, high=300)
    in_order = [placed[index] for index in sorted(range(len(wanted)), key=lambda index: wanted[index])]

    assert len(placed) == len(wanted)
    assert all(after - before >= 14 - 1e-6 for before, after in itertools.pairwise(in_order))
    assert all(-1e-6 <= place <= 300 + 1e-6 for place in placed)
