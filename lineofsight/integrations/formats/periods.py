"""Read the names of periods and say which days they cover in a calendar. A period is (calendar, key)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from .values import ValueProblem

FIRST_YEAR, LAST_YEAR = 1900, 2199
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONG_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH_NUMBERS = {word: number for words in (MONTHS, LONG_MONTHS) for number, word in enumerate(words, start=1)} | {
    "sept": 9
}


class Period(NamedTuple):
    """A span of days with its name: `key` is `2026`, `2026-H1`, `2026-Q1`, `2026-01`, `2026-W05` or a date.

    `start` is the first day, `end` the day after the last one. Fiscal keys count in the calendar's years.
    """

    frequency: str
    key: str
    start: datetime.date
    end: datetime.date


@dataclass(frozen=True, slots=True)
class Calendar:
    """Months counted from a start month; `year_named_by` says whether FY22 is the year it starts or ends in.

    `first` and `last` bound the calendar when the source says so (both are days that belong to it).
    """

    key: str = "calendar"
    start_month: int = 1
    year_named_by: str = "end"
    first: datetime.date | None = None
    last: datetime.date | None = None

    def months(self, year: int, offset: int, count: int) -> tuple[datetime.date, datetime.date]:
        """Return start and end (exclusive) of `count` months, `offset` months into the calendar's year."""
        calendar_year = year - 1 if self.start_month > 1 and self.year_named_by == "end" else year
        return _month(calendar_year, self.start_month + offset), _month(
            calendar_year, self.start_month + offset + count
        )

    def holds(self, period: Period) -> bool:
        """Test whether the period lies within the calendar's bounds."""
        starts_inside = self.first is None or period.start >= self.first
        return starts_inside and (self.last is None or period.end - datetime.timedelta(days=1) <= self.last)


CIVIL = Calendar()
"""Years from January to December."""


def _month(year: int, month: int) -> datetime.date:
    return datetime.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _year(text: str) -> int:
    year = int(text)
    return year + 2000 if len(text) == 2 else year


def _quarter(match: re.Match[str], calendar: Calendar) -> Period:
    year, number = _year(match["year"]), int(match["number"])
    return Period("quarterly", f"{year}-Q{number}", *calendar.months(year, (number - 1) * 3, 3))


def _half(match: re.Match[str], calendar: Calendar) -> Period:
    year, number = _year(match["year"]), int(match["number"])
    return Period("semiannual", f"{year}-H{number}", *calendar.months(year, (number - 1) * 6, 6))


def _whole_year(match: re.Match[str], calendar: Calendar) -> Period:
    year = _year(match["year"])
    return Period("annual", str(year), *calendar.months(year, 0, 12))


def _month_number(match: re.Match[str], calendar: Calendar) -> Period:
    return month_period(int(match["year"]), int(match["number"]))


def _month_word(match: re.Match[str], calendar: Calendar) -> Period:
    number = MONTH_NUMBERS.get(match["word"].casefold())
    if number is None:
        raise ValueError(match["word"])
    return month_period(int(match["year"]), number)


def _week(match: re.Match[str], calendar: Calendar) -> Period:
    year, number = int(match["year"]), int(match["number"])
    monday = datetime.date.fromisocalendar(year, number, 1)
    return Period("weekly", f"{year}-W{number:02}", monday, monday + datetime.timedelta(days=7))


def _day(match: re.Match[str], calendar: Calendar) -> Period:
    return day_period(datetime.date.fromisoformat(match[0][:10]))


def month_period(year: int, month: int) -> Period:
    """Return a calendar month; months keep their civil names in every calendar."""
    start = datetime.date(year, month, 1)
    return Period("monthly", f"{year}-{month:02}", start, _month(year, month + 1))


def day_period(day: datetime.date) -> Period:
    """Return one day."""
    return Period("daily", day.isoformat(), day, day + datetime.timedelta(days=1))


Maker = Callable[[re.Match[str], Calendar], Period]
NOTATIONS: tuple[tuple[re.Pattern[str], Maker], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), maker)
    for pattern, maker in (
        (r"(?P<year>\d{4})-(?P<number>\d{2})", _month_number),
        (r"\d{4}-\d{2}-\d{2}(?:[T ].*)?", _day),
        (r"(?:FY\s?)?(?P<year>\d{4})[\s/-]?Q(?P<number>[1-4])", _quarter),
        (r"FY\s?(?P<year>\d{2})[\s/-]?Q(?P<number>[1-4])", _quarter),
        (r"Q(?P<number>[1-4])[\s/-]*(?:FY\s?)?(?P<year>\d{4})", _quarter),
        (r"Q(?P<number>[1-4])[\s/-]*FY\s?(?P<year>\d{2})", _quarter),
        (r"(?:FY\s?)?(?P<year>\d{4})[\s/-]?H(?P<number>[12])", _half),
        (r"FY\s?(?P<year>\d{2})[\s/-]?H(?P<number>[12])", _half),
        (r"H(?P<number>[12])[\s/-]*(?:FY\s?)?(?P<year>\d{4})", _half),
        (r"(?P<year>\d{4})-?W(?P<number>\d{2})", _week),
        (r"(?:FY\s?)?(?P<year>\d{4})", _whole_year),
        (r"FY\s?(?P<year>\d{2})", _whole_year),
        (r"(?P<word>[A-Z]{3,9})\.?[\s-]+(?P<year>\d{4})", _month_word),
        (r"(?P<year>\d{4})[\s-]+(?P<word>[A-Z]{3,9})", _month_word),
        (r"(?P<year>\d{4})[/.](?P<number>\d{2})", _month_number),
    )
)


def read_period(text: str, calendar: Calendar = CIVIL) -> Period:
    """Return the period a text names: FY22Q3, 2022-Q3, 2021-10, Oct 2021, 2022-W05, 2022, a date.

    Raises ValueProblem for other notations, for months and weeks that do not exist, and outside 1900 to 2199.
    """
    cleaned = text.strip()
    for pattern, maker in NOTATIONS:
        match = pattern.fullmatch(cleaned)
        if match is None:
            continue
        try:
            period = maker(match, calendar)
        except ValueError:
            break
        if not FIRST_YEAR <= period.start.year <= LAST_YEAR:
            break
        if not calendar.holds(period):
            raise outside(cleaned, calendar)
        return period
    raise ValueProblem(
        "not_a_period",
        f"“{cleaned[:40]}” is not the name of a period.",
        "Write it as 2026, 2026-Q1, 2026-01, 2026-W05 or 2026-01-31.",
    )


def outside(text: str, calendar: Calendar) -> ValueProblem:
    """Return the problem of a period beyond the calendar's bounds."""
    first = calendar.first.isoformat() if calendar.first else "the beginning"
    last = calendar.last.isoformat() if calendar.last else "the end"
    return ValueProblem(
        "period_outside_calendar",
        f"The period “{text[:40]}” lies outside the calendar {calendar.key}, which runs from {first} to {last}.",
        "Correct the period, or extend the calendar first.",
    )


def containing(day: datetime.date, frequency: str, calendar: Calendar = CIVIL) -> Period:
    """Return the calendar's period of that frequency which holds the day."""
    if frequency == "daily":
        return day_period(day)
    if frequency == "weekly":
        year, week, _ = day.isocalendar()
        return read_period(f"{year}-W{week:02}", calendar)
    if frequency == "monthly":
        return month_period(day.year, day.month)
    months = (day.month - calendar.start_month) % 12
    started = day.year if day.month >= calendar.start_month else day.year - 1
    year = started + 1 if calendar.start_month > 1 and calendar.year_named_by == "end" else started
    if frequency == "quarterly":
        return read_period(f"{year}-Q{months // 3 + 1}", calendar)
    if frequency == "semiannual":
        return read_period(f"{year}-H{months // 6 + 1}", calendar)
    return read_period(str(year), calendar)
