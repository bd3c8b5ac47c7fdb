"""How values, shares, changes and periods read."""

from datetime import date

import pytest

from lineofsight.insight.presenting import periods, values
from lineofsight.insight.templatetags.insight import unless_in, weight
from lineofsight.scorecard.results import PeriodLabel


@pytest.mark.parametrize(
    ("value", "symbol", "decimals", "kind", "text"),
    [
        (0.362, "%", 1, "share", "36.2%"),
        (11.94, "€", 2, "currency", "€11.94"),
        (-11.94, "€", 2, "currency", "−€11.94"),
        (31.0, "h", 1, "number", "31.0 h"),
        (4.1249999999999, "", 2, "number", "4.13"),
        (46000, "€", 0, "currency", "€46,000"),
        (97.5, "%", 1, "percent", "97.5%"),
        (0.0, "", 2, "number", "0.00"),
        (None, "h", 1, "number", "—"),
    ],
)
def test_value_reads_with_its_unit(value, symbol, decimals, kind, text):
    assert values.shown(value, symbol, decimals, kind) == text


@pytest.mark.parametrize(
    ("value", "symbol", "decimals", "kind", "text"),
    [
        (3.0, "", 2, "number", "3"),
        (2.5, "", 2, "number", "2.5"),
        (24.0, "h", 1, "number", "24"),
        (0.36, "%", 1, "share", "36%"),
        (0.345, "%", 1, "share", "34.5%"),
        (11.6, "€", 2, "currency", "€11.60"),
        (None, "", 2, "number", "—"),
    ],
)
def test_target_says_no_more_digits_than_it_was_set_with(value, symbol, decimals, kind, text):
    assert values.shown_target(value, symbol, decimals, kind) == text


@pytest.mark.parametrize(
    ("share", "text"), [(1.0, "100%"), (0.9999, "99%"), (0.96, "96%"), (0.0, "0%"), (None, "—"), (0.994, "99%")]
)
def test_what_is_less_than_all_never_reads_100_percent(share, text):
    assert values.share(share) == text


@pytest.mark.parametrize(
    ("change", "text"), [(0.43, "+0.4"), (-1.25, "−1.3"), (0.04, "±0"), (-0.04, "±0"), (0.0, "±0"), (None, "—")]
)
def test_change_has_its_sign(change, text):
    assert values.change(change) == text


@pytest.mark.parametrize(
    ("factor", "kind", "text"), [(1000, "number", "Per 1,000"), (1, "number", "Value"), (100, "share", "Value")]
)
def test_head_of_a_ratio_says_per_how_many(factor, kind, text):
    assert values.head(factor, kind) == text


@pytest.mark.parametrize(
    ("symbol", "name", "left"),
    [("kWh", "kWh per pallet", ""), ("h", "Hours to answer", "h"), ("days", "Cash cycle", "days"), ("", "Share", "")],
)
def test_unit_that_the_name_says_is_not_repeated(symbol, name, left):
    assert unless_in(symbol, name) == left


@pytest.mark.parametrize(("share", "text"), [(0.25, "25%"), (1 / 3, "33.3%"), (0.1250, "12.5%"), (None, "—")])
def test_weight_has_a_decimal_only_where_it_needs_one(share, text):
    assert weight(share) == text


def label(key, frequency, start, until):
    return PeriodLabel(1, key, frequency, date.fromisoformat(start), date.fromisoformat(until))


@pytest.mark.parametrize(
    ("period", "name", "short", "month"),
    [
        (label("2026-10", "monthly", "2026-10-01", "2026-11-01"), "October 2026", "Oct 2026", "October"),
        (label("2026-M01", "monthly", "2025-12-29", "2026-01-26"), "M01 2026", "M01 2026", "M01 2026"),
        (label("2022-Q3", "quarterly", "2022-04-01", "2022-07-01"), "Q3 2022", "Q3 2022", "Q3 2022"),
        (
            label("2026-W47", "weekly", "2026-11-16", "2026-11-23"),
            "week 47 of 2026",
            "week 47 of 2026",
            "week 47 of 2026",
        ),
        (label("2026", "annual", "2026-01-01", "2027-01-01"), "2026", "2026", "2026"),
        (label("2026-11-17", "daily", "2026-11-17", "2026-11-18"), "17 Nov 2026", "17 Nov 2026", "17 Nov 2026"),
    ],
)
def test_period_has_a_name(period, name, short, month):
    assert (periods.name(period), periods.short(period), periods.month_only(period)) == (name, short, month)


def test_span_of_a_period_names_its_first_and_last_day():
    assert periods.span(label("2026-10", "monthly", "2026-10-01", "2026-11-01")) == "1 Oct 2026 – 31 Oct 2026"
