"""Every address of the product; a test holds each against the permission table."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from lineofsight.config.api import api
from lineofsight.config.health import health

#: Domains with pages of their own, in the order in which their addresses are tried.
DOMAINS = ("governance", "organization", "strategy", "measures", "integrations", "insight")


def _pages(domain: str) -> list[URLPattern | URLResolver]:
    """Return the addresses of a domain, none where it has no pages yet."""
    module = f"lineofsight.{domain}.urls"
    return [path("", include(module))] if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("lineofsight.accounts.urls")),
    path("ui/", include("lineofsight.base.ui.urls")),
    path("api/v1/", api.urls),
    path("health/", health, name="health"),
    path("", include("lineofsight.base.web.urls")),
]
for _domain in DOMAINS:
    urlpatterns += _pages(_domain)

handler404 = "lineofsight.base.web.errors.nothing_here"
handler429 = "lineofsight.accounts.views.too_many"  # where allauth looks for it
