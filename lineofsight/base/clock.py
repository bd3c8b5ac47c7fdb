"""The only place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from django.conf import settings

ONE_DAY = timedelta(days=1)
_seeded: ContextVar[datetime | None] = ContextVar("seeded_clock", default=None)


def now() -> datetime:
    """Return the present instant in UTC, or the seeded one of a demo database."""
    return _seeded.get() or datetime.now(timezone.utc)


def today() -> date:
    """Return the present local date of the installation."""
    return now().astimezone(ZoneInfo(settings.INSTALLATION_TIME_ZONE)).date()


def end_of(day: date) -> datetime:
    """Return the last instant of a local day of the installation."""
    return datetime.combine(day, time.max, tzinfo=ZoneInfo(settings.INSTALLATION_TIME_ZONE)).astimezone(timezone.utc)


@contextmanager
def seeded(instant: datetime) -> Iterator[None]:
    """Let commands run as if it were `instant`; the runner refuses this outside a demo database."""
    token = _seeded.set(instant)
    try:
        yield
    finally:
        _seeded.reset(token)


def is_seeded() -> bool:
    """Test whether the clock is a seeded one."""
    return _seeded.get() is not None
