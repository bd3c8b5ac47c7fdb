"""What the people of each unit give to each strategic objective, and what of it stops before one."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from lineofsight.base import bulk
from lineofsight.core.arrays import Array, Index
from lineofsight.core.graphs import sums
from lineofsight.goals.models import Effort
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.threads import stored
from lineofsight.scorecard.threads.ends import Upper
from lineofsight.scorecard.threads.products import goal_shares
from lineofsight.scorecard.threads.seats import seats_on


@dataclass(slots=True)
class Sums:
    """The effort of units (None: of all): unit, end, weight, goals, people and goals that stop, of each unit alone.

    Behind them stand `given`, with person, end, goal and weight, and `seats`, person and unit.
    """

    units: Index | None
    rows: Array
    given: Array
    seats: Index


def summed(goals: Index | None, upper: Upper, day: date) -> Sums:
    """Sum the effort of the units whose people have these goals (None: of all)."""
    units = None if goals is None else _units_of(goals, day)
    if units is not None and not len(units):
        return Sums(units, np.empty((0, 6)), np.empty((0, 4)), np.empty((0, 2), dtype=np.int64))
    seats = seats_on(day) if units is None else _seated_in(units, day)
    rows = _plans(None if units is None else seats[:, 0].astype(np.int64), day)
    place = positions(rows[:, 1].astype(np.int64), seats[:, 0].astype(np.int64))
    rows, place = rows[place >= 0], place[place >= 0]
    goal, unit = rows[:, 0].astype(np.int64), seats[place, 1].astype(np.int64)
    asked = None if units is None else goal
    shares = goal_shares(
        asked, stored.objective_shares(None if asked is None else stored.parents_of(asked, day)), upper, day
    )
    at = positions(shares.thing, goal)
    at_end, end, share = at[at >= 0], shares.end[at >= 0], shares.share[at >= 0]
    weight, person = rows[:, 2], rows[:, 1].astype(np.int64)
    aligned = sums(at_end, share, len(goal))
    nowhere = np.full(len(goal), NONE, dtype=np.int64)
    given = _by_end(unit[at_end], end, weight[at_end] * share, goal[at_end], person[at_end])
    stops = _by_end(unit, nowhere, weight * (1 - aligned), goal, person)
    alone = sums(np.searchsorted(np.unique(unit), unit), aligned <= 0, len(np.unique(unit)))
    given = np.column_stack((given, np.zeros(len(given))))
    told = np.column_stack((person[at_end], end, goal[at_end], weight[at_end] * share))
    rest = np.column_stack((person, nowhere, goal, weight * (1 - aligned)))
    return Sums(
        units,
        np.concatenate((given, np.column_stack((stops, alone)))),
        np.concatenate((told, rest)),
        np.column_stack((person, unit)),
    )


def store(found: Sums, now: datetime) -> int:
    """Write what differs; return how many rows."""
    return 0 if found.units is not None and not len(found.units) else _write(found.units, found.rows, now)


def _seated_in(units: Index, day: date) -> Array:
    """Return the people whose counting position lies in one of the units."""
    seats = seats_on(day, people=seats_on(day, units=units)[:, 0].astype(np.int64))
    return seats[np.isin(seats[:, 1], units)]


def _units_of(goals: Index, day: date) -> Index:
    among, given = sql.among("g.id", goals)
    rows = sql.read((sql.number("g.person_id"),), f"FROM goals_goal g WHERE {among}", given)
    return np.unique(seats_on(day, people=np.unique(rows[:, 0].astype(np.int64)))[:, 1].astype(np.int64))


def _plans(people: Index | None, day: date) -> Array:
    """Return goal, person and weight of the goals that run on the day."""
    among, given = sql.among("g.person_id", people)
    return sql.read(
        tuple(map(sql.number, ("g.id", "g.person_id", "g.weight"))),
        f"FROM goals_goal g WHERE g.state = 'active' AND g.start_on <= %s AND g.due_on >= %s AND {among} ORDER BY g.id",
        [day.isoformat(), day.isoformat(), *given],
    )


def _by_end(unit: Index, end: Index, weight: Array, goal: Index, person: Index) -> Array:
    """Return unit, end, weight, number of goals and number of people, one row per unit and end."""
    if not len(unit):
        return np.empty((0, 5))
    key = np.column_stack((unit, end))
    pairs, inverse = np.unique(key, axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    goals = np.unique(np.column_stack((inverse, goal)), axis=0)[:, 0]
    people = np.unique(np.column_stack((inverse, person)), axis=0)[:, 0]
    count = len(pairs)
    return np.column_stack(
        (pairs, sums(inverse, weight, count), np.bincount(goals, minlength=count), np.bincount(people, minlength=count))
    )


def _write(units: Index | None, wanted: Array, now: datetime) -> int:
    among, given = sql.among("f.unit_id", units)
    rows = sql.read(
        tuple(
            sql.number(f"f.{name}")
            for name in ("unit_id", "strategic_objective_id", "weight", "goals", "people", "alone", "id")
        ),
        f"FROM goals_effort f WHERE f.known_to IS NULL AND {among}",
        given,
    )
    rows[np.isnan(rows[:, 1]), 1] = NONE
    present = {(row[0], row[1]): row for row in rows.tolist()}
    coming = {(row[0], row[1]): row for row in wanted.tolist()}
    new = [row for key, row in coming.items() if key not in present or not _same(present[key], row)]
    replaced = [int(present[key][6]) for row in new if (key := (row[0], row[1])) in present]
    gone = [int(row[6]) for key, row in present.items() if key not in coming]
    bulk.close(Effort, [*replaced, *gone], now)
    if new:
        unit, end, weight, goals, people, alone = (list(column) for column in zip(*new, strict=True))
        bulk.append(
            Effort,
            {
                "unit_id": [int(one) for one in unit],
                "strategic_objective_id": [None if one == NONE else int(one) for one in end],
                "weight": weight,
                "goals": [int(one) for one in goals],
                "people": [int(one) for one in people],
                "alone": [int(one) for one in alone],
                "known_from": bulk.Same(now),
            },
        )
    return len(new) + len(gone)


def _same(stored_row: list[float], row: list[float]) -> bool:
    return abs(stored_row[2] - row[2]) <= 1e-9 and stored_row[3:6] == row[3:6]
