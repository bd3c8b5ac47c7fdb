"""The Django app of strategies and their objectives."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lineofsight.base.ui import places


class StrategyConfig(AppConfig):
    """Load what registers itself: scopes, rules, commands, reactions."""

    name = "lineofsight.strategy"
    label = "strategy"

    def ready(self) -> None:
        """Import the modules whose import is their registration."""
        for module in ("access", "commands", "holds", "reactions", "sentences", "queries", "orphans"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
        places.register(places.Place(_("Strategy"), "strategy:home", 20, "strategy", ("/strategy/",), key="t"))
