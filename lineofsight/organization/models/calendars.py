"""Calendars are data: a start month and a pattern; a period is a calendar and a key."""

from django.db import models

from lineofsight.base.models import Identified, Record
from lineofsight.base.records import BUSINESS, Declaration

FREQUENCIES = ("daily", "weekly", "monthly", "quarterly", "semiannual", "annual")
PATTERNS = ("months", "4-4-5", "4-5-4", "5-4-4")


class Calendar(Identified):
    """A fiscal calendar."""

    declaration = Declaration("calendar", BUSINESS)
    name = models.CharField(max_length=120)
    start_month = models.PositiveSmallIntegerField(default=1)
    pattern = models.CharField(max_length=10, default="months")
    time_zone = models.CharField(max_length=40, default="UTC")

    class Meta:
        verbose_name = "calendar"
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="calendar_key"),
            models.CheckConstraint(condition=models.Q(start_month__range=(1, 12)), name="calendar_start_month"),
        ]


class Period(Record):
    """A span of a calendar: half-open, `until_on` is the first day after it. Its row is the lock of score writers."""

    declaration = Declaration("period", BUSINESS)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="periods", db_index=False)
    frequency = models.CharField(max_length=12)
    key = models.CharField(max_length=20)
    start_on = models.DateField()
    until_on = models.DateField()
    fiscal_year = models.IntegerField()

    class Meta:
        verbose_name = "period"
        constraints = [models.UniqueConstraint(fields=["calendar", "key"], name="period_key")]
        indexes = [models.Index(fields=["calendar", "frequency", "start_on"], name="period_start")]

    def __str__(self) -> str:
        return self.key


class PeriodClose(Record):
    """The fact that a period was closed: its numbers are frozen as known at `closed_at`, until it is reopened."""

    declaration = Declaration("period_close", BUSINESS)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="closes")
    closed_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "period close"
        constraints = [
            models.UniqueConstraint(
                fields=["period"], condition=models.Q(reopened_at__isnull=True), name="one_open_close_per_period"
            )
        ]
