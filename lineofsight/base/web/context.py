"""What every template knows."""

from typing import Any

from django.http import HttpRequest

from lineofsight.base import history
from lineofsight.base.web import past


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the viewer, the day looked at, and whether this is a demo database."""
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    return {
        "viewer": getattr(request, "viewer", None),
        "is_demo": history.is_demo(),
        "past": past.looked_at(request) if signed_in else None,
    }
