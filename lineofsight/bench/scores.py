"""What it costs to compute 384,000 scores from 294,000 values, against raw reading, arithmetic and writing of the same.

`run()` works on the database in use, which should be empty: it builds a company and leaves it there.
"""

import resource
import statistics
import time
from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np
from django.db import connection, transaction

from lineofsight.base import bulk, clock, dated
from lineofsight.base.runner import system_change
from lineofsight.bench import company
from lineofsight.core.arrays import Array
from lineofsight.measures.models import Observation
from lineofsight.organization.models import Period
from lineofsight.scorecard import dirty, recompute
from lineofsight.scorecard.models import Score, ScoreNode

FLOOR = "bench_score_floor"
SINGLE_RUNS = 15


def run(n_units: int = 25, wide: int = 20_000) -> dict[str, Any]:
    """Return seconds and ratios of a full recompute, and milliseconds of single changes, with their budgets."""
    made = company.make(n_units=n_units)
    floor = _floor()
    first, _ = _timed(lambda: recompute.full("bench"))
    again, _ = _timed(lambda: recompute.full("bench"))
    figures: dict[str, Any] = {
        "scores": Score.objects.current().count(),
        "values": Observation.objects.current().count(),
        "full": {"seconds": first, "floor_seconds": floor, "ratio": round(first / floor, 2), "budget": "3x and 8 s"},
        "full_unchanged": {"seconds": again, "ratio": round(again / floor, 2)},
        "one_change_ms": _single(made.measure_ids, made.unit_ids[0], made.period_ids[-1]) | {"budget": 50},
        "one_change_60_later_ms": _single(made.measure_ids, made.unit_ids[0], made.period_ids[0]) | {"budget": 200},
        "bulk_append": _bulk_ratio(),
    }
    broad = company.make(n_units=1, objectives_per_unit=1, kpis_per_objective=wide, n_months=2)
    recompute.full("bench")
    figures[f"one_change_beside_{wide}_ms"] = _single(broad.measure_ids, broad.unit_ids[0], broad.period_ids[-1]) | {
        "budget": 200
    }
    figures["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return figures


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = act()
    return round(time.perf_counter() - started, 3), result


def _single(measures: list[int], unit_id: int, period_id: int) -> dict[str, float]:
    """Change single values, and time how long their dependents take to be stored."""
    period = Period.objects.get(pk=period_id)
    spent = []
    for number, measure_id in enumerate(measures[: SINGLE_RUNS * 7 : 7]):
        key = {"measure_id": measure_id, "unit_id": unit_id, "period": period}
        with system_change("The bench changes a value."):
            earlier = Observation.objects.current().filter(**key).first()
            dated.supersede(earlier, Observation, now=clock.now(), value=50 + number, **key)
        started = time.perf_counter()
        recompute.incremental(dirty.of_values(measure_id, [unit_id], [period_id]))
        spent.append(1000 * (time.perf_counter() - started))
    return {"median": round(statistics.median(spent), 1), "max": round(max(spent), 1)}


def _floor() -> float:
    """Return the seconds of reading values, scoring and averaging them in numpy, and writing as many raw score rows."""
    _make_floor_table()
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        values = _read(cursor)
        scores = np.clip(100 / 3 * (1 + (values[:, 3] - 50) / 50), 0, 100)
        parents = np.bincount(values[:, 0].astype(int), weights=scores)
        nodes = int(
            ScoreNode.objects.count() * (len(values) / max(1, ScoreNode.objects.filter(kind="measure").count()))
        )
        _write(cursor, np.resize(np.concatenate((scores, parents)), nodes))
    return round(time.perf_counter() - started, 3)


def _make_floor_table() -> None:
    """Make a table with the columns and indexes of scores."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {FLOOR}")
        key = "integer PRIMARY KEY AUTOINCREMENT" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
        instant, real = ("datetime", "real") if connection.vendor == "sqlite" else ("timestamptz", "double precision")
        cursor.execute(
            f"CREATE TABLE {FLOOR} (id {key}, node_id bigint, period_id bigint, score numeric(12,6), unrounded {real}, "
            f"status varchar(8), memory varchar(8), coverage {real}, reason varchar(24), measured {real}, "
            f"target {real}, "
            f"flags integer, run_id bigint, known_from {instant}, known_to {instant})"
        )
        cursor.execute(f"CREATE UNIQUE INDEX {FLOOR}_a ON {FLOOR} (node_id, period_id) WHERE known_to IS NULL")
        cursor.execute(f"CREATE INDEX {FLOOR}_b ON {FLOOR} (period_id, node_id) WHERE known_to IS NULL")
        cursor.execute(f"CREATE INDEX {FLOOR}_c ON {FLOOR} (node_id, period_id, known_from)")


def _read(cursor: Any) -> Array:
    statement = "SELECT measure_id, unit_id, period_id, value FROM measures_observation WHERE known_to IS NULL"
    if connection.vendor == "sqlite":
        cursor.execute(statement)
        return np.fromiter(chain.from_iterable(cursor.fetchall()), dtype=np.float64).reshape(-1, 4)
    with cursor.copy(f"COPY ({statement}) TO STDOUT") as copy:
        content = b"".join(copy)
    return np.fromstring(content.decode().replace("\n", "\t"), sep="\t").reshape(-1, 4)


def _write(cursor: Any, scores: Array) -> None:
    names = (
        "node_id, period_id, score, unrounded, status, memory, coverage, reason, "
        "measured, target, flags, run_id, known_from"
    )
    now = str(clock.now().replace(tzinfo=None))
    rows = (
        (n // 60, n % 60, round(s, 6), s, "amber", "amber", 1.0, "ok", s, 100.0, 0, 1, now)
        for n, s in enumerate(scores.tolist())
    )
    if connection.vendor == "sqlite":
        cursor.executemany(f"INSERT INTO {FLOOR} ({names}) VALUES ({', '.join(['%s'] * 13)})", list(rows))  # noqa: S608 our table
        return
    with cursor.copy(f"COPY {FLOOR} ({names}) FROM STDIN") as copy:
        copy.write("".join("\t".join(map(str, row)) + "\n" for row in rows).encode())


def _bulk_ratio(count: int = 300_000) -> dict[str, float]:
    """Return what `bulk.append` costs against the raw writing of the same number of rows."""
    _make_floor_table()
    scores = np.random.default_rng(3).random(count) * 100
    with transaction.atomic(), connection.cursor() as cursor:
        raw, _ = _timed(lambda: _write(cursor, scores))
    columns = {
        "node": list(range(10_000_000, 10_000_000 + count)),
        "score": scores.round(6).tolist(),
        "unrounded": scores.tolist(),
    }
    same = {"period": 1, "run": 1, "coverage": 1.0, "measured": 1.0, "target": 100.0, "known_from": clock.now()}
    rest = {name: bulk.Same(value) for name, value in same.items()}

    class Undo(Exception):
        pass

    spent = 0.0
    try:
        with system_change("The bench writes in bulk."):
            spent, _ = _timed(lambda: bulk.append(Score, {**columns, **rest}))
            raise Undo
    except Undo:
        return {"seconds": spent, "floor_seconds": raw, "ratio": round(spent / raw, 2), "budget": 4}
