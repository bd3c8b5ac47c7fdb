"""Shares of objectives as they are stored, and which objectives goals serve."""

from datetime import date

import numpy as np

from lineofsight.core.arrays import Index
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.threads.products import GOAL_LINKS, Shares


def objective_shares(ids: Index | None) -> Shares:
    """Return the stored shares of objectives."""
    among, given = sql.among("s.objective_id", ids)
    rows = sql.read(
        tuple(sql.number(f"s.{name}") for name in ("objective_id", "strategic_objective_id", "share")),
        f"FROM okr_objectiveshare s WHERE s.known_to IS NULL AND {among} "
        "ORDER BY s.objective_id, s.strategic_objective_id",
        given,
    )
    return Shares(rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2])


def parents_of(goals: Index, day: date) -> Index:
    """Return the objectives to which goals contribute on a day."""
    among, given = sql.among("e.goal_id", goals)
    rest = f"{GOAL_LINKS} AND e.objective_id IS NOT NULL AND {among}"
    rows = sql.read((sql.number("e.objective_id"),), rest, [day.isoformat(), day.isoformat(), *given])
    return np.unique(rows[:, 0].astype(np.int64))
