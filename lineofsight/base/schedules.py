"""What has to happen again and again: each turn is taken by exactly one of however many workers there are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from django.db import transaction

from lineofsight.base.notice_models import ScheduledRun

KEPT = timedelta(days=7)
_EPOCH = datetime(2020, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job and how often it runs; `offset` shifts its turns from midnight UTC."""

    name: str
    every: timedelta
    start: Callable[[], Any]
    offset: timedelta = timedelta()

    def slot(self, now: datetime) -> datetime:
        """Return the beginning of the turn in which an instant lies."""
        turns = (now - _EPOCH - self.offset) // self.every
        return _EPOCH + self.offset + turns * self.every


_schedules: dict[str, Schedule] = {}


def register(schedule: Schedule) -> None:
    """Let a job run again and again; `start` enqueues it."""
    _schedules[schedule.name] = schedule


def run_due(now: datetime) -> list[str]:
    """Start every job whose turn has come and which nobody has started yet; return their names.

    The turn is taken in the transaction in which the job is enqueued: a worker that dies in between leaves neither.
    """
    started = []
    for schedule in _schedules.values():
        with transaction.atomic():
            _, is_new = ScheduledRun.objects.get_or_create(name=schedule.name, slot=schedule.slot(now))
            if is_new:
                schedule.start()
                started.append(schedule.name)
    if started:
        ScheduledRun.objects.filter(slot__lt=now - KEPT).delete()
    return started
