"""Freshness, data quality, currencies and rounding."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core import freshness, rounding
from lineofsight.core.methods import evaluate


@pytest.mark.parametrize(
    ("frequency", "last", "expected"),
    [
        ("realtime", "2026-02-28", "2026-03-01"), ("daily", "2026-12-31", "2027-01-01"),
        ("weekly", "2026-02-22", "2026-03-01"), ("monthly", "2026-02-28", "2026-03-31"),
        ("monthly", "2028-02-28", "2028-03-28"), ("monthly", "2028-02-29", "2028-03-31"),
        ("monthly", "2026-01-30", "2026-02-28"), ("monthly", "2026-12-31", "2027-01-31"),
        ("monthly", "2026-01-15", "2026-02-15"), ("quarterly", "2026-09-30", "2026-12-31"),
        ("quarterly", "2026-11-30", "2027-02-28"), ("semiannual", "2025-12-31", "2026-06-30"),
        ("semiannual", "2026-06-30", "2026-12-31"), ("annual", "2028-02-29", "2029-02-28"),
        ("annual", "2027-02-28", "2028-02-29"), ("annual", "2026-03-31", "2027-03-31"),
    ],
)  # fmt: skip
def test_next_period_end(frequency: str, last: str, expected: str) -> None:
    result = freshness.next_period_end(date.fromisoformat(last), frequency)

    assert result == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("as_of", "status", "days_overdue"),
    [
        ("2026-01-05", "fresh", 0), ("2026-03-03", "fresh", 0), ("2026-03-04", "overdue", 1),
        ("2026-03-10", "overdue", 7), ("2026-03-11", "stale", 8),
    ],
)  # fmt: skip
def test_weekly_series_grows_stale(as_of: str, status: str, days_overdue: int) -> None:
    inputs = {"frequency": "weekly", "last_period_end": "2026-02-22", "grace_days": 2, "stale_after_days": 7}

    result = evaluate("staleness", {**inputs, "as_of": as_of})

    assert result == {
        "status": status, "next_period_end": "2026-03-01", "due_date": "2026-03-03", "days_overdue": days_overdue,
    }  # fmt: skip


def test_a_month_of_five_weeks_is_due_when_its_calendar_says() -> None:
    given: dict[str, Any] = {"as_of": date(2026, 3, 29), "grace_days": 0, "stale_after_days": 7}

    by_months = freshness.freshness(date(2026, 2, 22), "monthly", **given)
    by_weeks = freshness.freshness(date(2026, 2, 22), "monthly", **given, next_end=date(2026, 3, 29))

    assert (by_months.status, by_months.days_overdue) == ("overdue", 7)
    assert (by_weeks.status, by_weeks.due_on) == ("fresh", date(2026, 3, 29))


def test_more_values_than_expected_are_no_contradiction() -> None:
    result = evaluate("data_quality", {**COUNTS, "received": 12})

    assert result["dimensions"]["completeness"] == 1.2


COUNTS = {"expected": 10, "received": 8, "on_time": 6, "checks_run": 20, "checks_passed": 19, "disputed": 2}


def test_quality_with_the_default_weights() -> None:
    result = evaluate("data_quality", COUNTS)

    assert result["dimensions"] == {"completeness": 0.8, "timeliness": 0.75, "validity": 0.95, "undisputed": 0.75}
    assert result["index"] == pytest.approx(0.24 + 0.15 + 0.38 + 0.075)
    assert result["grade"] == "C"


def test_quality_without_anything_received() -> None:
    result = evaluate("data_quality", {**COUNTS, "received": 0, "on_time": 0, "disputed": 0, "checks_run": None})

    assert result["dimensions"] == {"completeness": 0, "timeliness": None, "validity": None, "undisputed": None}
    assert result["index"] == 0
    assert result["grade"] == "D"


@pytest.mark.parametrize(
    "inputs",
    [
        {**dict.fromkeys(COUNTS, 0)},
        {**dict.fromkeys(COUNTS, None)},
        {**COUNTS, "checks_run": 0, "weights": {"validity": 1}},
        {**COUNTS, "weights": {"validity": 0, "timeliness": 0}},
        {**COUNTS, "weights": {}},
    ],
)
def test_quality_that_rests_on_nothing_has_no_grade(inputs: dict[str, Any]) -> None:
    result = evaluate("data_quality", inputs)

    assert result["index"] is None
    assert result["grade"] is None


@pytest.mark.parametrize(
    ("received", "grade"),
    [(95, "A"), (94.9, "B"), (85, "B"), (84.9, "C"), (70, "C"), (69.9, "D"), (94.99999999999, "A")],
)
def test_grades_begin_at_their_bounds(received: float, grade: str) -> None:
    counts = {**COUNTS, "expected": 100, "received": received}

    assert evaluate("data_quality", {**counts, "weights": {"completeness": 2}})["grade"] == grade


RATES = {
    "2026-01": {"EUR": {"average": 1.1, "closing": 1.2}, "SEK": {"average": 0.095}},
    "2025-01": {"EUR": {"average": 1.0, "closing": 1.05}},
}


def converted(*amounts: tuple[Any, str, str], **options: Any) -> dict[str, Any]:
    rows = [{"amount": amount, "currency": currency, "period": period} for amount, currency, period in amounts]
    return evaluate("currency_convert", {"base": "USD", "kind": "flow", "rates": RATES, "amounts": rows, **options})


def test_only_the_total_is_rounded_half_up_to_the_minor_unit() -> None:
    amounts = ((Decimal("0.05"), "EUR", "2026-01"), (Decimal("0.06"), "USD", "2026-01"))

    assert converted(*amounts)["unrounded_lines"] == [0.055, 0.06]
    assert converted(*amounts)["total"] == 0.12
    assert converted(*amounts, minor_unit=3)["total"] == 0.115
    assert converted((-2.5, "USD", "2026-01"), minor_unit=0)["total"] == -3
    assert converted((2.4, "USD", "2026-01"), minor_unit=0)["total"] == 2


def test_each_missing_rate_is_listed_once_in_order() -> None:
    result = converted((1, "SEK", "2026-01"), (1, "JPY", "2026-01"), (2, "SEK", "2026-01"), kind="stock")

    assert result["total"] is None
    assert result["unrounded_lines"] == [None, None, None]
    assert result["missing_rates"] == [["2026-01", "SEK"], ["2026-01", "JPY"]]


def test_an_unknown_amount_leaves_the_total_unknown() -> None:
    result = converted((None, "EUR", "2026-01"), (10, "USD", "2026-01"))

    assert result == {"total": None, "unrounded_lines": [None, 10], "missing_rates": []}
    assert converted()["total"] is None


def test_constant_currency_takes_the_rates_of_last_year() -> None:
    assert converted((100, "EUR", "2026-01"))["total"] == 110
    assert converted((100, "EUR", "2026-01"), rate_periods={"2026-01": "2025-01"})["total"] == 100


def test_money_is_exact_beyond_the_reach_of_floats() -> None:
    assert converted((Decimal("900000000000.01"), "EUR", "2026-01"), minor_unit=4)["total"] == 990000000000.011


@pytest.mark.parametrize(
    ("score", "stored"),
    [
        (0.0000005, 0.000001), (-0.0000005, -0.000001), (31.0013765, 31.001377), (66.66666666666667, 66.666667),
        (33.333333333333336, 33.333333), (2.0000005, 2.000001), (2.0000004, 2.0), (99.9999995, 100.0), (-0.0, 0.0),
    ],
)  # fmt: skip
def test_scores_are_stored_half_up_at_six_decimals(score: float, stored: float) -> None:
    assert rounding.round_scores(np.array([score, np.nan])).tolist()[0] == stored


def test_an_unknown_score_stays_unknown() -> None:
    assert np.isnan(rounding.round_scores(np.array([np.nan]))).all()
    assert str(rounding.round_scores(np.array([-0.0]))[0]) == "0.0"


@given(st.integers(-2_000_000_000, 2_000_000_000))
def test_stored_scores_equal_decimal_rounding_and_stay_when_rounded_again(thousandths_of_a_step: int) -> None:
    written = Decimal(thousandths_of_a_step) / 10**9

    stored = rounding.round_scores(np.array([float(written)]))

    assert stored.tolist() == [float(rounding.round_half_up(written, 6))]
    assert rounding.round_scores(stored).tolist() == stored.tolist()


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("2.675", 2, "2.68"),
        ("1", 2, "1.00"),
        ("9" * 30 + ".995", 2, "1" + "0" * 30 + ".00"),
    ],
)
def test_rounding_half_up(value: str, places: int, expected: str) -> None:
    assert str(rounding.round_half_up(Decimal(value), places)) == expected
