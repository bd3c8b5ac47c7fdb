"""The page on which everything is taken along as one archive."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from lineofsight.base.errors import Refused
from lineofsight.base.ui.components import EmptyState
from lineofsight.base.web.requests import context_of, submit
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.integrations import access, commands, jobs, queries

STATES = {
    "asked": gettext_lazy("Is being written"),
    "ready": gettext_lazy("Ready"),
    "failed": gettext_lazy("Failed"),
    "removed": gettext_lazy("Removed"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """List archives, and ask for one."""
    ctx = context_of(request)
    may_export = access.may_export(ctx)
    rows = queries.exports(ctx)
    if not rows and not may_export:
        raise Refused(may_export.reason)
    if request.method == "POST":
        outcome = submit(request, commands.export_everything, {})
        if not outcome.is_ok:
            raise Refused(outcome.sentence)
        jobs.write_archive.enqueue(outcome.value.pk)
        messages.success(request, _("The archive is being written. You can leave; it waits here."))
        return redirect("integrations:exports")
    if download := as_download(request, "exports", lambda: _sheet(rows)):
        return download
    page = {
        "title": _("Everything as one archive"),
        "rows": [asdict(row) | {"word": STATES[row.state]} for row in rows],
        "is_moving": any(row.state == "asked" for row in rows),
        "may_export": may_export,
        "empty": EmptyState(_("No archive yet"), _("Ask for one; it is written in the background."), icon="download"),
    }
    return render(request, "integrations/exports.html", page)


def _sheet(rows: list[queries.ExportLine]) -> Sheet:
    head = [_("Asked for"), _("By"), _("State"), _("Rows"), _("Files"), _("Size"), _("Kept until")]
    return Sheet(head, [_row(row) for row in rows])


def _row(row: queries.ExportLine) -> list[Any]:
    said = [f"{row.created_at:%Y-%m-%d %H:%M}", row.by, str(STATES[row.state])]
    if row.state != "ready" or row.kept_until is None:
        return [*said, None, None, None, None]
    return [*said, row.rows, row.files, row.size, f"{row.kept_until:%Y-%m-%d}"]


@require_GET
def archive(request: HttpRequest, number: int) -> FileResponse:
    """Hand an archive to whoever asked for it."""
    may_export = access.may_export(context_of(request))
    if not may_export:
        raise Refused(may_export.reason)
    found = queries.archive(context_of(request), number)
    return FileResponse(found.path.open("rb"), as_attachment=True, filename=found.name, content_type="application/zip")
