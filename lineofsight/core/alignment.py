"""Whom does the work serve? Shares through a graph of links, and effort against strategy (domain sections 7.1, 7.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lineofsight.core.arrays import TOLERANCE, Array, Index, Mask, above, below, divide
from lineofsight.core.graphs import adjacency, levels, sums

LEAST_LEARNING = 0.10
ONE_SIDED = 0.80


class CircleOfLinks(ValueError):
    """The links lead from a node back to itself."""


@dataclass(frozen=True, slots=True)
class Links:
    """Contributing links from a child to a parent, each with the share of the child that goes there."""

    child: Index
    parent: Index
    share: Array


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of each node goes to which end: parallel columns, sorted by node and end."""

    node: Index
    end: Index
    share: Array
    unaligned: Array


def exceeding(links: Links, n_nodes: int) -> Mask:
    """Test for each node whether the shares that leave it add to more than 1."""
    return above(sums(links.child, links.share, n_nodes), np.ones(n_nodes))


def shares_in_ends(links: Links, ends: Mask) -> Shares:
    """Return the share of every node in every end: over all paths, the product of the shares along the path.

    A path stops at the first end it meets, so that what a node gives never adds to more than 1. What reaches no end is
    unaligned. Raise `CircleOfLinks` where the links close a circle.
    """
    count = len(ends)
    order = levels(links.child, links.parent, count)
    if order is None:
        raise CircleOfLinks
    upward = adjacency(links.child, count)
    place = np.full(count, -1, dtype=np.int64)
    place[ends] = np.arange(int(ends.sum()))
    starts, sizes = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    found = _Rows(max(1, len(links.child) + count))
    for nodes in reversed(order):
        at_end = nodes[ends[nodes]]
        starts[at_end], sizes[at_end] = found.size + np.arange(len(at_end)), 1
        found.add(at_end, place[at_end], np.ones(len(at_end)))
        inner = nodes[~ends[nodes]]
        out, owner = upward.of(inner)
        above_it = links.parent[out]
        times = sizes[above_it]
        source = np.repeat(starts[above_it] - (np.cumsum(times) - times), times) + np.arange(int(times.sum()))
        node = np.repeat(owner, times)
        end = found.end[source]
        share = found.share[source] * np.repeat(links.share[out], times)
        key, inverse = np.unique(node * count + end, return_inverse=True)
        merged = sums(inverse, share, len(key))
        kept = merged > 0
        key, merged = key[kept], merged[kept]
        owners = key // count
        sizes[inner] = np.bincount(owners, minlength=len(inner))
        starts[inner] = found.size + np.cumsum(sizes[inner]) - sizes[inner]
        found.add(inner[owners], key % count, merged)
    node, end, share = found.node[: found.size], found.end[: found.size], found.share[: found.size]
    sorting = np.lexsort((end, node))
    unaligned = 1.0 - sums(node, share, count)
    unaligned[np.abs(unaligned) <= TOLERANCE] = 0.0
    return Shares(node[sorting], np.flatnonzero(ends)[end[sorting]], share[sorting], unaligned)


class _Rows:
    """Columns that grow by doubling."""

    def __init__(self, capacity: int) -> None:
        self.size = 0
        self.node = np.empty(capacity, dtype=np.int64)
        self.end = np.empty(capacity, dtype=np.int64)
        self.share = np.empty(capacity)

    def add(self, node: Index, end: Index, share: Array) -> None:
        needed = self.size + len(node)
        if needed > len(self.node):
            for name in ("node", "end", "share"):
                old = getattr(self, name)
                grown = np.empty(max(needed, 2 * len(old)), dtype=old.dtype)
                grown[: self.size] = old[: self.size]
                setattr(self, name, grown)
        here = slice(self.size, needed)
        self.node[here], self.end[here], self.share[here] = node, end, share
        self.size = needed


@dataclass(frozen=True, slots=True)
class Work:
    """What is compared: objectives with weight and perspective, goals with weight, and shares between the two.

    Columns of a share: the goal, the objective, and how much of the goal goes there.
    """

    objective_weight: Array
    objective_perspective: Index
    n_perspectives: int
    goal_weight: Array
    goal: Index
    objective: Index
    share: Array


@dataclass(frozen=True, slots=True)
class Alignment:
    """The answer: unknown is nan. `effort` is empty where nothing is aligned."""

    coverage: float
    orphan_share: float
    divergence: float
    index: float
    strategy: Array
    effort: Array
    is_covered: Mask
    is_orphan: Mask


def alignment(work: Work) -> Alignment:
    """Return coverage of objectives, share of effort that stops, both mixes, and how much would have to move.

    Coverage counts the weight of objectives that at least one goal serves. The divergence is half the sum of the
    differences between the two mixes. With no goals, or nothing aligned, the index is 0 and the divergence unknown.
    """
    serves = work.share > 0
    goal, objective, share = work.goal[serves], work.objective[serves], work.share[serves]
    n_objectives, n_goals = len(work.objective_weight), len(work.goal_weight)
    is_covered = np.bincount(objective, minlength=n_objectives) > 0
    is_orphan = np.bincount(goal, minlength=n_goals) == 0
    all_strategy, all_effort = float(work.objective_weight.sum()), float(work.goal_weight.sum())
    given = work.goal_weight[goal] * share
    aligned = float(given.sum())
    coverage = _ratio(float(work.objective_weight[is_covered].sum()), all_strategy)
    orphan_share = 1.0 - _ratio(aligned, all_effort)
    strategy = divide(
        sums(work.objective_perspective, work.objective_weight, work.n_perspectives),
        np.full(work.n_perspectives, all_strategy),
    )
    if aligned <= 0:
        return Alignment(coverage, orphan_share, np.nan, 0.0, strategy, np.empty(0), is_covered, is_orphan)
    effort = sums(work.objective_perspective[objective], given, work.n_perspectives) / aligned
    divergence = float(np.abs(strategy - effort).sum()) / 2
    index = 100 * (coverage + (1 - orphan_share) + (1 - divergence)) / 3
    return Alignment(coverage, orphan_share, divergence, index, strategy, effort, is_covered, is_orphan)


def neglected(strategy: Array, effort: Array) -> Mask:
    """Test which perspectives have weight in the strategy and less than half of it in the effort."""
    return (strategy > 0) & below(effort, strategy / 2)


def neglects_learning(effort: Array, learning: Mask) -> bool:
    """Test whether learning and growth gets less than a tenth of the effort."""
    return bool(learning.any() and below(float(effort[learning].sum()), LEAST_LEARNING))


def one_sided(strategy: Array, effort: Array) -> int | None:
    """Return the perspective that takes four fifths of the effort or more without being the strategy's largest.

    None where nothing is aligned, or where no objective has a weight: then there is no largest.
    """
    if not strategy.size or np.isnan(strategy).all():
        return None
    largest = int(np.argmax(effort)) if len(effort) else 0
    if not len(effort) or below(float(effort[largest]), ONE_SIDED):
        return None
    return largest if below(float(strategy[largest]), float(np.nanmax(strategy))) else None


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else np.nan
