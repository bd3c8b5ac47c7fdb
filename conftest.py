"""What every test shares: the write guards in force, and the append-only triggers out of the way of table flushes."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lineofsight.config.settings")
pytest_plugins = ["lineofsight.demo.testing"]


@pytest.fixture(autouse=True)
def _fresh_installation_flag() -> Iterator[None]:
    """Forget between tests whether the database is a demo."""
    from lineofsight.base import history  # inline: settings must be configured first

    history.forget_installation()
    yield
    history.forget_installation()


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Any, tmp_path: Any) -> None:
    """Keep stored files and the audit head of a test in its own folder."""
    settings.FILES_DIR = tmp_path / "files"
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head.jsonl"


@pytest.fixture
def _net_back() -> Iterator[None]:
    """Put the net back on the connection once the tables were emptied."""
    yield
    from django.db import connection  # inline: settings must be configured first

    from lineofsight.base import guards

    guards.watch_connection(None, connection)


@pytest.fixture
def flushed_db(_net_back: None, transactional_db: None) -> Iterator[None]:
    """A database whose commits are real and whose tables are emptied afterwards: our guards are lifted for that."""
    from django.db import connection  # inline: settings must be configured first

    from lineofsight.base import guards, triggers

    triggers.reinstall()
    yield
    triggers.remove()
    connection.execute_wrappers.remove(guards.refuse_stray_writes)
