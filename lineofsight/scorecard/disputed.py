"""The mark of a dispute: on the value under examination, and on every value that it was aggregated into."""

import numpy as np

from lineofsight.core.arrays import Index, Mask
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.leaf_scores import LeafScores
from lineofsight.scorecard.loading import Facts, Tree


def mark_disputes(
    scores: LeafScores,
    measures: Index,
    units: Index,
    columns: Axis,
    disputes: list[tuple[int, int, int | None]],
    facts: Facts,
    tree: Tree | None,
    is_aggregated: Mask,
) -> None:
    """Mark what rests on a disputed value: at the unit itself, and above it as far as the value was aggregated."""
    if not disputes:
        return
    parents = tree.parents(columns.last_day) if tree is not None else None
    for measure, unit, period in disputes:
        reported = facts.unit[(facts.measure == measure) & (facts.period == (period or 0))]
        for column in _disputed_columns(columns, period):
            above = [] if tree is None or parents is None else _aggregating(unit, tree, parents[:, column], reported)
            is_above = np.isin(units, np.array(above, dtype=np.int64)) & is_aggregated[:, column]
            rows = (measures == measure) & ((units == unit) | is_above) & np.isfinite(scores.measured[:, column])
            scores.flags[rows, column] |= flag_bits.DISPUTED


def _disputed_columns(columns: Axis, period: int | None) -> list[int]:
    """Return the columns of a disputed period (None: all)."""
    if period is None:
        return list(range(len(columns)))
    column = int(columns.position_of(np.array([period], dtype=np.int64))[0])
    return [] if column == NONE else [column]


def _aggregating(unit: int, tree: Tree, parents: Index, reported: Index) -> list[int]:
    """Return the units above one, up to the first that reported a value of its own: that one stands in its place."""
    above: list[int] = []
    row = int(positions(np.array([unit], dtype=np.int64), tree.units)[0])
    while row != NONE and (row := int(parents[row])) != NONE:
        one = int(tree.units[row])
        if one in reported:
            break
        above.append(one)
    return above
