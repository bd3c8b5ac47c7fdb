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
from lineofsight.scorecard.dated_index import positions
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
    ids = None if touched is None else _with_ancestors(sorted(set(touched)), day)
    with runner.system_change("Progress follows what was recorded.", command="scorecard.recompute"):
        key_results = _load_key_results(ids, day)
        objectives, whole, progress = _rolled_up(ids, key_results, day)
        return _store(ids, key_results, objectives[whole], progress[whole], clock.now())


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


def _with_ancestors(ids: list[int], day: date) -> Index:
    """Return objectives and all in whose progress they count, level by level."""
    reached = np.unique(np.array(ids, dtype=np.int64))
    fresh = reached
    while len(fresh):
        among, given = sql.among("e.child_id", fresh)
        rows = sql.read((sql.number("e.parent_id"),), f"{_EDGES} AND {among}", [*_on(day), *given])
        above = np.unique(rows[:, 0].astype(np.int64)) if len(rows) else fresh[:0]
        fresh = np.setdiff1d(above, reached)
        reached = np.union1d(reached, fresh)
    return reached


_EDGES = (
    "FROM okr_alignmentedge e WHERE e.known_to IS NULL AND e.contributes AND e.parent_id IS NOT NULL "
    "AND e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)"
)


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
    steps = _milestones(identity, ids)
    raw[kind == MILESTONE] = steps[kind == MILESTONE]
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


def _rolled_up(ids: Index | None, key_results: KeyResults, day: date) -> tuple[Index, Mask, Array]:
    """Return objectives, which of them were computed (not only read), and their progress."""
    among, given = sql.among("o.id", ids)
    rows = sql.read(
        (sql.number("o.id"), sql.code("o.mode", okr.MODES)), f"FROM okr_objective o WHERE {among} ORDER BY o.id", given
    )
    own, mode = rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64)
    parents, asked = sql.among("e.parent_id", ids)
    edges = sql.read(
        (sql.number("e.child_id"), sql.number("e.parent_id"), sql.number("e.weight")),
        f"{_EDGES.replace('WHERE', 'JOIN okr_objective c ON c.id = e.child_id WHERE', 1)} "
        f"AND c.state IN {COUNTING} AND {parents} ORDER BY e.id",
        [*_on(day), *asked],
    )
    child, parent = edges[:, 0].astype(np.int64), edges[:, 1].astype(np.int64)
    outside = np.setdiff1d(child, own)
    every = np.union1d(own, outside)
    known = _stored(outside)
    counted = key_results.is_counted
    modes = np.full(len(every), okr.MODES.index("key_results"), dtype=np.int64)
    modes[positions(own, every)] = mode
    progress = okr.roll_up_objectives(
        okr.Objectives(
            mode=modes,
            key_result_objective=np.concatenate(
                (positions(key_results.objective[counted], every), positions(outside, every))
            ),
            key_result_progress=np.concatenate((okr.capped(key_results.raw[counted]), known)),
            key_result_weight=np.concatenate((key_results.weight[counted], np.ones(len(outside)))),
            child=positions(child, every),
            parent=positions(parent, every),
            child_weight=edges[:, 2],
        )
    )
    if progress is None:  # commands refuse circles; whoever wrote past them gets no number
        progress = np.full(len(every), np.nan)
    return every, np.isin(every, own), progress


def _stored(objectives: Index) -> Array:
    """Return the stored, unrounded progress of objectives that are read and not computed."""
    found = np.full(len(objectives), np.nan)
    if len(objectives):
        among, given = sql.among("p.objective_id", objectives)
        rows = sql.read(
            (sql.number("p.objective_id"), sql.number("p.raw")),
            f"FROM okr_progress p WHERE p.known_to IS NULL AND {among}",
            given,
        )
        found[positions(rows[:, 0].astype(np.int64), objectives)] = rows[:, 1]
    return found


def _store(ids: Index | None, key_results: KeyResults, objectives: Index, progress: Array, now: datetime) -> int:
    """Close the rows that say something else now, and append what is new."""
    written = _replace("objective_id", ids, objectives, progress, progress, None, now)
    of = ids if ids is None else key_results.id
    current = (key_results.current, key_results.current_on)
    return written + _replace(
        "key_result_id", of, key_results.id, okr.capped(key_results.raw), key_results.raw, current, now
    )


def _replace(
    column: str,
    asked: Index | None,
    ids: Index,
    progress: Array,
    raw: Array,
    current: tuple[Array, Index] | None,
    now: datetime,
) -> int:
    value, on = current or (np.full(len(ids), np.nan), np.full(len(ids), -1, dtype=np.int64))
    among, given = sql.among(f"p.{column}", asked)
    names = (column, "id", "raw", "current")
    rows = sql.read(
        (*(sql.number(f"p.{name}") for name in names), sql.day("p.current_on")),
        f"FROM okr_progress p WHERE p.known_to IS NULL AND p.{column} IS NOT NULL AND {among} ORDER BY p.{column}",
        given,
    )
    place = positions(ids, rows[:, 0].astype(np.int64))
    has = place >= 0
    stored = np.full((len(ids), 3), np.nan)
    stored[has] = rows[place[has], 2:5]
    wanted = np.column_stack((raw, value, np.where(on >= 0, on, np.nan).astype(np.float64)))
    differs = ~has | ~np.isclose(stored, wanted, rtol=0, atol=1e-12, equal_nan=True).all(axis=1)
    if not differs.any():
        return 0
    bulk.close(Progress, rows[place[differs & has], 1].astype(np.int64).tolist(), now)
    bulk.append(
        Progress,
        {
            column: ids[differs].tolist(),
            "progress": plain(round_scores(progress[differs])),
            "raw": plain(raw[differs]),
            "current": plain(value[differs]),
            "current_on": [date.fromordinal(one) if one >= 0 else None for one in on[differs].tolist()],
            "reason": ["invalid_config" if one and current else "ok" for one in np.isnan(raw[differs]).tolist()],
            "known_from": bulk.Same(now),
        },
    )
    return int(differs.sum())
