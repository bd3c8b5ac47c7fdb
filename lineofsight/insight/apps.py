"""The Django app of pages across domains."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lineofsight.base.ui import places


class InsightConfig(AppConfig):
    """Load what registers itself: scopes, rules, commands, reactions."""

    name = "lineofsight.insight"
    label = "insight"

    def ready(self) -> None:
        """Import the modules whose import is their registration."""
        loaded = ("access", "commands", "holds", "queries", "reactions", "finding", "notices", "notices_organization")
        for module in (*loaded, "slots"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
        _register_places()


def _register_places() -> None:
    """Put the places of these pages into the top bar."""
    places.register(places.Place(_("Home"), "insight:home", 10, "home", (), key="h"))
    places.register(
        places.Place(
            _("Scorecard"), "insight:scorecards", 30, "scorecard", ("/scorecards/", "/why/", "/sources/"), key="s"
        )
    )
    places.register(places.Place(_("KPIs"), "insight:kpis", 35, "table", ("/kpis/",), key="k"))
    places.register(places.Place(_("OKRs"), "insight:okrs", 38, "goal", ("/okrs/",), key="o"))
