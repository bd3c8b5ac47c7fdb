"""Who is told what became of an import that nobody watched, and what of imports waits for its owner."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from lineofsight.base import clock, events, notices
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.base.notice_models import Notice
from lineofsight.base.notices import Draft, Kind, Line
from lineofsight.base.notices.outbox import write
from lineofsight.insight.queries import waiting
from lineofsight.insight.queries.waiting import Waiting
from lineofsight.integrations import rights
from lineofsight.integrations.models import Import
from lineofsight.measures.access import ACCOUNTABLE
from lineofsight.organization.access import accountable_ids

#: Whoever waited shorter than this still looks at the page that shows it.
WATCHED = timedelta(minutes=1)
#: How long a failed import stands among what waits.
FAILED_FOR = timedelta(days=7)
FAILED = ("failed", "expired")

events.watch("import")


@events.reacts_to("base.rows_touched")
def follow(touched: dict[str, list[dict[str, Any]]]) -> None:
    """Tell whoever brought files that they failed, or that their preview waits where reading took its time."""
    now = clock.now()
    drafts = [draft for row in touched.get("import", []) if "state" in row for draft in _drafts(row, now)]
    write(drafts, now=now)


def _drafts(row: dict[str, Any], now: datetime) -> Iterable[Draft]:
    words = {"import": row["id"]}
    if row["state"] in FAILED:
        yield Draft("import_failed", [row["created_by_id"]], f"import {row['id']} {row['state']}", words)
    if row["state"] == "ready" and now - row["created_at"] > WATCHED:
        yield Draft("import_ready", [row["created_by_id"]], f"import {row['id']} ready {row['version']}", words)


def _said(text: Any) -> Any:
    """Return how notices of imports are worded: by the name of the first file, as far as the reader sees the import."""

    def say(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
        runs = (
            Import.objects.visible_to(ctx.viewer).select_related("file").in_bulk([row.data["import"] for row in rows])
        )
        return {
            row.pk: Line(str(text) % {"name": run.file.name}, reverse("integrations:import", args=[run.pk]))
            for row in rows
            if (run := runs.get(row.data["import"]))
        }

    return say


def own_imports(ctx: Context) -> tuple[Waiting, ...]:
    """Return the viewer's imports that are read and not applied, and the last one where it failed."""
    rows = Import.objects.visible_to(ctx.viewer).filter(created_by_id=ctx.viewer.user_id or 0)
    rows = rows.filter(state__in=("ready", *FAILED, "applied", "staging", "uploaded")).order_by("-pk")
    found = []
    for place, (pk, state, name, at) in enumerate(rows.values_list("pk", "state", "file__name", "created_at")[:20]):
        kind = "import" if state == "ready" else "import_failed"
        is_over = state in FAILED and (place > 0 or at < ctx.now - FAILED_FOR)
        if state in ("ready", *FAILED) and not is_over:
            day = at.astimezone(timezone.utc).date()
            found.append(Waiting(kind, name, since=day, url=reverse("integrations:import", args=[pk])))
    return tuple(found)


def _may_bring(viewer: Viewer) -> bool:
    return rights.has_importing_role(viewer) or bool(accountable_ids(viewer, "measure", ACCOUNTABLE))


waiting.register("imports", own_imports, concerns=_may_bring)
notices.register(
    Kind(
        "import_ready",
        gettext_lazy("My import is read and waits for me"),
        gettext_lazy("You brought these files."),
        _said(gettext_lazy("%(name)s is read. Nothing of it counts before you apply it.")),
    )
)
notices.register(
    Kind(
        "import_failed",
        gettext_lazy("My import failed"),
        gettext_lazy("You brought these files."),
        _said(gettext_lazy("%(name)s could not be taken over. Nothing of it counts.")),
    )
)
