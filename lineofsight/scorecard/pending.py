"""Recomputing now, later, or once for many changes.

A change is followed right after its commit. Inside `gathered()` (an import, a demo being loaded) changes are collected
and followed once at the end. Above about a thousand dirty KPI nodes a job computes everything instead; one waiting job
is enough, whatever else changes until it starts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, reduce
from typing import Any

from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks.backends.immediate import ImmediateBackend

from lineofsight.scorecard import recompute
from lineofsight.scorecard.recompute import Dirty
from lineofsight.scorecard.threads import following

MOST_LEAVES = 1_000
_collected: ContextVar[dict[str, Callable[[], Dirty]] | None] = ContextVar("collected_changes", default=None)


def follow(cause: str, find: Callable[..., Dirty], *arguments: Any) -> None:
    """Compute what a change touches, as `find(*arguments)` says; inside `gathered()` only remember to ask."""
    collected = _collected.get()
    if collected is None:
        _follow(find(*arguments), cause)
    else:
        collected[f"{find.__name__} {arguments}"] = partial(find, *arguments)


@contextmanager
def gathered(cause: str = "many changes") -> Iterator[None]:
    """Collect what changes inside touch, and compute it once at the end: also when the block fails halfway.

    What hangs below the scorecard follows after the scores on which it rests.
    """
    if _collected.get() is not None:
        yield
        return
    with following.gathered(), _scores_gathered(cause):
        yield


@contextmanager
def _scores_gathered(cause: str) -> Iterator[None]:
    collected: dict[str, Callable[[], Dirty]] = {}
    token = _collected.set(collected)
    try:
        yield
    finally:
        _collected.reset(token)
        found = [find() for find in collected.values()]
        if found:
            _follow(reduce(Dirty.joined, found), cause)


def _follow(dirty: Dirty, cause: str) -> None:
    if not dirty.leaves and not dirty.parents:
        return
    if len(dirty.leaves) <= MOST_LEAVES:
        recompute.incremental(dirty, cause)
    elif isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], ImmediateBackend):
        recompute.full(cause)
    else:
        enqueue_full(cause)


def enqueue_full(cause: str) -> None:
    """Let a worker compute everything; a job that already waits will do."""
    from django_tasks_db.models import DBTaskResult  # inline: only where jobs are kept in the database

    from lineofsight.scorecard import jobs  # inline: jobs import recompute, too

    path = jobs.recompute_everything.module_path
    if not DBTaskResult.objects.filter(task_path=path, status="READY").exists():
        jobs.recompute_everything.enqueue(cause)
