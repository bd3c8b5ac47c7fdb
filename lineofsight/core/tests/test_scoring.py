"""Scoring: every type with every cap, against an exact oracle, and vectorized like one by one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lineofsight.core import scoring
from lineofsight.core.methods import evaluate

GOAL = {"scoring_type": "goal_red_flag", "goal": 700, "red_flag": 500}
TWO_COLOR = {"scoring_type": "two_color", "goal": 80, "floor": 40}
FEWER = {"scoring_type": "two_color", "goal": 24, "floor": 48}
PROGRESS = {"scoring_type": "baseline_target", "baseline": 48, "target": 24}
SCALE = {"scoring_type": "min_max", "polarity": "minimize", "min": 10, "max": 60}
SHARE = {"scoring_type": "attainment", "polarity": "maximize", "target": 80}
SHARE_LESS = {"scoring_type": "attainment", "polarity": "minimize", "target": 80}
MET = {"scoring_type": "binary", "polarity": "maximize", "target": 5}
BAND = {"scoring_type": "range", "low_fail": 16, "low_ok": 20, "high_ok": 24, "high_fail": 30}
POINTS = {"scoring_type": "linear_points", "points": [[100, 110], [60, -10], [80, 50]]}
LABELS = {"scoring_type": "text", "labels": {"done": 100, "late": 40, "stuck": -20, "beyond": 130}}


@pytest.mark.parametrize(
    ("card", "value", "both", "lower", "none"),
    [
        (GOAL, 500, 100 / 3, 100 / 3, 100 / 3),
        (GOAL, 720, 70, 70, 70),
        (GOAL, 1000, 100, 350 / 3, 350 / 3),
        (GOAL, 200, 0, 0, -50 / 3),
        (TWO_COLOR, 60, 25, 25, 25),
        (TWO_COLOR, 140, 100, 125, 125),
        (TWO_COLOR, 20, 0, 0, -25),
        (FEWER, 12, 75, 75, 75),
        (FEWER, 60, 0, 0, -25),
        (PROGRESS, 30, 75, 75, 75),
        (PROGRESS, 12, 100, 150, 150),
        (PROGRESS, 60, 0, 0, -50),
        (SCALE, 20, 80, 80, 80),
        (SCALE, 0, 100, 120, 120),
        (SCALE, 70, 0, 0, -20),
        (SHARE, 60, 75, 75, 75),
        (SHARE, 100, 100, 125, 125),
        (SHARE, -8, 0, 0, -10),
        (SHARE_LESS, 60, 100, 125, 125),
        (SHARE_LESS, 200, 0, 0, -50),
        (MET, 5, 100, 100, 100),
        (MET, 4.999999, 0, 0, 0),
        (BAND, 20, 100, 100, 100),
        (BAND, 24, 100, 100, 100),
        (BAND, 18, 50, 50, 50),
        (BAND, 14, 0, 0, -50),
        (BAND, 33, 0, 0, -50),
        (POINTS, 70, 20, 20, 20),
        (POINTS, 100, 100, 110, 110),
        (POINTS, 110, 100, 110, 140),
        (POINTS, 50, 0, 0, -40),
        (LABELS, "late", 40, 40, 40),
        (LABELS, "beyond", 100, 130, 130),
        (LABELS, "stuck", 0, 0, -20),
    ],
)
def test_score_under_every_cap(card: dict[str, Any], value: Any, both: float, lower: float, none: float) -> None:
    scores = [evaluate("kpi_score", {**card, "value": value, "cap": cap}) for cap in ("both", "lower", "none")]

    assert [score["score"] for score in scores] == pytest.approx([both, lower, none], abs=1e-9)
    assert {score["reason"] for score in scores} == {"ok"}


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({**GOAL, "red_flag": 700}, "invalid_config"),
        ({**GOAL, "goal": None}, "invalid_config"),
        ({**GOAL, "polarity": "minimize"}, "invalid_config"),
        ({**TWO_COLOR, "floor": 80}, "invalid_config"),
        ({**FEWER, "polarity": "maximize"}, "invalid_config"),
        ({**PROGRESS, "target": 48}, "invalid_config"),
        ({**SCALE, "min": 60}, "invalid_config"),
        ({**SCALE, "polarity": "range"}, "invalid_config"),
        ({**SHARE, "target": 0}, "invalid_config"),
        ({**SHARE, "target": -80}, "invalid_config"),
        ({**MET, "polarity": "unknown"}, "invalid_config"),
        ({**MET, "target": None}, "invalid_config"),
        ({**BAND, "low_fail": 20}, "invalid_config"),
        ({**BAND, "low_ok": 24.1}, "invalid_config"),
        ({**BAND, "high_fail": 24}, "invalid_config"),
        ({**POINTS, "points": [[1, 0], [1, 100]]}, "invalid_config"),
        ({**POINTS, "points": [[1, 50]]}, "invalid_config"),
        ({**POINTS, "points": []}, "invalid_config"),
        ({**LABELS, "value": "lost"}, "unknown_label"),
        ({**LABELS, "value": "none", "labels": {"none": None}}, "invalid_config"),
        ({"scoring_type": "yes_no", "value": "perhaps"}, "unknown_label"),
        ({"scoring_type": "yes_no", "value": 2}, "unknown_label"),
        ({"scoring_type": "yes_no", "value": None}, "no_value"),
        ({**GOAL, "value": None}, "no_value"),
        ({**LABELS, "value": None}, "no_value"),
        ({**POINTS, "value": None}, "no_value"),
        ({"scoring_type": "unscored", "value": 5}, "unscored"),
        ({"scoring_type": "unscored", "value": None}, "unscored"),
    ],
)
def test_no_score_has_its_reason(inputs: dict[str, Any], reason: str) -> None:
    assert evaluate("kpi_score", {"value": 21, **inputs}) == {"score": None, "reason": reason}


@pytest.mark.parametrize(
    ("value", "good", "score"),
    [
        (True, True, 100),
        (False, True, 0),
        (True, False, 0),
        (False, False, 100),
        ("Yes", True, 100),
        ("no", False, 100),
    ],
)
def test_yes_no(value: Any, good: bool, score: float) -> None:
    inputs = {"scoring_type": "yes_no", "value": value, "good": good}

    assert evaluate("kpi_score", inputs) == {"score": score, "reason": "ok"}


@pytest.mark.parametrize(("label", "score"), [(3, 80), (3.0, 80), (True, 60), (False, 20), (2.5, 50)])
def test_labels_may_be_numbers_or_answers(label: Any, score: float) -> None:
    labels = {"3": 80, "true": 60, "false": 20, "2.5": 50}

    assert evaluate("kpi_score", {"scoring_type": "text", "labels": labels, "value": label})["score"] == score


def test_binary_minimize_fails_above_the_target() -> None:
    inputs = {"scoring_type": "binary", "polarity": "minimize", "target": 5}

    assert [evaluate("kpi_score", {**inputs, "value": value})["score"] for value in (4, 5, 5.01)] == [100, 100, 0]


def test_a_value_equal_to_the_target_on_paper_meets_it() -> None:
    assert evaluate("kpi_score", {**MET, "target": 0.3, "value": 0.1 + 0.2 - 1e-12})["score"] == 100


decimals = st.integers(-10_000, 10_000).map(lambda tenths: Fraction(tenths, 10))


def exact_score(scoring_type: str, value: Fraction, first: Fraction, second: Fraction) -> Fraction:
    """The rules again, in exact fractions: the oracle."""
    if scoring_type == "goal_red_flag":
        return Fraction(100, 3) * (1 + (value - second) / (first - second))
    if scoring_type == "two_color":
        return 50 * (1 + (value - first) / (first - second))
    if scoring_type == "baseline_target":
        return 100 * (value - first) / (second - first)
    return 100 * (value - first) / (second - first)


@given(
    st.sampled_from(["goal_red_flag", "two_color", "baseline_target", "min_max"]),
    decimals, decimals, decimals, st.sampled_from(["both", "lower", "none"]),
)  # fmt: skip
def test_scores_equal_exact_fractions(
    scoring_type: str, value: Fraction, first: Fraction, second: Fraction, cap: str
) -> None:
    assume(first < second if scoring_type == "min_max" else first != second)
    names = scoring.PARAMETERS[scoring_type]
    polarity = {"polarity": "maximize"} if scoring_type == "min_max" else {}
    expected = exact_score(scoring_type, value, first, second)
    expected = expected if cap == "none" else max(expected, Fraction(0))
    expected = min(expected, Fraction(100)) if cap == "both" else expected

    inputs = {"scoring_type": scoring_type, "value": float(value), "cap": cap, **polarity}
    result = evaluate("kpi_score", {**inputs, names[0]: float(first), names[1]: float(second)})

    assert result["score"] == pytest.approx(float(expected), abs=1e-9, rel=1e-12)


@given(st.sampled_from([GOAL, TWO_COLOR, SHARE, MET]), decimals, decimals)
def test_a_better_value_never_scores_lower(card: dict[str, Any], one: Fraction, other: Fraction) -> None:
    worse, better = sorted((float(one), float(other)))

    scores = [evaluate("kpi_score", {**card, "value": value})["score"] for value in (worse, better)]

    assert scores[0] <= scores[1]


def test_parameters_may_differ_by_element_and_period() -> None:
    scored = scoring.score_values(
        "goal_red_flag",
        np.array([[600.0, 600.0], [30.0, np.nan]]),
        {"goal": np.array([[700.0, 800.0], [24.0, 24.0]]), "red_flag": np.array([[500.0], [48.0]])},
    )

    assert scored.scores[0] == pytest.approx([50, 400 / 9])
    assert scored.scores[1, 0] == pytest.approx(175 / 3)
    assert scored.reasons.tolist() == [[0, 0], [0, scoring.NO_VALUE]]


def test_labels_of_a_series_are_scored_one_by_one() -> None:
    scored = scoring.score_labels(["late", None, "lost", "beyond"], LABELS["labels"], cap=np.array([0, 0, 0, 1]))

    assert scored.scores == pytest.approx([40, np.nan, np.nan, 130], nan_ok=True)
    assert scored.reasons.tolist() == [scoring.OK, scoring.NO_VALUE, scoring.UNKNOWN_LABEL, scoring.OK]
