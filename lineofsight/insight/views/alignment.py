"""Who serves what: the alignment of a unit, and the objectives of units with their key results."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from lineofsight.base.errors import NotFound
from lineofsight.base.ui.components import Column, ThreadStep, ViewLink
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.insight import queries
from lineofsight.insight.presenting import alignment as words_of
from lineofsight.insight.presenting import values
from lineofsight.insight.queries import okrs as okr_queries
from lineofsight.insight.views.pages import asks_for_side, listing, show
from lineofsight.scorecard import queries as scores
from lineofsight.scorecard.results.alignment import AlignmentNode, EffortView

EFFORT_SLOT, TEAM_SLOT = "ls-effort", "ls-team"
OKR_COLUMNS = (
    Column(gettext_lazy("Objective"), "name"),
    Column(gettext_lazy("Unit"), "unit"),
    Column(gettext_lazy("Owner"), "owner"),
    Column(gettext_lazy("Status"), "status"),
    Column(gettext_lazy("Progress"), "progress", numeric=True),
)


def alignment(request: HttpRequest, unit: str | None = None) -> HttpResponse:
    """Show who serves what in a unit: goals, objectives, what stops, what nobody works on, effort against strategy."""
    ctx = context_of(request)
    direction = "down" if request.GET.get("direction") == "down" else "up"
    wanted, opened = request.GET.get("q", "").strip(), request.GET.get("expand", "")
    view = scores.alignment(ctx, unit, direction, opened)  # type: ignore[arg-type]
    drawn = words_of.shown(view, wanted)
    if download := as_download(request, f"alignment-{view.unit_slug}", lambda: _sheet(drawn)):
        return download
    words = {
        "title": gettext("Alignment, %(unit)s") % {"unit": view.unit},
        "subtitle": words_of.subtitle(view),
        "thread": words_of.thread(view),
        "view": view,
        "drawn": drawn,
        "wanted": wanted,
        "picture": words_of.picture(view, drawn, lambda node: _link(request, node, opened)),
        "rows": words_of.table_rows(drawn),
        "views": tuple(
            ViewLink(label, table.query(request.GET, direction=key, why=None), direction == (key or "up"))
            for key, label in ((None, gettext("Up to strategy")), ("down", gettext("Down to people")))
        ),
        "effort_url": reverse("insight:effort_of", args=[view.unit_slug]),
    }
    return show(request, "insight/alignment.html", words)


def effort(request: HttpRequest, unit: str) -> HttpResponse:
    """Show the effort of a unit against the strategy: as a part of another page where that asks for it, or a page."""
    found = scores.effort(context_of(request), unit)
    bars = words_of.effort_rows(found)
    words: dict[str, Any] = {
        "title": gettext("Effort against strategy, %(unit)s") % {"unit": found.subject},
        "effort": found,
        "bars": bars,
        "effort_sentence": words_of.effort_sentence(found),
        "effort_notes": words_of.effort_notes(found),
        "why_url": f"{reverse('insight:effort_of', args=[unit])}{table.query(request.GET, why='effort')}",
        "asks_why": request.GET.get("why") == "effort" and found.to_move is not None,
    }
    if words["asks_why"] and asks_for_side(request):
        return render(request, "insight/effort_why.html", words)
    if request.headers.get("HX-Target") == EFFORT_SLOT:
        return render(request, "insight/parts/effort.html", words)
    if download := as_download(request, f"effort-{unit}", lambda: _effort_sheet(found)):
        return download
    return show(request, "insight/effort.html", words)


def team(request: HttpRequest) -> HttpResponse:
    """Show a leader's units: objectives, effort, people who may need a talk; a part of home, or a page."""
    found = queries.team(context_of(request))
    rows = [(card, words_of.dots(card), words_of.serves_words(card)) for card in found.objectives]
    words: dict[str, Any] = {"title": gettext("My team"), "team": found, "objectives": rows}
    if download := as_download(request, "team", lambda: _team_sheet(rows)):
        return download
    if request.headers.get("HX-Target") == TEAM_SLOT:
        return render(request, "insight/parts/home_team.html", words)
    return show(request, "insight/team.html", words)


def okrs(request: HttpRequest) -> HttpResponse:
    """List the objectives of units that run now."""
    found = okr_queries.okr_list(context_of(request))
    return listing(request, "insight/okrs.html", gettext("OKRs"), found, OKR_COLUMNS, "unit")


def okrs_of_unit(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Show the objectives of a unit in a cycle."""
    page = okr_queries.okrs_of_unit(context_of(request), cycle=cycle, unit=unit)
    return _okr_page(request, page, f"{page.unit}, {page.cycle}")


def okr(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one objective of a unit."""
    page = okr_queries.okr(context_of(request), slug=slug)
    return _okr_page(request, page, page.cards[0].line.name)


def _okr_page(request: HttpRequest, page: okr_queries.OkrPage, title: str) -> HttpResponse:
    name = f"okrs-{page.cycle_slug}-{page.unit_slug}"
    if download := as_download(request, name, lambda: _okr_sheet(page)):
        return download
    asked = request.GET.get("why", "")
    why = next((one for one in words_of.okr_whys(page) if one.key == asked), None)
    if asked and asks_for_side(request):
        if why is None:
            raise NotFound(gettext("This number"))
        return render(request, "insight/sight_why.html", {"sight_why": why})
    words: dict[str, Any] = {
        "title": title,
        "subtitle": f"{page.unit} · {page.cycle}",
        "thread": _thread_of(page) if len(page.cards) == 1 else (),
        "page": page,
        "sight_why": why,
    }
    return show(request, "insight/okr_page.html", words)


def _thread_of(page: okr_queries.OkrPage) -> tuple[ThreadStep, ...]:
    """Return the bar of one objective: itself, the thickest it serves, and how many beside it."""
    line, serves = page.cards[0].line, page.cards[0].serves
    here = ThreadStep("okr", line.name, note=line.unit, here=True)
    if not serves:
        return (here, ThreadStep("stops", gettext("Stops here")))
    first = serves[0]
    url = (
        reverse("insight:okr" if first.kind == "okr" else "insight:objective", args=[first.slug])
        if first.is_open
        else ""
    )
    note = values.share(first.share) if first.share is not None else gettext("supports")
    shape = "okr" if first.kind == "okr" else "objective"
    name = f"{first.code} {first.name}".strip()
    step = ThreadStep(shape, name, url, note, closed=not first.is_open, more=len(serves) - 1)  # type: ignore[arg-type]
    return (here, step, ThreadStep("vision", gettext("Vision"), reverse("strategy:home")))


def _link(request: HttpRequest, node: AlignmentNode, opened: str) -> str:
    """Return where a box leads: an objective of a unit to its page, a strategic one to what serves it."""
    if not node.is_open:
        return ""
    if node.kind == "okr" and node.slug:
        return reverse("insight:okr", args=[node.slug])
    if node.kind == "objective":
        return reverse("insight:objective", args=[node.slug]) if node.slug else ""
    return ""


def _sheet(drawn: words_of.Shown) -> Sheet:
    heads = [gettext(word) for word in ("From", "Serves", "Share", "Status")]
    rows = words_of.table_rows(drawn)
    return Sheet(heads, [[row.source, row.target, row.share, row.status] for row in rows])


def _okr_sheet(page: okr_queries.OkrPage) -> Sheet:
    words = ("Objective", "Owner", "Status", "Progress", "Key result", "Start", "Target", "Current")
    heads = [*(gettext(word) for word in words), gettext("Progress of the key result")]
    body: list[list[Any]] = []
    for card in page.cards:
        line = [card.line.name, card.line.owner, card.line.status, card.line.progress]
        body += [[*line, one.title, one.start, one.target, one.current, one.progress] for one in card.key_results] or [
            [*line, *[None] * 5]
        ]
    return Sheet(heads, body)


def _effort_sheet(found: EffortView) -> Sheet:
    heads = [gettext(word) for word in ("Perspective", "Effort", "Strategy")]
    return Sheet(heads, [[one.name, one.effort, one.strategy] for one in found.perspectives])


def _team_sheet(rows: list[Any]) -> Sheet:
    heads = [gettext(word) for word in ("Objective", "Unit", "Owner", "Serves", "Progress", "Expected", "Status")]
    body = [
        [one.line.name, one.line.unit, one.line.owner, serves, one.line.progress, one.line.expected, one.line.status]
        for one, _, serves in rows
    ]
    return Sheet(heads, body)
