"""The list of imports."""

from dataclasses import dataclass
from datetime import datetime

from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.base.ui.html.table import ROWS_ON_A_PAGE
from lineofsight.integrations.models import Import


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import in the list."""

    number: int
    files: str
    state: str
    rows_read: int
    new: int
    changed: int
    refused: int
    by: str
    created_at: datetime


@query("integrations.imports", "imports")
def imports(ctx: Context) -> list[ImportLine]:
    """Return the imports that the viewer may see, the latest first."""
    rows = Import.objects.visible_to(ctx.viewer).select_related("file", "created_by").order_by("-pk")[:ROWS_ON_A_PAGE]
    return [
        ImportLine(
            number=run.pk,
            files=run.file.name + (f" +{len(run.more_files)}" if run.more_files else ""),
            state=run.state,
            rows_read=run.counts.get("rows_read", 0),
            new=run.counts.get("new", 0),
            changed=run.counts.get("changed", 0),
            refused=run.counts.get("refused", 0),
            by=str(run.created_by),
            created_at=run.created_at,
        )
        for run in rows
    ]
