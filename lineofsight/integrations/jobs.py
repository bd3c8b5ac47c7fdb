"""Staging in the background."""

from django_tasks import task

from lineofsight.integrations import staging


@task()
def stage_import(run_id: int) -> str:
    """Stage an import; safe to run twice. Return the state it came to."""
    return staging.stage(run_id).state
