"""Recomputing in the background."""

from django_tasks import task

from lineofsight.scorecard import recompute


@task()
def recompute_everything(cause: str) -> int:
    """Compute every score anew; safe to run twice. Return how many were written."""
    return recompute.full(cause).written
