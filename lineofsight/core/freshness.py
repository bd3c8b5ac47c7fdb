"""Is the next value due, overdue, or the last one stale? (domain section 3.8)"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

FRESH, OVERDUE, STALE, NO_DATA = "fresh", "overdue", "stale", "no_data"

_DAYS: Mapping[str, int] = {"realtime": 1, "daily": 1, "weekly": 7}
_MONTHS: Mapping[str, int] = {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}
FREQUENCIES = (*_DAYS, *_MONTHS)


@dataclass(frozen=True, slots=True)
class Freshness:
    """The state of a series on a day. Nothing ever reported has no due date."""

    status: str
    next_period_end: date | None
    due_on: date | None
    days_overdue: int | None


def next_period_end(last_period_end: date, frequency: str) -> date:
    """Return the period end one step later; the end of a month stays the end of a month.

    A real-time series is expected daily.
    """
    if frequency in _DAYS:
        return last_period_end + timedelta(days=_DAYS[frequency])
    months = last_period_end.year * 12 + last_period_end.month - 1 + _MONTHS[frequency]
    year, month = divmod(months, 12)
    last_day = monthrange(year, month + 1)[1]
    is_month_end = last_period_end.day == monthrange(last_period_end.year, last_period_end.month)[1]
    return date(year, month + 1, last_day if is_month_end else min(last_period_end.day, last_day))


def freshness(
    last_period_end: date | None,
    frequency: str,
    *,
    as_of: date,
    grace_days: int,
    stale_after_days: int,
    next_end: date | None = None,
) -> Freshness:
    """Return whether the series is fresh (up to its due date), overdue (up to `stale_after_days` later) or stale.

    `next_end` is the end of the period that comes next, where a calendar says it: months of 4-4-5 weeks differ.
    """
    if last_period_end is None:
        return Freshness(NO_DATA, None, None, None)
    expected = next_end or next_period_end(last_period_end, frequency)
    due_on = expected + timedelta(days=grace_days)
    days_overdue = max(0, (as_of - due_on).days)
    if days_overdue == 0:
        status = FRESH
    else:
        status = OVERDUE if days_overdue <= stale_after_days else STALE
    return Freshness(status, expected, due_on, days_overdue)
