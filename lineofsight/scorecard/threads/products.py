"""Shares multiplied along links: what a goal, an objective or a KPI gives to the strategic objectives at the end."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lineofsight.core import alignment
from lineofsight.core.arrays import Array, Index
from lineofsight.core.graphs import sums
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.threads.ends import Upper
from lineofsight.scorecard.threads.seats import seats_on, units_above

GOAL_LINKS = (
    "FROM goals_goaledge e WHERE e.known_to IS NULL AND e.contributes "
    "AND e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)"
)


_DEEPEST = np.iinfo(np.int64).max


@dataclass(slots=True)
class Shares:
    """Shares in strategic objectives by row ids, sorted by thing: rows of one thing stand together."""

    thing: Index
    end: Index
    share: Array


_NOTHING = Shares(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))


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
    measured = rows[~np.isnan(rows[:, 3])]
    goal, measure = measured[:, 0].astype(np.int64), measured[:, 3].astype(np.int64)
    measured[:, 3], by_measure = _of_measures(goal, measure, upper, day) if len(goal) else (measure, _NOTHING)
    parts = [
        _times(rows[~np.isnan(rows[:, 1])], 1, known),
        _times(rows[~np.isnan(rows[:, 2])], 2, above),
        _times(measured, 3, _through(by_measure, above)),
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


def _of_measures(goal: Index, measure: Index, upper: Upper, day: date) -> tuple[Index, Shares]:
    """Return what KPIs serve, seen from where the people of goals sit: a number for each goal, and its shares.

    A KPI serves the objectives of the highest unit in which it counts, of the person's unit and those above it, in
    equal parts; what it counts in elsewhere is the work of others. For whoever sits nowhere, it is the highest of all.
    """
    unit = _units_of(goal, day)
    pairs, place = np.unique(np.column_stack((measure, unit)), axis=0, return_inverse=True)
    above = units_above(np.unique(unit))
    found: list[tuple[int, int, float]] = []
    for number, (kpi, at) in enumerate(pairs.tolist()):
        counted = slice(*np.searchsorted(upper.measure, (kpi, kpi + 1)).tolist())
        level, end = upper.objective_level[counted], upper.objective[counted]
        if at != NONE:
            is_near = np.isin(upper.objective_unit[counted], sorted(above.get(at, ())))
            level, end = level[is_near], end[is_near]
        ends = end[level == level.min(initial=_DEEPEST)].tolist()
        found += [(number, one, 1 / len(ends)) for one in ends]
    served = np.array(found, dtype=np.float64).reshape(-1, 3)
    return place.reshape(-1), Shares(served[:, 0].astype(np.int64), served[:, 1].astype(np.int64), served[:, 2])


def _units_of(goal: Index, day: date) -> Index:
    """Return the unit in which the person of each goal sits, `NONE` where nowhere."""
    among, given = sql.among("g.id", np.unique(goal))
    rows = sql.read(
        (sql.number("g.id"), sql.number("g.person_id")), f"FROM goals_goal g WHERE {among} ORDER BY g.id", given
    )
    person = rows[:, 1].astype(np.int64)[positions(goal, rows[:, 0].astype(np.int64))]
    seats = seats_on(day, people=np.unique(person))
    place = positions(person, seats[:, 0].astype(np.int64))
    unit = np.full(len(goal), NONE, dtype=np.int64)
    unit[place != NONE] = seats[place[place != NONE], 1]
    return unit


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
