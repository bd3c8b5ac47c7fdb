"""What keeps an installation from starting in production, and what it warns of: read by every way to start."""

import stat
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50


class UnsafeToStart(ImproperlyConfigured):
    """The settings are no safe ones for production."""


def refusals() -> list[str]:
    """Return why this installation may not start in production; nothing elsewhere."""
    if not settings.PRODUCTION:
        return []
    found = []
    if settings.SECRET_KEY == settings.DEVELOPMENT_KEY:
        found.append("LINEOFSIGHT_SECRET_KEY is the one everybody knows. Set one of your own.")
    elif len(settings.SECRET_KEY) < SHORTEST_KEY:
        found.append(f"LINEOFSIGHT_SECRET_KEY has less than {SHORTEST_KEY} characters. Set a longer one.")
    if settings.DEBUG:
        found.append("LINEOFSIGHT_DEBUG shows code and values on error pages. Switch it off.")
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        found.append("Cookies would travel over http. Secure cookies may not be switched off in production.")
    if not settings.BASE_URL.startswith("https://"):
        found.append("LINEOFSIGHT_BASE_URL is no https address. Links in mails would lead to an open line.")
    if "*" in settings.ALLOWED_HOSTS:
        found.append("LINEOFSIGHT_HOSTS takes any host name. Name those of this installation.")
    return found


def warnings() -> list[str]:
    """Return what an operator should know, in production and elsewhere."""
    folder = Path(settings.DATA_DIR)
    if folder.exists() and folder.stat().st_mode & stat.S_IROTH and settings.PRODUCTION:
        return [f"Every account of this machine can read {folder}. Take that right away: chmod o-rwx."]
    return []


def refuse_if_unsafe() -> None:
    """Raise UnsafeToStart with every reason at once."""
    found = refusals()
    if found:
        raise UnsafeToStart("Lineofsight does not start: " + " ".join(found))
