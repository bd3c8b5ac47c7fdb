"""Scorecards: the list, and one scorecard as map, table or trend."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from lineofsight.base.documents import as_pdf
from lineofsight.base.errors import NotFound
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import as_download
from lineofsight.insight import queries
from lineofsight.insight.presenting import lists, maps, papers
from lineofsight.insight.presenting import scorecard as scorecard_words
from lineofsight.insight.views.maps import show_with_links
from lineofsight.insight.views.pages import listing, note_of, show
from lineofsight.scorecard import queries as scores

VIEWS = ("map", "table", "trend")


def scorecards(request: HttpRequest) -> HttpResponse:
    """List the scorecards in reach."""
    found = queries.scorecard_list(context_of(request))
    return listing(request, "insight/scorecards.html", gettext("Scorecards"), found, lists.SCORECARD_COLUMNS, "name")


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
    if document := as_pdf(
        request,
        f"{slug}-{period}",
        papers.FORM,
        lambda: papers.scorecard(ctx, page, rows, str(request.user), note_of(request, page.cell.node_id, period)),
    ):
        return document
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
    if view != "map":
        return show(request, "insight/scorecard.html", words, period)
    links = queries.links_of(page)
    words["drawing"] = maps.picture(page, links, request.GET, sizes=maps.BESIDE_LIST)
    return show_with_links(request, "insight/scorecard.html", words, page, links)


def _as_known_then(request: HttpRequest, slug: str, period: str) -> HttpResponse:
    """Go to the latest period that had a score on the day looked at, where the one on screen had none yet."""
    page = scores.scorecard_page(context_of(request), slug)
    if page.period.key == period:
        raise NotFound(gettext("A score for that period"))
    return redirect(reverse("insight:scorecard", args=[slug, page.period.key]) + table.query(request.GET, why=None))
