"""The Django app of data coming in."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """Load what registers itself: scopes, rules, commands, reactions."""

    name = "lineofsight.integrations"
    label = "integrations"

    def ready(self) -> None:
        """Import the modules whose import is their registration."""
        for module in ("access", "commands", "holds", "queries", "reactions"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
