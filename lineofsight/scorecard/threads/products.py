"""Shares multiplied along links: what a goal, an objective or a KPI gives to the strategic objectives at the end."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lineofsight.core import alignment
from lineofsight.core.arrays import Array, Index
from lineofsight.core.graphs import sums
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.dated_index import positions
from lineofsight.scorecard.threads.ends import Upper

GOAL_LINKS = (
    "FROM goals_goaledge e WHERE e.known_to IS NULL AND e.contributes "
    "AND e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)"
)


@dataclass(slots=True)
class Shares:
    """Shares in strategic objectives by row ids, sorted by thing: rows of one thing stand together."""

    thing: Index
    end: Index
    share: Array


def goal_shares(ids: Index | None, known: Shares, upper: Upper, day: date) -> Shares:
    """Return the shares of goals in the ends of the thread: each link times what its parent gives."""
    among, given = sql.among("e.goal_id", ids)
    names = ("goal_id", "objective_id", "strategic_objective_id", "measure_id", "share")
    rows = sql.read(
        tuple(sql.number(f"e.{name}") for name in names),
        f"{GOAL_LINKS} AND {among}",
        [day.isoformat(), day.isoformat(), *given],
    )
    above = strategic_shares(upper)
    by_measure = _through(Shares(upper.measure, upper.objective, upper.measure_share), above)
    parts = [
        _times(rows[~np.isnan(rows[:, column])], column, shares)
        for column, shares in ((1, known), (2, above), (3, by_measure))
    ]
    return _merged(
        np.concatenate([part.thing for part in parts]),
        np.concatenate([part.end for part in parts]),
        np.concatenate([part.share for part in parts]),
    )


def strategic_shares(upper: Upper) -> Shares:
    """Return what each strategic objective gives to the ends; an end gives all to itself."""
    every = np.unique(np.concatenate((upper.ends, upper.cascade_child, upper.cascade_parent)))
    links = alignment.Links(
        positions(upper.cascade_child, every), positions(upper.cascade_parent, every), upper.cascade_share
    )
    found = alignment.shares_in_ends(links, np.isin(every, upper.ends))
    return Shares(every[found.node], every[found.end], found.share)


def _through(first: Shares, second: Shares) -> Shares:
    """Return what `first` gives over what it reaches."""
    rows = np.column_stack((first.thing, first.end, first.share)).astype(np.float64)
    part = _times(rows, 1, second, share=2)
    return _merged(part.thing, part.end, part.share)


def _times(rows: Array, column: int, shares: Shares, *, share: int = 4) -> Shares:
    """Return each link (thing first, parent in a column) as what its parent gives, times the share of the link."""
    parent = rows[:, column].astype(np.int64)
    first, after = np.searchsorted(shares.thing, parent, "left"), np.searchsorted(shares.thing, parent, "right")
    count = after - first
    place = np.repeat(first - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))
    thing = np.repeat(rows[:, 0].astype(np.int64), count)
    return Shares(thing, shares.end[place], np.repeat(rows[:, share], count) * shares.share[place])


def _merged(thing: Index, end: Index, share: Array) -> Shares:
    """Return one row per thing and end, sorted."""
    if not len(thing):
        return Shares(thing.astype(np.int64), end.astype(np.int64), share)
    ends_, place = np.unique(end, return_inverse=True)
    key, inverse = np.unique(thing * len(ends_) + place, return_inverse=True)
    return Shares(key // len(ends_), ends_[key % len(ends_)], sums(inverse, share, len(key)))
