"""What is done to a version as a whole: drafted, written, sent for approval, sent back, approved, put in force."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lineofsight.base import clock
from lineofsight.base.access import Decision
from lineofsight.base.commands import Command
from lineofsight.base.web.fields import CommandForm
from lineofsight.base.web.requests import context_of, submit
from lineofsight.strategy import commands as do
from lineofsight.strategy import effects, forms, presenting, queries
from lineofsight.strategy.queries import Shelf, VersionPage
from lineofsight.strategy.views.pages import address, asked

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a version: its command, its form, and its words."""

    command: Command[Any]
    form: type[CommandForm]
    field: str
    title: str | Promise
    button: str | Promise
    done: str | Promise


ACTS = {
    "submit": Act(
        do.submit_version,
        forms.PlainForm,
        "submit",
        gettext_lazy("Send version %(number)s for approval"),
        gettext_lazy("Send version %(number)s for approval"),
        gettext_lazy("Version %(number)s waits for approval. Somebody else must approve it."),
    ),
    "return": Act(
        do.return_version,
        forms.ReasonForm,
        "send_back",
        gettext_lazy("Send version %(number)s back to draft"),
        gettext_lazy("Send version %(number)s back"),
        gettext_lazy("Version %(number)s is a draft again."),
    ),
    "approve": Act(
        do.approve_version,
        forms.PlainForm,
        "approve",
        gettext_lazy("Approve version %(number)s"),
        gettext_lazy("Approve version %(number)s"),
        gettext_lazy("Version %(number)s is approved. It holds once it is put in force."),
    ),
    "adopt": Act(
        do.adopt_version,
        forms.AdoptForm,
        "adopt",
        gettext_lazy("Put version %(number)s in force"),
        gettext_lazy("Put version %(number)s in force"),
        gettext_lazy("Version %(number)s is in force."),
    ),
}


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a new version as a copy of the one in force; an open draft is opened as it is."""
    page = asked(request)
    outcome = submit(request, do.draft_version, {}, UUID(page.view.strategy_public_id))
    if not outcome.is_ok:
        messages.error(request, outcome.sentence)
        return redirect(address("version", page))
    fresh = queries.version_page(context_of(request), number=outcome.value.number, of=page.strategy_key)
    return redirect(address("version", fresh))


@get_or_post
def act(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Ask by name and number with the consequence above the button, then do it."""
    if name not in ACTS:
        raise Http404
    shelf = queries.shelf(context_of(request))
    page, wanted = asked(request, number, shelf), ACTS[name]
    decision: Decision = getattr(page.acts, wanted.field)
    numbers = {"number": number}
    form = wanted.form(request.POST if request.method == "POST" else None, initial={"on": clock.today()})
    words = {
        "title": str(wanted.title) % numbers,
        "subtitle": presenting.subtitle(page),
        "page": page,
        "form": form,
        "decision": decision,
        "button": str(wanted.button) % numbers,
        "consequences": consequences(request, page, name, shelf),
        "back": address("version", page),
        "changes_url": address("changes", page) if page.base else "",
    }
    if request.method != "POST":
        return render(request, "strategy/act.html", words)
    if not form.is_valid():
        return render(request, "strategy/act.html", words, status=422)
    outcome = submit(request, wanted.command, form.sent(), UUID(page.view.public_id))
    if outcome.kind in ("ok", "held"):
        messages.success(request, str(wanted.done) % numbers if outcome.is_ok else outcome.sentence)
        return redirect(address("version", page))
    form.told(outcome.problems or {"": outcome.sentence})
    return render(request, "strategy/act.html", words, status=outcome.http_status)


def consequences(request: HttpRequest, page: VersionPage, name: str, shelf: Shelf) -> list[str]:
    """Return what follows from an act, each in a sentence."""
    ctx, base = context_of(request), page.base
    said = []
    if name == "submit":
        said.append(gettext("Nobody can change it while it is in review, and somebody else must approve it."))
    if name == "return":
        said.append(gettext("It can be changed again, and must be sent once more."))
    if name == "approve":
        said.append(gettext("Nothing changes on scorecards yet: it holds once it is put in force."))
    if name == "adopt" and page.in_force:
        words = {"number": page.in_force.number, "title": page.in_force.title}
        said.append(
            gettext("Version %(number)s, %(title)s, is replaced from that day on; it can still be read.") % words
        )
    if base is None:
        return said
    found = queries.differences(ctx, page, base.number, shelf)
    said.append(presenting.summary(found))
    if name in ("approve", "adopt"):
        gone = {each.key for each in found.differences if each.what == "objective" and each.how == "dropped"}
        said += effects.effects_of(ctx, queries.objective_ids(ctx, gone))
    return said


@get_or_post
def edit_texts(request: HttpRequest, number: int) -> HttpResponse:
    """Write the texts of a draft; over a newer version both texts are shown."""
    page = asked(request, number)
    form = forms.TextsForm(page.view, request.POST if request.method == "POST" else None)
    words: dict[str, Any] = {
        "title": gettext("Texts of version %(number)s") % {"number": number},
        "subtitle": presenting.subtitle(page),
        "page": page,
        "form": form,
        "decision": page.acts.edit,
        "button": gettext("Save the texts"),
        "back": address("version", page),
    }
    if request.method != "POST":
        return render(request, "strategy/act.html", words)
    if not form.is_valid():
        return render(request, "strategy/act.html", words, status=422)
    outcome = submit(request, do.edit_version, form.sent(), UUID(page.view.public_id))
    if outcome.kind in ("ok", "held"):
        messages.success(request, gettext("The texts are saved.") if outcome.is_ok else outcome.sentence)
        return redirect(address("version", page))
    if outcome.kind == "stale":
        words["differences"] = [
            {"label": field.label, "yours": field.value(), "theirs": getattr(page.view, field.name)}
            for field in form.visible_fields()
            if str(field.value() or "") != str(getattr(page.view, field.name) or "")
        ]
        typed = request.POST.copy()
        typed["version"] = str(page.view.version)
        form.data = typed
    form.told(outcome.problems or {"": outcome.sentence})
    return render(request, "strategy/act.html", words, status=outcome.http_status)
