"""`kpi_score` and `rag_status` on JSON values."""

from __future__ import annotations

from typing import Any

import numpy as np

from lineofsight.core import scoring, status
from lineofsight.core.adapters.reading import Inputs
from lineofsight.core.arrays import Array, or_none

_POLARITY_CODES = {
    "maximize": scoring.MAXIMIZE,
    "minimize": scoring.MINIMIZE,
    "range": scoring.NO_POLARITY,
    "unknown": scoring.NO_POLARITY,
}
_ANSWERS = {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0, 1: 1.0, 0: 0.0}  # True and False equal 1 and 0
_UNKNOWN_ANSWER = 0.5


def kpi_score(inputs: Inputs) -> dict[str, Any]:
    """Return the score of one value, with the reason."""
    scoring_type = inputs.choice("scoring_type", scoring.SCORING_TYPES)
    cap = scoring.CAPS.index(inputs.choice("cap", scoring.CAPS, "both"))
    polarity = _POLARITY_CODES[inputs.choice("polarity", _POLARITY_CODES, "unknown")]
    if scoring_type == "text":
        scored = scoring.score_labels([_label(inputs)], _labels(inputs), cap=cap)
    elif scoring_type == "linear_points":
        scored = scoring.score_points(_value(inputs), _points(inputs), cap=cap)
    elif scoring_type == "yes_no":
        good = 1.0 if inputs.flag("good", True) else 0.0
        scored = scoring.score_values(scoring_type, _answer(inputs), {"good": good}, cap=cap)
    elif scoring_type == "unscored":
        scored = scoring.score_values(scoring_type, np.array([np.nan]), {}, cap=cap)
    else:
        parameters = {name: _or_nan(inputs.number(name, None)) for name in scoring.PARAMETERS[scoring_type]}
        scored = scoring.score_values(scoring_type, _value(inputs), parameters, cap=cap, polarity=polarity)
    return {"score": or_none(scored.scores[0]), "reason": scoring.REASONS[scored.reasons[0]]}


def rag_status(inputs: Inputs) -> dict[str, Any]:
    """Return the status of each score of a series."""
    scores = np.array([[_or_nan(score) for score in inputs.numbers("scores")]], dtype=np.float64)
    green_at = inputs.required_number("green_at", status.GREEN_AT)
    amber_at = inputs.required_number("amber_at", status.AMBER_AT)
    hysteresis = inputs.required_number("hysteresis", 0.0)
    initial = status.STATUSES.index(inputs.choice("initial_status", status.STATUSES, "no_data"))
    if not status.is_valid_config(green_at, amber_at, hysteresis):
        return {"statuses": None, "error": "invalid_config"}
    codes = status.status_series(scores, green_at, amber_at, hysteresis, initial=initial)[0]
    return {"statuses": [status.STATUSES[code] for code in codes], "error": None}


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def _value(inputs: Inputs) -> Array:
    return np.array([_or_nan(inputs.number("value", None))])


def _answer(inputs: Inputs) -> Array:
    """Return 1 for yes, 0 for no; anything else said is an unknown label, nothing said is missing."""
    answer = inputs.raw("value", None)
    if answer is None:
        return np.array([np.nan])
    if isinstance(answer, str):
        return np.array([_ANSWERS.get(answer.strip().lower(), _UNKNOWN_ANSWER)])
    if isinstance(answer, bool):
        return np.array([_ANSWERS[answer]])
    return np.array([_ANSWERS.get(inputs.required_number("value"), _UNKNOWN_ANSWER)])


def _label(inputs: Inputs) -> str | None:
    label = inputs.raw("value", None)
    if label is None or isinstance(label, str):
        return label
    if isinstance(label, bool):
        return "true" if label else "false"
    return f"{inputs.required_number('value'):g}"


def _labels(inputs: Inputs) -> dict[str, float]:
    """Return the score of each label; a label without a score is a gap in the configuration."""
    labels = inputs.object("labels", {})
    return {label: _or_nan(labels.number(label)) for label in labels.names()}


def _points(inputs: Inputs) -> Array:
    points = inputs.pairs("points") if inputs.raw("points", None) is not None else []
    coordinates = [
        (_or_nan(inputs.read_number(at, f"points[{i}]")), _or_nan(inputs.read_number(score, f"points[{i}]")))
        for i, (at, score) in enumerate(points)
    ]
    return np.array(coordinates, dtype=np.float64).reshape(-1, 2)
