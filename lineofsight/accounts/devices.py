"""Devices in words: what a browser says of itself, and whether this account was used in it before."""

import re

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

KNOWN_COOKIE = "ls-known"
KNOWN_SECONDS = 400 * 24 * 3600
MOST_ACCOUNTS = 5

#: In this order: many browsers also name those they descend from.
BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)


def in_words(user_agent: str) -> tuple[str, str]:
    """Return browser and system by name, each empty where it cannot be told."""
    return _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)


def is_known(request: HttpRequest, user_id: int) -> bool:
    """Test whether somebody signed in to this account in this browser before."""
    return user_id in _known(request)


def remember(request: HttpRequest, response: HttpResponse, user_id: int) -> None:
    """Let this browser remember that the account was used in it."""
    known = [user_id, *(one for one in _known(request) if one != user_id)][:MOST_ACCOUNTS]
    response.set_cookie(
        KNOWN_COOKIE,
        signing.dumps(known, salt=KNOWN_COOKIE),
        max_age=KNOWN_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _known(request: HttpRequest) -> list[int]:
    try:
        return list(signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=KNOWN_COOKIE))
    except (signing.BadSignature, TypeError):
        return []


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, text)), "")
