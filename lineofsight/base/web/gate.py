"""Every page demands sign-in unless it is listed here."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse

#: Names of URLs that answer without sign-in. A test holds the whole URL table against this list.
OPEN_URLS = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_inactive",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "health",
        "ui:appearance",
        "javascript-catalog",
    }
)


class SignInGate:
    """Middleware: asks for sign-in before any view that is not open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; signed-in answers are not stored by any cache on the way."""
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse or redirect whoever is not signed in."""
        match = request.resolver_match
        if request.user.is_authenticated or (match and match.view_name in OPEN_URLS):
            return None
        if request.path.startswith("/api/"):
            problem = {
                "type": "about:blank",
                "title": "Sign in first",
                "status": 401,
                "detail": "Send a session or token.",
            }
            return JsonResponse(problem, status=401, content_type="application/problem+json")
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
