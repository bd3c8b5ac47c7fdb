"""The pages across domains: home, scorecards, KPIs, Why?, source rows. Each parses, asks one query, renders."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from lineofsight.base import clock
from lineofsight.base.errors import NotFound
from lineofsight.base.ui.components import Action, AsOf
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import as_download
from lineofsight.insight import queries
from lineofsight.insight.presenting import kpi as kpi_words
from lineofsight.insight.presenting import lists, values
from lineofsight.insight.presenting import scorecard as scorecard_words
from lineofsight.insight.presenting import why as why_words
from lineofsight.scorecard import queries as scores
from lineofsight.scorecard.why import why as explain

VIEWS = ("map", "table", "trend")


def home(request: HttpRequest) -> HttpResponse:
    """Show where to begin: the scorecards this reader may open, nearest first, and what waits."""
    ctx = context_of(request)
    found = queries.home(ctx)
    return _page(request, "insight/home.html", {"title": gettext("Home"), "home": found})


def scorecards(request: HttpRequest) -> HttpResponse:
    """List the scorecards in reach."""
    found = queries.scorecard_list(context_of(request))
    return _list(request, "insight/scorecards.html", gettext("Scorecards"), found, lists.SCORECARD_COLUMNS, "name")


def latest_scorecard(request: HttpRequest, slug: str) -> HttpResponse:
    """Go to the scorecard in the period asked for, else in the latest that has a score."""
    page = scores.scorecard_page(context_of(request), slug, request.GET.get("period") or None)
    kept = table.query(request.GET, period=None)
    return redirect(reverse("insight:scorecard", args=[slug, page.period.key]) + (kept if kept != "?" else ""))


def scorecard(request: HttpRequest, slug: str, period: str) -> HttpResponse:
    """Show a scorecard in a period, as map, table or trend."""
    ctx = context_of(request)
    try:
        page = scores.scorecard_page(ctx, slug, period)
    except NotFound:
        if not ctx.known_at:
            raise
        return _as_known_then(request, slug, period)
    view = request.GET.get("view", "map")
    view = view if view in VIEWS else "map"
    key, is_down = table.sort_of(request.GET, scorecard_words.COLUMNS, "code")
    rows = scorecard_words.sorted_objectives(page, key, is_down)
    if download := as_download(request, f"{slug}-{period}", lambda: lists.scorecard_sheet(page, rows)):
        return download
    words = {
        "title": page.name,
        "subtitle": scorecard_words.subtitle(page),
        "sentence": scorecard_words.sentence(page),
        "facts": scorecard_words.facts(page),
        "thread": scorecard_words.thread(page),
        "views": scorecard_words.views(page, view),
        "view": view,
        "changed": scorecard_words.changed(page),
        "quiet": scorecard_words.quiet_count(page),
        "page": page,
        "rows": rows,
        "columns": scorecard_words.COLUMNS,
        "sort": f"-{key}" if is_down else key,
    }
    return _page(request, "insight/scorecard.html", words, period)


def _as_known_then(request: HttpRequest, slug: str, period: str) -> HttpResponse:
    """Go to the latest period that had a score on the day looked at, where the one on screen had none yet."""
    page = scores.scorecard_page(context_of(request), slug)
    if page.period.key == period:
        raise NotFound(gettext("A score for that period"))
    return redirect(reverse("insight:scorecard", args=[slug, page.period.key]) + table.query(request.GET, why=None))


def kpis(request: HttpRequest) -> HttpResponse:
    """List the KPIs in reach, with filter, sort and pages."""
    found = queries.kpi_list(context_of(request))
    return _list(request, "insight/kpis.html", gettext("KPIs"), found, lists.KPI_COLUMNS, "name")


def kpi(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a KPI at a unit: good? changed? and everything it rests on."""
    ctx = context_of(request)
    unit, period = request.GET.get("unit") or None, request.GET.get("period") or None
    page = scores.measure_page(ctx, slug, unit, period)
    if period and page.period.key != period:  # not known on that day, or no such period: the address says what is shown
        return redirect(request.path + table.query(request.GET, period=None, why=None))
    if download := as_download(request, slug, lambda: lists.series_sheet(page)):
        return download
    care = queries.care(ctx, page.public_id, page.unit_public_id)
    words = {
        "title": page.card.name,
        "subtitle": kpi_words.subtitle(page),
        "thread": kpi_words.thread(page),
        "headline": kpi_words.headline(page),
        "chart": kpi_words.chart(page),
        "view": request.GET.get("view", "chart"),
        "views": lists.kpi_views(request.GET, page),
        "page": page,
        "value_head": values.head(page.card.factor, page.card.unit_kind),
        "has_parts": any(row.numerator is not None for row in page.by_unit),
        "actions": kpi_words.actions(page, care.acts),
        "people": care.people,
    }
    return _page(request, "insight/kpi.html", words, page.period.key)


def why(request: HttpRequest, node: int, period: str) -> HttpResponse:
    """Explain one number on a page of its own, or as the panel alone when the page asks for it."""
    panel = _panel(request, str(node), period)
    if panel is None:
        raise NotFound(gettext("This number"))
    if _asks_for_side(request):
        return render(request, "insight/why_panel.html", {"why_panel": panel})
    return _page(request, "insight/why.html", {"title": panel.title, "why_panel": panel})


def source(request: HttpRequest, observation: int) -> HttpResponse:
    """Show the lines of the file a value rests on."""
    found = queries.source(context_of(request), observation)
    return _page(request, "insight/source.html", {"title": gettext("Source rows"), "source": found})


def _panel(request: HttpRequest, node: str, period: str) -> why_words.WhyPanel | None:
    ctx = context_of(request)
    node_id = int(node) if node.isascii() and node.isdigit() and len(node) < 16 else 0
    tree = explain(ctx, node_id, period)
    kept = {name: value for name, value in request.GET.items() if name in ("as_of", "known_at")}
    return why_words.panel(tree, table.query(None, **kept) if kept else "", is_past=bool(kept))


def _page(request: HttpRequest, template: str, words: dict[str, Any], period: str = "") -> HttpResponse:
    """Render a page; `?why=` opens the panel beside it, and the panel alone when only that is asked for."""
    asked = request.GET.get("why", "")
    if asked and period:
        try:
            words["why_panel"] = _panel(request, asked, period)
        except NotFound:
            words["why_panel"] = None
        if _asks_for_side(request) and words["why_panel"]:
            return render(request, "insight/why_panel.html", words)
    words["as_of"] = AsOf(day=context_of(request).as_of, today=clock.today())
    return render(request, template, words)


def _asks_for_side(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target") == "ls-side"


def _list(request: HttpRequest, template: str, title: str, found: Any, columns: Any, default: str) -> HttpResponse:
    """Render a filtered, sorted, paged table; downloads hold exactly the rows shown on all pages."""
    wanted = request.GET.get("q", "").strip()
    key, is_down = table.sort_of(request.GET, columns, default)
    rows = lists.arranged(found, wanted, key, is_down)
    if download := as_download(request, title.lower(), lambda: lists.sheet(rows, columns)):
        return download
    shown = Paginator(rows, table.ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    words = {
        "title": title,
        "subtitle": table.row_count(len(rows)),
        "rows": shown,
        "columns": columns,
        "sort": f"-{key}" if is_down else key,
        "wanted": wanted,
        "unfiltered": len(found),
        "clear": Action(gettext("Clear filter"), request.path),
    }
    return _page(request, template, words)
