"""The map editor: one page whose picture, list, keys and mouse post the same acts, each of which can be taken back."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from lineofsight.base.commands import Command
from lineofsight.base.errors import Invalid
from lineofsight.base.ui.components import ViewLink
from lineofsight.base.ui.html.process import undo_bar
from lineofsight.base.web.requests import Outcome, context_of, submit
from lineofsight.strategy import commands as do
from lineofsight.strategy import editing, effects, presenting, queries, statement
from lineofsight.strategy.editing import Call
from lineofsight.strategy.queries import ObjectiveLine, VersionPage
from lineofsight.strategy.views.pages import address, asked

COMMANDS: dict[str, Command[Any]] = {
    "add": do.add_objective,
    "edit": do.edit_objective,
    "place": do.place_objective,
    "link": do.link_objectives,
    "unlink": do.unlink_objectives,
    "drop": do.drop_objective,
}
STACK, MOST_KEPT = "strategy-map-undo", 30


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two people wrote about the same objective."""

    label: str
    yours: str
    theirs: str


@require_http_methods(["GET", "HEAD", "POST"])
def edit_map(request: HttpRequest, number: int) -> HttpResponse:
    """Edit the map of a draft; on any other version say why it cannot be edited."""
    page = asked(request, number)
    if request.method != "POST":
        return _show(request, page)
    if request.POST.get("act") == "undo" or "undo" in request.GET:
        return _undo(request, page)
    posted: dict[str, Any] = request.POST.dict()
    if "themes_sent" in request.POST:
        posted["themes"] = request.POST.getlist("themes")
    try:
        edit = editing.read(page, posted)
    except Invalid as error:
        return _show(request, page, problems=error.problems, status=422)
    outcome = _run(request, edit.calls)
    if outcome.kind == "stale":
        return _show(request, asked(request, number), typed=posted, status=409)
    if not outcome.is_ok:
        return _show(request, page, problems=outcome.problems or {"": outcome.sentence}, status=outcome.http_status)
    _keep(request, page, edit)
    return redirect(_address(request, page, edit.about))


def _run(request: HttpRequest, calls: tuple[Call, ...]) -> Outcome:
    """Run the commands of an act one after the other; the first that does not happen ends it."""
    outcome = Outcome("ok")
    for call in calls:
        outcome = submit(request, COMMANDS[call.act], call.data, UUID(call.target))
        if not outcome.is_ok:
            return outcome
    return outcome


def _stack(request: HttpRequest, page: VersionPage) -> list[dict[str, Any]]:
    kept: dict[str, Any] = request.session.get(STACK, {})
    found: list[dict[str, Any]] = kept.get(page.view.public_id, [])
    return found


def _keep(request: HttpRequest, page: VersionPage, edit: editing.Edit) -> None:
    step = {"said": edit.said, "calls": editing.kept(edit.inverse), "about": edit.about, "is_new": True}
    stack = [*_stack(request, page), step][-MOST_KEPT:]
    request.session[STACK] = {page.view.public_id: stack}


def _undo(request: HttpRequest, page: VersionPage) -> HttpResponse:
    """Take the reader's last act on this draft back."""
    stack = _stack(request, page)
    if not stack:
        messages.info(request, gettext("There is nothing to take back."))
        return redirect(_address(request, page, request.POST.get("about", "")))
    last = stack[-1]
    codes = {line.code: line.public_id for line in page.view.objectives}
    calls = tuple(
        Call(call["act"], codes.get(call["target"].removeprefix("code:"), call["target"]), call["data"])
        for call in last["calls"]
    )
    is_gone = any(call.target.startswith("code:") for call in calls)
    outcome = (
        Outcome("invalid", sentence=gettext("It is not on the map any more.")) if is_gone else _run(request, calls)
    )
    request.session[STACK] = {page.view.public_id: stack[:-1]}
    if outcome.is_ok:
        messages.success(request, gettext("Taken back: %(said)s") % {"said": last["said"]})
    else:
        messages.error(request, outcome.sentence)
    return redirect(_address(request, page, last["about"]))


def _address(request: HttpRequest, page: VersionPage, about: str) -> str:
    view = "list" if request.GET.get("view") == "list" else ""
    kept = {"of": "" if page.is_main else page.strategy_key, "view": view, "objective": about}
    found = urlencode({name: value for name, value in kept.items() if value})
    own = reverse("strategy:map_edit", args=[page.view.number])
    return f"{own}?{found}" if found else own


def _show(
    request: HttpRequest,
    page: VersionPage,
    *,
    problems: dict[str, str] | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    view, is_list = page.view, request.GET.get("view") == "list"
    chosen = _chosen(request, page)
    stack = _stack(request, page)
    fresh = stack[-1] if stack and stack[-1].get("is_new") else None
    if fresh and status == 200:
        request.session[STACK] = {view.public_id: [*stack[:-1], {**fresh, "is_new": False}]}
    own = _address(request, page, chosen.code if chosen else "")
    undo_url = f"{own}{'&' if '?' in own else '?'}undo=1"
    bare = _address(request, page, "")
    words = {
        "title": gettext("Strategy map"),
        "subtitle": gettext("%(size)s. Each arrow is a claim: the lower one leads to the upper one.")
        % {"size": presenting.size(view)},
        "page": page,
        "bands": presenting.by_perspective(view),
        "drawing": "" if is_list else presenting.editable(page, bare, chosen.code if chosen else ""),
        "is_list": is_list,
        "views": _views(page, chosen, is_list=is_list),
        "chosen": chosen,
        "parts": _parts(page, chosen) if chosen else (),
        "links": _links(page, chosen) if chosen else (),
        "affected": effects.effects_of(context_of(request), [chosen.id]) if chosen else (),
        "is_adding": "new" in request.GET,
        "focus": request.GET.get("focus", ""),
        "own": own,
        "bare": bare,
        "health": queries.findings(view, {code: len(names) for code, names in page.owners.items()}),
        "problems": problems or {},
        "conflicts": _conflicts(chosen, typed) if chosen and typed else (),
        "typed": typed or {},
        "undo_url": undo_url,
        "may_undo": bool(stack),
        "undo": undo_bar(fresh["said"], undo_url, get_token(request)) if fresh and status == 200 else "",
        "back": address("version", page),
        "changes_url": address("changes", page) if page.base else "",
        "submit_url": reverse("strategy:act", args=[view.number, "submit"])
        + ("" if page.is_main else f"?of={page.strategy_key}"),
    }
    return render(request, "strategy/editor.html", words, status=status)


def _chosen(request: HttpRequest, page: VersionPage) -> ObjectiveLine | None:
    code, public_id = request.GET.get("objective", ""), request.POST.get("objective", "")
    return next((line for line in page.view.objectives if public_id == line.public_id or code == line.code), None)


def _views(page: VersionPage, chosen: ObjectiveLine | None, *, is_list: bool) -> tuple[ViewLink, ...]:
    own = reverse("strategy:map_edit", args=[page.view.number])
    kept = {"of": "" if page.is_main else page.strategy_key, "objective": chosen.code if chosen else ""}

    def link(label: str, view: str, current: bool) -> ViewLink:
        asked_ = urlencode({name: value for name, value in {**kept, "view": view}.items() if value})
        return ViewLink(label, f"{own}?{asked_}" if asked_ else own, current)

    return link(gettext("Picture"), "", not is_list), link(gettext("List"), "list", is_list)


PART_WORDS = {
    "verb": "Verb",
    "what": "What",
    "how_far": "How far",
    "by_when": "By when",
    "for_whom": "For whom",
}


def _parts(page: VersionPage, chosen: ObjectiveLine) -> list[tuple[str, statement.Part]]:
    others = [line.statement for line in page.view.objectives if line is not chosen]
    found = statement.check(chosen.statement or chosen.name, until=page.view.horizon_to, others=others)
    return [(gettext(PART_WORDS[part.key]), part) for part in found]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link of the chosen objective, in or out."""

    leads: bool
    driver: ObjectiveLine
    outcome: ObjectiveLine
    sign: int
    lag: int
    lag_words: str

    @property
    def other(self) -> ObjectiveLine:
        """Return the other end."""
        return self.outcome if self.leads else self.driver


def _links(page: VersionPage, chosen: ObjectiveLine) -> list[LinkRow]:
    codes = {line.code: line for line in page.view.objectives}
    rows = []
    for link in page.view.links:
        if chosen.code not in (link.driver, link.outcome) or not {link.driver, link.outcome} <= codes.keys():
            continue
        lag = ngettext("after %(count)s period", "after %(count)s periods", link.lag) % {"count": link.lag}
        words = lag if link.lag else gettext("in the same period")
        ends = (codes[link.driver], codes[link.outcome])
        rows.append(LinkRow(link.driver == chosen.code, *ends, link.sign, link.lag, words))
    return sorted(rows, key=lambda row: (not row.leads, row.other.code))


def _conflicts(chosen: ObjectiveLine, typed: dict[str, Any]) -> list[Conflict]:
    """Return yours and theirs, where somebody saved before."""
    fields = (("name", gettext("Name"), chosen.name), ("statement", gettext("Statement"), chosen.statement))
    return [
        Conflict(label, str(typed.get(name, "")), theirs)
        for name, label, theirs in fields
        if str(typed.get(name, "")).strip() != theirs
    ]
