"""From whatever is there to a database that can be served: checked, migrated, with the demo company if it is empty."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lineofsight.accounts.models import User
from lineofsight.base import history, triggers
from lineofsight.config import safety


class DemoInProduction(safety.UnsafeToStart):
    """The database is a demo, whose passwords everybody knows."""


def migrate() -> int:
    """Bring the tables up to date; return how many migrations ran. A second start finds none and is quick."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True, mode=0o750)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plan = pending()
    if plan:
        call_command("migrate", interactive=False, verbosity=0)
    if triggers.missing():
        triggers.reinstall()
    history.forget_installation()
    return len(plan)


def pending() -> list[str]:
    """Return the migrations that did not run yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def is_empty() -> bool:
    """Test whether nobody is known yet: then a demo may be loaded."""
    return not User.objects.exists()


def prepare() -> bool:
    """Check, migrate, and load the demo company into an empty database where that is allowed; return whether it was."""
    safety.refuse_if_unsafe()
    migrate()
    if settings.PRODUCTION and history.is_demo():
        raise DemoInProduction("This database is a demo, whose passwords everybody knows. Name another DATABASE_URL.")
    if not (settings.DEMO_ALLOWED and is_empty()):
        return False
    from lineofsight.demo import load  # inline: reading the demo company takes a moment that a second start saves

    load.load()
    history.forget_installation()
    return True
