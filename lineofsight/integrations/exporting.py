"""Archives that people ask for: written in the background under their own rights, kept for a week."""

from __future__ import annotations

import logging
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from lineofsight.base import clock, files, runner
from lineofsight.base.commands import Context
from lineofsight.integrations import rights
from lineofsight.integrations.archives import writing
from lineofsight.integrations.models import Export
from lineofsight.organization.viewers import viewer_of

log = logging.getLogger(__name__)
DAYS_KEPT = 7
MOST_BYTES = 200 * 1024 * 1024 * 1024
BROKEN = "Something broke while the archive was written. Ask for it again."
NOT_ANY_MORE = "Your role no longer exports everything."
SILENT_HOURS = 6


def write(export_id: int) -> str:
    """Write the archive that was asked for, under the rights that its person has now; return the state it came to."""
    export = Export.objects.select_related("created_by").get(pk=export_id)
    if export.state != "asked":
        return export.state
    viewer = viewer_of(export.created_by)
    if not rights.may_export(viewer):
        return _note(export, state="failed", problem=NOT_ANY_MORE)
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with tempfile.TemporaryFile(dir=folder) as out:
            written = writing.write(Context(viewer=viewer, now=clock.now(), via="job"), out)
            out.seek(0)
            stored = files.store(out, name_of(export), limit=MOST_BYTES)
    except Exception:
        _note(export, state="failed", problem=BROKEN)
        raise
    return _note(export, state="ready", file=stored, counts=written.as_json())


def name_of(export: Export) -> str:
    """Return the name under which an archive is saved."""
    return f"lineofsight-{export.created_at:%Y-%m-%d-%H%M}.zip"


def sweep() -> None:
    """Remove archives after their time, and give up those that nobody wrote."""
    now = clock.now()
    for export in Export.objects.filter(state="ready", ended_at__lt=now - timedelta(days=DAYS_KEPT)):
        if export.file is not None:
            files.remove(export.file)
        _note(export, state="removed")
    for export in Export.objects.filter(state="asked", created_at__lt=now - timedelta(hours=SILENT_HOURS)):
        _note(export, state="failed", problem=BROKEN)


def _note(export: Export, **values: Any) -> str:
    with runner.system_change("An export goes on.", command="integrations.write_archive"):
        for name, value in {"ended_at": clock.now(), **values}.items():
            setattr(export, name, value)
        export.version += 1
        export.save()
    return export.state
