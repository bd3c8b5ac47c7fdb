"""Acts on imports, and the scores that follow them: what was committed stays, whatever happens to the scores.

`scores_owed` is written in the transaction of the act and cleared when scores have followed; while it stands, a worker
keeps trying. So neither a failing recompute nor a killed process leaves old scores beside new values for good.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from lineofsight.base import clock
from lineofsight.base.errors import CommandError
from lineofsight.integrations.models import Import, ImportProgress
from lineofsight.scorecard import pending, recompute

R = TypeVar("R")
log = logging.getLogger(__name__)
LATE = "Everything was saved. Working out the scores failed and is tried again; until then the old ones show."
WAITS_SECONDS = 60


def act(run_id: int, cause: str, command: Callable[[], R]) -> R | None:
    """Run an act on an import and let scores follow.

    Return what the act returned; None where something broke after its commit. A failure before it is raised.
    """
    result: R | None = None
    try:
        with pending.gathered(cause):
            result = command()
    except CommandError:
        raise
    except Exception:
        if not is_owed(run_id):
            raise
        log.exception("Import %s is saved, but the scores could not follow; a worker tries again.", run_id)
        _try_later(run_id)
        return result
    ImportProgress.objects.filter(run_id=run_id, scores_owed=True).update(scores_owed=False)
    return result


def owe(run: Import) -> None:
    """Note, within the transaction of an act, that scores must follow it."""
    ImportProgress.objects.filter(run=run).update(scores_owed=True, heartbeat_at=clock.now())


def is_owed(run_id: int) -> bool:
    """Test whether scores have not followed an act on an import yet."""
    return ImportProgress.objects.filter(run_id=run_id, scores_owed=True).exists()


def catch_up() -> int:
    """Let every score follow what imports wrote; safe to run twice. Return how many imports were owed."""
    owed = list(ImportProgress.objects.filter(scores_owed=True).values_list("pk", flat=True))
    if owed:
        recompute.full("an import whose scores had not followed")
        ImportProgress.objects.filter(pk__in=owed).update(scores_owed=False)
    return len(owed)


def try_forgotten() -> None:
    """Queue a job for scores that have been owed for a minute: their job failed, or whoever owed them died."""
    since = clock.now() - timedelta(seconds=WAITS_SECONDS)
    forgotten = ImportProgress.objects.filter(scores_owed=True, heartbeat_at__lt=since)
    if forgotten.update(heartbeat_at=clock.now()):
        _enqueue()


def _try_later(run_id: int) -> None:
    try:
        _enqueue()
    except Exception:  # the database may be the very thing that fails; the worker's round finds the mark
        log.exception("The scores of import %s could not be queued; the worker's next round finds them.", run_id)


def _enqueue() -> None:
    from lineofsight.integrations import jobs  # inline: jobs import what catches up

    jobs.catch_up_scores.enqueue()
