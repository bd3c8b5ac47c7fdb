"""What a command error looks like as an answer, for pages and programs alike."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views import defaults

from lineofsight.base.errors import CommandError, Held, Invalid, NotFound, Refused, Stale

STATUS = {NotFound: 404, Refused: 403, Stale: 409, Invalid: 422, Held: 202}


class CommandErrors:
    """Middleware: turns an expected error of a command or query into a page or a problem document."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; one whose address holds a zero byte names nothing, and no database would take it."""
        if "\x00" in unquote_plus(request.get_full_path()):
            return render(request, "400.html", {"sentence": "This address cannot be read."}, status=400)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for an expected error; others are left to crash."""
        if not isinstance(error, CommandError):
            return None
        if request.path.startswith("/api/"):
            return problem(error)
        status = status_of(error)
        template = f"{status}.html" if status in (403, 404, 409) else "400.html"
        return render(request, template, {"sentence": str(error)}, status=status)


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that names nothing: a page, and to a program a problem document."""
    if request.path.startswith("/api/"):
        return problem(NotFound("The API has nothing at this address; /api/v1/openapi.json lists what it has."))
    return defaults.page_not_found(request, exception)


def status_of(error: CommandError) -> int:
    """Return the HTTP status of an expected error."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def problem(error: CommandError) -> JsonResponse:
    """Return the error as Problem Details (RFC 9457)."""
    status = status_of(error)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": type(error).__name__,
        "status": status,
        "detail": str(error),
    }
    if isinstance(error, Invalid):
        body["errors"] = [{"field": name, "detail": text} for name, text in error.problems.items()]
    if isinstance(error, Held):
        body["held"] = error.hold
    return JsonResponse(body, status=status, content_type="application/problem+json")
