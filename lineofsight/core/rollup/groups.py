"""The roll-up of many parents and periods at once: the same rule as `roll_up`, on arrays.

Children are rows in node order, periods are columns; `parent_index` names each child's parent. Sums run in node
order, so that a result does not depend on how the work was cut into groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lineofsight.core.arrays import Array, Index, Mask, at_least, below, divide
from lineofsight.core.rollup.parent import METHODS, MISSING_POLICIES, RollUpRule

_WEIGHTED_MEAN, _MEAN, _WORST_OF, _BEST_OF = range(len(METHODS))
_RENORMALIZE, _ZERO, _PROPAGATE, _CARRY_FORWARD = range(len(MISSING_POLICIES))


@dataclass(frozen=True, slots=True)
class GateTable:
    """Gates of all parents, one per row: the parent, the child's row, the score to reach and the cap below it."""

    parent: Index
    child: Index
    min_score: Array
    cap: Array


@dataclass(frozen=True, slots=True)
class GroupRules:
    """The rule of each parent, as columns. No minimum coverage is nan, no age limit is infinity."""

    method: Index
    missing_policy: Index
    min_coverage: Array
    max_carry: Array
    fails_without_data: Mask

    @classmethod
    def of(cls, rules: Sequence[RollUpRule]) -> GroupRules:
        """Return the columns of one rule per parent; their gates go into a `GateTable`."""
        return cls(
            method=np.array([METHODS.index(rule.method) for rule in rules], dtype=np.int64),
            missing_policy=np.array([MISSING_POLICIES.index(rule.missing_policy) for rule in rules], dtype=np.int64),
            min_coverage=np.array([np.nan if r.min_coverage is None else r.min_coverage for r in rules], dtype=float),
            max_carry=np.array([np.inf if r.max_carry is None else r.max_carry for r in rules], dtype=float),
            fails_without_data=np.array([rule.gate_missing == "fail" for rule in rules], dtype=np.bool_),
        )

    @classmethod
    def same(cls, n_parents: int, rule: RollUpRule | None = None) -> GroupRules:
        """Return one rule for all parents."""
        return cls.of([rule or RollUpRule()] * n_parents)


def roll_up_groups(
    parent_index: Index,
    scores: Array,
    weights: Array,
    rules: GroupRules,
    *,
    coverage: Array | None = None,
    is_applicable: Mask | None = None,
    last_scores: Array | None = None,
    last_ages: Array | None = None,
    gates: GateTable | None = None,
) -> tuple[Array, Array]:
    """Return the scores and coverage of all parents (rows) in all periods (columns).

    `scores` is children × periods, nan where missing. `weights` is one per child, or children × periods. `coverage`
    is what each child's score rests on (default: 1 with a score, 0 without); `is_applicable` False takes a child out.
    `last_scores` and `last_ages` serve ``carry_forward``. A parent without children, without weight, or with a
    negative weight is nan in both results. Memory is about ten times `scores`: cut long histories by periods.
    """
    n_parents, n_periods = len(rules.method), scores.shape[1]
    result = np.full((n_parents, n_periods), np.nan), np.full((n_parents, n_periods), np.nan)
    if len(parent_index) == 0:
        return result
    group = _Groups(parent_index)
    applies = np.ones(scores.shape, dtype=np.bool_) if is_applicable is None else is_applicable
    given_weight = np.broadcast_to(weights if weights.ndim == 2 else weights[:, np.newaxis], scores.shape)
    weight = np.where(applies, given_weight, 0.0)
    has_score = applies & np.isfinite(scores)

    total_weight = group.sum(weight)
    own_coverage = has_score.astype(np.float64) if coverage is None else np.nan_to_num(coverage, nan=0.0)
    group_coverage = divide(group.sum(weight * own_coverage), total_weight)
    value = _counted_values(scores, has_score, applies, rules, parent_index, last_scores, last_ages)
    group_score = _combine(group, value, weight, rules)

    is_bad_weight = group.any(~np.isfinite(given_weight) | (given_weight < 0))
    is_blocked = _blocked(group, applies & ~has_score, weight, rules)
    is_scored = _reaches(group_coverage, rules.min_coverage[group.parents, np.newaxis]) & ~is_blocked & ~is_bad_weight
    result[0][group.parents] = np.where(is_scored, group_score, np.nan)
    result[1][group.parents] = np.where(is_bad_weight, np.nan, group_coverage)
    if gates is not None:
        _apply_gates(result[0], gates, scores, applies, rules)
    return result


class _Groups:
    """Reductions over the children of each parent, in node order."""

    def __init__(self, parent_index: Index) -> None:
        self._order: Index | slice = slice(None)  # siblings already stand together: no copy
        if (np.diff(parent_index) < 0).any():
            self._order = np.argsort(parent_index, kind="stable")
        self.parents, self._starts = np.unique(parent_index[self._order], return_index=True)

    def sum(self, rows: Array) -> Array:
        return np.add.reduceat(rows[self._order], self._starts, axis=0)

    def lowest(self, rows: Array) -> Array:
        return np.minimum.reduceat(rows[self._order], self._starts, axis=0)

    def any(self, rows: Mask) -> Mask:
        return np.logical_or.reduceat(rows[self._order], self._starts, axis=0)


def _counted_values(
    scores: Array,
    has_score: Mask,
    applies: Mask,
    rules: GroupRules,
    parent_index: Index,
    last_scores: Array | None,
    last_ages: Array | None,
) -> Array:
    """Return what each child counts with; nan where it does not count."""
    policy = rules.missing_policy[parent_index, np.newaxis]
    value = np.where(has_score, scores, np.where(applies & (policy == _ZERO), 0.0, np.nan))
    if last_scores is None:
        return value
    limit = rules.max_carry[parent_index, np.newaxis]
    is_young = np.isinf(limit) if last_ages is None else np.isinf(limit) | (last_ages <= limit)
    is_carried = applies & ~has_score & is_young & (policy == _CARRY_FORWARD)
    return np.where(is_carried, last_scores, value)


def _combine(group: _Groups, value: Array, weight: Array, rules: GroupRules) -> Array:
    """Return each parent's combination of its children, by the method of the parent."""
    method = rules.method[group.parents, np.newaxis]
    counts = np.isfinite(value)
    combined = np.full((len(group.parents), value.shape[1]), np.nan)
    if (method == _WEIGHTED_MEAN).any():
        weighted = group.sum(np.where(counts, weight * value, 0.0))
        mean = divide(weighted, group.sum(np.where(counts, weight, 0.0)))
        combined = np.where(method == _WEIGHTED_MEAN, mean, combined)
    if (method == _MEAN).any():
        mean = divide(group.sum(np.where(counts, value, 0.0)), group.sum(counts.astype(np.float64)))
        combined = np.where(method == _MEAN, mean, combined)
    weighs = counts & (weight > 0)
    for code, sign in ((_WORST_OF, 1.0), (_BEST_OF, -1.0)):
        if (method == code).any():
            extreme = sign * group.lowest(np.where(weighs, sign * value, np.inf))
            combined = np.where((method == code) & np.isfinite(extreme), extreme, combined)
    return combined


def _reaches(coverage: Array, minimum: Array) -> Mask:
    """Test the coverage; without any (all weights 0, nothing applies) there is no score whatever the minimum."""
    return np.isfinite(coverage) & (np.isnan(minimum) | at_least(coverage, minimum))


def _blocked(group: _Groups, is_missing: Mask, weight: Array, rules: GroupRules) -> Mask:
    """Test where a missing child that could influence the result makes it unknown."""
    method = rules.method[group.parents, np.newaxis]
    propagates = rules.missing_policy[group.parents, np.newaxis] == _PROPAGATE
    if not propagates.any():
        return np.zeros((len(group.parents), weight.shape[1]), dtype=np.bool_)
    lacks = np.where(method == _MEAN, group.any(is_missing), group.any(is_missing & (weight > 0)))
    return np.asarray(propagates & lacks)


def _apply_gates(scores: Array, gates: GateTable, child_scores: Array, applies: Mask, rules: GroupRules) -> None:
    """Lower the scores of parents whose gate child is below its minimum, or has no data where that fails."""
    child_score = child_scores[gates.child]
    fails_without_data = rules.fails_without_data[gates.parent, np.newaxis]
    is_failed = np.where(
        np.isfinite(child_score), below(child_score, gates.min_score[:, np.newaxis]), fails_without_data
    )
    cap = np.where(is_failed & applies[gates.child], gates.cap[:, np.newaxis], np.inf)
    np.minimum.at(scores, gates.parent, cap)
