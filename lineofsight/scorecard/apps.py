"""The Django app of scorecards and scores."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class ScorecardConfig(AppConfig):
    """Load what registers itself: scopes, rules, commands, reactions."""

    name = "lineofsight.scorecard"
    label = "scorecard"

    def ready(self) -> None:
        """Import the modules whose import is their registration."""
        loaded = ("access", "commands", "holds", "sentences", "queries", "orphans", "reactions", "threads.reactions")
        for module in loaded:
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
