"""Staging in the background, and scores that could not follow at once."""

from django_tasks import task

from lineofsight.integrations import exporting, following, staging


@task()
def stage_import(run_id: int) -> str:
    """Stage an import; safe to run twice. Return the state it came to."""
    return staging.stage(run_id).state


@task()
def catch_up_scores() -> int:
    """Let scores follow the imports that still owe them; safe to run twice. Return how many did."""
    return following.catch_up()


@task()
def write_archive(export_id: int) -> str:
    """Write an archive that was asked for; safe to run twice. Return the state it came to."""
    return exporting.write(export_id)
