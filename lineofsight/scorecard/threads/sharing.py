"""How much of every objective and goal goes to which strategic objective, what stops, and the effort of each unit."""

from collections.abc import Iterable
from datetime import date, datetime

import numpy as np

from lineofsight.base import bulk, clock, runner
from lineofsight.core import alignment
from lineofsight.core.arrays import Index
from lineofsight.goals.models import Goal
from lineofsight.okr.models import ObjectiveShare
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.dated_index import positions
from lineofsight.scorecard.threads import efforts, ends, releases, standings, stored
from lineofsight.scorecard.threads.ends import Upper
from lineofsight.scorecard.threads.products import Shares, goal_shares

MOST_GOALS = 2_000


class TooMany(Exception):
    """The change reaches more goals than are followed at once."""


def refresh(objectives: Iterable[int] | None = None, goals: Iterable[int] | None = None) -> int:
    """Compute the shares of objectives and of all below them, of the goals that serve them, and of these goals.

    Without arguments everything. Return how many rows differ. Raise `TooMany` where a part of everything is too much.
    """
    day, now = clock.today(), clock.now()
    is_whole = objectives is None and goals is None
    upper = ends.load(day)
    with runner.system_change("Shares follow what serves what.", command="scorecard.recompute"):
        below = None if is_whole else _with_descendants(sorted(set(objectives or ())), day)
        shares = objective_shares(below, upper, day)
        written = _store_objectives(below, shares, now)
        touched = None if is_whole else _goals_of(below, goals or (), day)
        if touched is not None and len(touched) > MOST_GOALS:
            raise TooMany
        known = shares if touched is None else stored.objective_shares(stored.parents_of(touched, day))
        found = goal_shares(touched, known, upper, day)
        written += standings.store(touched, found, day, now)
        effort = efforts.summed(touched, upper, day)
        written += efforts.store(effort, now)
        if touched is None or Goal.objects.count() <= MOST_GOALS:
            written += releases.refresh(effort if touched is None else efforts.summed(None, upper, day), now)
        return written


def show_effort() -> int:
    """Show what of the effort may be shown anew, where goals are too many for it to follow each change at once."""
    day, now = clock.today(), clock.now()
    with runner.system_change("Shown effort follows what goals serve.", command="scorecard.recompute"):
        return releases.refresh(efforts.summed(None, ends.load(day), day), now)


def _with_descendants(ids: list[int], day: date) -> Index:
    reached = np.unique(np.array(ids, dtype=np.int64))
    fresh = reached
    while len(fresh):
        among, given = sql.among("e.parent_id", fresh)
        rows = sql.read(
            (sql.number("e.child_id"),), f"FROM okr_alignmentedge e WHERE {_HOLDS} AND {among}", [*_on(day), *given]
        )
        fresh = np.setdiff1d(np.unique(rows[:, 0].astype(np.int64)), reached)
        reached = np.union1d(reached, fresh)
    return reached


_HOLDS = "e.known_to IS NULL AND e.contributes AND e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)"


def _on(day: date) -> list[str]:
    return [day.isoformat(), day.isoformat()]


def objective_shares(ids: Index | None, upper: Upper, day: date) -> Shares:
    """Return the shares of objectives (None: of all) in the ends of the thread; those outside are read as stored."""
    among, given = sql.among("e.child_id", ids)
    rows = sql.read(
        tuple(sql.number(f"e.{name}") for name in ("child_id", "parent_id", "strategic_objective_id", "share")),
        "FROM okr_alignmentedge e JOIN okr_objective c ON c.id = e.child_id AND c.state IN ('active', 'closed') "
        "LEFT JOIN okr_objective p ON p.id = e.parent_id "
        f"WHERE {_HOLDS} AND (p.id IS NULL OR p.state IN ('active', 'closed')) AND {among} ORDER BY e.id",
        [*_on(day), *given],
    )
    child, parent, strategic = rows[:, 0].astype(np.int64), sql.whole(rows[:, 1]), sql.whole(rows[:, 2])
    own = np.unique(child) if ids is None else ids
    outside = np.setdiff1d(parent[parent >= 0], own)
    known = stored.objective_shares(outside) if ids is not None else Shares(outside[:0], outside[:0], np.empty(0))
    strategics = np.unique(np.concatenate((upper.ends, upper.cascade_child, upper.cascade_parent)))
    every = np.union1d(own, outside)
    first = len(strategics)  # nodes are the strategic objectives, and after them those of units
    target = np.where(parent >= 0, first + positions(parent, every), positions(strategic, strategics))
    is_linked = target >= 0
    links = alignment.Links(
        np.concatenate(
            (
                first + positions(child[is_linked], every),
                first + positions(known.thing, every),
                positions(upper.cascade_child, strategics),
            )
        ),
        np.concatenate(
            (target[is_linked], positions(known.end, strategics), positions(upper.cascade_parent, strategics))
        ),
        np.concatenate((rows[is_linked, 3], known.share, upper.cascade_share)),
    )
    is_end = np.concatenate((np.isin(strategics, upper.ends), np.zeros(len(every), dtype=np.bool_)))
    found = alignment.shares_in_ends(links, is_end)
    is_own = np.concatenate((np.zeros(first, dtype=np.bool_), np.isin(every, own)))
    mine = is_own[found.node]
    return Shares(every[found.node[mine] - first], strategics[found.end[mine]], found.share[mine])


def _store_objectives(ids: Index | None, shares: Shares, now: datetime) -> int:
    among, given = sql.among("s.objective_id", ids)
    rows = sql.read(
        tuple(sql.number(f"s.{name}") for name in ("objective_id", "strategic_objective_id", "share", "id")),
        f"FROM okr_objectiveshare s WHERE s.known_to IS NULL AND {among}",
        given,
    )
    stored = {(int(row[0]), int(row[1])): (row[2], int(row[3])) for row in rows.tolist()}
    wanted = dict(zip(zip(shares.thing.tolist(), shares.end.tolist(), strict=True), shares.share.tolist(), strict=True))
    new = [key for key, share in wanted.items() if key not in stored or abs(stored[key][0] - share) > 1e-12]
    gone = [pk for key, (_, pk) in stored.items() if key not in wanted]
    bulk.close(ObjectiveShare, [*gone, *(stored[key][1] for key in new if key in stored)], now)
    if new:
        bulk.append(
            ObjectiveShare,
            {
                "objective_id": [objective for objective, _ in new],
                "strategic_objective_id": [end for _, end in new],
                "share": [wanted[key] for key in new],
                "known_from": bulk.Same(now),
            },
        )
    return len(new) + len(gone)


def _goals_of(objectives: Index | None, goals: Iterable[int], day: date) -> Index:
    """Return the goals named and those that serve the objectives."""
    among, given = sql.among("e.objective_id", objectives)
    rows = sql.read(
        (sql.number("e.goal_id"),), f"FROM goals_goaledge e WHERE {_HOLDS} AND {among}", [*_on(day), *given]
    )
    return np.union1d(rows[:, 0].astype(np.int64), np.array(sorted(set(goals)), dtype=np.int64))
