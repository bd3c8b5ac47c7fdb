"""Keeping scores true: everything anew (`full`) or what a change touches (`incremental`), writing only what differs."""

import time
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from django.db import connection

from lineofsight.base import bulk, clock, runner
from lineofsight.core import status
from lineofsight.core.arrays import Array, Index
from lineofsight.core.rounding import round_scores
from lineofsight.organization.models import Period
from lineofsight.scorecard import structure
from lineofsight.scorecard.calculation import Outcome, Plan, calculate
from lineofsight.scorecard.dated_index import NONE
from lineofsight.scorecard.grids import GridNodes, grids_of, load_columns
from lineofsight.scorecard.leaf_scores import REASONS
from lineofsight.scorecard.loaded import Loaded, load_above, load_everything
from lineofsight.scorecard.models import CalculationRun, Score
from lineofsight.scorecard.restatements import restated_columns

RULE_VERSION = "1"
ANALYZE_ABOVE = 20_000


@dataclass(frozen=True, slots=True)
class Dirty:
    """What a change touches: KPI nodes whose inputs changed, parents whose links or rules changed, from which day on.

    `until` is the last day touched directly, where that is known: it says how far the periods must reach.
    """

    leaves: frozenset[int] = frozenset()
    parents: frozenset[int] = frozenset()
    since: date = date.min
    until: date | None = None

    def joined(self, other: "Dirty") -> "Dirty":
        """Return what both touch."""
        until = max(filter(None, (self.until, other.until)), default=None)
        return Dirty(self.leaves | other.leaves, self.parents | other.parents, min(self.since, other.since), until)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a recompute did."""

    examined: int = 0
    written: int = 0
    seconds: float = 0.0
    run_ids: tuple[int, ...] = field(default=())


def full(cause: str = "everything") -> Recomputed:
    """Compute every score anew from stored rows, and write those that differ."""
    started = time.perf_counter()
    with runner.system_change(f"Scores were computed anew: {cause}.", command="scorecard.recompute"):
        structure.sync_measures()
        locked = _lock(date.min, clock.today())
        loaded = load_everything()
        plans = [_plan(part, loaded, since=date.min, reaching=None, is_full=True) for part in grids_of(loaded)]
        return _run(plans, locked, cause, started)


def incremental(dirty: Dirty, cause: str = "a change") -> Recomputed:
    """Compute what the change touches: its nodes, those above them, and every later open period that reads them."""
    started = time.perf_counter()
    with runner.system_change(f"Scores follow {cause}.", command="scorecard.recompute"):
        locked = _lock(dirty.since, max(clock.today(), dirty.until or date.min))
        loaded = load_above(sorted(dirty.leaves | dirty.parents))
        plans = []
        for part in grids_of(loaded):
            plan = _plan(part, loaded, since=dirty.since, reaching=dirty.until, is_full=False)
            plan.structure_changed = bool(dirty.parents)
            plans.append(plan)
        return _run(plans, locked, cause, started)


def _plan(part: GridNodes, loaded: Loaded, *, since: date, reaching: date | None, is_full: bool) -> Plan:
    columns = load_columns(part.grid, clock.today(), loaded.axes, reaching=reaching, whole=is_full)
    first = int(np.searchsorted(columns.axis.until, since.toordinal(), side="right"))
    return Plan(
        nodes=part.nodes,
        columns=columns.axis,
        is_closed=columns.is_frozen,
        closed_at=columns.closed_at,
        loaded=loaded,
        first=first,
        is_full=is_full,
        elsewhere=part.elsewhere,
    )


def _run(plans: list[Plan], locked: set[int], cause: str, started: float) -> Recomputed:
    """Compute and store grid by grid, closed periods with restated values last."""
    _lock_later(plans, locked)
    done: list[tuple[Plan, Outcome]] = []
    for plan in plans:
        if plan.first < len(plan.columns) and len(plan.nodes):
            done.append((plan, calculate(plan)))
            done += [(part, calculate(part)) for part in restated_columns(plan)]
    examined = sum(outcome.to_write.size for _, outcome in done)
    written = sum(int(outcome.to_write.sum()) for _, outcome in done)
    if not written:
        return Recomputed(examined, 0, time.perf_counter() - started)
    now = clock.now()
    run = CalculationRun.objects.create(
        cause=cause[:120],
        rule_version=RULE_VERSION,
        fingerprint=done[0][1].fingerprint,
        started_at=now,
        known_at=now,
        written=written,
        examined=examined,
        seconds=time.perf_counter() - started,
    )
    for _, outcome in done:
        _store(outcome, run.pk, now)
    if written > ANALYZE_ABOVE:
        bulk.analyze(Score)
    return Recomputed(examined, written, time.perf_counter() - started, (run.pk,))


def _lock(since: date, until: date) -> set[int]:
    """Keep other writers of scores out of these periods until the commit; return their ids.

    It comes before all reading: whoever waited here must see the links and cards that came meanwhile. Periods are
    taken in their order, so that none waits in a ring. Where the database has one writer at a time, it is this one.
    """
    if not connection.features.has_select_for_update:
        return set()
    rows = Period.objects.select_for_update(no_key=True).filter(until_on__gt=since, start_on__lte=until)
    return set(rows.order_by("start_on", "pk").values_list("pk", flat=True))


def _lock_later(plans: list[Plan], locked: set[int]) -> None:
    """Lock what else is computed: periods that have not begun, but have values."""
    if not connection.features.has_select_for_update:
        return
    ids = {int(one) for plan in plans for one in plan.columns.ids[plan.first :]} - locked
    if ids:
        rows = Period.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("start_on", "pk")
        list(rows.values_list("pk", flat=True))


def _store(outcome: Outcome, run_id: int, now: datetime) -> None:
    """Close the rows that are replaced and append the new ones."""
    board, rows = outcome.board, outcome.to_write
    if not rows.any():
        return
    replaced = outcome.stored.row_id[rows]
    bulk.close(Score, replaced[replaced != NONE].tolist(), now)
    node, period = np.nonzero(rows)
    score = round_scores(board.unrounded[rows])
    bulk.append(
        Score,
        {
            "node": board.nodes[node].tolist(),
            "period": board.columns.ids[period].tolist(),
            "score": _plain(score),
            "unrounded": _plain(board.unrounded[rows]),
            "status": _words(status.STATUSES, board.status[rows]),
            "memory": _words(("", *status.STATUSES[1:]), board.memory[rows]),
            "coverage": _plain(board.coverage[rows]),
            "reason": _words(REASONS, board.reason[rows]),
            "measured": _plain(board.measured[rows]),
            "target": _plain(board.target[rows]),
            "flags": board.flags[rows].tolist(),
            "run": bulk.Same(run_id),
            "known_from": bulk.Same(now),
            "known_to": bulk.Same(None),
        },
    )


def _plain(column: Array) -> list[float | None]:
    return [None if value != value else value for value in column.tolist()]


def _words(words: tuple[str, ...], codes: Index) -> list[str]:
    return [words[code] for code in codes.tolist()]
