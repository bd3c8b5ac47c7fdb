"""Whose data fails: a part of the steward's home, and a page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.insight import queries
from lineofsight.insight.presenting import quality as words_of
from lineofsight.insight.views.pages import show

SLOT = "ls-quality"


def data_quality(request: HttpRequest) -> HttpResponse:
    """Show the KPIs of the reader whose data fails, worst first, each with the reason and the next step."""
    found = queries.failing_data(context_of(request))
    lines = words_of.lines(found)
    words: dict[str, Any] = {
        "title": gettext("Data quality"),
        "said": words_of.sentence(found),
        "quality": found,
        "lines": lines,
    }
    if download := as_download(request, "data-quality", lambda: _sheet(lines)):
        return download
    if request.headers.get("HX-Target") == SLOT:
        return render(request, "insight/parts/home_quality.html", words)
    return show(request, "insight/quality.html", words)


def _sheet(lines: tuple[words_of.QualityLine, ...]) -> Sheet:
    heads = [gettext(word) for word in ("KPI", "Grade", "Quality", "Reason", "Unit", "Next step")]
    return Sheet(heads, [[one.name, one.grade, one.index, one.reason, one.place, one.step] for one in lines])
