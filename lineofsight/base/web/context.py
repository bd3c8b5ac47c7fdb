"""What every template knows."""

from typing import Any

from django.http import HttpRequest

from lineofsight.base import history


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the viewer and whether this is a demo database."""
    return {"viewer": getattr(request, "viewer", None), "is_demo": history.is_demo()}
