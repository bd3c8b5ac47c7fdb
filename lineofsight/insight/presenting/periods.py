"""How a period reads: "October 2026", "Q3 2022", "week 47 of 2026"."""

import calendar
from datetime import date, datetime, timedelta, timezone

from django.utils.formats import date_format
from django.utils.translation import gettext

from lineofsight.scorecard.results import PeriodLabel


def name(period: PeriodLabel) -> str:
    """Return the period's name in words; a fiscal period keeps its fiscal key."""
    if period.frequency == "monthly" and _is_calendar_month(period.start_on, period.until_on):
        return date_format(period.start_on, "F Y")
    if period.frequency == "daily":
        return date_format(period.start_on, "j M Y")
    year, _, part = period.key.partition("-")
    if period.frequency == "annual":
        return year
    if period.frequency == "weekly":
        return gettext("week %(week)s of %(year)s") % {"week": part.lstrip("W"), "year": year}
    return f"{part} {year}"


def short(period: PeriodLabel) -> str:
    """Return the period's name for an axis or a narrow column."""
    if period.frequency == "monthly" and _is_calendar_month(period.start_on, period.until_on):
        return date_format(period.start_on, "M Y")
    return name(period)


def month_only(period: PeriodLabel) -> str:
    """Return the name without its year, for "since September"."""
    if period.frequency == "monthly" and _is_calendar_month(period.start_on, period.until_on):
        return date_format(period.start_on, "F")
    return name(period)


def span(period: PeriodLabel) -> str:
    """Return first and last day."""
    last = period.until_on - timedelta(days=1)
    return f"{date_format(period.start_on, 'j M Y')} – {date_format(last, 'j M Y')}"


def instant(at: datetime) -> str:
    """Return an instant as a reader's text."""
    return f"{date_format(at.astimezone(timezone.utc), 'j M Y, H:i')} UTC"


def _is_calendar_month(start: date, until: date) -> bool:
    return start.day == 1 and (until - start).days == calendar.monthrange(start.year, start.month)[1]
