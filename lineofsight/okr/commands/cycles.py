"""Cycles of OKRs."""

from uuid import UUID

from pydantic import Field

from lineofsight.base.commands import Context, command
from lineofsight.base.errors import Invalid
from lineofsight.okr.access import can_open_cycle
from lineofsight.okr.models import Cycle
from lineofsight.organization import periods
from lineofsight.organization.calendar_math import BadKey
from lineofsight.organization.inputs import FromSource, require
from lineofsight.organization.models import Calendar


class OpenCycle(FromSource):
    """A period of a calendar by its key (`2026-Q4`), and the cycle's name, if it has one of its own."""

    calendar: UUID
    period: str = Field(max_length=20)
    name: str = Field(default="", max_length=80)


@command("okr.open_cycle", allow=can_open_cycle)
def open_cycle(ctx: Context, target: None, data: OpenCycle) -> Cycle:
    """Open a cycle over a period; the one that is open already stays."""
    calendar = require(Calendar, ctx.viewer, data.calendar, "calendar")
    try:
        span = periods.parse_key(calendar, data.period)
    except BadKey as error:
        raise Invalid({"period": str(error)}) from None
    period = periods.period_for(calendar, span.frequency, span.key)
    found = Cycle.objects.filter(period=period).first()
    if found is not None:
        return found
    slug = span.key.lower()
    if Cycle.objects.filter(slug=slug).exists():
        slug = f"{slug}-{calendar.key}"[:40]
    row = Cycle(slug=slug, name=data.name or span.key, period=period, **data.identity(slug))
    row.save()
    return row
