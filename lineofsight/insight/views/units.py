"""The part of a unit's page that shows its numbers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lineofsight.base.web.requests import context_of
from lineofsight.insight.queries import parts


def unit_numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the scorecards and KPIs of a unit: alone where a page loads it, else as a page of its own."""
    shown = parts.unit_numbers(context_of(request), slug)
    words = {"title": _("Scorecards and KPIs"), "subtitle": shown.unit, "shown": shown}
    part = bool(request.headers.get("HX-Request"))
    return render(request, "insight/parts/unit_numbers.html" if part else "insight/unit_numbers.html", words)
