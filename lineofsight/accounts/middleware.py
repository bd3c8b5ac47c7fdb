"""Doors beside the session: a token for programs; and when each session was seen last, for its owner alone."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse, JsonResponse

from lineofsight.accounts import api_tokens
from lineofsight.base import clock

SEEN_EVERY = 300  # seconds
SEEN = "seen"


class TokenSignIn:
    """Middleware: `Authorization: Bearer los_…` on an address of the API signs the call in, with the token's rights.

    A header that names no valid token is refused, whatever session comes along.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign the call in, or refuse it."""
        header = request.headers.get("Authorization", "")
        request.token = None  # type: ignore[attr-defined]
        if not (header and request.path.startswith("/api/")):
            return self.get_response(request)
        kind, _, secret = header.partition(" ")
        token = api_tokens.find(secret.strip()) if kind.lower() == "bearer" else None
        if token is None:
            return _unknown_token()
        request.user, request.token = token.user, token  # type: ignore[attr-defined]
        api_tokens.note_use(token)
        return self.get_response(request)


class LastSeen:
    """Middleware: a session's owner sees when it was used last, to five minutes; nobody else ever does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note the time now and then; a call with a token has no session."""
        if request.user.is_authenticated and request.token is None:  # type: ignore[attr-defined]
            now = int(time.time())
            if now - request.session.get(SEEN, 0) > SEEN_EVERY and request.method in ("GET", "POST"):
                self._note(request, now)
        return self.get_response(request)

    def _note(self, request: HttpRequest, now: int) -> None:
        request.session[SEEN] = now
        agent = request.headers.get("User-Agent", "")[: UserSession._meta.get_field("user_agent").max_length]
        values = {"last_seen_at": clock.now(), "user_agent": agent}
        UserSession.objects.filter(session_key=request.session.session_key).update(**values)


def _unknown_token() -> JsonResponse:
    told = "There is no such token, or it was revoked, or it has expired."
    body = {"type": "about:blank", "title": "Sign in first", "status": 401, "detail": told}
    headers = {"WWW-Authenticate": "Bearer"}
    return JsonResponse(body, status=401, content_type="application/problem+json", headers=headers)
