"""The page that says which line of which file something comes from."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from lineofsight.base.ui.components import EmptyState
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.integrations import queries

TABLES = {
    "okrs": gettext_lazy("Objective"),
    "key_results": gettext_lazy("Key result"),
    "okr_links": gettext_lazy("What it serves"),
    "goals": gettext_lazy("Goal"),
    "goal_links": gettext_lazy("What it serves"),
}
VERDICTS = {"new": gettext_lazy("Added"), "changed": gettext_lazy("Changed")}


@require_GET
def origins_of_objective(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the lines behind an objective of a unit."""
    return _page(request, queries.origins_of_objective(context_of(request), slug))


@require_GET
def origins_of_goal(request: HttpRequest, goal: UUID) -> HttpResponse:
    """Show the lines behind a goal."""
    return _page(request, queries.origins_of_goal(context_of(request), goal))


def _page(request: HttpRequest, found: queries.OriginsPage) -> HttpResponse:
    head = [_("What"), _("Key"), _("File"), _("Line"), _("What it did"), _("On"), _("By")]
    rows = [{"what": TABLES[one.table], "did": VERDICTS[one.verdict], "one": one} for one in found.origins]
    if download := as_download(request, "origins", lambda: Sheet(head, [_cells(row) for row in rows])):
        return download
    page = {
        "title": _("Where it comes from: %(what)s") % {"what": found.title},
        "found": found,
        "head": head,
        "rows": rows,
        "empty": EmptyState(
            _("From no file"), _("This was made here, or by a program; its history says by whom."), icon="table"
        ),
    }
    return render(request, "integrations/origins.html", page)


def _cells(row: dict[str, object]) -> list[object]:
    one = row["one"]
    assert isinstance(one, queries.Origin)
    return [str(row["what"]), one.key, one.file, one.line, str(row["did"]), f"{one.applied_at:%Y-%m-%d %H:%M}", one.by]
