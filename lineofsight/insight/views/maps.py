"""The strategy map, as picture, list or table, and on paper."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from lineofsight.base.documents import as_pdf
from lineofsight.base.errors import NotFound
from lineofsight.base.ui.components import ViewLink
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import as_download
from lineofsight.insight import queries
from lineofsight.insight.presenting import map_print, map_why, maps, periods
from lineofsight.insight.presenting import scorecard as scorecard_words
from lineofsight.insight.queries import LinkFacts
from lineofsight.insight.views.pages import asks_for_side, show
from lineofsight.scorecard.results import ScorecardPage

LINK = "link:"


def strategy_map(request: HttpRequest) -> HttpResponse:
    """Show the map of a strategy: objectives with their scores, and what the data say of each arrow."""
    ctx = context_of(request)
    period = request.GET.get("period") or None
    try:
        found = queries.strategy_map(ctx, scorecard=request.GET.get("scorecard") or None, period=period)
    except NotFound:
        if request.GET.get("scorecard") or period:
            raise
        return show(request, "insight/map_empty.html", {"title": gettext("Strategy map")})
    page = found.page
    if period and page.period.key != period:
        return redirect(request.path + table.query(request.GET, period=None, why=None))
    key, is_down = table.sort_of(request.GET, maps.COLUMNS, "driver")
    links = maps.ordered(found.links, key, is_down)
    if download := as_download(request, f"{page.slug}-{page.period.key}-links", lambda: maps.sheet(links)):
        return download
    theme = _theme(request, found)
    codes = frozenset(theme.codes) if theme else None
    if document := as_pdf(
        request,
        f"{page.slug}-{page.period.key}-map",
        map_print.FORM,
        lambda: map_print.sheet(ctx, page, found.links, str(request.user), codes),
    ):
        return document
    view = "table" if request.GET.get("view") == "table" else "map"
    words: dict[str, Any] = {
        "title": gettext("Strategy map"),
        "subtitle": f"{page.name} · {scorecard_words.subtitle(page)}",
        "sentence": maps.sentence(found.links),
        "thread": scorecard_words.thread(page),
        "page": page,
        "links": links,
        "link_rows": [(link, *maps.VERDICTS[link.verdict]) for link in links],
        "columns": maps.COLUMNS,
        "sort": f"-{key}" if is_down else key,
        "view": view,
        "views": tuple(
            ViewLink(label, table.query(request.GET, view=None if name == "map" else name, why=None), name == view)
            for name, label in (("map", gettext("Picture")), ("table", gettext("Table")))
        ),
        "themes": found.themes,
        "theme": theme,
        "period_name": periods.name(page.period),
    }
    if view == "map":
        words["drawing"] = maps.picture(page, found.links, request.GET, codes=codes)
        words["codes"] = codes
    return show_with_links(request, "insight/map.html", words, page, found.links)


def show_with_links(
    request: HttpRequest, template: str, words: dict[str, Any], page: ScorecardPage, links: Sequence[LinkFacts]
) -> HttpResponse:
    """Render a page with arrows: `?why=link:…` opens the panel of one of them, any other the panel of a number."""
    asked = request.GET.get("why", "")
    if not asked.startswith(LINK):
        return show(request, template, words, page.period.key)
    link = next((each for each in links if each.key == asked), None)
    if link is None:
        raise NotFound(gettext("This link"))
    ctx = context_of(request)
    reason = queries.reason_of_link(ctx, page, link)
    words["why_panel"] = map_why.panel(link, reason, request.GET, ctx.known_at or ctx.now)
    return render(request, "insight/why_panel.html" if asks_for_side(request) else template, words)


def _theme(request: HttpRequest, found: queries.StrategyMap) -> queries.ThemeFacts | None:
    return next((each for each in found.themes if each.key == request.GET.get("theme")), None)
