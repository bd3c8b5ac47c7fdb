"""Puts the viewer on the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from lineofsight.base.access import ANONYMOUS, Viewer
from lineofsight.organization.viewers import viewer_of


class ViewerMiddleware:
    """Middleware: `request.viewer` is who looks; it costs its two queries only where it is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the viewer lazily and answer."""
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _viewer(request: HttpRequest) -> Viewer:
    return viewer_of(request.user) if request.user.is_authenticated else ANONYMOUS
