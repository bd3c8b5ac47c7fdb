"""The Django app of KPIs, targets and values."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Load what registers itself: scopes, rules, commands, reactions."""

    name = "lineofsight.measures"
    label = "measures"

    def ready(self) -> None:
        """Import the modules whose import is their registration."""
        for module in ("access", "commands", "holds", "reactions", "sentences", "queries", "orphans"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
