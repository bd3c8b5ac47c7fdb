"""The roll-up of one parent: every option of the rule, in the order a reader would work it out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

from lineofsight.core.arrays import at_least, below

METHODS = ("weighted_mean", "mean", "worst_of", "best_of")
MISSING_POLICIES = ("renormalize", "zero", "propagate", "carry_forward")
GATE_MISSING = ("fail", "ignore")


@dataclass(frozen=True, slots=True)
class Child:
    """One child of a parent. `coverage` is what its own score rests on; a leaf's is 1 with a score, 0 without."""

    id: str | int
    score: float | None
    weight: float = 1.0
    is_applicable: bool = True
    coverage: float | None = None
    last_score: float | None = None
    last_age: float | None = None

    @property
    def own_coverage(self) -> float:
        """Return the stated coverage, or a leaf's."""
        if self.coverage is not None:
            return self.coverage
        return 0.0 if self.score is None else 1.0


@dataclass(frozen=True, slots=True)
class Gate:
    """A child that must reach `min_score`, or the parent is capped."""

    id: str | int
    min_score: float
    cap: float


@dataclass(frozen=True, slots=True)
class RollUpRule:
    """How a parent is computed. `max_carry` None carries a last score of any age."""

    method: str = "weighted_mean"
    missing_policy: str = "renormalize"
    max_carry: float | None = None
    min_coverage: float | None = None
    gates: tuple[Gate, ...] = ()
    gate_missing: str = "fail"

    def __post_init__(self) -> None:
        for name, options in (
            ("method", METHODS),
            ("missing_policy", MISSING_POLICIES),
            ("gate_missing", GATE_MISSING),
        ):
            if getattr(self, name) not in options:
                raise ValueError(f"{name} is {getattr(self, name)!r}; it must be one of {', '.join(options)}.")


@dataclass(frozen=True, slots=True)
class RolledUp:
    """A parent's score and what it rests on. `coverage` is None when nothing with a weight applies."""

    score: float | None
    coverage: float | None
    effective_weights: Mapping[str | int, float] = field(default_factory=dict)
    carried: tuple[str | int, ...] = ()
    gated: tuple[str | int, ...] = ()
    error: str | None = None


def roll_up(children: Sequence[Child], rule: RollUpRule | None = None) -> RolledUp:
    """Return the parent's score, its coverage and how it came about.

    Children that do not apply leave numerator and denominator. Coverage counts fresh data only: a carried score or a
    zero for a missing one does not raise it. Gates are applied last and only ever lower a score.
    """
    rule = rule or RollUpRule()
    if any(child.weight < 0 or not isfinite(child.weight) for child in children):
        return RolledUp(None, None, error="invalid_weight")
    applicable = [child for child in children if child.is_applicable]
    coverage = _coverage(applicable)
    counted = [(child, value) for child in applicable if (value := _value(child, rule)) is not None]
    carried = tuple(child.id for child, _ in counted if child.score is None and rule.missing_policy == "carry_forward")
    score = None
    if not _is_blocked(applicable, rule) and _reaches(coverage, rule.min_coverage):
        score = _combine(counted, rule.method)
    if score is None:
        return RolledUp(None, coverage, carried=carried)
    score, gated = _apply_gates(score, children, rule)
    return RolledUp(score, coverage, _effective_weights(counted, rule.method), carried, gated)


def _coverage(applicable: Sequence[Child]) -> float | None:
    total_weight = sum(child.weight for child in applicable)
    if total_weight == 0:
        return None
    return sum(child.weight * child.own_coverage for child in applicable) / total_weight


def _reaches(coverage: float | None, min_coverage: float | None) -> bool:
    """Test the coverage; without any (all weights 0, nothing applies) there is no score whatever the minimum."""
    return coverage is not None and (min_coverage is None or at_least(coverage, min_coverage))


def _value(child: Child, rule: RollUpRule) -> float | None:
    """Return what the child counts with: its score, or what the missing policy puts in its place."""
    if child.score is not None:
        return child.score
    if rule.missing_policy == "zero":
        return 0.0
    if rule.missing_policy == "carry_forward" and child.last_score is not None and _is_young(child, rule.max_carry):
        return child.last_score
    return None


def _is_young(child: Child, max_carry: float | None) -> bool:
    return max_carry is None or (child.last_age is not None and child.last_age <= max_carry)


def _is_blocked(applicable: Sequence[Child], rule: RollUpRule) -> bool:
    """Test whether a missing child that could influence the result makes it unknown."""
    return rule.missing_policy == "propagate" and any(
        child.score is None and (child.weight > 0 or rule.method == "mean") for child in applicable
    )


def _combine(counted: Sequence[tuple[Child, float]], method: str) -> float | None:
    if method == "mean":
        return sum(value for _, value in counted) / len(counted) if counted else None
    weighing = [value for child, value in counted if child.weight > 0]
    if not weighing:
        return None
    if method == "worst_of":
        return min(weighing)
    if method == "best_of":
        return max(weighing)
    return sum(child.weight * value for child, value in counted) / sum(child.weight for child, _ in counted)


def _effective_weights(counted: Sequence[tuple[Child, float]], method: str) -> dict[str | int, float]:
    if method != "weighted_mean":
        return {}
    total_weight = sum(child.weight for child, _ in counted)
    return {child.id: child.weight / total_weight for child, _ in counted}


def _apply_gates(score: float, children: Sequence[Child], rule: RollUpRule) -> tuple[float, tuple[str | int, ...]]:
    """Return the capped score and the failed gates; only fresh data opens a gate, a carried score does not."""
    child_by_id = {child.id: child for child in children}
    gated: list[str | int] = []
    for gate in rule.gates:
        child = child_by_id.get(gate.id)
        if child is not None and not child.is_applicable:
            continue
        fresh_score = child.score if child is not None else None
        is_failed = rule.gate_missing == "fail" if fresh_score is None else below(fresh_score, gate.min_score)
        if is_failed:
            score = min(score, gate.cap)
            gated.append(gate.id)
    return score, tuple(gated)
