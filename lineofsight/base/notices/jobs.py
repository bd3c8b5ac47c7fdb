"""Notices in the background: queue and send the day's mails, forget old notices."""

from datetime import timedelta

from django_tasks import task

from lineofsight.base import clock, schedules
from lineofsight.base.notices import mailing
from lineofsight.base.schedules import Schedule
from lineofsight.base.search import jobs as search_jobs


@task()
def mail_notices() -> int:
    """Queue the mails whose hour has come and send what is due; safe to run twice. Return how many went out."""
    now = clock.now()
    mailing.queue(now)
    return mailing.send_due(now)


@task()
def forget_old_notices() -> int:
    """Delete notices past their retention; safe to run twice."""
    return mailing.forget_old(clock.now())


schedules.register(Schedule("mail notices", timedelta(minutes=5), mail_notices.enqueue))
schedules.register(Schedule("forget old notices", timedelta(days=1), forget_old_notices.enqueue, timedelta(hours=2)))
schedules.register(Schedule("search again", timedelta(days=1), search_jobs.rebuild.enqueue, timedelta(hours=1)))
