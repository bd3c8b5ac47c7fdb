"""The value of each KPI at each unit in each period of a scorecard: over units first, then over time.

Nodes are rows, periods are columns. A KPI of another frequency gives the latest value whose period had ended by then
and that was not stale.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lineofsight.core import time_aggregation
from lineofsight.core.arrays import Array, Index, Mask, divide
from lineofsight.core.freshness import next_period_end
from lineofsight.core.ratios import dressed_ratio
from lineofsight.core.time_aggregation import MISSING_POLICIES, SERIES_METHODS
from lineofsight.measures.models.cards import TIME_AGGREGATIONS
from lineofsight.organization.models.calendars import FREQUENCIES
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.dated_index import NONE
from lineofsight.scorecard.loading import Cards, Facts, Tree
from lineofsight.scorecard.money import Rates
from lineofsight.scorecard.native_series import RATIO, Axes, Native, latest_positions, native_series


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
    if method == RATIO and pair.any():
        done = time_aggregation.aggregate_ratio(
            native.numerator[:, inside], native.denominator[:, inside], missing_policy=policy
        ).value
        return dressed_ratio(done, factor=factor, is_complement=is_complement)
    rows = np.arange(len(native.value))
    each = [
        _derived(native, rows, np.full(len(rows), position), factor, is_complement)
        for position in range(inside.start, inside.stop)
    ]
    plain = "last" if method == RATIO else method
    return time_aggregation.aggregate_time(plain, np.column_stack(each), missing_policy=policy).value


def _next_ends(axis: Axis) -> Index:
    """Return for each period the day on which the following one ends: its value is due some days later.

    The axis has no gaps, so the following one stands beside it; only after the last one the calendar has to be guessed.
    """
    if len(axis) == 0:
        return np.empty(0, dtype=np.int64)
    after = next_period_end(date.fromordinal(int(axis.last_day[-1])), axis.frequency)
    return np.append(axis.last_day[1:], after.toordinal())
