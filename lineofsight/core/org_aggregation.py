"""From units to the units above them (domain section 3.4): leaf facts, aggregated once along one tree.

A unit that reports its own value overrides what its children report, and is flagged. Coverage is by weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lineofsight.core.arrays import Array, Index, Mask, at_least, divide
from lineofsight.core.errors import CycleFound

METHODS = ("sum", "mean", "weighted_mean", "ratio", "min", "max")
NO_PARENT = -1


@dataclass(frozen=True, slots=True)
class OrgAggregated:
    """Value and coverage of each unit (row) in each period (column), and where an own value hid its children."""

    value: Array
    coverage: Array
    is_override: Mask


@dataclass(slots=True)
class _Facts:
    """What a unit hands upward: the reduced facts beneath it and the weight present and applicable."""

    total: Array
    base: Array
    present_weight: Array
    applicable_weight: Array


def aggregate_tree(
    method: str,
    parent_index: Index,
    values: Array,
    weights: Array,
    *,
    denominators: Array | None = None,
    min_coverage: float | None = None,
) -> OrgAggregated:
    """Return the value of every unit of a tree in every period.

    `parent_index` names each unit's parent, `NO_PARENT` for a root. `values` (units × periods) are what units report
    themselves, nan where they do not; for ``ratio`` they are numerators beside `denominators`. `weights` is one per
    unit, or units × periods: head-count, revenue or FTE of the period; an inner unit with an unknown weight weighs what
    its leaves do. Raise `CycleFound` for a loop, ValueError for a negative weight. A minimum coverage blanks the unit
    that misses it; the units above still see its leaves.
    """
    if (weights < 0).any():
        raise ValueError("A weight is negative.")
    has_own = np.isfinite(values) if denominators is None else np.isfinite(values) & np.isfinite(denominators)
    weight = np.broadcast_to(weights if weights.ndim == 2 else weights[:, np.newaxis], values.shape)
    is_inner = np.zeros(len(values), dtype=np.bool_)
    is_inner[parent_index[parent_index != NO_PARENT]] = True
    facts = _empty_facts(method, values.shape)
    depth = _depths(parent_index)
    for level in range(int(depth.max(initial=0)), -1, -1):
        units = np.flatnonzero(depth == level)
        denominator = None if denominators is None else denominators[units]
        _settle(facts, units, method, values[units], denominator, has_own[units], weight[units], is_inner[units])
        if level > 0:
            _hand_up(facts, units, parent_index[units], method)
    value = _finish(facts, method)
    coverage = np.where(has_own, 1.0, divide(facts.present_weight, facts.applicable_weight))
    if min_coverage is not None:
        value = np.where(at_least(coverage, min_coverage), value, np.nan)
    return OrgAggregated(value, coverage, has_own & is_inner[:, np.newaxis])


def aggregate_org(
    method: str,
    values: Array,
    weights: Array,
    *,
    denominators: Array | None = None,
    min_coverage: float | None = None,
) -> tuple[float, float]:
    """Return value and coverage of one unit directly above the given ones; the tree of one level."""

    def under_root(column: Array) -> Array:
        return np.concatenate(([np.nan], column))[:, np.newaxis]

    parent_index = np.concatenate(([NO_PARENT], np.zeros(len(values), dtype=np.int64))).astype(np.int64)
    tree = aggregate_tree(
        method,
        parent_index,
        under_root(values),
        under_root(weights)[:, 0],
        denominators=None if denominators is None else under_root(denominators),
        min_coverage=min_coverage,
    )
    return float(tree.value[0, 0]), float(tree.coverage[0, 0])


def _depths(parent_index: Index) -> Index:
    depth = np.zeros(len(parent_index), dtype=np.int64)
    above = parent_index.copy()
    for _ in range(len(parent_index) + 1):
        is_below_root = above != NO_PARENT
        if not is_below_root.any():
            return depth
        depth += is_below_root
        above[is_below_root] = parent_index[above[is_below_root]]
    raise CycleFound("The tree of units leads back to itself; no unit may stand above its own parent.")


def _empty_facts(method: str, shape: tuple[int, ...]) -> _Facts:
    start = np.inf if method in ("min", "max") else 0.0
    return _Facts(np.full(shape, start), np.zeros(shape), np.zeros(shape), np.zeros(shape))


def _settle(
    facts: _Facts,
    units: Index,
    method: str,
    values: Array,
    denominators: Array | None,
    has_own: Mask,
    weight: Array,
    is_inner: Mask,
) -> None:
    """Put a unit's own report in place of what came from below, and the weight of a silent leaf on the record."""
    inner = is_inner[:, np.newaxis]
    from_below = facts.applicable_weight[units]
    own_weight = np.where(np.isfinite(weight), weight, np.where(inner, from_below, 0.0))
    total, base = _own_fact(method, values, denominators, own_weight)
    facts.total[units] = np.where(has_own, total, facts.total[units])
    facts.base[units] = np.where(has_own, base, facts.base[units])
    facts.present_weight[units] = np.where(has_own, own_weight, facts.present_weight[units])
    facts.applicable_weight[units] = np.where(has_own | ~inner, own_weight, from_below)


def _own_fact(method: str, values: Array, denominators: Array | None, weight: Array) -> tuple[Array, Array]:
    """Return what is reduced, and what it is divided by at the end."""
    if method == "ratio":
        if denominators is None:
            raise ValueError("A ratio needs denominators.")
        return values, denominators
    if method == "weighted_mean":
        return weight * values, weight
    return (-values if method == "max" else values), np.ones_like(values)


def _hand_up(facts: _Facts, units: Index, parents: Index, method: str) -> None:
    reduce = np.minimum if method in ("min", "max") else np.add
    reduce.at(facts.total, parents, facts.total[units])
    np.add.at(facts.base, parents, facts.base[units])
    np.add.at(facts.present_weight, parents, facts.present_weight[units])
    np.add.at(facts.applicable_weight, parents, facts.applicable_weight[units])


def _finish(facts: _Facts, method: str) -> Array:
    if method in ("mean", "weighted_mean", "ratio"):
        return divide(facts.total, facts.base)
    sign = -1.0 if method == "max" else 1.0
    return np.where(facts.base > 0, sign * facts.total + 0.0, np.nan)
