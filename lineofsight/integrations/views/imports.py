"""The pages of imports: bring a file, watch it being read, look at what it would change, apply."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lineofsight.base import files
from lineofsight.base.commands import Context
from lineofsight.base.errors import Refused
from lineofsight.base.ui.components import Action, EmptyState, Step, Total
from lineofsight.base.web.requests import context_of, submit
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.integrations import access, commands, following, jobs, queries, staging
from lineofsight.integrations.forms import TABLES, UploadForm
from lineofsight.integrations.queries import ImportPage

INLINE_BYTES = 2 * 1024 * 1024
STATES = {
    "uploaded": ("", gettext_lazy("Waits to be read")),
    "staging": ("", gettext_lazy("Is being read")),
    "ready": ("risk", gettext_lazy("Waits for you")),
    "applied": ("ok", gettext_lazy("Applied")),
    "canceled": ("", gettext_lazy("Canceled")),
    "failed": ("off", gettext_lazy("Not taken")),
    "taken_back": ("", gettext_lazy("Taken back")),
    "expired": ("", gettext_lazy("Expired")),
}


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """List the imports."""
    ctx = context_of(request)
    may_bring = access.may_bring(ctx)
    rows = queries.imports(ctx)
    if not rows and not may_bring:
        raise Refused(may_bring.reason)
    if download := as_download(request, "imports", lambda: _list_sheet(rows)):
        return download
    page = {
        "title": _("Imports"),
        "rows": [asdict(row) | {"status": STATES[row.state][0], "word": STATES[row.state][1]} for row in rows],
        "actions": _actions(ctx) if may_bring else [],
        "empty": EmptyState(
            _("No imports yet"),
            _("Bring values, people, units or a whole strategy from a file. You see what would change before it does."),
            [Action(_("Import a file"), "/imports/new/", main=True)],
            icon="table",
        ),
    }
    return render(request, "integrations/imports.html", page)


def _list_sheet(rows: list[queries.ImportLine]) -> Sheet:
    head = [_("Import"), _("File"), _("State"), _("Rows read"), _("New"), _("Changed"), _("Refused"), _("By"), _("On")]
    return Sheet(head, [_list_row(row) for row in rows])


def _list_row(row: queries.ImportLine) -> list[Any]:
    counts = [row.rows_read, row.new, row.changed, row.refused]
    return [row.number, row.files, str(STATES[row.state][1]), *counts, row.by, f"{row.created_at:%Y-%m-%d %H:%M}"]


def _actions(ctx: Context) -> list[Action]:
    everything = [Action(_("Everything as one archive"), "/exports/")] if access.may_export(ctx) else []
    return [*everything, Action(_("Import a file"), "/imports/new/", main=True)]


@require_http_methods(["GET", "HEAD", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Take a file in, and read it at once where it is small."""
    decision = access.may_bring(context_of(request))
    if not decision:
        raise Refused(decision.reason)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answer = _bring(request, form)
        if answer is not None:
            return answer
    page = {"title": _("Import a file"), "form": form, "steps": _steps("uploaded"), "tables": TABLES.items()}
    return render(request, "integrations/new.html", page, status=422 if request.method == "POST" else 200)


def _bring(request: HttpRequest, form: UploadForm) -> HttpResponse | None:
    uploaded: list[UploadedFile] = form.cleaned_data["file"]
    mapping: UploadedFile | None = form.cleaned_data["mapping"]
    try:
        stored = [files.store(one, one.name or "file") for one in uploaded]
        mapped = files.store(mapping, mapping.name or "mapping") if mapping else None
    except files.TooLarge as problem:
        form.add_problems({"file": str(problem)})
        return None
    data = {"files": [file.pk for file in stored], "mapping": mapped.pk if mapped else None, **form.sent()}
    outcome = submit(request, commands.bring_files, data)
    if not outcome.is_ok:
        form.add_problems(outcome.problems)
        return None
    _read(outcome.value.pk, sum(file.size for file in stored))
    return redirect("integrations:import", number=outcome.value.pk)


def _read(run_id: int, size: int) -> None:
    """Read small files at once, and let a worker read large ones: the web process never holds them."""
    if size <= INLINE_BYTES:
        staging.stage(run_id)
    else:
        jobs.stage_import.enqueue(run_id)


@require_GET
def one_import(request: HttpRequest, number: int) -> HttpResponse:
    """Show an import in whatever state it is."""
    shown = _shown(request, number)
    download = as_download(request, f"refused-{number}", lambda: _error_sheet(request, number))
    return download or _page(request, shown)


def _shown(request: HttpRequest, number: int) -> ImportPage:
    page = request.GET.get("page", "1")
    show_all = request.GET.get("show") == "all"
    return queries.import_page(context_of(request), number, page=int(page) if page.isdigit() else 1, show_all=show_all)


def _page(request: HttpRequest, shown: ImportPage, problems: dict[str, str] | None = None) -> HttpResponse:
    titles = {
        "ready": _("Preview: %(what)s"),
        "applied": _("Applied: %(what)s"),
        "taken_back": _("Taken back: %(what)s"),
        "failed": _("Not taken: %(file)s"),
        "canceled": _("Canceled: %(file)s"),
        "expired": _("Expired: %(file)s"),
    }
    title = titles.get(shown.state, _("Reading %(file)s")) % {"what": shown.title, "file": shown.files}
    page: dict[str, Any] = {
        "title": title,
        "shown": shown,
        "steps": _steps(shown.state),
        "totals": _totals(shown),
        "apply_label": apply_label(shown),
        "share": shown.rows_read / shown.rows_total if shown.rows_total else None,
        "problems": problems or {},
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "integrations/import.html", page, status=422 if problems else 200)


def apply_label(shown: ImportPage) -> str:
    """Return what the one button does, by number."""
    count = shown.counts.get("rows_read", 0) if not shown.is_one_table else shown.writes
    what = (
        ngettext("Apply %(count)s row", "Apply %(count)s rows", shown.writes)
        if shown.is_one_table
        else ngettext("Apply %(count)s change", "Apply %(count)s changes", shown.writes)
    ) % {"count": f"{shown.writes:,}"}
    left = shown.refused_rows
    return f"{what}, {_('leave %(count)s') % {'count': f'{left:,}'}}" if left and count else what


def _steps(state: str) -> list[Step]:
    at = {"uploaded": 0, "staging": 1, "failed": 1, "ready": 2, "canceled": 2, "expired": 2}.get(state, 3)
    names = [_("File"), _("Reading"), _("Preview"), _("Apply")]
    is_over = state in ("applied", "taken_back")
    return [
        Step(name, "done" if place < at or is_over else "current" if place == at else "todo")
        for place, name in enumerate(names)
    ]


def _totals(shown: ImportPage) -> list[Total]:
    counts = shown.counts
    same = sum(table.get("same", 0) for _name, table in shown.tables) if not shown.is_one_table else None
    main = next((table for name, table in shown.tables if name in ("people", "observations")), None)
    if shown.is_one_table and main is None and shown.tables:
        main = shown.tables[0][1]
    source = main if shown.is_one_table and main is not None else counts
    totals = [
        Total(source.get("new", 0), _("New")),
        Total(source.get("changed", 0), _("Changed"), url="#changed" if source.get("changed") else ""),
        Total(source.get("same", 0) if same is None else same, _("Same, nothing to do"), wide=True),
    ]
    if shown.left_over:
        totals.append(Total(shown.left_over, _("Empty, repeated or filtered")))
    if shown.refused_rows:
        totals.append(Total(shown.refused_rows, _("Refused"), url="#refused", status="refused"))
    else:
        totals.append(Total(0, _("Refused")))
    return totals


def _error_sheet(request: HttpRequest, number: int) -> Sheet:
    rows = queries.refused_lines(context_of(request), number)
    head = [_("File"), _("Line"), _("Column"), _("Key"), _("In the file"), _("Why it is refused"), _("What to do")]
    return Sheet(
        head, [[row.file, row.line, row.column, row.key, row.raw, row.sentence, row.next_step] for row in rows]
    )


@require_POST
def apply(request: HttpRequest, number: int) -> HttpResponse:
    """Apply what the preview showed."""
    shown = _shown(request, number)
    outcome = following.act(number, "an import", lambda: submit(request, commands.apply_import, {}, shown.public_id))
    if outcome is not None and not outcome.is_ok:
        return _page(request, _shown(request, number), outcome.problems or {"": outcome.sentence})
    staging.clear(number, keep_findings=True)
    _tell(request, number, _("Applied. Scores follow."))
    return redirect("integrations:import", number=number)


@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Give the import up."""
    shown = _shown(request, number)
    outcome = submit(request, commands.cancel_import, {}, shown.public_id)
    if not outcome.is_ok:
        return _page(request, shown, outcome.problems or {"": outcome.sentence})
    if outcome.value.state == "canceled":
        staging.clear(number)
    messages.success(request, _("Canceled. Nothing was changed."))
    return redirect("integrations:imports")


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Read and compare the same file anew."""
    shown = _shown(request, number)
    outcome = submit(request, commands.compare_again, _answers(request), shown.public_id)
    if not outcome.is_ok:
        return _page(request, shown, outcome.problems or {"": outcome.sentence})
    return _compared_anew(request, number)


def _compared_anew(request: HttpRequest, number: int) -> HttpResponse:
    staging.clear(number)
    _read(number, queries.size_of(context_of(request), number))
    return redirect("integrations:import", number=number)


@require_POST
def mend(request: HttpRequest, number: int) -> HttpResponse:
    """Correct refused lines in place, and compare again."""
    shown = _shown(request, number)
    texts = {key.removeprefix("text-"): text for key, text in request.POST.items() if key.startswith("text-")}
    left_out = {key.removeprefix("out-") for key in request.POST if key.startswith("out-")}
    rows = [
        {"row": int(row), "text": texts.get(row), "leave_out": row in left_out}
        for row in sorted({*texts, *left_out})
        if row.isdigit()
    ]
    outcome = submit(request, commands.mend_rows, {"rows": rows}, shown.public_id)
    if not outcome.is_ok:
        return _page(request, shown, outcome.problems or {"": outcome.sentence})
    return _compared_anew(request, number)


def _answers(request: HttpRequest) -> dict[str, Any]:
    """Return what was answered about units without a parent, where that was asked."""
    if "stands" not in request.POST:
        return {}
    is_beside = request.POST["stands"] == "beside"
    return {"under": "" if is_beside else request.POST.get("under", "").strip(), "second_top": is_beside}


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take the values back."""
    shown = _shown(request, number)
    cause = "an import taken back"
    outcome = following.act(number, cause, lambda: submit(request, commands.take_back, {}, shown.public_id))
    if outcome is not None and not outcome.is_ok:
        return _page(request, shown, outcome.problems or {"": outcome.sentence})
    _tell(request, number, _("Taken back. Scores follow."))
    return redirect("integrations:import", number=number)


def _tell(request: HttpRequest, number: int, done: str) -> None:
    """Say that an act is done; where its scores could not follow, the page itself says so."""
    if not following.is_owed(number):
        messages.success(request, done)
