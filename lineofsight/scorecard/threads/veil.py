"""What of a thread is closed to a viewer: numbers that a closed KPI supplies, and objectives above a closed part.

An objective's progress is a mean of its key results and of the objectives that contribute to it. Where one of them is
closed and the mean would tell it (`scorecard.coarsening`), it counts there in tens, and so on to the top, wherever the
progress stands. So whatever else somebody knows, of other days too, a closed part stays unknown within ten points. The
pace follows from what is shown: the day on which an exact one changes would tell the progress.
"""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import RawSQL

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.measures.access import number_is_open, reads_all
from lineofsight.okr import access
from lineofsight.okr.models import AlignmentEdge, KeyResult, Progress
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.coarsening import Family, shifts_over

COUNTED = ("active", "closed")
Part = tuple[str, int]  # of a key result or an objective


def supplied_openly(ctx: Context) -> Any:
    """Return an expression that says whether the viewer may read what supplies a key result or a goal.

    What people note by hand is open with the thing itself.
    """
    if reads_all(ctx.viewer):
        return Value(True, output_field=BooleanField())
    is_open = Q(measure__isnull=True) | number_is_open(ctx.viewer, "measure", "measure_unit")
    return Case(When(is_open, then=Value(True)), default=Value(False), output_field=BooleanField())


def if_open(number: Any) -> Any:
    """Return a number of a row annotated with `is_supplied_openly`; nothing where what supplies it is closed."""
    return Case(When(is_supplied_openly=True, then=number))


@dataclass(frozen=True, slots=True)
class Veil:
    """By how much the progress of objectives that a viewer sees differs from the exact one."""

    shifts: Mapping[int, float] = field(default_factory=dict)

    def covers(self, objective: int) -> bool:
        """Test whether the viewer sees a progress that is not exact."""
        return objective in self.shifts

    def progress(self, objective: int, progress: float | None) -> float | None:
        """Return the progress of an objective as a viewer may know it."""
        return progress if progress is None else progress + self.shifts.get(objective, 0.0)


OPEN = Veil()


def veil_of(ctx: Context) -> Veil:
    """Return what is not shown exactly to the viewer; a request asks the database once."""
    if access.sees_all(ctx.viewer) and reads_all(ctx.viewer):
        return OPEN
    drawn: dict[Any, Veil] = ctx.viewer.cache.setdefault("veils of threads", {})
    if ctx.known_at not in drawn:
        drawn[ctx.known_at] = _drawn(ctx)
    return drawn[ctx.known_at]


def _drawn(ctx: Context) -> Veil:
    # Progress is computed with the links of the day on which it is computed, whatever day is looked at.
    day = clock.today() if ctx.known_at is None else ctx.known_at.date()
    below: dict[Part, list[tuple[Part, float]]] = defaultdict(list)
    hidden: dict[Part, float] = {}
    for kind, parent, child, weight, is_hidden, progress in _parts(ctx, day):
        below["okr", parent].append(((kind, child), float(weight)))
        if is_hidden:
            hidden[kind, child] = min(max(progress, 0.0), 1.0) * 100
    shifts = shifts_over({parent: _family(parts) for parent, parts in below.items()}, hidden)
    return Veil({pk: shift / 100 for (_, pk), shift in shifts.items()})


def _family(parts: list[tuple[Part, float]]) -> Family[Part]:
    whole = sum(weight for _, weight in parts) or 1.0
    return Family([(part, weight / whole) for part, weight in parts])


def _parts(ctx: Context, day: date) -> Any:
    """Return kind, parent, part, weight, whether it is hidden, and progress, of all above a hidden part, at once."""
    edges, results = _edges(ctx, day), _results(ctx)
    above = _above(ctx, day, [edges.filter(is_hidden=1).values("parent_id"), results.filter(is_hidden=1).values("of")])
    columns = ("what", "of", "part", "weight", "is_hidden", "progress")
    whole = edges.filter(parent_id__in=above).annotate(of=F("parent_id")).values_list(*columns)
    return whole.union(results.filter(objective_id__in=above).values_list(*columns), all=True)


def _edges(ctx: Context, day: date) -> Any:
    """Return what contributes to objectives that the viewer may see, and has a progress."""
    seen = access.objectives_of(ctx.viewer)
    rows = AlignmentEdge.objects.at(day, ctx.known_at).filter(
        contributes=True, parent__in=seen, child__state__in=COUNTED
    )
    rows = _with_progress(ctx, rows, objective_id=OuterRef("child_id"))
    is_open = Q() if access.sees_all(ctx.viewer) else Q(child__in=seen)
    return rows.exclude(parent__mode="key_results").annotate(
        what=Value("okr"), part=F("child_id"), is_hidden=_is_not(is_open)
    )


def _results(ctx: Context) -> Any:
    """Return the key results of objectives that the viewer may see, as far as they have a progress."""
    rows = KeyResult.objects.visible_to(ctx.viewer).filter(state="active")
    rows = _with_progress(ctx, rows, key_result_id=OuterRef("pk"))
    rows = rows.exclude(objective__mode="children").annotate(is_open=supplied_openly(ctx))
    return rows.annotate(
        what=Value("key result"), of=F("objective_id"), part=F("pk"), is_hidden=_is_not(Q(is_open=True))
    )


def _with_progress(ctx: Context, rows: Any, **of: Any) -> Any:
    found = Progress.objects.known(ctx.known_at).filter(**of)
    return rows.annotate(progress=Subquery(found.values("raw")[:1])).filter(progress__isnull=False)


def _is_not(test: Q) -> Any:
    if not test:
        return Value(0, output_field=IntegerField())
    return Case(When(test, then=Value(0)), default=Value(1), output_field=IntegerField())


def _above(ctx: Context, day: date, begun: list[Any]) -> RawSQL:
    """Return a subquery of objectives and of all in which they count, `begun` being those above a hidden part."""
    starts, parameters = [], []
    for rows in begun:
        with suppress(EmptyResultSet):
            text, given = rows.order_by().query.sql_with_params()
            starts.append(text)
            parameters += given
    known, instants = sql.known("e", ctx.known_at)
    start = " UNION ".join(starts) or "SELECT NULL"
    above = (
        f"WITH RECURSIVE begun(id) AS ({start}), up(id) AS (SELECT id FROM begun UNION "  # noqa: S608 own SQL
        "SELECT e.parent_id FROM okr_alignmentedge e JOIN up ON e.child_id = up.id AND e.parent_id IS NOT NULL "
        f"WHERE e.contributes AND {known} AND e.valid_from <= %s AND (e.valid_to IS NULL OR e.valid_to > %s)) "
        "SELECT id FROM up WHERE id IS NOT NULL"
    )
    return RawSQL(above, [*parameters, *instants, day.isoformat(), day.isoformat()])  # noqa: S611 own SQL
