"""Two days side by side: a KPI, or a scorecard."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lineofsight.base.errors import NotFound
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import as_download
from lineofsight.insight.presenting import compare as words_of
from lineofsight.insight.queries import compare


@require_safe
def kpi(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a KPI at a unit at two moments."""
    ctx, (first, second) = context_of(request), words_of.moments(request.GET)
    unit, period = request.GET.get("unit") or None, request.GET.get("period") or None
    a, b = (compare.kpi_at(ctx, slug, unit, period, moment) for moment in (first, second))
    page = b.page or a.page
    if page is None:
        raise NotFound(_("KPI"))
    rows = words_of.kpi_rows(a, b)
    words = {"title": page.card.name, "sentence": words_of.kpi_sentence(a, b), "subtitle": page.unit_name}
    return _shown(request, f"{slug}-compared", rows, (first, second), words, reverse("insight:kpi", args=[slug]))


@require_safe
def scorecard(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a scorecard at two moments."""
    ctx, (first, second) = context_of(request), words_of.moments(request.GET)
    period = request.GET.get("period") or None
    a, b = (compare.scorecard_at(ctx, slug, period, moment) for moment in (first, second))
    page = b.page or a.page
    if page is None:
        raise NotFound(_("Scorecard"))
    rows = words_of.scorecard_rows(a, b)
    words = {"title": page.name, "sentence": words_of.scorecard_sentence(rows), "subtitle": page.unit_name}
    back = reverse("insight:scorecard_latest", args=[slug])
    return _shown(request, f"{slug}-compared", rows, (first, second), words, back)


def _shown(
    request: HttpRequest, name: str, rows: list[Any], moments: tuple[Any, Any], words: dict[str, Any], back: str
) -> HttpResponse:
    names = (words_of.name(moments[0]), words_of.name(moments[1]))
    if download := as_download(request, name, lambda: words_of.sheet(rows, names)):
        return download
    words |= {
        "title": _("%(what)s on two days") % {"what": words["title"]},
        "rows": rows,
        "names": names,
        "moments": moments,
        "differing": sum(1 for row in rows if not row.is_same),
        "back": back,
    }
    return render(request, "insight/compare.html", words)
