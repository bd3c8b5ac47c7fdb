"""The series of each KPI at each unit on the axis that it reports on, joined over units where its card says so.

A unit's own value stands before what its units below report.
"""

from dataclasses import dataclass

import numpy as np

from lineofsight.core import org_aggregation
from lineofsight.core.arrays import Array, Index, Mask
from lineofsight.measures.models.cards import ORG_AGGREGATIONS
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard import money
from lineofsight.scorecard.axis import Axis, native_axis
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.loading import Cards, Facts, Tree
from lineofsight.scorecard.money import Rates
from lineofsight.scorecard.unit_forest import Forest, plant

_LOW = (1 << 32) - 1
_NONE_ORG = ORG_AGGREGATIONS.index("none")
RATIO = "ratio"
Axes = dict[tuple[int, int], Axis]


@dataclass(slots=True)
class Native:
    """Series on the axis that a KPI reports on: a value, or the two sides of a ratio."""

    axis: Axis
    value: Array
    numerator: Array
    denominator: Array
    label: Index
    flags: Index

    @property
    def has_value(self) -> Mask:
        """Return where something was reported or could be aggregated."""
        return (
            np.isfinite(self.value)
            | (np.isfinite(self.numerator) & np.isfinite(self.denominator))
            | (self.label != NONE)
        )


def native_series(
    measures: Index,
    units: Index,
    card: int,
    cards: Cards,
    facts: Facts,
    tree: Tree | None,
    axes: Axes,
    rates: Rates | None = None,
) -> Native:
    """Return the series of nodes on the axis their KPI reports on, aggregated over units where the card says so."""
    rhythm = (int(cards.calendar[card]), int(cards.frequency[card]))
    if rhythm not in axes:
        axes[rhythm] = native_axis(*rhythm)
    axis = axes[rhythm]
    mine = np.isin(facts.measure, np.unique(measures))
    column = axis.position_of(facts.period[mine])
    is_org = cards.org_aggregation[card] != _NONE_ORG and tree is not None
    forest = plant(measures, units, facts.measure[mine], facts.unit[mine], tree, axis.last_day) if is_org else None
    keys = forest.keys if forest else np.unique(_pairs(measures, units))
    row = positions(_pairs(facts.measure[mine], facts.unit[mine]), keys)
    is_here = (row != NONE) & (column != NONE)
    shape = (len(keys), len(axis))
    grids = {}
    for name in ("value", "numerator", "denominator"):
        grid = np.full(shape, np.nan)
        grid[row[is_here], column[is_here]] = getattr(facts, name)[mine][is_here]
        grids[name] = grid
    label = np.full(shape, NONE)
    label[row[is_here], column[is_here]] = facts.label[mine][is_here]
    native = Native(axis, label=label, flags=np.zeros(shape, dtype=np.int64), **grids)
    rows = positions(_pairs(measures, units), keys)
    if forest is None or tree is None:
        return _rows(native, rows)
    if rates is not None and cards.is_local_money[card]:
        return _in_own_currency(native, forest, rows, card, cards, tree, rates)
    _over_units(native, forest, card, cards)
    return _rows(native, rows)


def _in_own_currency(
    native: Native, forest: Forest, rows: Index, card: int, cards: Cards, tree: Tree, rates: Rates
) -> Native:
    """Aggregate amounts in the currency of each node's own unit; without a rate for a part there is no total."""
    codes = money.currencies(forest.keys & _LOW, tree, native.axis.last_day, rates)
    bases = money.bases_of(codes, native.has_value, forest.parents, rates)[rows].tolist()
    out = _rows(native, rows)
    for base in {tuple(line) for line in bases}:
        mine = np.flatnonzero([tuple(line) == base for line in bases])
        part = _rows(native, np.arange(len(forest.keys)))
        part.value, lacks = money.converted(
            part.value,
            codes,
            native.axis.ids,
            np.array(base, dtype=object),
            rates,
            is_stock=bool(cards.is_stock[card]),
        )
        _over_units(part, forest, card, cards)
        is_lacking = np.zeros(lacks.shape, dtype=np.bool_)
        for span, parent in forest.spans():
            is_lacking[:, span] = _reaching_up(lacks[:, span], parent, np.isfinite(native.value[:, span]))
        part.value[is_lacking] = np.nan
        part.flags[is_lacking] |= flag_bits.NO_RATE
        for name in ("value", "flags", "numerator", "denominator", "label"):
            getattr(out, name)[mine] = getattr(part, name)[rows[mine]]
    return out


def _reaching_up(lacks: Mask, parent: Index, own: Mask) -> Mask:
    """Return the rows with a lacking part below them, as far as no unit between reported a value of its own."""
    found, children = lacks.copy(), np.flatnonzero(parent != NONE)
    while True:
        more = found.copy()
        np.logical_or.at(more, parent[children], found[children])
        more &= lacks | ~own
        if (more == found).all():
            return found
        found = more


def _over_units(native: Native, forest: Forest, card: int, cards: Cards) -> None:
    """Aggregate each KPI's leaf facts up the tree as it stood, span by span; in place."""
    method = ORG_AGGREGATIONS[cards.org_aggregation[card]]
    least = cards.min_coverage[card]
    min_coverage = None if np.isnan(least) else float(least)
    own = native.has_value
    for span, tree in forest.spans():
        parent, expected = forest.reporting(own, tree), forest.expected(own, span)
        if method == RATIO:
            pair = np.isfinite(native.numerator[:, span]) & np.isfinite(native.denominator[:, span])
            sides = [np.where(pair, side[:, span], np.nan) for side in (native.numerator, native.denominator)]
            weights = expected.astype(np.float64)
            above, below = (
                org_aggregation.aggregate_tree("sum", parent, s, weights, min_coverage=min_coverage) for s in sides
            )
            native.numerator[:, span], native.denominator[:, span] = above.value, below.value
            done = above
        else:
            weights = _weights(native, span, expected) if method == "weighted_mean" else expected.astype(np.float64)
            done = org_aggregation.aggregate_tree(
                method, parent, native.value[:, span], weights, min_coverage=min_coverage
            )
            native.value[:, span] = done.value
        is_partial = (done.coverage < 1 - 1e-9) & np.isfinite(done.value) & ~done.is_override
        is_override = done.is_override & forest.has_below(own, span)
        native.flags[:, span] |= np.where(is_override, flag_bits.OVERRIDDEN, 0)
        native.flags[:, span] |= np.where(is_partial, flag_bits.ESTIMATE, 0)


def _weights(native: Native, span: slice, expected: Mask) -> Array:
    """Return what each unit weighs: the size it reported (its denominator), else its latest one, else 1."""
    size = _carried(np.where(native.denominator > 0, native.denominator, np.nan))
    return np.where(expected, np.where(np.isfinite(size[:, span]), size[:, span], 1.0), 0.0)


def _rows(native: Native, rows: Index) -> Native:
    return Native(
        axis=native.axis,
        value=native.value[rows],
        numerator=native.numerator[rows],
        denominator=native.denominator[rows],
        label=native.label[rows],
        flags=native.flags[rows],
    )


def latest_positions(has_value: Mask) -> Index:
    """Return at each position the latest one with a value, `NONE` before the first."""
    position = np.where(has_value, np.arange(has_value.shape[1]), NONE)
    return np.maximum.accumulate(position, axis=1) if has_value.shape[1] else position


def _carried(grid: Array) -> Array:
    """Return the grid with gaps filled by the latest value."""
    at = latest_positions(np.isfinite(grid))
    return np.where(at == NONE, np.nan, np.take_along_axis(grid, np.maximum(at, 0), axis=1))


def _pairs(measures: Index, units: Index) -> Index:
    """Return one number for measure and unit (row ids stay far below 2³¹)."""
    return (measures.astype(np.int64) << 32) | units.astype(np.int64)
