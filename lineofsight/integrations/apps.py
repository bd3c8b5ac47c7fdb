"""The Django app of data coming in."""

from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lineofsight.base.ui import places


class IntegrationsConfig(AppConfig):
    """Load what registers itself: scopes, rules, commands, reactions."""

    name = "lineofsight.integrations"
    label = "integrations"

    def ready(self) -> None:
        """Import the modules whose import is their registration."""
        for module in ("access", "commands", "holds", "sentences", "queries", "reactions", "notices"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
        _register_places()


def _register_places() -> None:
    """Put Imports into the top bar of those whose role brings data in."""
    from lineofsight.integrations import rights  # inline: models must be loaded first

    def may_open(request: HttpRequest) -> bool:
        return rights.has_importing_role(request.viewer)  # type: ignore[attr-defined]

    place = places.Place(
        _("Imports"), "integrations:imports", 40, "download", ("/imports/", "/exports/"), key="i", tab=False
    )
    places.register(replace(place, may_open=may_open))
