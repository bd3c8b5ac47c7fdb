"""The trees that KPI values climb: one per KPI, side by side in one array, as the unit tree stood in each period."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lineofsight.core.arrays import Index, Mask
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.loading import Tree

_UNIT_BITS = 32


@dataclass(slots=True)
class Forest:
    """One row per KPI and unit; `parents` is the row of the unit above in each period."""

    keys: Index
    parents: Index
    stands: Mask

    def spans(self) -> Iterator[tuple[slice, Index]]:
        """Return spans of periods over which the tree did not change, with its parents."""
        width = self.parents.shape[1]
        if width == 0:
            return
        is_new = (np.diff(self.parents, axis=1) != 0).any(axis=0)
        edges = [0, *(np.flatnonzero(is_new) + 1).tolist(), width]
        for start, end in pairwise(edges):
            yield slice(start, end), self.parents[:, start]

    def reporting(self, own: Mask, parent: Index) -> Index:
        """Return the parents, without rows at and below which nothing was ever reported.

        Whether such a unit has a row depends on what is computed, so it must not make its parent look divided.
        """
        children, found = np.flatnonzero(parent != NONE), np.asarray(own.any(axis=1), dtype=np.bool_)
        while True:
            more = found.copy()
            np.logical_or.at(more, parent[children], found[children])
            if (more == found).all():
                return np.where(found, parent, NONE)
            found = more

    def expected(self, own: Mask, span: slice) -> Mask:
        """Return which rows a value is expected from: units that stand, from their first value on."""
        has_begun = np.maximum.accumulate(own, axis=1)
        return has_begun[:, span] & self.stands[:, span]

    def has_below(self, own: Mask, span: slice) -> Mask:
        """Return where any unit below reported a value of its own."""
        parent = self.parents[:, span.start]
        children = np.flatnonzero(parent != NONE)
        found = np.zeros(own[:, span].shape, dtype=np.bool_)
        while True:
            more = found.copy()
            np.logical_or.at(more, parent[children], (own[:, span] | found)[children])
            if (more == found).all():
                return found
            found = more


def plant(
    measures: Index, units: Index, fact_measures: Index, fact_units: Index, tree: Tree | None, days: Index
) -> Forest:
    """Return the forest over the nodes, the units with facts, and every unit between."""
    assert tree is not None
    parents, stands = tree.parents(days), tree.stands(days)
    keys = np.unique(np.concatenate((_key(measures, units), _key(fact_measures, fact_units))))
    while True:
        above = _above(keys, tree, parents)
        grown = np.unique(np.concatenate((keys, above[above != NONE])))
        if len(grown) == len(keys):
            break
        keys = grown
    unit_row = positions(keys & ((1 << _UNIT_BITS) - 1), tree.units)
    parent_row = positions(_above(keys, tree, parents), keys)
    return Forest(keys, parent_row, np.where(unit_row[:, np.newaxis] == NONE, False, stands[unit_row]))


def _above(keys: Index, tree: Tree, parents: Index) -> Index:
    """Return the key of the unit above, rows × periods, `NONE` at a root."""
    unit_row = positions(keys & ((1 << _UNIT_BITS) - 1), tree.units)
    parent = np.where(unit_row[:, np.newaxis] == NONE, NONE, parents[unit_row])
    measure = (keys >> _UNIT_BITS) << _UNIT_BITS
    return np.where(parent == NONE, NONE, measure[:, np.newaxis] | tree.units[parent])


def _key(measures: Index, units: Index) -> Index:
    return (measures.astype(np.int64) << _UNIT_BITS) | units.astype(np.int64)
