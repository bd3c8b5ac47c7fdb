"""Targets of a KPI at a unit, in both times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from decimal import Decimal
from typing import Any

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.core.bitemporal import TargetFound, TargetRow, target_at
from lineofsight.measures.models import Target
from lineofsight.measures.queries.finding import seen_measure, seen_unit_of_slug
from lineofsight.measures.queries.values import recorded_by


class OverlappingTargets(RuntimeError):
    """Two targets hold on one day as known at one instant: the database should have made that impossible."""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target as it stands in the table, with who set it and why, where history names the row."""

    id: int
    valid_from: date
    valid_to: date | None
    known_from: datetime
    known_to: datetime | None
    scoring_type: str
    unscored_reason: str
    baseline: Decimal | None
    target: Decimal | None
    red_flag: Decimal | None
    stretch: Decimal | None
    cap: str
    parameters: dict[str, Any]
    phasing: str
    phasing_start_on: date | None
    phasing_start_value: Decimal | None
    phasing_end_on: date | None
    is_phased_score: bool
    green_at: Decimal | None
    amber_at: Decimal | None
    hysteresis: Decimal
    ambition: str
    text: str
    due_on: date | None
    agreed_by: str
    set_by: str
    reason: str

    @property
    def is_superseded(self) -> bool:
        """Test whether we have learned better since."""
        return self.known_to is not None


@query("measures.targets", "/kpis/{slug}/targets")
def targets_of(
    ctx: Context, *, slug: str, unit: str, known_at: datetime | None = None, with_superseded: bool = True
) -> tuple[TargetLine, ...]:
    """Return the targets of a KPI at a unit: with those superseded, or only those known at an instant (now)."""
    measure, where = seen_measure(ctx, slug), seen_unit_of_slug(ctx, unit)
    rows = Target.objects.visible_to(ctx.viewer).filter(measure=measure, unit=where)
    if known_at is not None and with_superseded:
        rows = rows.filter(known_from__lte=known_at)
    elif not with_superseded:
        rows = rows.known(known_at or ctx.known_at)
    return _lines(rows.order_by("valid_from", "known_from", "id"))


def target_in_force(
    ctx: Context, *, slug: str, unit: str, on: date | None = None, known_at: datetime | None = None
) -> TargetLine | None:
    """Return the unit's own target that governs a day (today) as it was known at an instant (now), if there is one."""
    lines = targets_of(ctx, slug=slug, unit=unit)
    instant = known_at or ctx.known_at or ctx.now
    found = governing(lines, on or ctx.as_of or clock.today(), instant)
    if found.error == "overlap":
        raise OverlappingTargets(f"{slug} at {unit}")
    return next((line for line in lines if found.row is not None and line.id == found.row.id), None)


def governing(lines: Iterable[TargetLine], on: date, known_at: datetime) -> TargetFound:
    """Return the one line that holds on a day as known at an instant, by the method `bitemporal_target`."""
    rows = [
        TargetRow(
            line.id,
            None if line.target is None else float(line.target),
            _midnight(line.valid_from),
            _midnight(line.valid_to) if line.valid_to else None,
            line.known_from,
            line.known_to,
        )
        for line in lines
    ]
    return target_at(rows, valid_at=_midnight(on), known_at=known_at)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.utc)


def _lines(rows: Iterable[Target]) -> tuple[TargetLine, ...]:
    kept = list(rows)
    by = recorded_by([row.pk for row in kept], kind="target")
    names = [name for name in TargetLine.__dataclass_fields__ if name not in ("set_by", "reason")]
    lines = []
    for row in kept:
        change = by.get(row.pk)
        values: dict[str, Any] = {name: getattr(row, name) for name in names}
        who, why = (change.actor_name, change.reason) if change else ("", "")
        lines.append(TargetLine(set_by=who, reason=why, **values))
    return tuple(lines)
