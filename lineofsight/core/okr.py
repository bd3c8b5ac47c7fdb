"""Progress of key results, and its roll-up through objectives (domain sections 6.1, 6.3 and 6.4).

Everything is on arrays: one row per key result, objective or link. Unknown is nan and never counts as zero; a
contradictory configuration gives nan, which the caller names ``invalid_config``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lineofsight.core.arrays import TOLERANCE, Array, Codes, Index, Mask, at_least, divide
from lineofsight.core.graphs import levels, sums

KINDS = ("metric", "increase", "decrease", "milestone", "binary", "stay_above", "stay_below")
METRIC_KINDS = ("metric", "increase", "decrease")
CONTROL_KINDS = ("stay_above", "stay_below")
CONTROL_MODES = ("latest", "share")
MODES = ("key_results", "children", "both")
PACES = ("on_track", "at_risk", "off_track", "not_started", "no_data")
ON_TRACK_GAP, AT_RISK_GAP = -0.10, -0.25

_KEY_RESULTS, _CHILDREN = MODES.index("key_results"), MODES.index("children")


def metric_progress(start: Array, target: Array, current: Array, direction: Index) -> Array:
    """Return how far from start to target, uncapped; not yet measured is the start.

    `direction` is 1 where the target must lie above the start, -1 below, 0 for either. A target at the start, or
    against the direction, gives nan.
    """
    distance = target - start
    contradicts = (np.abs(distance) <= TOLERANCE) | (distance * direction < 0)
    raw = divide(np.where(np.isnan(current), 0.0, current - start), distance)
    return np.where(contradicts, np.nan, raw)


def milestone_progress(key_result: Index, weight: Array, done: Array, n_key_results: int) -> Array:
    """Return the weight done over the weight of all milestones of each key result.

    No milestones, no weight, a negative weight, or a part done outside 0 to 1 gives nan.
    """
    total = sums(key_result, weight, n_key_results)
    reached = sums(key_result, weight * done, n_key_results)
    wrong = sums(key_result, ~((weight >= 0) & (done >= 0) & (done <= 1)), n_key_results)
    return np.where((total > 0) & (wrong == 0), divide(reached, total), np.nan)


def control_progress(
    key_result: Index, value: Array, threshold: Array, sign: Index, takes_share: Mask, n_key_results: int
) -> Array:
    """Return 1 or 0 by the last known value, or the share of known periods that kept to the threshold, itself included.

    Rows stand in order of time within each key result; `threshold`, `sign` (1 stay above, -1 below) and `takes_share`
    are per key result. No known value gives 0: nothing has been kept yet.
    """
    known = ~np.isnan(value)
    owner, keeps = (
        key_result[known],
        at_least(value[known] * sign[key_result[known]], (threshold * sign)[key_result[known]]),
    )
    count = np.bincount(owner, minlength=n_key_results)
    share = divide(sums(owner, keeps, n_key_results), count.astype(np.float64))
    latest = np.zeros(n_key_results)
    latest[owner] = keeps  # of several writes to one place the last one stays
    progress = np.where(takes_share, share, latest)
    return np.where(np.isnan(threshold), np.nan, np.where(count == 0, 0.0, progress))


def capped(raw: Array) -> Array:
    """Return progress from 0 to 1; unknown stays unknown."""
    return np.clip(raw, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Objectives:
    """Objectives with their key results and the children that contribute; links that only support are left out."""

    mode: Index
    key_result_objective: Index
    key_result_progress: Array
    key_result_weight: Array
    child: Index
    parent: Index
    child_weight: Array


def roll_up_objectives(objectives: Objectives) -> Array | None:
    """Return the progress of each objective: the weighted mean of its key results and contributing children.

    The mode says which of the two count. Parts without a value leave with their weight; nothing left is nan. None
    where the children close a circle.
    """
    count = len(objectives.mode)
    order = levels(objectives.child, objectives.parent, count)
    if order is None:
        return None
    own, own_weight = _weighted(
        objectives.key_result_objective, objectives.key_result_progress, objectives.key_result_weight, count
    )
    takes_own, takes_children = objectives.mode != _CHILDREN, objectives.mode != _KEY_RESULTS
    total, weight = np.where(takes_own, own, 0.0), np.where(takes_own, own_weight, 0.0)
    progress = np.full(count, np.nan)
    rank = np.empty(count, dtype=np.int64)
    for place, nodes in enumerate(order):
        rank[nodes] = place
    links = np.lexsort((objectives.child, objectives.parent, rank[objectives.parent]))
    bounds = np.searchsorted(rank[objectives.parent[links]], np.arange(len(order) + 1))
    for place, nodes in enumerate(order):
        here = links[bounds[place] : bounds[place + 1]]
        if len(here):
            parent = objectives.parent[here]
            gained, gained_weight = _weighted(
                parent, progress[objectives.child[here]], objectives.child_weight[here], count
            )
            total = total + np.where(takes_children, gained, 0.0)
            weight = weight + np.where(takes_children, gained_weight, 0.0)
        progress[nodes] = divide(total[nodes], weight[nodes])
    return progress


def expected_progress(elapsed_days: Array, all_days: Array) -> Array:
    """Return where steady work would stand: days gone, today included, over all days, both ends included."""
    return np.clip(divide(elapsed_days, all_days), 0.0, 1.0)


def pace(progress: Array, expected: Array, has_started: Mask) -> Codes:
    """Return a place in `PACES` by how far progress lies behind what steady work would have brought."""
    gap = progress - expected
    behind = np.where(at_least(gap, ON_TRACK_GAP), 0, np.where(at_least(gap, AT_RISK_GAP), 1, 2))
    known = np.where(np.isnan(progress), PACES.index("no_data"), behind)
    return np.where(has_started, known, PACES.index("not_started")).astype(np.int8)


def _weighted(owner: Index, value: Array, weight: Array, count: int) -> tuple[Array, Array]:
    known = ~np.isnan(value)
    return (
        sums(owner[known], value[known] * weight[known], count),
        sums(owner[known], weight[known], count),
    )
