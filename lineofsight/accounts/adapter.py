"""How sign-in behaves: accounts are made by administrators, nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):
    """Closes self sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an administrator or an import makes accounts."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return home."""
        return "/"

    def is_safe_url(self, url: str | None) -> bool:
        """Allow only addresses on this host."""
        return bool(super().is_safe_url(url))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to the rate limits; nothing is told about whether the account exists."""
