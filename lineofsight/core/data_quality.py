"""How far a KPI's data can be trusted (domain section 3.9): four dimensions, one index, one grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lineofsight.core.arrays import at_least

DEFAULT_WEIGHTS: Mapping[str, float] = {"completeness": 0.3, "timeliness": 0.2, "validity": 0.4, "undisputed": 0.1}
DIMENSIONS = tuple(DEFAULT_WEIGHTS)
_GRADES = ((0.95, "A"), (0.85, "B"), (0.70, "C"))
LOWEST_GRADE = "D"  # cannot feed ratings or pay without a steward's waiver


@dataclass(frozen=True, slots=True)
class Counts:
    """What was expected and what came; None when it was not counted."""

    expected: float | None
    received: float | None
    on_time: float | None
    checks_run: float | None
    checks_passed: float | None
    disputed: float | None


@dataclass(frozen=True, slots=True)
class Quality:
    """Each dimension as a fraction (None where nothing can be said), their weighted index, and its grade."""

    dimensions: Mapping[str, float | None]
    index: float | None
    grade: str | None


def data_quality(counts: Counts, weights: Mapping[str, float] = DEFAULT_WEIGHTS) -> Quality:
    """Return the quality of a KPI's data; a dimension without a denominator drops out and the weights renormalize."""
    undisputed = None
    if counts.received is not None and counts.disputed is not None:
        undisputed = counts.received - counts.disputed
    dimensions = {
        "completeness": _share(counts.received, counts.expected),
        "timeliness": _share(counts.on_time, counts.received),
        "validity": _share(counts.checks_passed, counts.checks_run),
        "undisputed": _share(undisputed, counts.received),
    }
    known = {name: share for name, share in dimensions.items() if share is not None}
    total_weight = sum(weights.get(name, 0.0) for name in known)
    if total_weight <= 0:
        return Quality(dimensions, None, None)
    index = sum(weights.get(name, 0.0) * share for name, share in known.items()) / total_weight
    return Quality(dimensions, index, grade_of(index))


def grade_of(index: float) -> str:
    """Return the letter of an index."""
    return next((grade for bound, grade in _GRADES if at_least(index, bound)), LOWEST_GRADE)


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole
