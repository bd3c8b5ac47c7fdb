"""Why? and the source rows behind it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from lineofsight.base.errors import NotFound
from lineofsight.base.web.requests import context_of
from lineofsight.insight import queries
from lineofsight.insight.views.pages import asks_for_side, panel_of, show


def why(request: HttpRequest, node: int, period: str) -> HttpResponse:
    """Explain one number on a page of its own, or as the panel alone when the page asks for it."""
    panel = panel_of(request, str(node), period)
    if panel is None:
        raise NotFound(gettext("This number"))
    if asks_for_side(request):
        return render(request, "insight/why_panel.html", {"why_panel": panel})
    return show(request, "insight/why.html", {"title": panel.title, "why_panel": panel})


def source(request: HttpRequest, observation: int) -> HttpResponse:
    """Show the lines of the file a value rests on."""
    found = queries.source(context_of(request), observation)
    return show(request, "insight/source.html", {"title": gettext("Source rows"), "source": found})
