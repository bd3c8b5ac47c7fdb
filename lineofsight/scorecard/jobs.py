"""Recomputing in the background."""

from django_tasks import task

from lineofsight.scorecard import recompute
from lineofsight.scorecard.threads import following


@task()
def recompute_everything(cause: str) -> int:
    """Compute every score and every thread anew; safe to run twice. Return how many rows were written."""
    return recompute.full(cause).written + following.refresh_everything()
