"""What the pages across domains share: the frame with its panel, and the filtered, paged list."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from lineofsight.base.errors import NotFound
from lineofsight.base.ui.components import Action
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import as_download
from lineofsight.insight.presenting import lists
from lineofsight.insight.presenting import why as why_words
from lineofsight.scorecard.why import why as explain


def show(request: HttpRequest, template: str, words: dict[str, Any], period: str = "") -> HttpResponse:
    """Render a page; `?why=` opens the panel beside it, and the panel alone when only that is asked for."""
    asked = request.GET.get("why", "")
    if asked and period:
        try:
            words["why_panel"] = panel_of(request, asked, period)
        except NotFound:
            words["why_panel"] = None
        if asks_for_side(request) and words["why_panel"]:
            return render(request, "insight/why_panel.html", words)
    return render(request, template, words)


def panel_of(request: HttpRequest, node: str, period: str) -> why_words.WhyPanel | None:
    ctx = context_of(request)
    node_id = int(node) if node.isascii() and node.isdigit() and len(node) < 16 else 0
    tree = explain(ctx, node_id, period)
    kept = {name: value for name, value in request.GET.items() if name in ("as_of", "known_at")}
    return why_words.panel(tree, table.query(None, **kept) if kept else "", is_past=bool(kept))


def note_of(request: HttpRequest, node: int | None, period: str) -> str:
    """Return the Why? of a page's headline number as text for its print; nothing where there is no number."""
    try:
        panel = panel_of(request, str(node or ""), period)
    except NotFound:
        return ""
    return panel.plain_text if panel else ""


def asks_for_side(request: HttpRequest) -> bool:
    return request.headers.get("HX-Target") == "ls-side"


def listing(request: HttpRequest, template: str, title: str, found: Any, columns: Any, default: str) -> HttpResponse:
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
    return show(request, template, words)
