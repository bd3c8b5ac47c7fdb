"""Values of a KPI as known now or at an instant."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lineofsight.base.commands import Context
from lineofsight.base.models import Change
from lineofsight.base.queries import query
from lineofsight.measures.models import Dispute, Measure, Observation
from lineofsight.measures.queries.finding import seen_measure, seen_unit_of_slug
from lineofsight.organization.models import Period, Unit


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value with its provenance; `known_to` None: believed still."""

    id: int
    period_key: str
    start_on: date
    until_on: date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    label: str
    comment: str
    file_id: int | None
    lines: str
    pointer: str
    raw: str
    source: str
    reported_at: datetime | None
    known_from: datetime
    known_to: datetime | None
    supersedes_id: int | None
    is_disputed: bool


def observed(
    ctx: Context, measure: Measure, unit: Unit, period: Period, *, known_at: datetime | None = None
) -> Observation | None:
    """Return the value of a unit and period as known at an instant (now), if the viewer may see one."""
    rows = Observation.objects.visible_to(ctx.viewer).known(known_at or ctx.known_at)
    return rows.filter(measure=measure, unit=unit, period=period).first()


@query("measures.values", "/kpis/{slug}/values")
def values_of(
    ctx: Context, *, slug: str, unit: str, known_at: datetime | None = None, with_superseded: bool = False
) -> tuple[ValueLine, ...]:
    """Return the values of a KPI at a unit by period, as known at an instant (now), or all ever known."""
    measure, where = seen_measure(ctx, slug), seen_unit_of_slug(ctx, unit)
    rows = Observation.objects.visible_to(ctx.viewer).filter(measure=measure, unit=where)
    if not with_superseded:
        rows = rows.known(known_at or ctx.known_at)
    disputed = set(
        Dispute.objects.visible_to(ctx.viewer)
        .filter(measure=measure, unit=where, closed_at=None)
        .values_list("period_id", flat=True)
    )
    rows = rows.select_related("period").order_by("period__start_on", "known_from", "id")
    return tuple(_line(row, row.period_id in disputed) for row in rows)


def _line(row: Observation, is_disputed: bool) -> ValueLine:
    names = [name for name in ValueLine.__dataclass_fields__ if name not in PERIOD_FIELDS]
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    period = row.period
    return ValueLine(
        period_key=period.key, start_on=period.start_on, until_on=period.until_on, is_disputed=is_disputed, **values
    )


PERIOD_FIELDS = ("period_key", "start_on", "until_on", "is_disputed")


def recorded_by(row_ids: list[int], kind: str = "observation") -> dict[int, Change]:
    """Return the change that wrote each row, where history names rows (single acts; imports are counted in bulk)."""
    changes = Change.objects.filter(rows__kind=kind, rows__row_id__in=row_ids, rows__operation="insert")
    return {row_id: change for change in changes.prefetch_related("rows") for row_id in _inserted(change, kind)}


def _inserted(change: Change, kind: str) -> list[int]:
    return [row.row_id for row in change.rows.all() if row.kind == kind and row.operation == "insert" and row.row_id]
