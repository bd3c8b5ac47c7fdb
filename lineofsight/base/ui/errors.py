"""One way to show a page that says what went wrong and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lineofsight.base.ui.components import Action, Text

STATUSES = (400, 403, 404, 409, 500, 503)


def error_page(
    request: HttpRequest, status: int, *, heading: Text, sentence: Text, action: Action | None = None
) -> HttpResponse:
    """Return a page with its own heading and sentence, for refusals whose reason is known."""
    context = {
        "heading": heading,
        "sentence": sentence,
        "next_url": action.url if action else "",
        "next_label": action.label if action else "",
    }
    return render(request, "ui/error.html", context, status=status)


def conflict(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the 409 page: someone saved before the reader."""
    return render(request, "409.html", status=409)


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the 503 page, with a hint to clients to come back in half a minute."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "30"
    return response


def not_open(request: HttpRequest, reason: Text, action: Action | None = None) -> HttpResponse:
    """Return a 403 page with the sentence of the refusal."""
    return error_page(request, 403, heading=_("Not open to you"), sentence=reason, action=action)
