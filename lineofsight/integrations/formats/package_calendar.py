"""The calendar of a package: stated (version 2), or pieced together from organization and period (version 1)."""

from __future__ import annotations

import datetime

from .findings import Place
from .package_entries import Entry
from .periods import Calendar
from .records import CalendarRecord
from .words import FREQUENCY_WORDS


def read_calendar(
    entry: Entry | None, organization: Entry | None, period: Entry | None, place: Place
) -> CalendarRecord:
    """Return the calendar: ours (version 2), or pieced together from organization and period (version 1)."""
    if entry is not None:
        return CalendarRecord(
            key=entry.key or "calendar",
            start_month=entry.whole("start_month") or 1,
            year_named_by=entry.text("year_named_by") or "end",
            place=entry.place,
            first=entry.date("first"),
            last=entry.date("last"),
            frequency=entry.word("frequency", FREQUENCY_WORDS),
        )
    start = organization.text("fiscal_year_start") if organization else None
    month = int(start[:2]) if start and start[:2].isdigit() and 1 <= int(start[:2]) <= 12 else 1
    if start and organization and start[2:] not in ("", "-01"):
        organization.note(
            "calendar_not_on_a_first",
            "The fiscal year does not start on the first of a month.",
            "fiscal_year_start",
        )
    if period is None:
        return CalendarRecord("calendar", month, "end", place)
    first, ends = period.date("start"), (period.date("end"), period.date("goal_cycle_end"))
    last = max((day for day in ends if day), default=None)
    return CalendarRecord(
        key="calendar",
        start_month=month,
        year_named_by=_named_by(period.key, first, month),
        place=period.place,
        first=first,
        last=last,
        frequency=period.word("frequency", FREQUENCY_WORDS),
    )


def as_calendar(record: CalendarRecord) -> Calendar:
    """Return the calendar that a record describes."""
    return Calendar(record.key, record.start_month, record.year_named_by, record.first, record.last)


def _named_by(key: str | None, first: datetime.date | None, start_month: int) -> str:
    """Return whether the file names its fiscal year by the year it starts or ends in (FY22 from October 2021: end)."""
    digits = "".join(letter for letter in key or "" if letter.isdigit())
    if first is None or start_month == 1 or len(digits) < 2:
        return "end"
    return "start" if int(digits[-2:]) == first.year % 100 else "end"
