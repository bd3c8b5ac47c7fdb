"""Progress of key results and objectives: computed from stored rows, written where it differs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from lineofsight.base import bulk, clock, runner
from lineofsight.core import okr
from lineofsight.core.arrays import Array, Index, Mask
from lineofsight.core.rounding import round_scores
from lineofsight.okr.models import Progress
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.threads import kpi_values
from lineofsight.scorecard.threads.plain import plain

CONTROL = tuple(okr.KINDS.index(kind) for kind in okr.CONTROL_KINDS)
METRIC = tuple(okr.KINDS.index(kind) for kind in okr.METRIC_KINDS)
MILESTONE, BINARY = okr.KINDS.index("milestone"), okr.KINDS.index("binary")
DIRECTION = np.array([0, 1, -1, 0, 0, 0, 0])
COUNTING = "('active', 'closed')"


def refresh(touched: Iterable[int] | None = None) -> int:
    """Compute the progress of the objectives touched and of all above them (None: all); return how many rows differ."""
    day = clock.today()
    with runner.system_change("Progress follows what was recorded.", command="scorecard.recompute"):
        own, mode = _load_objectives(touched, day)
        ids = None if touched is None else own
        key_results = _load_key_results(ids, day)
        edges = _load_edges(ids, day)
        stored = _load_stored(ids, np.setdiff1d(edges.child, own), key_results.id)
        progress = _rolled_up(own, mode, key_results, edges, stored)
        return _store(own, progress, key_results, stored, clock.now())


@dataclass(slots=True)
class KeyResults:
    """Key results with their progress, the value it rests on, and the day of that value."""

    id: Index
    objective: Index
    weight: Array
    raw: Array
    current: Array
    current_on: Index
    is_counted: Mask


@dataclass(slots=True)
class Edges:
    """Links between objectives that count."""

    child: Index
    parent: Index
    weight: Array


@dataclass(slots=True)
class Stored:
    """What is known now, by objective or by key result (`NONE` where a row is about the other)."""

    row_id: Index
    objective: Index
    key_result: Index
    numbers: Array  # raw, current, current_on

    def of(self, objectives: Index) -> Array:
        """Return the unrounded progress of objectives that are read and not computed."""
        found = np.full(len(objectives), np.nan)
        place = positions(self.objective, objectives)
        found[place[place >= 0]] = self.numbers[place >= 0, 0]
        return found


_COUNTS = (
    "e.known_to IS NULL AND e.contributes AND e.parent_id IS NOT NULL "
    "AND e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)"
)


def _load_objectives(touched: Iterable[int] | None, day: date) -> tuple[Index, Index]:
    """Return objectives and all in whose progress they count (None: all), with how each is computed."""
    among, given = sql.among("t.id", None if touched is None else sorted(set(touched)))
    climb = (
        f"JOIN (WITH RECURSIVE up(id) AS (SELECT t.id FROM okr_objective t WHERE {among} UNION "  # noqa: S608 own SQL
        f"SELECT e.parent_id FROM okr_alignmentedge e JOIN up ON e.child_id = up.id WHERE {_COUNTS}) "
        "SELECT id FROM up) u ON u.id = o.id"
    )
    rest, asked = ("", []) if touched is None else (climb, [*given, *_on(day)])
    columns = (sql.number("o.id"), sql.code("o.mode", okr.MODES))
    rows = sql.read(columns, f"FROM okr_objective o {rest} ORDER BY o.id", asked)
    return rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64)


def _on(day: date) -> list[str]:
    return [day.isoformat(), day.isoformat()]


def _load_key_results(ids: Index | None, day: date) -> KeyResults:
    among, given = sql.among("k.objective_id", ids)
    columns = (
        *(sql.number(f"k.{name}") for name in ("id", "objective_id", "weight", "start", "target")),
        sql.code("k.kind", okr.KINDS),
        sql.code("k.control_mode", okr.CONTROL_MODES),
        sql.code("k.state", ("cancelled", "active")),
        sql.number("k.measure_id"),
        sql.number("k.measure_unit_id"),
    )
    rows = sql.read(columns, f"FROM okr_keyresult k WHERE {among} ORDER BY k.id", given)
    identity, owner = rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64)
    kind, takes_share = rows[:, 5].astype(np.int64), rows[:, 6] == okr.CONTROL_MODES.index("share")
    measure, unit = sql.whole(rows[:, 8]), sql.whole(rows[:, 9])
    of, on, value = _values(identity, ids, measure, unit, day)
    current, current_on = np.full(len(identity), np.nan), np.full(len(identity), -1, dtype=np.int64)
    current[of], current_on[of] = value, on  # of several days the last one stays
    raw = np.full(len(identity), np.nan)
    is_metric, is_control = np.isin(kind, METRIC), np.isin(kind, CONTROL)
    raw[is_metric] = okr.metric_progress(
        rows[is_metric, 3], rows[is_metric, 4], current[is_metric], DIRECTION[kind[is_metric]]
    )
    raw[kind == BINARY] = np.where(np.isnan(current[kind == BINARY]), 0.0, current[kind == BINARY])
    side = np.where(kind == okr.KINDS.index("stay_below"), -1, 1)
    kept = okr.control_progress(of, value, rows[:, 4], side, takes_share, len(identity))
    raw[is_control] = kept[is_control]
    if (kind == MILESTONE).any():
        raw[kind == MILESTONE] = _milestones(identity, ids)[kind == MILESTONE]
    return KeyResults(identity, owner, rows[:, 2], raw, current, current_on, rows[:, 7] == 1)


def _values(identity: Index, ids: Index | None, measure: Index, unit: Index, day: date) -> tuple[Index, Index, Array]:
    """Return the values of the key results in order of time: whose, on which day (as ordinal), and how much."""
    among, given = sql.among("k.objective_id", ids)
    rows = sql.read(
        (sql.number("v.key_result_id"), sql.day('v."on"'), sql.number("v.value")),
        "FROM okr_keyresultvalue v JOIN okr_keyresult k ON k.id = v.key_result_id WHERE v.known_to IS NULL "
        f'AND v.milestone_id IS NULL AND v.value IS NOT NULL AND v."on" <= %s AND {among} ORDER BY v."on"',
        [day.isoformat(), *given],
    )
    of = positions(rows[:, 0].astype(np.int64), identity)
    supplied = np.flatnonzero(measure >= 0)
    readings = kpi_values.histories(zip(measure[supplied].tolist(), unit[supplied].tolist(), strict=True), day)
    more = [
        (place, reading.on.toordinal(), reading.value)
        for place in supplied.tolist()
        for reading in readings.get((int(measure[place]), int(unit[place])), ())
    ]
    extra = np.array(more, dtype=np.float64).reshape(-1, 3)
    return (
        np.concatenate((of, extra[:, 0].astype(np.int64))),
        np.concatenate((rows[:, 1].astype(np.int64), extra[:, 1].astype(np.int64))),
        np.concatenate((rows[:, 2], extra[:, 2])),
    )


def _milestones(identity: Index, ids: Index | None) -> Array:
    among, given = sql.among("k.objective_id", ids)
    rows = sql.read(
        (sql.number("m.key_result_id"), sql.number("m.id"), sql.number("m.weight")),
        f"FROM okr_milestone m JOIN okr_keyresult k ON k.id = m.key_result_id WHERE {among} ORDER BY m.id",
        given,
    )
    done = sql.read(
        (sql.number("v.milestone_id"), sql.number("v.value")),
        "FROM okr_keyresultvalue v JOIN okr_keyresult k ON k.id = v.key_result_id WHERE v.known_to IS NULL "
        f'AND v.milestone_id IS NOT NULL AND v.value IS NOT NULL AND {among} ORDER BY v."on"',
        given,
    )
    share = np.zeros(len(rows))
    share[positions(done[:, 0].astype(np.int64), rows[:, 1].astype(np.int64))] = done[:, 1]
    owner = positions(rows[:, 0].astype(np.int64), identity)
    return okr.milestone_progress(owner, rows[:, 2], share, len(identity))


def _load_edges(ids: Index | None, day: date) -> Edges:
    """Return the links into objectives (None: all) from those that count."""
    among, given = sql.among("e.parent_id", ids)
    rows = sql.read(
        (sql.number("e.child_id"), sql.number("e.parent_id"), sql.number("e.weight")),
        f"FROM okr_alignmentedge e JOIN okr_objective c ON c.id = e.child_id WHERE {_COUNTS} "
        f"AND c.state IN {COUNTING} AND {among} ORDER BY e.id",
        [*_on(day), *given],
    )
    return Edges(rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2])


def _load_stored(ids: Index | None, outside: Index, key_results: Index) -> Stored:
    """Return the rows of objectives (None: of all), of those outside that count in them, and of key results."""
    of_objective, objectives = sql.among("p.objective_id", ids if ids is None else np.union1d(ids, outside))
    of_key_result, given = sql.among("p.key_result_id", ids if ids is None else key_results)
    now = "SELECT p.* FROM okr_progress p WHERE p.known_to IS NULL AND"
    names = ("id", "objective_id", "key_result_id", "raw", "current")
    rows = sql.read(
        (*(sql.number(f"p.{name}") for name in names), sql.day("p.current_on")),
        f"FROM ({now} p.objective_id IS NOT NULL AND {of_objective} "
        f"UNION ALL {now} p.key_result_id IS NOT NULL AND {of_key_result}) p",
        [*objectives, *given],
    )
    return Stored(rows[:, 0].astype(np.int64), sql.whole(rows[:, 1]), sql.whole(rows[:, 2]), rows[:, 3:6])


def _rolled_up(own: Index, mode: Index, key_results: KeyResults, edges: Edges, stored: Stored) -> Array:
    """Return the progress of objectives; what counts in them and is not among them is taken as it is stored."""
    every = np.union1d(own, edges.child)
    outside = np.setdiff1d(every, own)
    counted = key_results.is_counted
    modes = np.full(len(every), okr.MODES.index("key_results"), dtype=np.int64)
    modes[positions(own, every)] = mode
    progress = okr.roll_up_objectives(
        okr.Objectives(
            mode=modes,
            key_result_objective=np.concatenate(
                (positions(key_results.objective[counted], every), positions(outside, every))
            ),
            key_result_progress=np.concatenate((okr.capped(key_results.raw[counted]), stored.of(outside))),
            key_result_weight=np.concatenate((key_results.weight[counted], np.ones(len(outside)))),
            child=positions(edges.child, every),
            parent=positions(edges.parent, every),
            child_weight=edges.weight,
        )
    )
    if progress is None:  # commands refuse circles; whoever wrote past them gets no number
        return np.full(len(own), np.nan)
    return progress[positions(own, every)]


def _store(own: Index, progress: Array, key_results: KeyResults, stored: Stored, now: datetime) -> int:
    """Close the rows that say something else now, and append what is new."""
    n_own, n = len(own), len(own) + len(key_results.id)
    nothing = np.full(n_own, np.nan)
    on = np.where(key_results.current_on >= 0, key_results.current_on, np.nan)
    wanted = np.column_stack(
        (
            np.concatenate((progress, key_results.raw)),
            np.concatenate((nothing, key_results.current)),
            np.concatenate((nothing, on)),
        )
    )
    place = positions(stored.objective, own)
    key_result = positions(stored.key_result, key_results.id)
    place = np.where((place == NONE) & (key_result != NONE), n_own + key_result, place)
    row = np.full(n, NONE, dtype=np.int64)
    row[place[place != NONE]] = np.flatnonzero(place != NONE)
    has = row != NONE
    present = np.vstack((stored.numbers, np.full((1, 3), np.nan)))[row]  # the last one stands for none
    differs = ~has | ~np.isclose(present, wanted, rtol=0, atol=1e-12, equal_nan=True).all(axis=1)
    if not differs.any():
        return 0
    bulk.close(Progress, stored.row_id[row[differs & has]].tolist(), now)
    shown = np.concatenate((progress, okr.capped(key_results.raw)))
    is_objective = np.arange(n) < n_own
    ids = np.concatenate((own, key_results.id))
    bulk.append(
        Progress,
        {
            "objective_id": _named(ids, is_objective, differs),
            "key_result_id": _named(ids, ~is_objective, differs),
            "progress": plain(round_scores(shown[differs])),
            "raw": plain(wanted[differs, 0]),
            "current": plain(wanted[differs, 1]),
            "current_on": [None if day != day else date.fromordinal(int(day)) for day in wanted[differs, 2].tolist()],
            "reason": np.where(np.isnan(wanted[:, 0]) & ~is_objective, "invalid_config", "ok")[differs].tolist(),
            "known_from": bulk.Same(now),
        },
    )
    return int(differs.sum())


def _named(ids: Index, is_meant: Mask, rows: Mask) -> list[int | None]:
    """Return the ids in some rows, nothing where another kind of thing is meant."""
    return [one if meant else None for one, meant in zip(ids[rows].tolist(), is_meant[rows].tolist(), strict=True)]
