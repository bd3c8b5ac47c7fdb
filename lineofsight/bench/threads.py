"""What 20,000 objectives and 250,000 goals cost: to compute from stored rows, after one change, and to look at.

`run()` works on the database in use, which should be empty: it builds a company and leaves it there.
"""

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from django.db import connection, transaction

from lineofsight.base import access, clock, dated
from lineofsight.base.commands import Context
from lineofsight.base.runner import system_change
from lineofsight.bench import large_threads
from lineofsight.goals.models import Effort, Standing
from lineofsight.okr.models import KeyResultValue, Objective, ObjectiveShare, Progress
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard import queries
from lineofsight.scorecard.threads import following

FLOOR = "bench_thread_floor"
RUNS = 15


def run(n_objectives: int = 20_000, n_goals: int = 250_000) -> dict[str, Any]:
    """Return seconds and ratios of computing everything, and milliseconds of single changes and of pages."""
    made = large_threads.make(n_objectives=n_objectives, n_goals=n_goals)
    floor = _floor()
    first = _timed(following.refresh_everything)
    rows = {
        model.__name__.lower(): model.objects.current().count()
        for model in (Progress, ObjectiveShare, Standing, Effort)
    }
    again = _timed(following.refresh_everything)
    return {
        "made_seconds": made.seconds,
        "rows": rows,
        "full": {
            "seconds": first,
            "floor_seconds": floor,
            "ratio": round(first / floor, 2),
            "budget": "3x, 8 s with scores",
        },
        "full_unchanged": {"seconds": again, "ratio": round(again / floor, 2)},
        "one_value_ms": _each(made.key_results, _change_value) | {"budget": 50},
        "one_goal_ms": _each(made.goals, lambda goal: following.follow(goals={goal})) | {"budget": 50},
        "one_link_of_a_team_ms": _each(made.lowest, lambda one: following.follow(moved={one}, linked={one})),
        "line_of_sight_ms": _each(made.people, _look) | {"budget": 50},
        "alignment_ms": _each(made.units, _picture) | {"budget": 300},
        "alignment_of_all_ms": _each([made.top] * 3, _picture) | {"budget": 300},
        "effort_of_all_ms": _each([made.top] * 3, lambda slug: queries.effort(_context(), unit=slug)),
        "statements": {
            "line_of_sight": _statements(lambda: _look(made.people[0])),
            "alignment": _statements(lambda: _picture(made.top)),
        },
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _context() -> Context:
    return Context(viewer=access.SYSTEM, now=clock.now())


def _look(slug: str) -> None:
    queries.my_line_of_sight(_context(), person=slug)


def _picture(slug: str) -> None:
    queries.alignment(_context(), unit=slug)


def _change_value(key_result: int) -> None:
    with system_change("The bench changes a value."):
        now = clock.now()
        dated.supersede(None, KeyResultValue, now=now, key_result_id=key_result, on=clock.today(), value=50)
    owner = Objective.objects.filter(key_results=key_result).values_list("pk", flat=True).get()
    following.follow(moved={owner})


def _timed(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return round(time.perf_counter() - started, 3)


def _each(things: list[Any], act: Callable[[Any], Any]) -> dict[str, float]:
    spent = [1000 * _timed(lambda one=one: act(one)) for one in things[:RUNS]]  # type: ignore[misc]
    return {"median": round(statistics.median(spent), 1), "max": round(max(spent), 1)}


def _statements(act: Callable[[], Any]) -> int:
    count = 0

    def note(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(note):
        act()
    return count


def _floor() -> float:
    """Return the seconds of reading the rows, multiplying the links in numpy, and writing as many raw rows."""
    _make_floor_table()
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        goals = sql.read(
            tuple(map(sql.number, ("g.id", "g.weight", "g.start", "g.target", "g.person_id"))), "FROM goals_goal g"
        )
        links = sql.read(
            tuple(map(sql.number, ("e.goal_id", "e.objective_id", "e.share"))),
            "FROM goals_goaledge e WHERE e.known_to IS NULL",
        )
        values = sql.read(
            tuple(map(sql.number, ("v.goal_id", "v.value"))), "FROM goals_goalvalue v WHERE v.known_to IS NULL"
        )
        edges = sql.read(
            tuple(map(sql.number, ("e.child_id", "e.parent_id", "e.share"))),
            "FROM okr_alignmentedge e WHERE e.known_to IS NULL",
        )
        results = sql.read(tuple(map(sql.number, ("k.id", "k.start", "k.target"))), "FROM okr_keyresult k")
        noted = sql.read(tuple(map(sql.number, ("v.key_result_id", "v.value"))), "FROM okr_keyresultvalue v")
        shares = np.bincount(links[:, 0].astype(np.int64), links[:, 2])[goals[:, 0].astype(np.int64)]
        progress = (np.resize(values[:, 1], len(goals)) - goals[:, 2]) / (goals[:, 3] - goals[:, 2])
        more = np.resize(noted[:, 1], len(results) + 2 * len(edges))
        _write(cursor, np.concatenate((progress, more)), np.resize(shares, len(progress) + len(more)))
    return round(time.perf_counter() - started, 3)


def _make_floor_table() -> None:
    """Make a table with the columns and indexes of standings."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {FLOOR}")
        key = "integer PRIMARY KEY AUTOINCREMENT" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
        instant, real = ("datetime", "real") if connection.vendor == "sqlite" else ("timestamptz", "double precision")
        cursor.execute(
            f"CREATE TABLE {FLOOR} (id {key}, goal_id bigint, progress numeric(9,6), current {real}, current_on date, "
            f"aligned {real}, reason varchar(16), known_from {instant}, known_to {instant})"
        )
        cursor.execute(f"CREATE UNIQUE INDEX {FLOOR}_a ON {FLOOR} (goal_id) WHERE known_to IS NULL")
        cursor.execute(f"CREATE INDEX {FLOOR}_b ON {FLOOR} (goal_id, known_from)")


def _write(cursor: Any, progress: Any, aligned: Any) -> None:
    names = "goal_id, progress, current, current_on, aligned, reason, known_from"
    now, day = str(clock.now().replace(tzinfo=None)), str(clock.today())
    rows = [
        (n, round(p, 6), p, day, a, "ok", now)
        for n, (p, a) in enumerate(zip(progress.tolist(), aligned.tolist(), strict=True))
    ]
    if connection.vendor == "sqlite":
        cursor.executemany(f"INSERT INTO {FLOOR} ({names}) VALUES ({', '.join(['%s'] * 7)})", rows)  # noqa: S608 our table
        return
    with cursor.copy(f"COPY {FLOOR} ({names}) FROM STDIN") as copy:
        copy.write("".join("\t".join(map(str, row)) + "\n" for row in rows).encode())
