"""Lines of sight: one's own, and that of somebody else as far as their goals are open."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from lineofsight.base import clock
from lineofsight.base.ui.html import number, table
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.insight.presenting import line_of_sight as words_of
from lineofsight.insight.presenting import sight as drawn
from lineofsight.insight.presenting import sight_why, values
from lineofsight.insight.views.pages import asks_for_side, show
from lineofsight.scorecard import queries as scores
from lineofsight.scorecard.results.sight import Moved, Sight, SightStep

SLOT = "ls-sight"
MOVED_SLOT = "ls-moved"


def line_of_sight(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Show how a person's work serves the strategy, up to the vision, and what their team moved."""
    ctx = context_of(request)
    sight = scores.my_line_of_sight(ctx, slug)
    if answer := why_of(request, sight):
        return answer
    if request.headers.get("HX-Target") == SLOT:
        return render(request, "insight/parts/line_of_sight.html", parts(request, sight))
    if download := as_download(request, f"line-of-sight-{sight.slug}", lambda: _sheet(sight)):
        return download
    words = parts(request, sight)
    name = gettext("My line of sight") if sight.is_own else gettext("Line of sight of %s") % sight.person
    words |= {
        "title": name,
        "subtitle": " · ".join(part for part in (sight.title, sight.unit) if part),
    }
    return show(request, "insight/line_of_sight.html", words)


def goals(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the goals of a person that are open to the reader."""
    sight = scores.my_line_of_sight(context_of(request), slug)
    if answer := why_of(request, sight):
        return answer
    if download := as_download(request, f"goals-{sight.slug}", lambda: _goal_sheet(sight)):
        return download
    words = parts(request, sight)
    words["title"] = gettext("My goals") if sight.is_own else gettext("Goals of %s") % sight.person
    words["subtitle"] = " · ".join(part for part in (sight.title, sight.unit) if part)
    return show(request, "insight/line_of_sight_goals.html", words)


def moved(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a person's team moved: as a part of another page where that asks for it, else as a page."""
    ctx = context_of(request)
    found = scores.what_it_moved(ctx, slug)
    words: dict[str, Any] = {"moved": words_of.moved_rows(found), "title": gettext("What it moved")}
    if request.headers.get("HX-Target") == MOVED_SLOT:
        return render(request, "insight/parts/line_of_sight_moved.html", words)
    if download := as_download(request, f"moved-{slug}", lambda: _moved_sheet(found)):
        return download
    return show(request, "insight/line_of_sight_moved.html", words)


def parts(request: HttpRequest, sight: Sight) -> dict[str, Any]:
    """Return what the parts of a line of sight show; the panel beside them where the address asks for one."""
    day = context_of(request).as_of or clock.today()
    here = reverse("insight:line_of_sight") if asks_for_slot(request) else ""

    def link(key: str) -> str:
        return here + table.query(request.GET, why=key)

    def why(step: SightStep) -> str:
        if step.share is None:
            return gettext("supports")
        if drawn.is_rest(step.key):
            return values.share(step.share)
        return number.why(values.share(step.share), link(step.key), label=step.name, quiet=True)

    asked = request.GET.get("why", "")
    return {
        "sight": sight,
        "picture": drawn.picture(sight, why),
        "opening": words_of.opening(sight),
        "sentences": words_of.sentences(sight, day),
        "goals": words_of.goal_rows(sight, link),
        "moved_url": reverse("insight:moved_of", args=[sight.slug]),
        "table": _rows(sight),
        "sight_why": sight_why.answer(sight, asked, day) if asked else None,
    }


def asks_for_slot(request: HttpRequest) -> bool:
    """Test whether only the part is asked for, to be put into another page."""
    return request.headers.get("HX-Target") == SLOT


def why_of(request: HttpRequest, sight: Sight) -> HttpResponse | None:
    """Return the panel alone where only that is asked for."""
    asked = request.GET.get("why", "")
    if not asked or not asks_for_side(request):
        return None
    found = sight_why.answer(sight, asked, context_of(request).as_of or clock.today())
    return render(request, "insight/sight_why.html", {"sight_why": found}) if found else None


def _rows(sight: Sight) -> list[tuple[str, str, str]]:
    """Return the strands as lines of a table: from, to, how much."""
    drawing = drawn.drawing(sight)
    names = {step.key: step.name if step.is_open else gettext("Not open to you") for step in drawing.steps}
    return [
        (
            names[strand.source],
            gettext("Stops here") if strand.kind == "stops" else names[strand.target],
            gettext("supports") if strand.kind == "supports" else values.share(strand.share),
        )
        for strand in drawing.strands
    ]


def _sheet(sight: Sight) -> Sheet:
    heads = [gettext(word) for word in ("From", "Serves", "Share of the whole")]
    return Sheet(heads, [list(row) for row in _rows(sight)])


def _goal_sheet(sight: Sight) -> Sheet:
    heads = [gettext(word) for word in ("Goal", "Measured by", "Share", "Progress", "Expected", "From", "Due")]
    body = [
        [one.title, one.measured_by, one.share, one.progress, one.expected, one.start_on, one.due_on]
        for one in sight.goals
    ]
    return Sheet(heads, body)


def _moved_sheet(found: tuple[Moved, ...]) -> Sheet:
    heads = [gettext(word) for word in ("KPI", "Unit", "Period", "Value")]
    return Sheet(heads, [[one.measure, one.unit, point.period, point.value] for one in found for point in one.points])
