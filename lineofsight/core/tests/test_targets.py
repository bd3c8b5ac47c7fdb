"""Targets: phased over dates, and found by both times."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core import phasing
from lineofsight.core.methods import evaluate

LINE = {"start_date": "2026-01-01", "start_value": 40, "end_date": "2026-01-11", "end_value": 60}
POINTS = [["2026-07-01", 30], ["2026-01-01", 10], ["2026-04-01", 20]]


@pytest.mark.parametrize(
    ("profile", "on", "target"),
    [
        ("linear", "2025-12-31", 40), ("linear", "2026-01-01", 40), ("linear", "2026-01-02", 42),
        ("linear", "2026-01-06", 50), ("linear", "2026-01-11", 60), ("linear", "2027-01-01", 60),
        ("step", "2025-12-31", 40), ("step", "2026-01-10", 40), ("step", "2026-01-11", 60), ("step", "2026-02-01", 60),
    ],
)  # fmt: skip
def test_target_between_two_dates(profile: str, on: str, target: float) -> None:
    assert evaluate("target_phasing", {"profile": profile, **LINE, "date": on}) == {"target": target}


@pytest.mark.parametrize(
    ("on", "linear", "step"),
    [
        ("2025-12-31", 10, 10), ("2026-01-01", 10, 10), ("2026-03-31", 10 + 890 / 90, 10), ("2026-04-01", 20, 20),
        ("2026-05-01", 20 + 300 / 91, 20), ("2026-07-01", 30, 30), ("2027-01-01", 30, 30),
    ],
)  # fmt: skip
def test_custom_path_through_points_in_any_order(on: str, linear: float, step: float) -> None:
    inputs = {"profile": "custom", "points": POINTS, "date": on}

    assert evaluate("target_phasing", inputs)["target"] == pytest.approx(linear, abs=1e-9)
    assert evaluate("target_phasing", {**inputs, "interpolation": "step"})["target"] == step


@pytest.mark.parametrize(
    "inputs",
    [
        {"profile": "linear", **LINE, "start_value": None},
        {"profile": "linear", **LINE, "start_date": "2026-02-01"},
        {"profile": "step", **LINE, "end_value": None},
        {"profile": "step", **LINE, "start_value": None},
        {"profile": "step", **LINE, "start_date": "2026-02-01"},
        {"profile": "custom", "points": []},
        {"profile": "custom", "points": [["2026-01-01", None]]},
        {"profile": "custom", "points": [["2026-01-01", 1], ["2026-01-01", 2]]},
    ],
)
def test_contradictory_or_incomplete_paths_have_no_target(inputs: dict[str, Any]) -> None:
    assert evaluate("target_phasing", {**inputs, "date": "2026-01-05"}) == {"target": None}


def test_a_path_of_no_length_jumps_on_its_day() -> None:
    line = {**LINE, "profile": "linear", "start_date": "2026-01-11"}

    assert evaluate("target_phasing", {**line, "date": "2026-01-10"})["target"] == 40
    assert evaluate("target_phasing", {**line, "date": "2026-01-11"})["target"] == 60


def test_one_point_holds_for_ever() -> None:
    inputs = {"profile": "custom", "points": [["2026-01-01", 7]], "date": "2031-01-01"}

    assert evaluate("target_phasing", inputs)["target"] == 7


def test_a_grid_of_targets_is_one_call() -> None:
    on = np.array([date(2026, 1, day).toordinal() for day in (1, 6, 11)])
    start, end = date(2026, 1, 1).toordinal(), date(2026, 1, 11).toordinal()

    grid = phasing.linear_target(
        np.array([[start], [start]]), np.array([[40.0], [0.0]]), np.array([[end], [end]]), np.array([[60.0], [5.0]]), on
    )

    assert grid.tolist() == [[40, 50, 60], [0, 2.5, 5]]


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 1], [-2, 1]])
def test_seasonal_weights_must_sum_to_more_than_zero(weights: list[float]) -> None:
    inputs = {"profile": "seasonal", "annual_target": 100, "weights": weights}

    assert evaluate("target_phasing", inputs) == {"periods": None, "cumulative": None}


def test_an_unknown_annual_target_has_no_periods() -> None:
    inputs = {"profile": "seasonal", "annual_target": None, "weights": [1]}

    assert evaluate("target_phasing", inputs) == {"periods": None, "cumulative": None}


@given(st.floats(-1e6, 1e6), st.lists(st.integers(1, 100), min_size=1, max_size=12))
def test_seasonal_periods_sum_to_the_annual_target(annual_target: float, weights: list[int]) -> None:
    result = phasing.seasonal_targets(annual_target, np.array(weights, dtype=float))

    assert result is not None
    assert result.periods.sum() == pytest.approx(annual_target, abs=1e-6)
    assert result.cumulative == pytest.approx(np.cumsum(result.periods), abs=1e-6)


ROWS = [
    {"id": "old", "target": 100, "valid_from": "2026-01-01", "valid_to": None,
     "recorded_at": "2025-12-01T09:00Z", "superseded_at": "2026-03-01T09:00Z"},
    {"id": "new", "target": 80, "valid_from": "2026-01-01", "valid_to": "2027-01-01",
     "recorded_at": "2026-03-01T09:00Z", "superseded_at": None},
]  # fmt: skip


@pytest.mark.parametrize(
    ("valid_at", "known_at", "row"),
    [
        ("2026-01-01", "2026-03-01T08:59Z", "old"),
        ("2026-01-01", "2026-03-01T09:00Z", "new"),
        ("2026-01-01", "2026-03-01T10:30+02:00", "old"),
        ("2026-01-01", "2025-12-01T09:00Z", "old"),
        ("2030-01-01", "2026-01-01", "old"),
        ("2026-12-31T23:59Z", "2030-01-01", "new"),
        ("2027-01-01", "2030-01-01", None),
        ("2025-12-31T23:59", "2026-01-01", None),
    ],
)
def test_intervals_are_half_open_in_both_times(valid_at: str, known_at: str, row: str | None) -> None:
    result = evaluate("bitemporal_target", {"rows": ROWS, "valid_at": valid_at, "known_at": known_at})

    target = {"old": 100, "new": 80, None: None}[row]
    assert result == {"target": target, "row": row, "error": None if row else "none"}


def test_two_rows_that_hold_at_once_are_an_integrity_error() -> None:
    rows = [{**ROWS[1], "id": 1}, {**ROWS[1], "id": 2}]

    result = evaluate("bitemporal_target", {"rows": rows, "valid_at": "2026-05-01", "known_at": "2026-05-01"})

    assert result == {"target": None, "row": None, "error": "overlap"}


def test_open_beginnings_and_the_names_of_the_tables_are_read() -> None:
    row = {"id": 7, "target": 1.5, "valid_from": None, "valid_to": None, "known_from": None, "known_to": "2026-01-01"}
    moments = {"valid_at": "1999-01-01", "known_at": "2025-01-01"}

    assert evaluate("bitemporal_target", {"rows": [row], **moments})["target"] == 1.5
    assert evaluate("bitemporal_target", {"rows": [row], **moments, "known_at": "2026-01-01"})["error"] == "none"
    assert evaluate("bitemporal_target", {"rows": [], **moments})["error"] == "none"
