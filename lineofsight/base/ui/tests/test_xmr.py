"""Geometry of the process behavior chart."""

import itertools
from dataclasses import replace

import pytest

from lineofsight.base.ui.components import (
    ChartForecast,
    ChartPath,
    ChartPeriod,
    ChartPin,
    LimitSegment,
    XmrChart,
)
from lineofsight.base.ui.gallery_samples import excursions_chart
from lineofsight.base.ui.svg.xmr import FULL, NARROW, WIDE, layout

PERIODS = tuple(ChartPeriod(f"Month {n}", f"M{n}", "2026" if n == 1 else "") for n in range(1, 7))


def small(**changes) -> XmrChart:
    chart = XmrChart("Title", "Description", PERIODS, (1.0, 2.0, None, 3.0, 2.0, 4.0))
    return replace(chart, **changes)


def test_missing_value_breaks_the_line_and_has_no_dot():
    drawn = layout(small())

    assert [len(piece) for piece in drawn.pieces] == [2, 3]
    assert len(drawn.dots) == 5


def test_single_value_is_a_dot_without_a_line():
    drawn = layout(small(values=(None, 5.0, None)))

    assert drawn.pieces == ()
    assert len(drawn.dots) == 1


def test_chart_without_values_has_an_empty_layout():
    drawn = layout(small(values=()))

    assert (drawn.pieces, drawn.dots, drawn.last, drawn.signals) == ((), (), None, ())


def test_chart_without_periods_does_not_fail():
    assert layout(small(values=(), periods=())).months == ()


def test_higher_values_are_drawn_higher():
    first, second = layout(small(values=(1.0, 2.0))).pieces[0]

    assert first[0] < second[0]
    assert first[1] > second[1]


def test_signals_replace_their_dots():
    drawn = layout(small(signals=frozenset({5, 2})))

    assert len(drawn.signals) == 1
    assert drawn.signals[0] not in drawn.dots


def test_band_lies_between_its_limits_and_reaches_the_end():
    drawn = layout(small(limits=(LimitSegment(0, 2, 2.0, 1.5, 2.5), LimitSegment(3, 5, 3.0, 2.0, 4.0))))
    first, second = drawn.limits

    assert first.upper < first.mean < first.lower
    assert first.x == drawn.left
    assert second.x + second.width == pytest.approx(drawn.right)
    assert first.x + first.width < second.x


def test_old_target_is_split_where_it_was_replaced():
    old = ChartPath(((0, 4.0), (4, 2.0)), "Old", replaced_from=1)

    ((before, after),) = layout(small(old_targets=(old,))).old_targets

    assert before[-1] == after[0]
    assert before[0][1] < before[-1][1] < after[-1][1]


def test_old_target_without_a_day_of_replacement_is_one_line():
    ((before, after),) = layout(small(old_targets=(ChartPath(((0, 4.0), (4, 2.0)), "Old"),))).old_targets

    assert (len(before), after) == (2, ())


@pytest.mark.parametrize("frame", [FULL, WIDE, NARROW])
def test_end_labels_never_overlap_and_stay_inside(frame):
    drawn = layout(excursions_chart(), frame)
    heights = sorted(label.y for label in drawn.labels)

    assert len(heights) == 7
    assert all(after - before >= 13.99 for before, after in itertools.pairwise(heights))
    assert heights[0] >= drawn.top
    assert heights[-1] <= drawn.bottom


@pytest.mark.parametrize("frame", [FULL, WIDE, NARROW])
def test_long_labels_take_room_from_the_plot(frame):
    chart = excursions_chart()
    long = replace(chart, upper_label="Obere Eingriffsgrenze 4,83")

    assert layout(long, frame).right < layout(chart, frame).right


def test_pin_discs_never_overlap_but_their_lines_stay_true():
    drawn = layout(small(pins=(ChartPin(1, 2.0), ChartPin(2, 2.05))))
    first, second = drawn.pins

    assert second.disc_x - first.disc_x >= 20.99
    assert second.x - first.x < 10


def test_forecast_starts_at_the_last_value():
    drawn = layout(small(values=(1.0, 2.0), forecast=ChartForecast(((2, 3.0, 2.0, 4.0),), "Forecast")))

    assert drawn.forecast[0] == drawn.pieces[-1][-1]
    assert drawn.forecast_band[0] == drawn.pieces[-1][-1]
    assert len(drawn.forecast_band) == 3


def test_months_keep_apart_and_start_with_the_year():
    for frame in (FULL, WIDE, NARROW):
        months = layout(excursions_chart(), frame).months

        assert months[0].text == "Jan"
        assert all(after.x - before.x >= 39 for before, after in itertools.pairwise(months))


def test_years_keep_apart():
    crowded = tuple(ChartPeriod("x", "", "2025" if n < 2 else "") for n in range(60))

    assert len(layout(small(periods=crowded)).years) == 1


def test_many_points_lose_their_dots_except_the_last():
    values = tuple(float(n % 7) for n in range(300))
    drawn = layout(small(values=values, periods=tuple(ChartPeriod(str(n)) for n in range(300))))

    assert len(drawn.dots) == 1
    assert drawn.dots[0] == drawn.pieces[-1][-1]


def test_last_label_near_the_edge_turns_inward():
    at_edge = layout(small(last_label="4.00")).last
    inside = layout(small(last_label="2.00", values=(1.0, 2.0))).last

    assert at_edge is not None
    assert inside is not None
    assert (at_edge.tone, inside.tone) == ("end", "start")
