"""The Django app of who signs in."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Load what registers itself: scopes, rules, commands, reactions."""

    name = "lineofsight.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Import the modules whose import is their registration."""
        for module in ("access", "commands", "commands_access", "holds", "sentences", "queries", "reactions"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
