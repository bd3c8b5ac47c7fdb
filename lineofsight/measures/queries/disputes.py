"""Disputes of a KPI's values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.measures.access import can_close_dispute
from lineofsight.measures.models import Dispute
from lineofsight.measures.queries.finding import seen_measure, unit_names


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """A value under examination, or what came out of it."""

    public_id: str
    version: int
    measure_slug: str
    unit_slug: str
    unit_name: str
    period_key: str
    claim: str
    opened_by: str
    opened_at: datetime
    due_on: date
    closed_by: str
    closed_at: datetime | None
    outcome: str
    finding: str
    may_close: Decision


@query("measures.disputes", "/kpis/{slug}/disputes")
def disputes_of(ctx: Context, *, slug: str, only_open: bool = False) -> tuple[DisputeLine, ...]:
    """Return the disputes of a KPI that the viewer may see, the latest first."""
    measure = seen_measure(ctx, slug)
    rows = _rows(ctx).filter(measure=measure).order_by("-opened_at", "-id")
    if only_open:
        rows = rows.filter(closed_at=None)
    names = unit_names()
    return tuple(_line(ctx, row, names) for row in rows)


def dispute(ctx: Context, *, slug: str, public_id: UUID) -> DisputeLine:
    """Return one dispute of a KPI."""
    row = _rows(ctx).filter(measure__slug=slug, public_id=public_id).first()
    if row is None:
        raise NotFound("Dispute")
    return _line(ctx, row, unit_names())


def _rows(ctx: Context) -> QuerySet[Any]:
    rows = Dispute.objects.visible_to(ctx.viewer)
    return rows.select_related("measure", "unit", "period", "opened_by", "closed_by")


def _line(ctx: Context, row: Dispute, names: dict[int, str]) -> DisputeLine:
    return DisputeLine(
        public_id=str(row.public_id),
        version=row.version,
        measure_slug=row.measure.slug,
        unit_slug=row.unit.slug,
        unit_name=names.get(row.unit_id, row.unit.slug),
        period_key=row.period.key if row.period else "",
        claim=row.claim,
        opened_by=str(row.opened_by) if row.opened_by else "",
        opened_at=row.opened_at,
        due_on=row.due_on,
        closed_by=str(row.closed_by) if row.closed_by else "",
        closed_at=row.closed_at,
        outcome=row.outcome,
        finding=row.finding,
        may_close=can_close_dispute(ctx, row),
    )
