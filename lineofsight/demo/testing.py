"""Pytest fixtures that hand out the loaded demo company: loaded once for a state of the code, then copied.

- `demo`: the test runs in a copy of the demo, and what it writes is rolled back.
- `demo_copy`: a factory of copies of one's own, for a server in another process; it returns its environment.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connections, transaction
from django.db.utils import load_backend
from psycopg import sql

ALIAS = "default"
PACKAGE = Path(__file__).resolve().parent.parent
CACHE = PACKAGE.parent / ".cache" / "demo"
BUILD = """
import time
import django; django.setup()
from django.core.management import call_command
from django.urls import get_resolver
from lineofsight.base import triggers
from lineofsight.demo import load
call_command("migrate", verbosity=0)
triggers.reinstall()
get_resolver().url_patterns  # a server has read its addresses before it loads
started = time.process_time()
load.load()
print(time.process_time() - started)
"""
BUILT = "built"
#: Names of folders and modules whose code shows or serves, and so cannot shape what commands have stored.
SHAPES_NO_DEMO = frozenset(
    {"tests", "ui", "web", "views", "urls", "forms", "presenting", "templatetags", "bench", "serving", "cli", "api"}
)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Copy:
    """A database with the demo in it, and the folder with its files; `config` is Django's."""

    config: Row
    folder: Path

    @property
    def load_seconds(self) -> float:
        """Return the processor time that loading took; templates know it."""
        return float((self.folder / BUILT).read_text())

    @property
    def environment(self) -> dict[str, str]:
        """Return what a process needs to work on this copy."""
        return {"DATABASE_URL": _url(self.config), "LINEOFSIGHT_DATA_DIR": str(self.folder)}


@pytest.fixture(scope="session")
def demo_template(django_db_setup: None) -> Copy:
    """The demo as it was loaded, for this state of the code: nobody writes in it."""
    config = dict(connections[ALIAS].settings_dict)
    key = _state_of_code()[:12]
    folder = CACHE / f"{connections[ALIAS].vendor}-{key}"
    name = f"lineofsight_demo_{key}" if _is_postgres(config) else str(folder / "demo.sqlite3")
    template = Copy({**config, "NAME": name}, folder)
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"lock-{connections[ALIAS].vendor}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_built(template):
            _build(template)
    return template


@pytest.fixture(scope="session")
def _demo_of_worker(demo_template: Copy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    with _copied(demo_template, tmp_path_factory.mktemp("demo")) as made:
        yield made


@pytest.fixture
def demo(db: None, _demo_of_worker: Copy, _files_of_this_test: None, settings: Any) -> Iterator[Copy]:
    """Run the test in the demo company; what it writes is rolled back."""
    from lineofsight.base import history  # inline: settings must be configured first

    settings.FILES_DIR = _demo_of_worker.folder / "files"
    own = connections[ALIAS]
    connections[ALIAS] = load_backend(_demo_of_worker.config["ENGINE"]).DatabaseWrapper(_demo_of_worker.config, ALIAS)
    history.forget_installation()
    try:
        with transaction.atomic():
            yield _demo_of_worker
            transaction.set_rollback(True)
    finally:
        connections[ALIAS].close()
        connections[ALIAS] = own
        history.forget_installation()


@pytest.fixture(scope="session")
def demo_copy(demo_template: Copy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Copy]]:
    """Return a function that makes a copy of the demo, which lives until the end of the session."""
    made: list[Any] = []

    def copy() -> Copy:
        context = _copied(demo_template, tmp_path_factory.mktemp("demo-copy"))
        made.append(context)
        return context.__enter__()

    yield copy
    for context in made:
        context.__exit__(None, None, None)


def _state_of_code() -> str:
    """Return a digest of all code that may shape the demo, and of the database that is used."""
    digest = hashlib.sha256(str(settings.DATABASES[ALIAS]["ENGINE"]).encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        if SHAPES_NO_DEMO.isdisjoint(path.relative_to(PACKAGE).with_suffix("").parts):
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _is_built(template: Copy) -> bool:
    return (template.folder / BUILT).exists() and _exists(template.config)


def _build(template: Copy) -> None:
    """Load the demo in a process of its own, as a user would."""
    shutil.rmtree(template.folder, ignore_errors=True)
    template.folder.mkdir(parents=True)
    if _is_postgres(template.config):
        _administer("DROP DATABASE IF EXISTS {}", template.config["NAME"])
        _administer("CREATE DATABASE {}", template.config["NAME"])
    environment = {**os.environ, **template.environment, "LINEOFSIGHT_DEMO": "true"}
    done = subprocess.run(  # noqa: S603 our own code in our own interpreter
        [sys.executable, "-c", BUILD], env=environment, cwd=PACKAGE.parent, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.fail(f"The demo could not be loaded:\n{done.stderr[-4000:]}", pytrace=False)
    (template.folder / BUILT).write_text(done.stdout.splitlines()[-1])
    _forget_older(template)


def _forget_older(template: Copy) -> None:
    """Remove the templates of earlier states of the code; those in use by others stay."""
    vendor, _, _ = template.folder.name.partition("-")
    for old in CACHE.glob(f"{vendor}-*"):
        if old == template.folder:
            continue
        if _is_postgres(template.config):
            _administer("DROP DATABASE IF EXISTS {}", f"lineofsight_demo_{old.name.partition('-')[2]}")
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _copied(template: Copy, folder: Path) -> Iterator[Copy]:
    shutil.copytree(template.folder / "files", folder / "files")
    if not _is_postgres(template.config):
        shutil.copy(template.config["NAME"], folder / "demo.sqlite3")
        yield Copy({**template.config, "NAME": str(folder / "demo.sqlite3")}, folder)
        return
    name = f"{template.config['NAME']}_{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"
    _administer("CREATE DATABASE {} TEMPLATE {}", name, template.config["NAME"])
    try:
        yield Copy({**template.config, "NAME": name}, folder)
    finally:
        _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _is_postgres(config: Row) -> bool:
    return str(config["ENGINE"]).endswith("postgresql")


def _exists(config: Row) -> bool:
    if not _is_postgres(config):
        return Path(config["NAME"]).exists()
    with _server(config) as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [config["NAME"]]).fetchone()
    return found is not None


def _administer(statement: str, *names: str) -> None:
    with _server(connections[ALIAS].settings_dict) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _server(config: Row) -> psycopg.Connection:
    return psycopg.connect(_url({**config, "NAME": "postgres"}), autocommit=True)


def _url(config: Row) -> str:
    if not _is_postgres(config):
        return f"sqlite:///{config['NAME']}"
    secret = f":{quote(config['PASSWORD'])}" if config.get("PASSWORD") else ""
    host, port = config.get("HOST") or "127.0.0.1", config.get("PORT") or 5432
    return f"postgres://{quote(config['USER'])}{secret}@{host}:{port}/{config['NAME']}"
