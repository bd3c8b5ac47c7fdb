"""Puts the viewer on the request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from lineofsight.accounts import api_tokens, second_factor
from lineofsight.base.access import ANONYMOUS, Viewer
from lineofsight.base.web.gate import OPEN_URLS
from lineofsight.organization.viewers import viewer_of

#: What one needs while setting a second factor up.
SETTING_UP = frozenset({"account_reauthenticate", "account_change_password", "account_logout"})


class ViewerMiddleware:
    """Middleware: `request.viewer` is who looks; it costs its two queries only where it is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the viewer lazily and answer."""
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class SecondFactorGate:
    """Middleware: who holds a role of the setting sets up a second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead whoever still lacks the second factor to where it is set up; where none is asked for, ask nothing."""
        if not settings.SECOND_FACTOR_ROLES or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in OPEN_URLS or name in SETTING_UP or name.startswith("mfa_"):
            return None
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        if viewer.roles.isdisjoint(settings.SECOND_FACTOR_ROLES) or second_factor.is_set_up(request.user):
            return None
        told = _("Your role asks for a second factor. Set one up first.")
        if request.path.startswith("/api/"):
            body = {"type": "about:blank", "title": "Refused", "status": 403, "detail": told}
            return JsonResponse(body, status=403, content_type="application/problem+json")
        messages.info(request, told)
        return redirect("mfa_index")


def _viewer(request: HttpRequest) -> Viewer:
    if not request.user.is_authenticated:
        return ANONYMOUS
    return api_tokens.limited(viewer_of(request.user), getattr(request, "token", None))
