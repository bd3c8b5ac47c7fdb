"""Links between children and parents, many at once: levels from the bottom up, and the circles that forbid them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lineofsight.core.arrays import Array, Index, Mask


@dataclass(frozen=True, slots=True)
class Adjacency:
    """The links of each node, as ranges of `order`: those of node i stand at `starts[i]` to `starts[i + 1]`."""

    starts: Index
    order: Index

    def of(self, nodes: Index) -> tuple[Index, Index]:
        """Return all links of the nodes, in the order of the nodes, and for each the place of its node in `nodes`."""
        first, count = self.starts[nodes], self.starts[nodes + 1] - self.starts[nodes]
        place = np.repeat(np.arange(len(nodes)), count)
        within = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
        return self.order[first[place] + within], place


def adjacency(ends: Index, n_nodes: int) -> Adjacency:
    """Return the links sorted by one of their ends; links of one node keep their order."""
    starts = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(ends, minlength=n_nodes), out=starts[1:])
    return Adjacency(starts, np.argsort(ends, kind="stable"))


def levels(child: Index, parent: Index, n_nodes: int) -> list[Index] | None:
    """Return the nodes level by level, each after all of its children; None where the links close a circle."""
    waiting = np.bincount(parent, minlength=n_nodes)
    upward = adjacency(child, n_nodes)
    frontier = np.flatnonzero(waiting == 0)
    found: list[Index] = []
    while len(frontier):
        found.append(frontier)
        links, _ = upward.of(frontier)
        reached, times = np.unique(parent[links], return_counts=True)
        waiting[reached] -= times
        frontier = reached[waiting[reached] == 0]
    return found if sum(map(len, found)) == n_nodes else None


def sums(owner: Index, values: Array | Mask, n_owners: int) -> Array:
    """Return the sum of the values of each owner; 0 for those without any."""
    return np.bincount(owner, values, n_owners).astype(np.float64, copy=False)
