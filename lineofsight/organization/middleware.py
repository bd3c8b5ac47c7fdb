"""Puts the viewer on the request."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from lineofsight.accounts import api_tokens, second_factor
from lineofsight.base.access import ANONYMOUS, Viewer
from lineofsight.base.errors import Refused
from lineofsight.base.web.gate import OPEN_URLS
from lineofsight.organization import standing_in
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


#: Where the session remembers whom one stands in for, and under which leave one looks as somebody.
ACTING, LOOKING = "acting_for", "looking"
BEHALF = "X-On-Behalf-Of"


class NotStandingIn(Refused):
    """A program named somebody whom its owner does not stand in for now."""


def own_viewer(request: HttpRequest) -> Viewer:
    """Return who really signed in, whoever they stand in for or look as."""
    if not request.user.is_authenticated:
        return ANONYMOUS
    return api_tokens.limited(viewer_of(request.user), getattr(request, "token", None))


def _viewer(request: HttpRequest) -> Viewer:
    own = own_viewer(request)
    if own.user_id is None:
        return own
    if request.path.startswith("/api/"):
        return _named_by_header(request, own)
    return _of_session(request, own)


def _named_by_header(request: HttpRequest, own: Viewer) -> Viewer:
    """Return the viewer of an API call: a header names the account on whose behalf it acts."""
    behalf = request.headers.get(BEHALF, "")
    if not behalf:
        return own
    try:
        acting = standing_in.acting_for(own, UUID(behalf))
    except ValueError:
        acting = None
    if acting is None:
        raise NotStandingIn(_("You do not stand in for this account now."))
    return acting


def _of_session(request: HttpRequest, own: Viewer) -> Viewer:
    """Return the viewer of a page; what the session remembers is forgotten once it does not hold any more."""
    for key, build in ((LOOKING, standing_in.looking), (ACTING, standing_in.acting_for)):
        named = request.session.get(key)
        if named is None:
            continue
        found = build(own, named)
        if found is not None:
            return found
        del request.session[key]
    return own
