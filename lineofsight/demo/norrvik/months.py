"""The months of the example company: 24 of them, November 2024 to October 2026, and the days around them."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

FIRST: Final = (2024, 11)
COUNT: Final = 24
CURRENT: Final = "2026-10"
TODAY: Final = date(2026, 11, 17)
NOW: Final = datetime(2026, 11, 17, 8, 40, tzinfo=UTC)
"""The demo's present: 17 November 2026, 09:40 in Gothenburg."""
STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")


def _month(offset: int) -> str:
    year, month = divmod(FIRST[0] * 12 + FIRST[1] - 1 + offset, 12)
    return f"{year}-{month + 1:02d}"


MONTHS: Final[tuple[str, ...]] = tuple(_month(offset) for offset in range(COUNT))
MONTHS_OF_2026: Final[tuple[str, ...]] = tuple(month for month in MONTHS if month.startswith("2026"))
CLOSED_MONTHS: Final[tuple[str, ...]] = tuple(month for month in MONTHS if month < CURRENT)


def first_day(month: str) -> date:
    """Return the first day of a month key such as `2026-10`."""
    return date(int(month[:4]), int(month[5:7]), 1)


def last_day(month: str) -> date:
    """Return the last day of a month key."""
    first = first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def month_number(month: str) -> int:
    """Return the month of the year, 1 to 12."""
    return int(month[5:7])


def after_month_end(month: str, *, days: int, hour: int, minute: int = 0) -> datetime:
    """Return the UTC instant of a Stockholm wall-clock time, `days` days after the last day of the month."""
    day = last_day(month) + timedelta(days=days)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM)
    return local.astimezone(UTC)


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return the UTC instant of a Stockholm wall-clock time."""
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM).astimezone(UTC)


def closed_at(month: str) -> datetime:
    """Return when a month is closed: on the 20th of the next, at 17:00 in Stockholm."""
    return after_month_end(month, days=20, hour=17)
