"""What the steps of a thread show: objectives of units and strategic ones, whether open to the viewer or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import BooleanField, Case, F, OuterRef, Q, Subquery, Value, When

from lineofsight.base import access
from lineofsight.base.commands import Context
from lineofsight.core import okr as okr_rules
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.okr.models import Objective, Progress
from lineofsight.organization.models import UnitVersion
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.threads import veil
from lineofsight.strategy.models import Adoption, CascadeLink, ObjectiveVersion, StrategicObjective

RUNNING = ("active", "closed")


@dataclass(frozen=True, slots=True)
class Okr:
    """An objective of a unit, with its progress and its pace on the day, as far as the viewer may know them."""

    pk: int
    public_id: str
    slug: str
    title: str
    unit_id: int
    unit: str
    cycle: str
    progress: float | None
    pace: str
    is_open: bool
    is_coarse: bool


@dataclass(frozen=True, slots=True)
class Strategic:
    """A strategic objective in force, with its perspective and the status of its latest score."""

    pk: int
    public_id: str
    code: str
    slug: str
    name: str
    perspective_id: int | None
    perspective: str
    standard: str
    order: int
    status: str
    vision: str
    strategy: str
    strategy_id: int
    unit_id: int
    is_open: bool
    is_end: bool


def okrs(ctx: Context, ids: Iterable[int], day: date) -> dict[int, Okr]:
    """Return the objectives of units that count, in one statement; those not open keep their place without a name."""
    rows = Objective.objects.filter(pk__in=set(ids), state__in=RUNNING)
    return {row.pk: row for row in map(_okr(ctx, day), _okr_rows(ctx, rows, day))}


def okrs_where(ctx: Context, where: Q, day: date, *, most: int | None = None) -> tuple[Okr, ...]:
    """Return the objectives of units that count and that the viewer may see, at most so many, in one statement."""
    rows = Objective.objects.visible_to(ctx.viewer).filter(where, state__in=RUNNING)
    return tuple(map(_okr(ctx, day), _okr_rows(ctx, rows.order_by("sort_order", "title", "pk"), day)[:most]))


def _okr_rows(ctx: Context, rows: Any, day: date) -> Any:
    progress = Progress.objects.known(ctx.known_at).filter(objective_id=OuterRef("pk"))
    unit = UnitVersion.objects.at(day, ctx.known_at).filter(unit_id=OuterRef("unit_id"))
    return rows.annotate(
        is_open=opened(Objective, ctx),
        unit_name=Subquery(unit.values("name")[:1]),
        shown_progress=Subquery(progress.values("raw")[:1]),
    ).values(
        *("pk", "public_id", "slug", "title", "unit_id", "unit_name", "shown_progress", "is_open"),
        *("cycle__name", "cycle__period__start_on", "cycle__period__until_on"),
    )


def _okr(ctx: Context, day: date) -> Any:
    drawn = veil.veil_of(ctx)

    def make(row: dict[str, Any]) -> Okr:
        is_open = row["is_open"]
        progress = drawn.progress(row["pk"], row["shown_progress"])
        return Okr(
            pk=row["pk"],
            public_id=str(row["public_id"]),
            slug=row["slug"] if is_open else "",
            title=row["title"] if is_open else "",
            unit_id=row["unit_id"],
            unit=(row["unit_name"] or "") if is_open else "",
            cycle=row["cycle__name"],
            progress=progress if is_open else None,
            pace=pace(progress, row["cycle__period__start_on"], row["cycle__period__until_on"], day) if is_open else "",
            is_open=is_open,
            is_coarse=is_open and drawn.covers(row["pk"]),
        )

    return make


def pace(progress: float | None, start_on: date, until_on: date, day: date) -> str:
    """Return the pace of a progress between two days, `until_on` being the first day after."""
    known = np.array([np.nan if progress is None else progress], dtype=np.float64)
    elapsed = (day - start_on).days + 1
    code = okr_rules.pace(known, np.array([expected(start_on, until_on, day)]), np.array([elapsed > 0]))[0]
    return okr_rules.PACES[int(code)]


def expected(start_on: date, until_on: date, day: date) -> float:
    """Return where steady work would stand on a day, `until_on` being the first day after."""
    elapsed, total = float((day - start_on).days + 1), float((until_on - start_on).days)
    return float(okr_rules.expected_progress(np.array([elapsed]), np.array([total]))[0])


def strategic(ctx: Context, where: Q, day: date) -> dict[int, Strategic]:
    """Return the strategic objectives in force on the day (by row id) among those in `where`, in one statement."""
    adopted = Adoption.objects.at(day, ctx.known_at).values("strategy_version_id")
    held = ObjectiveVersion.objects.filter(strategy_version__in=adopted)
    score = Score.objects.known(ctx.known_at).filter(
        node__kind="objective", node__objective_id=OuterRef("objective_id"), score__isnull=False
    )
    above = CascadeLink.objects.at(day, ctx.known_at).filter(child_id=OuterRef("objective_id"), contributes=True)
    rows = (
        held.filter(where)
        .annotate(
            is_open=opened(StrategicObjective, ctx, "objective__"),
            status=Subquery(score.filter(period__start_on__lte=day).order_by("-period__until_on").values("status")[:1]),
            serves=Subquery(above.values("parent_id")[:1]),
            vision=F("strategy_version__vision"),
        )
        .order_by("perspective__sort_order", "sort_order", "pk")
        .values(
            *("objective_id", "objective__public_id", "objective__code", "objective__slug", "name", "is_open"),
            *("perspective_id", "perspective__name", "perspective__standard", "status", "serves", "vision"),
            *("objective__strategy_id", "objective__strategy__name", "objective__unit_id"),
        )
    )
    return {row["objective_id"]: _strategic(place, row) for place, row in enumerate(rows)}


def _strategic(place: int, row: dict[str, Any]) -> Strategic:
    is_open = row["is_open"]
    return Strategic(
        pk=row["objective_id"],
        public_id=str(row["objective__public_id"]),
        code=row["objective__code"] if is_open else "",
        slug=row["objective__slug"] if is_open else "",
        name=row["name"] if is_open else "",
        perspective_id=row["perspective_id"],
        perspective=(row["perspective__name"] or "") if is_open else "",
        standard=(row["perspective__standard"] or "") if is_open else "",
        order=place,
        status=(row["status"] or "no_data") if is_open else "",
        vision=row["vision"],
        strategy=row["objective__strategy__name"],
        strategy_id=row["objective__strategy_id"],
        unit_id=row["objective__unit_id"],
        is_open=is_open,
        is_end=row["serves"] is None,
    )


def measures(ctx: Context, ids: Iterable[int], day: date) -> dict[int, Any]:
    """Return the cards of KPIs that the viewer may see, by KPI, in one statement."""
    seen = Measure.objects.visible_to(ctx.viewer).filter(pk__in=set(ids)).values("pk")
    rows = MeasureVersion.objects.at(day, ctx.known_at).filter(measure__in=seen)
    return {row.measure_id: row for row in rows.select_related("measure", "unit_of_measure")}


def opened(model: Any, ctx: Context, prefix: str = "") -> Any:
    """Return an expression that says whether a row is open to the viewer; `prefix` leads to it."""
    seen = access.scope_of(model, ctx.viewer)
    if not seen:
        return Value(True, output_field=BooleanField())
    if prefix:
        seen = Q(**{f"{prefix.removesuffix('__')}__in": model.objects.filter(seen).values("pk")})
    return Case(When(seen, then=Value(True)), default=Value(False), output_field=BooleanField())
