"""The Django app of the machinery under every domain."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class BaseConfig(AppConfig):
    """Install the write guards on every connection and after every migration."""

    name = "lineofsight.base"
    label = "base"

    def ready(self) -> None:
        """Connect the guards; Django's own signals are the only hook for connections and migrations."""
        from lineofsight.base import guards, triggers  # inline: they need loaded models
        from lineofsight.base.notices import commands, jobs, sentences  # noqa: F401 inline: their import registers them
        from lineofsight.base.search import index  # noqa: F401 inline: its import lets the index follow commands

        connection_created.connect(guards.watch_connection, dispatch_uid="ls-guards")
        post_migrate.connect(triggers.reinstall, dispatch_uid="ls-triggers")
