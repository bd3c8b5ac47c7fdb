"""What a person chose about the look, carried to the browser they use."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpResponse

from lineofsight.accounts.models import User
from lineofsight.base.ui.chrome import DENSITY_COOKIE, THEME_COOKIE

A = TypeVar("A", bound=HttpResponse)
A_YEAR = 365 * 24 * 3600


def remember(response: A, user: User) -> A:
    """Set the cookies that the page frame and the language follow; an empty choice leaves them alone."""
    chosen = {THEME_COOKIE: user.theme, DENSITY_COOKIE: user.density, settings.LANGUAGE_COOKIE_NAME: user.language}
    for name, value in chosen.items():
        if value:
            response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
