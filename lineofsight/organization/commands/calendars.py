"""Calendars are set up once; their periods are closed, and by exception reopened, with a reason."""

from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from lineofsight.base import clock, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.organization import periods
from lineofsight.organization.access import may_close_periods, may_keep_calendar
from lineofsight.organization.calendar_math import BadKey
from lineofsight.organization.inputs import FromSource
from lineofsight.organization.models import Calendar, Period, PeriodClose


class NotOver(Invalid):
    """A period cannot close before it has ended."""


class CreateCalendar(FromSource):
    """A fiscal calendar: the month its year starts in, and months or a pattern of weeks."""

    name: str = Field(min_length=1, max_length=120)
    start_month: int = Field(default=1, ge=1, le=12)
    pattern: Literal["months", "4-4-5", "4-5-4", "5-4-4"] = "months"
    time_zone: str = "UTC"

    @field_validator("time_zone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"There is no time zone named {name}; write for example Europe/Stockholm.") from None
        return name


@command("organization.create_calendar", allow=may_keep_calendar)
def create_calendar(ctx: Context, target: None, data: CreateCalendar) -> Calendar:
    """Set up a calendar."""
    calendar = Calendar(
        **data.identity(),
        name=data.name,
        start_month=data.start_month,
        pattern=data.pattern,
        time_zone=data.time_zone,
    )
    calendar.save()
    return calendar


class ClosePeriod(Input):
    """The key of a period of this calendar, such as 2026-10."""

    key: str


@command("organization.close_period", on=Calendar, allow=may_close_periods, asks_reason=True)
def close_period(ctx: Context, calendar: Calendar, data: ClosePeriod) -> PeriodClose:
    """Close a period: its numbers are frozen as known now. A closed one stays as it was closed."""
    period = _locked(calendar, data.key)
    if period.until_on > clock.today():
        raise NotOver({"key": f"{period.key} ends on {period.until_on}. It can be closed from then on."})
    earlier = PeriodClose.objects.filter(period=period, reopened_at__isnull=True).first()
    if earlier is not None:
        found: PeriodClose = earlier
        return found
    close = PeriodClose(period=period, closed_at=ctx.now)
    close.save()
    events.publish("organization.period_closed", period_id=period.pk)
    return close


@command("organization.reopen_period", on=Calendar, allow=may_close_periods, asks_reason=True)
def reopen_period(ctx: Context, calendar: Calendar, data: ClosePeriod) -> Period:
    """Reopen a closed period: its numbers follow what is known again."""
    period = _locked(calendar, data.key)
    close = PeriodClose.objects.filter(period=period, reopened_at__isnull=True).first()
    if close is None:
        raise Invalid({"key": f"{period.key} is not closed."})
    close.reopened_at = ctx.now
    close.save(update_fields=["reopened_at"])
    events.publish("organization.period_reopened", period_id=period.pk)
    return period


def _locked(calendar: Calendar, key: str) -> Period:
    """Return the period under its lock, which writers of scores take too; a key that names none is refused."""
    try:
        span = periods.parse_key(calendar, key)
    except BadKey as error:
        raise Invalid({"key": str(error)}) from None
    made = periods.period_for(calendar, span.frequency, span.key)
    period: Period = Period.objects.select_for_update(no_key=True).get(pk=made.pk)
    return period
