"""Notices and the mails that carry them; schedules that ran.

Not domain rows: they are written in the transaction of the act they tell of, and hold no text. What a notice says is
worded when it is read or sent, in its reader's scope of that moment.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lineofsight.base.model import Record
from lineofsight.base.records import Declaration, RecordClass, Use

REACHING = Use("personal", "telling a person what waits for them or changed", "90 days")
CHOOSING = Use("personal", "reaching a person how and when they want", "until erasure")


class Notice(models.Model):
    """Something one person is told: its type, what it is about, and when they read it or were sent it."""

    declaration = Declaration("notice", REACHING, RecordClass.PRIVATE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    data = models.JSONField(default=dict)
    actor = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.ForeignKey("base.Mail", null=True, on_delete=models.PROTECT, related_name="notices")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["user", "at"], name="notice_user"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]


class Mail(models.Model):
    """The one mail that a person gets on a day: waiting, being sent, or sent."""

    declaration = Declaration("mail", REACHING, RecordClass.PRIVATE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    state = models.CharField(max_length=8, default="queued")  # queued sending sent empty
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_mail_a_day")]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state__in=("queued", "sending")), name="mail_due")]


class NoticePreference(Record):
    """How and when a person wants to be told; where there is no row, the defaults hold."""

    declaration = Declaration("notice_preference", CHOOSING, RecordClass.PRIVATE)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", primary_key=True)
    by_mail = models.BooleanField(default=True)
    hour = models.PositiveSmallIntegerField(default=8)
    quiet_from = models.PositiveSmallIntegerField(default=20)
    quiet_until = models.PositiveSmallIntegerField(default=6)
    not_told = models.JSONField(default=list)
    not_mailed = models.JSONField(default=list)

    class Meta:
        verbose_name = "notice preference"


class ScheduledRun(models.Model):
    """A turn of a schedule that was taken: whoever inserts the row runs it, so that two schedulers have one effect."""

    name = models.CharField(max_length=80)
    slot = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="one_turn")]
