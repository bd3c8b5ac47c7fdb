"""Search in the background: a kind whose rows were written in bulk, or everything."""

from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task, task_backends
from django_tasks.backends.immediate import ImmediateBackend

from lineofsight.base.search import sources


@task()
def refresh_kind(kind: str) -> int:
    """Bring all entries of a kind up to date; safe to run twice."""
    from lineofsight.base.search import index  # inline: the index enqueues this job

    return index.refresh(sources.source_of(kind), None)


@task()
def rebuild() -> int:
    """Make the whole index again; safe to run twice."""
    from lineofsight.base.search import index  # inline: the index enqueues jobs of this module

    return index.rebuild()


def refresh_soon(kind: str) -> None:
    """Let a worker refresh a kind; a job that already waits will do."""
    if isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], ImmediateBackend):
        refresh_kind.enqueue(kind)
        return
    from django_tasks_db.models import DBTaskResult  # inline: only where jobs are kept in the database

    waiting = DBTaskResult.objects.filter(task_path=refresh_kind.module_path, status="READY")
    if not any(row.args_kwargs["args"] == [kind] for row in waiting):
        refresh_kind.enqueue(kind)
