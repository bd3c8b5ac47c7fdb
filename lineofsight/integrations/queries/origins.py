"""Which lines of which files an objective or a goal comes from, with its key results and links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.ui.html.table import ROWS_ON_A_PAGE
from lineofsight.goals.models import Goal
from lineofsight.integrations.models import Import, StagedRow
from lineofsight.okr.models import KeyResult, Objective


@dataclass(frozen=True, slots=True)
class Origin:
    """One line of a file: what it brought, and the act that took it; `number` leads to an import in sight."""

    table: str
    key: str
    file: str
    line: int | None
    verdict: str
    applied_at: datetime
    by: str
    number: int | None


@dataclass(frozen=True, slots=True)
class OriginsPage:
    """An objective or goal with the lines behind it, the latest first; none for what was made here."""

    title: str
    source: str
    key: str
    origins: tuple[Origin, ...]


def origins_of_objective(ctx: Context, slug: str) -> OriginsPage:
    """Return where an objective that the viewer may see comes from."""
    row = Objective.objects.visible_to(ctx.viewer).filter(slug=slug).first()
    if row is None:
        raise NotFound("Objective")
    results = KeyResult.objects.visible_to(ctx.viewer).filter(objective=row, source=row.source)
    keys = {"okrs": [row.key], "okr_links": [row.key], "key_results": list(results.values_list("key", flat=True))}
    return OriginsPage(row.title, row.source, row.key, _lines(ctx, "okrs", row.source, keys))


def origins_of_goal(ctx: Context, goal: UUID) -> OriginsPage:
    """Return where a goal that the viewer may read comes from."""
    row = Goal.objects.visible_to(ctx.viewer).filter(public_id=goal).first()
    if row is None:
        raise NotFound("Goal")
    keys = {"goals": [row.key], "goal_links": [row.key]}
    return OriginsPage(row.title, row.source, row.key, _lines(ctx, "goals", row.source, keys))


def _lines(ctx: Context, which: str, source: str, keys: dict[str, list[str]]) -> tuple[Origin, ...]:
    """Return the lines that applied imports of a source kept of these keys."""
    runs = Import.objects.filter(**{f"report__threads__{which}": source}, state="applied").select_related("created_by")
    known: dict[int, Any] = {run.pk: run for run in runs.order_by("-pk")}
    seen = set(Import.objects.visible_to(ctx.viewer).filter(pk__in=list(known)).values_list("pk", flat=True))
    found = []
    for table, named in keys.items():
        rows = StagedRow.objects.filter(
            run__in=list(known), verdict__in=("new", "changed"), table=table, key__in=[key[:400] for key in named]
        )
        found += list(rows.order_by("-pk")[:ROWS_ON_A_PAGE])
    return tuple(
        Origin(
            table=row.table,
            key=row.key,
            file=row.file_name,
            line=row.line,
            verdict=row.verdict,
            applied_at=known[row.run_id].applied_at,
            by=str(known[row.run_id].created_by),
            number=row.run_id if row.run_id in seen else None,
        )
        for row in sorted(found, key=lambda row: (-row.run_id, row.pk))
    )
