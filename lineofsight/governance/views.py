"""Pages of requests that wait for somebody else, and of the record of acts."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lineofsight.base.access import Decision
from lineofsight.base.commands import Command
from lineofsight.base.errors import NotFound, Refused
from lineofsight.base.ui.components import Action, Column, EmptyState, ViewLink
from lineofsight.base.ui.html import table
from lineofsight.base.web.fields import CommandForm
from lineofsight.base.web.requests import context_of, submit
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.governance import audit, commands, content, queries
from lineofsight.governance.access import GIVERS, can_ask_content
from lineofsight.governance.forms import ActsFilter, AskContentForm, DecideForm

ACT_COLUMNS = tuple(
    Column(label, numeric=numeric)
    for label, numeric in (
        (gettext_lazy("When (UTC)"), False),
        (gettext_lazy("Who"), False),
        (gettext_lazy("For"), False),
        (gettext_lazy("Act"), False),
        (gettext_lazy("Object"), False),
        (gettext_lazy("Why"), False),
        (gettext_lazy("Through"), False),
        (gettext_lazy("Rows"), True),
        (gettext_lazy("Link"), True),
    )
)
REFUSAL_COLUMNS = tuple(
    Column(label)
    for label in (
        gettext_lazy("When (UTC)"),
        gettext_lazy("Who"),
        gettext_lazy("Act"),
        gettext_lazy("Object"),
        gettext_lazy("Refused because"),
        gettext_lazy("Through"),
    )
)


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """List calls that wait for somebody else's release; decided ones on request."""
    state = None if request.GET.get("state") == "all" else "waiting"
    calls = queries.held_calls(context_of(request), state=state)
    page = {
        "title": _("Change requests"),
        "subtitle": table.row_count(len(calls)),
        "calls": calls,
        "views": [
            ViewLink(_("Waiting"), reverse("governance:requests"), state == "waiting"),
            ViewLink(_("All"), "?state=all", state is None),
        ],
        "empty": EmptyState(
            _("Nothing waits"),
            _("Acts under change control come here until somebody else has released them."),
            icon="lock",
        ),
    }
    return render(request, "governance/requests.html", page)


@require_POST
def release(request: HttpRequest, call: UUID) -> HttpResponse:
    """Let a held call happen."""
    said = _("Released. It has happened as it was asked for.")
    return _done(request, commands.release_call, call, said, "governance:requests")


@require_POST
def withdraw(request: HttpRequest, call: UUID) -> HttpResponse:
    """Take back what one asked for."""
    return _done(request, commands.withdraw_call, call, _("Withdrawn."), "governance:requests")


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, call: UUID) -> HttpResponse:
    """Refuse a held call, with a reason for whoever asked."""
    found = [one for one in queries.held_calls(context_of(request)) if one.public_id == str(call)]
    if not found:
        raise NotFound("This change request")
    page = {"title": _("Refuse: %(what)s") % {"what": found[0].title}, "button": _("Refuse")}
    return _ask(
        request,
        DecideForm(request.POST or None),
        commands.refuse_call,
        call,
        page,
        "governance:requests",
        found[0].may_decide,
    )


@require_GET
def acts(request: HttpRequest) -> HttpResponse:
    """Show who did what when."""
    ctx = context_of(request)
    wanted = _filters(request)

    def found(page: int) -> audit.Acts:
        return audit.acts(ctx, page=page, **wanted)

    if download := as_download(request, "acts", lambda: _sheet(ACT_COLUMNS, [_act_row(one) for one in found(0).rows])):
        return download
    return _log(
        request,
        "governance/acts.html",
        _("Who did what"),
        found,
        ACT_COLUMNS,
        {
            "state": audit.seal_state(ctx),
            "actions": [
                Action(_("What was refused"), reverse("governance:refusals")),
                Action(_("Leave to read content"), reverse("governance:grants")),
            ],
            "own_grants": [one for one in audit.content_grants(ctx) if one.is_own and one.state == "given"],
        },
    )


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Recompute the end of the chain, and say whether it holds."""
    verdict = audit.check_chain(context_of(request))
    if verdict.holds:
        said = _("The chain holds: the last %(count)s links were computed again from the rows. Head: %(head)s…")
        messages.success(request, said % {"count": min(audit.LINKS_AT_ONCE, verdict.sealed), "head": verdict.head[:16]})
    for problem in verdict.problems[:10]:
        messages.error(request, problem)
    return redirect("governance:acts")


@require_GET
def refusals(request: HttpRequest) -> HttpResponse:
    """Show what was refused to whom, and why."""
    ctx = context_of(request)
    wanted = {name: value for name, value in _filters(request).items() if name != "target"}

    def found(page: int) -> audit.RefusedActs:
        return audit.refusals(ctx, page=page, **wanted)

    def rows() -> Sheet:
        return _sheet(
            REFUSAL_COLUMNS,
            [
                [f"{one.at:%Y-%m-%d %H:%M:%S}", one.who, one.command, one.target, one.reason, one.via]
                for one in found(0).rows
            ],
        )

    if download := as_download(request, "refusals", rows):
        return download
    actions = [Action(_("Who did what"), reverse("governance:acts"))]
    return _log(
        request, "governance/refusals.html", _("What was refused"), found, REFUSAL_COLUMNS, {"actions": actions}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def grants(request: HttpRequest) -> HttpResponse:
    """List leaves to read content, and ask for one."""
    ctx = context_of(request)
    shown = audit.content_grants(ctx)
    may_ask = can_ask_content(ctx)
    if not (may_ask or ctx.viewer.holds_everywhere(*GIVERS)):
        raise Refused(may_ask.reason)
    form = AskContentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = submit(request, content.ask_content, form.sent())
        if outcome.is_ok:
            messages.success(request, _("Asked. Somebody else decides."))
            return redirect("governance:grants")
        form.told(outcome.problems or {"": outcome.sentence})
    page = {"title": _("Leave to read content"), "grants": shown, "form": form if may_ask else None}
    return render(request, "governance/grants.html", page, status=422 if form.errors else 200)


@require_POST
def give_grant(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Give an auditor leave to read content."""
    return _done(request, content.give_content, grant, _("The leave is given."), "governance:grants")


@require_POST
def end_grant(request: HttpRequest, grant: UUID) -> HttpResponse:
    """End a leave before its day."""
    return _done(request, content.end_content, grant, _("The leave has ended."), "governance:grants")


@require_http_methods(["GET", "HEAD", "POST"])
def refuse_grant(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Refuse an auditor leave, with a reason."""
    found = [one for one in audit.content_grants(context_of(request)) if one.public_id == grant]
    if not found:
        raise NotFound("This leave")
    page = {"title": _("Refuse %(name)s leave to read content") % {"name": found[0].asked_by}, "button": _("Refuse")}
    return _ask(
        request,
        DecideForm(request.POST or None),
        content.refuse_content,
        grant,
        page,
        "governance:grants",
        found[0].may_decide,
    )


@require_POST
def read(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Read what one act contained; the reading is kept on record."""
    outcome = submit(request, content.read_content, {"change": request.POST.get("change", "")}, grant)
    if not outcome.is_ok:
        messages.error(request, outcome.sentence)
        return redirect("governance:acts")
    page = {"title": _("What this act contained"), "subtitle": outcome.value.command, "content": outcome.value}
    return render(request, "governance/content.html", page)


def _filters(request: HttpRequest) -> dict[str, Any]:
    form = ActsFilter(request.GET)
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


def _log(
    request: HttpRequest,
    template: str,
    title: str,
    found: Callable[[int], Any],
    columns: Sequence[Column],
    more: dict[str, Any],
) -> HttpResponse:
    """Show one page of a record, with its filter."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 and int(asked) else 1
    shown = found(number)
    pages = Paginator(range(shown.total), audit.ROWS_ON_A_PAGE).get_page(number)
    page = {
        "title": title,
        "subtitle": table.row_count(shown.total),
        "rows": shown.rows,
        "columns": columns,
        "pages": pages,
        "form": ActsFilter(request.GET),
        **more,
    }
    return render(request, template, page)


def _act_row(one: audit.Act) -> list[Any]:
    return [
        _at(one.at),
        one.who,
        one.on_behalf_of,
        one.command,
        one.target,
        one.reason,
        one.via,
        one.rows + one.bulk,
        one.seq,
    ]


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S}"


def _sheet(columns: Sequence[Column], rows: list[list[Any]]) -> Sheet:
    return Sheet([str(column.label) for column in columns], rows)


def _done(request: HttpRequest, command: Command[Any], target: UUID, said: str, back: str) -> HttpResponse:
    outcome = submit(request, command, None, target)
    if outcome.is_ok:
        messages.success(request, said)
    else:
        messages.error(request, outcome.sentence)
    return redirect(back)


def _ask(
    request: HttpRequest,
    form: CommandForm,
    command: Command[Any],
    target: UUID,
    page: dict[str, Any],
    back: str,
    decision: Decision,
) -> HttpResponse:
    words = {"form": form, "back": reverse(back), "decision": decision, **page}
    if request.method != "POST" or not form.is_valid():
        return render(request, "governance/decide.html", words, status=422 if form.errors else 200)
    outcome = submit(request, command, form.sent() or None, target)
    if outcome.is_ok:
        messages.success(request, _("Refused, with your reason."))
        return redirect(back)
    form.told(outcome.problems or {"": outcome.sentence})
    return render(request, "governance/decide.html", words, status=outcome.http_status)
