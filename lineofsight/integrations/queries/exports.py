"""Archives that were asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from lineofsight.base import files
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.base.ui.html.table import ROWS_ON_A_PAGE
from lineofsight.integrations import exporting
from lineofsight.integrations.models import Export


@dataclass(frozen=True, slots=True)
class ExportLine:
    """An archive in the list; only whoever asked for it may download it."""

    number: int
    state: str
    by: str
    created_at: datetime
    kept_until: datetime | None
    rows: int
    files: int
    left_out: int
    size: int
    problem: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """An archive to be downloaded."""

    name: str
    path: Path


@query("integrations.exports", "exports")
def exports(ctx: Context) -> list[ExportLine]:
    """Return the archives that the viewer may know of, the latest first."""
    rows = Export.objects.visible_to(ctx.viewer).select_related("file", "created_by").order_by("-pk")[:ROWS_ON_A_PAGE]
    return [
        ExportLine(
            number=row.pk,
            state=row.state,
            by=str(row.created_by),
            created_at=row.created_at,
            kept_until=row.ended_at + timedelta(days=exporting.DAYS_KEPT) if row.ended_at else None,
            rows=sum(row.counts.get("rows", {}).values()),
            files=row.counts.get("files", 0),
            left_out=sum(row.counts.get("left_out", {}).values()),
            size=row.file.size if row.file else 0,
            problem=row.problem,
            is_own=row.created_by_id == ctx.viewer.user_id,
        )
        for row in rows
    ]


def archive(ctx: Context, number: int) -> ArchiveFile:
    """Return an archive that the viewer asked for, while it is kept."""
    rows = Export.objects.visible_to(ctx.viewer).filter(pk=number, state="ready", created_by_id=ctx.viewer.user_id)
    found = rows.select_related("file").first()
    if found is None or found.file is None:
        raise NotFound("This archive")
    return ArchiveFile(found.file.name, files.path_of(found.file))
