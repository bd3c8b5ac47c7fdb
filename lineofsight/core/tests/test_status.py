"""Status: bands, hysteresis, memory, contradiction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core import status
from lineofsight.core.methods import evaluate

BANDS = {"green_at": 70, "amber_at": 40, "hysteresis": 2}


def statuses(scores: list[Any], **options: Any) -> Any:
    return evaluate("rag_status", {**BANDS, "scores": scores, **options})["statuses"]


def test_exactly_at_the_goal_is_green_and_at_the_red_flag_amber() -> None:
    scores = [
        evaluate("kpi_score", {"scoring_type": "goal_red_flag", "goal": 3, "red_flag": 5, "value": value})["score"]
        for value in (3, 5, 5.000001)
    ]

    result = evaluate("rag_status", {"scores": scores})

    assert result["statuses"] == ["green", "amber", "red"]


@pytest.mark.parametrize(
    ("initial", "score", "expected"),
    [
        ("green", 68, "green"), ("green", 67.99, "amber"), ("green", 38, "amber"), ("green", 37.99, "red"),
        ("amber", 71.99, "amber"), ("amber", 72, "green"), ("amber", 38, "amber"), ("amber", 37.99, "red"),
        ("red", 41.99, "red"), ("red", 42, "amber"), ("red", 71.99, "amber"), ("red", 72, "green"),
        (None, 70, "green"), (None, 69.99, "amber"), (None, 40, "amber"), (None, 39.99, "red"),
        ("no_data", 70, "green"),
    ],
)  # fmt: skip
def test_crossing_a_boundary_takes_the_hysteresis(initial: str | None, score: float, expected: str) -> None:
    assert statuses([score], initial_status=initial) == [expected]


def test_a_threshold_missed_by_float_noise_is_met() -> None:
    assert statuses([70 - 1e-10], hysteresis=0) == ["green"]
    assert statuses([70 - 1e-8], hysteresis=0) == ["amber"]


def test_leading_and_only_gaps_have_no_data() -> None:
    assert statuses([None, None]) == ["no_data", "no_data"]
    assert statuses([]) == []


@pytest.mark.parametrize(
    "bands",
    [
        {"green_at": 40},
        {"green_at": 30},
        {"hysteresis": 15},
        {"hysteresis": -1},
        {"green_at": 0.6, "amber_at": 0.4, "hysteresis": 0.1},
    ],
)
def test_contradictory_bands_give_no_status(bands: dict[str, float]) -> None:
    result = evaluate("rag_status", {**BANDS, "scores": [50], **bands})

    assert result == {"statuses": None, "error": "invalid_config"}


def test_a_node_with_contradictory_bands_has_no_data_beside_a_valid_one() -> None:
    codes = status.step_status(
        np.zeros(2, dtype=np.int8), np.array([80.0, 80.0]), np.array([70.0, 40.0]), np.array([40.0, 40.0])
    )

    assert codes.tolist() == [status.GREEN, status.NO_DATA]


def test_the_memory_of_each_row_is_its_own() -> None:
    scores = np.array([[75, np.nan, 69], [10, np.nan, 41]])

    codes = status.status_series(scores, 70, 40, 2)

    assert codes.tolist() == [[3, 0, 3], [1, 0, 1]]


def test_thresholds_may_differ_by_row_and_by_period() -> None:
    scores = np.array([[65.0, 65.0], [65.0, 65.0]])

    by_row = status.status_series(scores, np.array([60.0, 70.0]), 40.0, 0.0)
    by_period = status.status_series(scores, np.array([[60.0, 70.0], [70.0, 60.0]]), 40.0, 0.0)

    assert by_row.tolist() == [[3, 3], [2, 2]]
    assert by_period.tolist() == [[3, 2], [2, 3]]


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=20), st.floats(0, 10))
def test_grid_equals_series_one_by_one(scores: list[float | None], hysteresis: float) -> None:
    grid = np.array([[np.nan if score is None else score for score in scores]] * 2)

    codes = status.status_series(grid, 70.0, 40.0, hysteresis)

    expected = statuses(scores, hysteresis=hysteresis)
    assert [[status.STATUSES[code] for code in row] for row in codes] == [expected, expected]


@given(st.sampled_from([0, 1, 2, 3]), st.floats(0, 100), st.floats(0, 100), st.floats(0, 14))
def test_a_better_score_never_worsens_the_status(memory: int, one: float, other: float, hysteresis: float) -> None:
    worse, better = sorted((one, other))
    remembered = np.array([memory, memory], dtype=np.int8)

    codes = status.step_status(remembered, np.array([worse, better]), 70.0, 40.0, hysteresis)

    assert codes[0] <= codes[1]
