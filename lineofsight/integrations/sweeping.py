"""Clear away what dead imports left: called by the worker at its start and every half minute."""

from __future__ import annotations

from datetime import timedelta

from lineofsight.base import clock
from lineofsight.integrations import exporting, following
from lineofsight.integrations.models import ENDED, Import, ImportProgress, StagedKey, StagedObservation
from lineofsight.integrations.staging import clear, note

SILENT_SECONDS = 60
WAITS_FOR_A_READER = 60  # times as long: a file that nobody began to read may wait for a worker
DAYS_TO_APPLY = 14
EXPIRED = f"Nobody applied this preview for {DAYS_TO_APPLY} days. Nothing of it was taken; import the file again."
DEAD = "Whoever read this file stopped half-way. Nothing of it was taken; import the file again."


def sweep() -> int:
    """Mark imports failed whose reader fell silent, and delete what was staged for ended ones; return how many died."""
    following.try_forgotten()
    exporting.sweep()
    since = clock.now() - timedelta(seconds=SILENT_SECONDS)
    silent = list(ImportProgress.objects.filter(run__state="staging", heartbeat_at__lt=since).select_related("run"))
    for progress in silent:
        clear(progress.run_id)
        note(progress.run, state="failed", problem=DEAD)
    never_read = clock.now() - timedelta(seconds=SILENT_SECONDS * WAITS_FOR_A_READER)
    for run in Import.objects.filter(state="uploaded", created_at__lt=never_read):
        note(run, state="failed", problem=DEAD)
    forgotten = clock.now() - timedelta(days=DAYS_TO_APPLY)
    for run in Import.objects.filter(state="ready", progress__heartbeat_at__lt=forgotten):
        note(run, state="expired", problem=EXPIRED)
        clear(run.pk)
    for model in (StagedObservation, StagedKey):
        left = model.objects.filter(run__state__in=ENDED).values_list("run_id", flat=True).distinct()
        for run_id in list(left):
            is_kept = Import.objects.filter(pk=run_id, state__in=("applied", "taken_back")).exists()
            clear(run_id, keep_findings=is_kept)
    return len(silent)
