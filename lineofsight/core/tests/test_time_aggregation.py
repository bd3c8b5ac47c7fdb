"""Aggregation over time: every method under every missing policy."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core import ratios, time_aggregation
from lineofsight.core.methods import evaluate

GAPS = [None, 6, None, 3]
EARLY = [4, 6, None]
NOTHING = [None, None]


@pytest.mark.parametrize(
    ("method", "values", "ignore", "zero", "require_all"),
    [
        ("sum", GAPS, 9, 9, None),
        ("avg", GAPS, 4.5, 2.25, None),
        ("last", EARLY, 6, 0, None),
        ("last", GAPS, 3, 3, None),
        ("min", GAPS, 3, 0, None),
        ("max", GAPS, 6, 6, None),
        ("max", [-5, None], -5, 0, None),
        ("min", [5, 7], 5, 5, 5),
        ("max", [5, 7], 7, 7, 7),
        ("last", [5, 7], 7, 7, 7),
        ("sum", [5, 7], 12, 12, 12),
        ("avg", [5, 7], 6, 6, 6),
        ("sum", NOTHING, None, 0, None),
        ("avg", NOTHING, None, None, None),
        ("last", NOTHING, None, None, None),
        ("min", NOTHING, None, None, None),
        ("max", NOTHING, None, None, None),
        ("sum", [], None, 0, None),
        ("avg", [], None, None, None),
        ("last", [], None, None, None),
        ("min", [], None, None, None),
        ("ytd_sum", GAPS, [None, 6, 6, 9], [0, 6, 6, 9], [None] * 4),
        ("ytd_sum", EARLY, [4, 10, 10], [4, 10, 10], [4, 10, None]),
        ("ytd_avg", GAPS, [None, 6, 6, 4.5], [None, 3, 2, 2.25], [None] * 4),
        ("ytd_avg", EARLY, [4, 5, 5], [4, 5, 10 / 3], [4, 5, None]),
        ("ytd_sum", [], [], [], []),
    ],
)
def test_missing_policies(method: str, values: list[Any], ignore: Any, zero: Any, require_all: Any) -> None:
    by_policy = [
        evaluate("aggregate_time", {"method": method, "values": values, "missing_policy": policy})["value"]
        for policy in ("ignore", "zero", "require_all")
    ]

    assert by_policy == [ignore, zero, require_all]


@pytest.mark.parametrize(
    ("method", "values", "policy", "expected"),
    [
        ("last", [4, 6], "require_latest", 6),
        ("last", [4, None], "require_latest", None),
        ("last", [], "require_latest", None),
        ("sum", EARLY, "require_latest", 10),
        ("sum", GAPS, "prorate", 18),
        ("sum", NOTHING, "prorate", None),
        ("avg", GAPS, "prorate", 4.5),
        ("last", EARLY, "prorate", 6),
        ("ytd_sum", GAPS, "prorate", [None, 12, 18, 18]),
    ],
)
def test_policies_of_one_family(method: str, values: list[Any], policy: str, expected: Any) -> None:
    inputs = {"method": method, "values": values, "missing_policy": policy}

    assert evaluate("aggregate_time", inputs)["value"] == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("ignore", [None, 4, 6, 7, 7.5, 8]),
        ("zero", [None, 4, 3, 3.5, 7.5, 4]),
        ("require_all", [None, 4, None, None, 7.5, None]),
        ("prorate", [None, 4, 6, 7, 7.5, 8]),
    ],
)
def test_rolling_average_needs_a_full_window(policy: str, expected: list[Any]) -> None:
    inputs = {"method": "rolling_avg", "values": [2, 6, None, 7, 8, None], "window": 2, "missing_policy": policy}

    assert evaluate("aggregate_time", inputs)["value"] == expected


def test_rolling_average_of_an_empty_or_short_window() -> None:
    inputs = {"method": "rolling_avg", "values": [1, None, None], "window": 2}

    assert evaluate("aggregate_time", inputs)["value"] == [None, 1, None]
    assert evaluate("aggregate_time", {**inputs, "missing_policy": "zero"})["value"] == [None, 0.5, None]
    assert evaluate("aggregate_time", {**inputs, "window": 4})["value"] == [None, None, None]
    with pytest.raises(ValueError, match="window of at least one"):
        time_aggregation.aggregate_time("rolling_avg", np.zeros((1, 3)))


@pytest.mark.parametrize(
    ("num", "den", "policy", "expected"),
    [
        ([8, None, 2], [10, 100, 2], "ignore", 10 / 12),
        ([8, 1, 2], [10, None, 2], "zero", 10 / 12),
        ([8, None, 2], [10, 100, 2], "prorate", 10 / 12),
        ([8, None, 2], [10, 100, 2], "require_all", None),
        ([8, 2], [10, 2], "require_all", 10 / 12),
        ([1, 2], [0, 0], "ignore", None),
        ([None], [1], "ignore", None),
        ([], [], "ignore", None),
    ],
)
def test_ratio_is_of_sums_over_complete_pairs(num: list[Any], den: list[Any], policy: str, expected: Any) -> None:
    result = evaluate("aggregate_time", {"method": "ratio", "num": num, "den": den, "missing_policy": policy})

    assert result["value"] == (None if expected is None else pytest.approx(expected, abs=1e-12))


def test_completeness_counts_periods() -> None:
    ratio = evaluate("aggregate_time", {"method": "ratio", "num": [8, None], "den": [10, 100]})
    running = evaluate("aggregate_time", {"method": "ytd_avg", "values": [1, 2]})

    assert (ratio["present"], ratio["expected"], ratio["complete"]) == (1, 2, False)
    assert (running["present"], running["expected"], running["complete"]) == (2, 2, True)


values = st.lists(st.one_of(st.none(), st.integers(-999, 999)), max_size=8)


@given(
    values,
    values,
    st.sampled_from([m for m in time_aggregation.METHODS if m != "ratio"]),
    st.sampled_from(time_aggregation.MISSING_POLICIES),
)
def test_rows_aggregate_like_each_alone(one: list[Any], other: list[Any], method: str, policy: str) -> None:
    n_periods = min(len(one), len(other))
    rows = [one[:n_periods], other[:n_periods]]
    grid = np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=float).reshape(2, n_periods)
    result = time_aggregation.aggregate_time(method, grid, missing_policy=policy, window=3)

    for row, value in zip(rows, result.value, strict=True):
        inputs = {"method": method, "values": row, "missing_policy": policy, "window": 3}
        alone = evaluate("aggregate_time", inputs)["value"]
        assert np.array(value, dtype=float) == pytest.approx(np.array(alone, dtype=float), abs=0, nan_ok=True)


@given(values)
def test_sum_and_average_equal_exact_fractions(series: list[Any]) -> None:
    present = [Fraction(value) for value in series if value is not None]

    total = evaluate("aggregate_time", {"method": "sum", "values": series})["value"]
    average = evaluate("aggregate_time", {"method": "avg", "values": series})["value"]

    assert total == (float(sum(present)) if present else None)
    assert average == (pytest.approx(float(sum(present) / len(present)), abs=1e-9) if present else None)


@given(st.lists(st.integers(-99, 99), min_size=1, max_size=24))
def test_periods_of_a_year_to_date_series_come_back(series: list[int]) -> None:
    periods = np.array([series], dtype=float)
    is_year_start = np.arange(len(series)) % 12 == 0
    cumulative = np.concatenate([np.cumsum(periods[:, i : i + 12], axis=1) for i in range(0, len(series), 12)], axis=1)

    assert time_aggregation.from_year_to_date(cumulative, is_year_start).tolist() == periods.tolist()


def test_a_gap_in_a_year_to_date_series_leaves_two_periods_unknown() -> None:
    result = time_aggregation.from_year_to_date(np.array([[5, np.nan, 9, 12]]), np.array([True, False, False, False]))

    assert result[0] == pytest.approx([5, np.nan, np.nan, 3], nan_ok=True)


def test_a_ratio_may_be_read_per_thousand_or_as_the_rest() -> None:
    late = np.array([0.0996, np.nan])

    assert ratios.dressed_ratio(late, is_complement=True) == pytest.approx([0.9004, np.nan], nan_ok=True)
    assert ratios.dressed_ratio(late, factor=1000) == pytest.approx([99.6, np.nan], nan_ok=True)
    assert ratios.dressed_ratio(late, factor=100, is_complement=True)[0] == pytest.approx(90.04)
