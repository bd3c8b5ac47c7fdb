"""Where goals stand: their progress, and how much of each reaches the strategy."""

from datetime import date, datetime

import numpy as np

from lineofsight.base import bulk
from lineofsight.core import okr
from lineofsight.core.arrays import Array, Index
from lineofsight.core.graphs import sums
from lineofsight.core.rounding import round_scores
from lineofsight.goals.models import Standing
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.dated_index import positions
from lineofsight.scorecard.threads import kpi_values
from lineofsight.scorecard.threads.plain import plain
from lineofsight.scorecard.threads.products import Shares

_KINDS = ("metric", "binary")


def store(ids: Index | None, shares: Shares, day: date, now: datetime) -> int:
    """Compute where goals stand (None: all) and write what differs; return how many rows."""
    among, given = sql.among("g.id", ids)
    names = ("id", "start", "target", "measure_id", "measure_unit_id")
    rows = sql.read(
        (*(sql.number(f"g.{name}") for name in names), sql.code("g.kind", _KINDS)),
        f"FROM goals_goal g WHERE {among} ORDER BY g.id",
        given,
    )
    identity = rows[:, 0].astype(np.int64)
    current, on = _current(ids, identity, rows, day)
    raw = okr.metric_progress(rows[:, 1], rows[:, 2], current, np.zeros(len(rows), dtype=np.int64))
    raw = np.where(rows[:, 5] == 1, np.where(np.isnan(current), 0.0, current), raw)
    place = positions(shares.thing, identity)
    aligned = sums(place[place >= 0], shares.share[place >= 0], len(identity))
    return _write(ids, identity, okr.capped(raw), current, on, np.minimum(aligned, 1.0), now)


def _current(ids: Index | None, identity: Index, rows: Array, day: date) -> tuple[Array, Index]:
    """Return the latest value of each goal and its day: noted by a person, or supplied by a KPI."""
    among, given = sql.among("v.goal_id", ids)
    noted = sql.read(
        (sql.number("v.goal_id"), sql.day('v."on"'), sql.number("v.value")),
        f'FROM goals_goalvalue v WHERE v.known_to IS NULL AND v.value IS NOT NULL AND v."on" <= %s AND {among} '
        'ORDER BY v."on"',
        [day.isoformat(), *given],
    )
    current, on = np.full(len(identity), np.nan), np.full(len(identity), -1, dtype=np.int64)
    of = positions(noted[:, 0].astype(np.int64), identity)
    current[of], on[of] = noted[:, 2], noted[:, 1].astype(np.int64)
    measure, unit = sql.whole(rows[:, 3]), sql.whole(rows[:, 4])
    supplied = np.flatnonzero(measure >= 0)
    readings = kpi_values.latest(zip(measure[supplied].tolist(), unit[supplied].tolist(), strict=True), day)
    for place in supplied.tolist():
        reading = readings.get((int(measure[place]), int(unit[place])))
        if reading is not None:
            current[place], on[place] = reading.value, reading.on.toordinal()
    return current, on


def _write(
    ids: Index | None, identity: Index, progress: Array, current: Array, on: Index, aligned: Array, now: datetime
) -> int:
    among, given = sql.among("s.goal_id", ids)
    rows = sql.read(
        (
            *(sql.number(f"s.{name}") for name in ("goal_id", "id", "progress", "current", "aligned")),
            sql.day("s.current_on"),
        ),
        f"FROM goals_standing s WHERE s.known_to IS NULL AND {among} ORDER BY s.goal_id",
        given,
    )
    place = positions(identity, rows[:, 0].astype(np.int64))
    has = place >= 0
    rounded = round_scores(progress)
    stored = np.full((len(identity), 4), np.nan)
    stored[has] = rows[place[has], 2:6]
    wanted = np.column_stack((rounded, current, aligned, np.where(on >= 0, on, np.nan).astype(np.float64)))
    differs = ~has | ~np.isclose(stored, wanted, rtol=0, atol=1e-9, equal_nan=True).all(axis=1)
    if not differs.any():
        return 0
    bulk.close(Standing, rows[place[differs & has], 1].astype(np.int64).tolist(), now)
    bulk.append(
        Standing,
        {
            "goal_id": identity[differs].tolist(),
            "progress": plain(rounded[differs]),
            "current": plain(current[differs]),
            "current_on": [date.fromordinal(one) if one >= 0 else None for one in on[differs].tolist()],
            "aligned": aligned[differs].tolist(),
            "reason": ["invalid_config" if one else "ok" for one in np.isnan(progress[differs]).tolist()],
            "known_from": bulk.Same(now),
        },
    )
    return int(differs.sum())
