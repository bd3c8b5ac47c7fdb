"""KPIs: the list, and one KPI at a unit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from lineofsight.base.documents import as_pdf
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import as_download
from lineofsight.insight import queries
from lineofsight.insight.presenting import kpi as kpi_words
from lineofsight.insight.presenting import lists, papers, values
from lineofsight.insight.views.pages import listing, note_of, show
from lineofsight.scorecard import queries as scores


def kpis(request: HttpRequest) -> HttpResponse:
    """List the KPIs in reach, with filter, sort and pages."""
    found = queries.kpi_list(context_of(request))
    return listing(request, "insight/kpis.html", gettext("KPIs"), found, lists.KPI_COLUMNS, "name")


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
    if document := as_pdf(
        request,
        f"{slug}-{page.period.key}",
        papers.FORM,
        lambda: papers.kpi(ctx, page, care.people, str(request.user), note_of(request, page.node_id, page.period.key)),
    ):
        return document
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
    return show(request, "insight/kpi.html", words, page.period.key)
