"""One mail a day: queued in the database, sent at the reader's hour, tried again while the mail server is away.

At least once: a worker that dies after the server took a mail sends it again, under the same Message-ID, by which mail
programs know the two for one.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from lineofsight.base import clock, history
from lineofsight.base.commands import Context
from lineofsight.base.notice_models import Mail, Notice, NoticePreference
from lineofsight.base.notices import reading

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_LINES = 30
KEPT = timedelta(days=90)
DEFAULTS = NoticePreference()


def queue(now: datetime) -> int:
    """Queue today's mail of everybody whose hour has come and who has something new to be told; return how many."""
    if history.is_demo():
        return 0  # the demo's people have no mailbox
    waiting = Notice.objects.filter(read_at__isnull=True, mail__isnull=True, at__gt=now - KEPT)
    told = {"is_active": True, "is_operator": False, "pk__in": waiting.values("user_id")}  # the operator has no mailbox
    users = get_user_model().objects.filter(**told).exclude(email="")
    chosen = {row.user_id: row for row in NoticePreference.objects.filter(user_id__in=users.values("pk"))}
    made = 0
    for user in users:
        wish, local = chosen.get(user.pk, DEFAULTS), now.astimezone(zone_of(user))
        if wish.by_mail and local.hour >= wish.hour and not is_quiet(wish, local.hour):
            made += _queue_one(user, local.date(), wish, now)
    return made


def _queue_one(user: Any, day: date, wish: NoticePreference, now: datetime) -> int:
    """Bind what is new to the day's mail, in one transaction; a second scheduler finds the mail there."""
    with transaction.atomic():
        mail, is_new = Mail.objects.get_or_create(user_id=user.pk, day=day, defaults={"next_try_at": now})
        if not is_new:
            return 0
        rows = Notice.objects.filter(user_id=user.pk, read_at__isnull=True, mail__isnull=True)
        bound = rows.exclude(type__in=wish.not_mailed).update(mail=mail)
        if not bound:
            Mail.objects.filter(pk=mail.pk).update(state="empty")
        return 1 if bound else 0


def send_due(now: datetime) -> int:
    """Send what is queued and due; return how many mails went out."""
    due = Q(state="queued", next_try_at__lte=now) | Q(state="sending", claimed_at__lt=now - LEASE)
    return sum(send(pk, now) for pk in Mail.objects.filter(due).order_by("next_try_at").values_list("pk", flat=True))


def send(pk: int, now: datetime) -> int:
    """Send one mail unless somebody else does, or it is a quiet hour; return 1 where it went out."""
    mine = Q(pk=pk) & (Q(state="queued", next_try_at__lte=now) | Q(state="sending", claimed_at__lt=now - LEASE))
    if not Mail.objects.filter(mine).update(state="sending", claimed_at=now, tries=F("tries") + 1):
        return 0
    mail = Mail.objects.select_related("user").get(pk=pk)
    wish = NoticePreference.objects.filter(user_id=mail.user_id).first() or DEFAULTS
    if is_quiet(wish, now.astimezone(zone_of(mail.user)).hour):
        Mail.objects.filter(pk=pk).update(state="queued", tries=F("tries") - 1, next_try_at=now + FIRST_WAIT)
        return 0
    message = worded(mail, now)
    if message is None:
        Mail.objects.filter(pk=pk).update(state="empty", sent_at=None)
        return 0
    try:
        message.send()
    except OSError as error:  # also what smtplib raises: the server is away, slow, or said no
        _wait(mail, now, error)
        return 0
    Mail.objects.filter(pk=pk).update(state="sent", sent_at=clock.now(), problem="")
    return 1


def worded(mail: Mail, now: datetime) -> EmailMessage | None:
    """Return the mail in words, in its reader's scope and language of now; None where nothing of it is left to tell."""
    user: Any = mail.user
    if not user.is_active or not user.email:
        return None
    ctx = Context(viewer=reading.viewer_of(user), now=now, via="job")
    rows = list(mail.notices.filter(read_at__isnull=True).order_by("-at")[:MOST_LINES])
    with translation.override(user.language or settings.LANGUAGE_CODE):
        said = reading.words(ctx, rows)
        lines = [
            {"sentence": _one_line(said[row.pk].sentence), "url": said[row.pk].url} for row in rows if row.pk in said
        ]
        if not lines:
            return None
        subject = ngettext("%(count)s notice from Lineofsight", "%(count)s notices from Lineofsight", len(lines))
        body = render_to_string("ui/notices/mail.txt", {"lines": lines, "base": settings.BASE_URL.rstrip("/")})
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return EmailMessage(
        subject % {"count": len(lines)},
        body,
        to=[user.email],
        headers={"Message-ID": f"<notices-{mail.user_id}-{mail.day}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def _one_line(text: str) -> str:
    """Return a text without line breaks: what somebody named a thing cannot begin a line of its own."""
    return " ".join(text.split())


def _wait(mail: Mail, now: datetime, error: Exception) -> None:
    wait = min(FIRST_WAIT * 2 ** min(mail.tries - 1, 8), LONGEST_WAIT)
    problem = type(error).__name__
    Mail.objects.filter(pk=mail.pk).update(state="queued", next_try_at=now + wait, problem=problem)
    log.warning("A mail could not be sent (%s); it is tried again in %s.", problem, wait)


def is_quiet(wish: NoticePreference, hour: int) -> bool:
    """Test whether an hour lies in the quiet ones, which may reach over midnight."""
    start, stop = wish.quiet_from, wish.quiet_until
    if start <= stop:
        return start <= hour < stop
    return hour >= start or hour < stop


def zone_of(user: Any) -> ZoneInfo:
    """Return the reader's time zone, else that of the installation."""
    return ZoneInfo(user.time_zone or settings.INSTALLATION_TIME_ZONE)


def forget_old(now: datetime) -> int:
    """Delete notices past their retention; return how many."""
    return Notice.objects.filter(at__lt=now - KEPT).delete()[0]
