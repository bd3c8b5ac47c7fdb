"""The strategy, its versions, and how two of them differ."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lineofsight.base.errors import NotFound
from lineofsight.base.ui.components import Action, ThreadStep
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.strategy import presenting, queries
from lineofsight.strategy.queries import Shelf, VersionPage


def address(name: str, page: VersionPage, *, of: str = "", **more: Any) -> str:
    """Return the address of a page about a version; it names the strategy by its key where it is not the main one."""
    kept = {**({} if page.is_main else {"of": of or page.strategy_key}), **more}
    found = reverse(f"strategy:{name}", args=[page.view.number])
    return f"{found}?{urlencode(kept)}" if kept else found


def asked(request: HttpRequest, number: int | None = None, shelf: Shelf | None = None) -> VersionPage:
    """Return the version that an address names; from a shelf it comes without owners and themes."""
    of = request.GET.get("of", "")[:120]
    return queries.version_page(context_of(request), number=number, of=of, found=shelf, is_bare=shelf is not None)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show where the organization goes: vision, perspectives, themes, and every strategy with its versions."""
    ctx = context_of(request)
    found = queries.shelf(ctx)
    rows, page = queries.rows_of(found), None
    if rows:
        try:
            page = queries.version_page(ctx, of=request.GET.get("of", "")[:120], found=found)
        except NotFound:
            if request.GET.get("of"):
                raise
    words = {
        "title": gettext("Strategy"),
        "subtitle": presenting.subtitle(page) if page else "",
        "rows": rows,
        "page": page,
        "thread": thread(page) if page else (),
        "bands": presenting.by_perspective(page.view) if page else (),
        "counts": presenting.size(page.view) if page else "",
        "version_url": address("version", page) if page else "",
    }
    return render(request, "strategy/home.html", words)


def thread(page: VersionPage) -> tuple[ThreadStep, ...]:
    """Return the line of sight of a version: to its vision."""
    steps = [ThreadStep("perspective", page.view.title, note=presenting.size(page.view), here=True)]
    if page.view.vision:
        steps.append(ThreadStep("vision", gettext("Vision"), "", page.view.vision))
    return tuple(steps)


@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """Show a version: its texts, its map, what the map lacks, and what may be done to it now."""
    page = asked(request, number)
    health = queries.findings(page.view, {code: len(names) for code, names in page.owners.items()})
    words = {
        "title": page.view.title,
        "subtitle": presenting.subtitle(page),
        "page": page,
        "thread": thread(page),
        "bands": presenting.by_perspective(page.view),
        "drawing": presenting.picture(page) if page.view.objectives else "",
        "health": health,
        "acts": offered(page),
        "changes_url": address("changes", page) if page.base else "",
        "counts": presenting.size(page.view),
    }
    return render(request, "strategy/version.html", words)


def offered(page: VersionPage) -> list[Action]:
    """Return the acts that can be done to a version now."""
    acts, view = page.acts, page.view
    found = []
    if acts.edit.allowed:
        found.append(Action(gettext("Edit the map"), address("map_edit", page)))
        found.append(Action(gettext("Edit the texts"), address("texts_edit", page)))
    words = (
        ("submit", acts.submit, gettext("Send for approval")),
        ("return", acts.send_back, gettext("Send back to draft")),
        ("approve", acts.approve, gettext("Approve version %(number)s") % {"number": view.number}),
        ("adopt", acts.adopt, gettext("Put version %(number)s in force") % {"number": view.number}),
    )
    possible = [(name, label) for name, decision, label in words if decision.allowed]
    for name, label in possible:
        kept = "" if page.is_main else f"?of={page.strategy_key}"
        url = reverse("strategy:act", args=[view.number, name]) + kept
        found.append(Action(label, url, main=name == possible[-1][0]))
    return found


@require_safe
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show how a version differs from another, field by field."""
    ctx = context_of(request)
    shelf = queries.shelf(ctx)
    page = asked(request, number, shelf)
    wanted = request.GET.get("with", "")
    line = next((each for each in page.versions if str(each.number) == wanted), None) or page.base
    if line is None or line.number == number:
        raise NotFound(gettext("An earlier version"))
    found = queries.differences(ctx, page, line.number, shelf)
    names = {each.key: each.name for each in page.view.perspectives}
    rows = presenting.differences(found, names)
    heads = [gettext(word) for word in ("What happened", "To what", "Which", "Field", "Before", "After")]
    body = [[row.how, row.what, row.name, row.field, row.before, row.after] for row in rows]
    if download := as_download(request, f"versions-{line.number}-{number}", lambda: Sheet(heads, body)):
        return download
    words = {
        "title": gettext("Version %(number)s against version %(base)s") % {"number": number, "base": line.number},
        "subtitle": presenting.subtitle(page),
        "sentence": presenting.summary(found),
        "rows": rows,
        "page": page,
        "base": line,
        "back": address("version", page),
    }
    return render(request, "strategy/changes.html", words)
