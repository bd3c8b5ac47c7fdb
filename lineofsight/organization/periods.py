"""Periods as rows: found or made from a calendar and a key, a day, or a span of days."""

from datetime import date

from lineofsight.organization import calendar_math
from lineofsight.organization.calendar_math import BadKey, CalendarRule, Span
from lineofsight.organization.models import Calendar, Period, PeriodClose


def rule_of(calendar: Calendar) -> CalendarRule:
    """Return how a calendar cuts time."""
    return CalendarRule(calendar.start_month, calendar.pattern)


def parse_key(calendar: Calendar, key: str) -> Span:
    """Return the dates that a key of this calendar names; BadKey with a sentence otherwise."""
    return calendar_math.parse_key(rule_of(calendar), key)


def period_for(calendar: Calendar, frequency: str, key: str | date) -> Period:
    """Return the period of a key or a day, made where it is missing; BadKey where the key has another frequency.

    Runs inside a command.
    """
    if isinstance(key, date):
        return ensure_period(calendar, frequency, key)
    span = parse_key(calendar, key)
    if span.frequency != frequency:
        raise BadKey(f"“{key}” is a {span.frequency} period; this needs a {frequency} one.")
    return _row(calendar, span)


def ensure_period(calendar: Calendar, frequency: str, on: date) -> Period:
    """Return the period that holds the day, made where it is missing; runs inside a command."""
    return _row(calendar, calendar_math.period_on(rule_of(calendar), frequency, on))


def ensure_periods(calendar: Calendar, frequency: str, start: date, until: date) -> list[Period]:
    """Return the periods that hold any day of [start, until), in order, making those that are missing."""
    return ensure_spans(calendar, calendar_math.spans(rule_of(calendar), frequency, start, until))


def ensure_spans(calendar: Calendar, spans: list[Span]) -> list[Period]:
    """Return the rows of these spans in their order, in one query where all exist."""
    present = {period.key: period for period in _among(calendar, spans)}
    return [present.get(span.key) or _row(calendar, span) for span in spans]


def is_closed(period: Period) -> bool:
    """Test whether the period is closed now."""
    return PeriodClose.objects.filter(period=period, reopened_at__isnull=True).exists()


def _among(calendar: Calendar, spans: list[Span]) -> list[Period]:
    if not spans:
        return []
    frequency, first, last = spans[0].frequency, spans[0].start_on, spans[-1].start_on
    return list(Period.objects.filter(calendar=calendar, frequency=frequency, start_on__range=(first, last)))


def _row(calendar: Calendar, span: Span) -> Period:
    period, _ = Period.objects.get_or_create(
        calendar=calendar,
        key=span.key,
        defaults={
            "frequency": span.frequency,
            "start_on": span.start_on,
            "until_on": span.until_on,
            "fiscal_year": span.fiscal_year,
        },
    )
    return period
