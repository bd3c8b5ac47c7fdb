"""The start page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from lineofsight.base.web.requests import context_of
from lineofsight.insight import queries
from lineofsight.insight.views.pages import show


def home(request: HttpRequest) -> HttpResponse:
    """Show where to begin: the scorecards this reader may open, nearest first, and what waits."""
    ctx = context_of(request)
    found = queries.home(ctx)
    return show(request, "insight/home.html", {"title": gettext("Home"), "home": found})
