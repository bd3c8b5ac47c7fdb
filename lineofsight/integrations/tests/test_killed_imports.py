"""An import killed at any moment leaves nothing visible, and the same file comes in afterwards."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import psycopg
import pytest
from django.db import connection, connections

from lineofsight.demo import testing

pytestmark = pytest.mark.one_database

ROWS = 12_000
SCRIPT = """
import sys, django
django.setup()
from pathlib import Path
from django.core.management import call_command
from lineofsight.bench import imports
from lineofsight.integrations import cli, staging, sweeping
what, path = sys.argv[1], Path(sys.argv[2])
if what == "prepare":
    call_command("migrate", verbosity=0)
    imports._prepare({measures})
    imports._write_file(path, {measures}, seed=1)
else:
    print("begins", flush=True)
    run = staging.stage(cli.bring([path], None, None).pk)
    run = cli.apply(run, "kill")
    staging.clear(run.pk)
    sweeping.SILENT_SECONDS = -1
    sweeping.sweep()
""".format(measures=ROWS // 60)


class Scratch:
    """A database and folder of its own, worked on by processes that may die."""

    def __init__(self, folder, url):
        self.folder, self.url = folder, url
        (folder / "work.py").write_text(SCRIPT, encoding="utf-8")
        self.environment = os.environ | {
            "DATABASE_URL": url,
            "LINEOFSIGHT_DATA_DIR": str(folder),
            "LINEOFSIGHT_FILES_DIR": str(folder / "files"),
            "DJANGO_SETTINGS_MODULE": "lineofsight.config.settings",
        }

    def start(self, what):
        command = [sys.executable, str(self.folder / "work.py"), what, str(self.folder / "values.csv")]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True, cwd=os.getcwd())

    def ask(self, query):
        if self.url.startswith("postgres"):
            database = psycopg.connect(self.url)
        else:
            database = sqlite3.connect(self.url.removeprefix("sqlite:///"))
        with contextlib.closing(database):
            return database.execute(query).fetchone()[0]

    def values(self):
        return self.ask("SELECT count(*) FROM measures_observation")

    def applied(self):
        return self.ask("SELECT count(*) FROM integrations_import WHERE state = 'applied'")

    def waiting(self):
        """Return how many staged values belong to previews that were never applied: they wait for a person."""
        return self.ask(
            "SELECT count(*) FROM integrations_stagedobservation s JOIN integrations_import i ON i.id = s.run_id"
            " WHERE i.state = 'ready'"
        )

    def acts(self):
        return self.ask("SELECT count(*) FROM base_change WHERE command = 'integrations.apply_import'")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory, django_db_setup):
    folder = tmp_path_factory.mktemp("killed")
    with scratch_database(folder) as url:
        made = Scratch(folder, url)
        assert made.start("prepare").wait() == 0
        yield made


@contextlib.contextmanager
def scratch_database(folder):
    """Yield the address of an empty database of the kind that is tested; it is gone afterwards."""
    if connection.vendor != "postgresql":
        yield f"sqlite:///{folder / 'scratch.sqlite3'}"
        return
    config = dict(connections["default"].settings_dict)
    name = f"{config['NAME']}_{folder.name.replace('-', '_')}"
    testing._administer("DROP DATABASE IF EXISTS {}", name)
    testing._administer("CREATE DATABASE {}", name)
    try:
        yield testing._url({**config, "NAME": name})
    finally:
        testing._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def kill_during(scratch, moments):
    chooser = random.Random(len(moments))
    for earliest, latest in moments:
        process = scratch.start("import")
        process.stdout.readline()
        time.sleep(chooser.uniform(earliest, latest))  # the moment of the kill is the test, not a wait for something
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert scratch.values() == (ROWS if scratch.applied() else 0)
        assert scratch.acts() == scratch.applied()
    last = scratch.start("import")
    assert last.communicate()[0]
    assert last.returncode == 0
    assert scratch.values() == ROWS
    assert (
        scratch.ask("SELECT count(*) FROM integrations_import WHERE state NOT IN ('applied', 'failed', 'ready')") == 0
    )
    assert scratch.ask("SELECT count(*) FROM integrations_stagedobservation") == scratch.waiting()


def test_killed_three_times_and_then_it_comes_in(scratch):
    kill_during(scratch, [(0.0, 0.2), (0.2, 0.6), (0.5, 1.5)])


@pytest.mark.slow
def test_killed_twenty_times_and_then_it_comes_in(scratch):
    kill_during(scratch, [(0.0, 2.0)] * 20)
