"""Recomputing in the background."""

from datetime import timedelta

from django_tasks import task

from lineofsight.base import schedules
from lineofsight.base.schedules import Schedule
from lineofsight.scorecard import recompute
from lineofsight.scorecard.threads import following, sharing


@task()
def recompute_everything(cause: str) -> int:
    """Compute every score and every thread anew; safe to run twice. Return how many rows were written."""
    return recompute.full(cause).written + following.refresh_everything()


@task()
def show_effort() -> int:
    """Show the effort of units anew where enough people have changed; safe to run twice. Return how many rows."""
    return sharing.show_effort()


schedules.register(Schedule("show effort", timedelta(hours=1), show_effort.enqueue, timedelta(minutes=20)))
