"""The value of each KPI at each unit in each period of a scorecard: over units first, then over time.

Nodes are rows, periods are columns. A unit's own value stands before what its units below report. A KPI of another
frequency gives the latest value whose period had ended by then and that was not stale.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lineofsight.core import org_aggregation, time_aggregation
from lineofsight.core.arrays import Array, Index, Mask, divide
from lineofsight.core.freshness import next_period_end
from lineofsight.core.ratios import dressed_ratio
from lineofsight.core.time_aggregation import MISSING_POLICIES, SERIES_METHODS
from lineofsight.measures.models.cards import ORG_AGGREGATIONS, TIME_AGGREGATIONS
from lineofsight.organization.models.calendars import FREQUENCIES
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard import money
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.loading import Cards, Facts, Tree, native_axis
from lineofsight.scorecard.money import Rates
from lineofsight.scorecard.unit_forest import Forest, plant

_LOW = (1 << 32) - 1
_NONE_ORG = ORG_AGGREGATIONS.index("none")
_RATIO = "ratio"
Axes = dict[tuple[int, int], Axis]


@dataclass(slots=True)
class LeafValues:
    """Values with what must be said about them. `is_fresh` False with a value: carried from an earlier period."""

    value: Array
    label: Index
    is_fresh: Mask
    flags: Index

    @classmethod
    def empty(cls, shape: tuple[int, int]) -> "LeafValues":
        """Return no values."""
        return cls(np.full(shape, np.nan), np.full(shape, NONE), np.zeros(shape, np.bool_), np.zeros(shape, np.int64))


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


def leaf_values(
    measures: Index,
    units: Index,
    columns: Axis,
    cards: Cards,
    card_at: Index,
    facts: Facts,
    tree: Tree | None,
    axes: Axes | None = None,
    rates: Rates | None = None,
) -> LeafValues:
    """Return the values of nodes (measure and unit of each) in the columns; `card_at` is the card of each cell.

    `axes` are those loaded already, by calendar and frequency; further ones are added.
    """
    axes = {} if axes is None else axes
    out = LeafValues.empty(card_at.shape)
    kind = _kinds(cards)
    for one in np.unique(kind[card_at[card_at != NONE]]) if len(kind) else ():
        here = (card_at != NONE) & (kind[card_at] == one)
        nodes = np.flatnonzero(here.any(axis=1))
        card = int(np.flatnonzero(kind == one)[0])
        native = native_series(measures[nodes], units[nodes], card, cards, facts, tree, axes, rates)
        part = _on_columns(native, columns, card, cards, card_at[nodes])
        for name in ("value", "label", "is_fresh", "flags"):
            target = getattr(out, name)
            target[nodes] = np.where(here[nodes], getattr(part, name), target[nodes])
    return out


def _kinds(cards: Cards) -> Index:
    """Return a number for each card; cards of one number are computed together."""
    minimum = np.where(np.isnan(cards.min_coverage), -1.0, cards.min_coverage)
    table = np.column_stack(
        [
            cards.calendar,
            cards.frequency,
            cards.time_aggregation,
            cards.window,
            cards.time_missing,
            cards.org_aggregation,
            minimum,
            cards.is_local_money,
            cards.is_stock,
        ]
    )
    return np.unique(table, axis=0, return_inverse=True)[1].reshape(-1) if len(table) else np.empty(0, dtype=np.int64)


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
        if method == _RATIO:
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
    size = _carried(np.where(native.denominator > 0, native.denominator, np.nan))[0]
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


def _on_columns(native: Native, columns: Axis, card: int, cards: Cards, card_at: Index) -> LeafValues:
    """Bring native series onto the columns, and say what is fresh, carried or stale there."""
    method = TIME_AGGREGATIONS[cards.time_aggregation[card]]
    policy = MISSING_POLICIES[cards.time_missing[card]]
    is_finer = cards.frequency[card] < FREQUENCIES.index(columns.frequency)
    is_coarser = cards.frequency[card] > FREQUENCIES.index(columns.frequency)
    runs_on = method in SERIES_METHODS
    series = _running(native, method, policy, int(cards.window[card]))
    out, rows = LeafValues.empty(card_at.shape), np.arange(len(card_at))
    latest, due = latest_positions(native.has_value), _next_ends(native.axis)
    for column, (first, end) in enumerate(members(native.axis, columns)):
        if end == 0:
            continue
        card_here, at = card_at[:, column], latest[:, end - 1]
        seen, has_any = np.maximum(at, 0), at != NONE
        scale = cards.factor[card_here], cards.is_complement[card_here]
        earlier = _derived(series, rows, seen, *scale)
        inside = earlier
        if runs_on:
            inside = _derived(series, rows, np.full(len(rows), end - 1), *scale)
        elif is_finer and end > first and method != "cumulative_ytd":
            inside = _one_value(native, slice(first, end), method, policy, *scale)
        is_stale = has_any & (
            columns.last_day[column] > due[seen] + cards.grace[card_here] + cards.stale_after[card_here]
        )
        is_fresh = (has_any & (at >= first)) | (has_any & ~is_stale & (runs_on or is_coarser))
        carries = has_any & ~is_fresh & cards.carries[card_here]
        out.value[:, column] = np.where(is_fresh, inside, np.where(carries, earlier, np.nan))
        out.is_fresh[:, column] = is_fresh
        out.label[:, column] = np.where(is_fresh | carries, native.label[rows, seen], NONE)
        bits = np.where(is_fresh | carries, native.flags[rows, seen], 0)
        lacks_rate = native.flags[:, end - 1] & flag_bits.NO_RATE if end > first else 0
        bits |= np.where(is_fresh | carries, 0, lacks_rate)
        bits |= np.where(carries, flag_bits.CARRIED, 0) | np.where(is_stale & ~is_fresh, flag_bits.STALE, 0)
        out.flags[:, column] = bits
    out.is_fresh &= np.isfinite(out.value) | (out.label != NONE)
    return out


def members(native: Axis, columns: Axis) -> Index:
    """Return for each column the native periods whose last day lies in it (as `calendar_math.within`): [first, end)."""
    first = np.searchsorted(native.until, columns.start, side="right")
    end = np.searchsorted(native.until, columns.until, side="right")
    return np.column_stack([first, end])


def _running(native: Native, method: str, policy: str, window: int) -> Native:
    """Return the series itself, or its running sum or mean for the methods that look back."""
    if method not in SERIES_METHODS:
        return native
    value = np.full(native.value.shape, np.nan)
    if method == "rolling_avg":
        value = time_aggregation.aggregate_time(
            method, native.value, missing_policy=policy, window=max(window, 1)
        ).value
    else:
        for year in np.unique(native.axis.fiscal_year):
            inside = native.axis.fiscal_year == year
            value[:, inside] = time_aggregation.aggregate_time(
                method, native.value[:, inside], missing_policy=policy
            ).value
    nothing = np.full(value.shape, np.nan)
    return Native(native.axis, value, nothing, nothing, native.label, native.flags)


def _derived(series: Native, rows: Index, at: Index, factor: Array, is_complement: Mask) -> Array:
    """Return the value at a position: factor × numerator ÷ denominator where both sides are there."""
    ratio = divide(series.numerator[rows, at], series.denominator[rows, at])
    ratio = dressed_ratio(ratio, factor=factor, is_complement=is_complement)
    return np.where(np.isfinite(ratio), ratio, series.value[rows, at])


def _one_value(native: Native, inside: slice, method: str, policy: str, factor: Array, is_complement: Mask) -> Array:
    """Return one value for the native periods inside a longer one."""
    pair = np.isfinite(native.numerator[:, inside]) & np.isfinite(native.denominator[:, inside])
    if method == _RATIO and pair.any():
        done = time_aggregation.aggregate_ratio(
            native.numerator[:, inside], native.denominator[:, inside], missing_policy=policy
        ).value
        return dressed_ratio(done, factor=factor, is_complement=is_complement)
    rows = np.arange(len(native.value))
    each = [
        _derived(native, rows, np.full(len(rows), position), factor, is_complement)
        for position in range(inside.start, inside.stop)
    ]
    plain = "last" if method == _RATIO else method
    return time_aggregation.aggregate_time(plain, np.column_stack(each), missing_policy=policy).value


def latest_positions(has_value: Mask) -> Index:
    """Return at each position the latest one with a value, `NONE` before the first."""
    position = np.where(has_value, np.arange(has_value.shape[1]), NONE)
    return np.maximum.accumulate(position, axis=1) if has_value.shape[1] else position


def _carried(grid: Array) -> tuple[Array, Index]:
    """Return the grid with gaps filled by the latest value, and where each came from."""
    at = latest_positions(np.isfinite(grid))
    return np.where(at == NONE, np.nan, np.take_along_axis(grid, np.maximum(at, 0), axis=1)), at


def _next_ends(axis: Axis) -> Index:
    """Return for each period the day on which the following one ends: its value is due some days later."""
    ends = [next_period_end(date.fromordinal(int(day)), axis.frequency).toordinal() for day in axis.last_day]
    return np.array(ends, dtype=np.int64)


def _pairs(measures: Index, units: Index) -> Index:
    """Return one number for measure and unit (row ids stay far below 2³¹)."""
    return (measures.astype(np.int64) << 32) | units.astype(np.int64)
