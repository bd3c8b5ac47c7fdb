"""Backups made while somebody writes, restored into an empty place, on both databases (T70)."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from lineofsight.config import backups

SERVER = os.environ.get("LINEOFSIGHT_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
DIGEST = hashlib.sha256(b"rows").hexdigest()
WRITER = """
import django; django.setup()
from lineofsight.base import runner
from lineofsight.organization.models import Unit
for number in range(100_000):
    with runner.system_change("one more"):
        Unit(slug=f"u{number}", key=f"u{number}").save()
    print(number, flush=True)
"""
COUNT = """
import django; django.setup()
from lineofsight.organization.models import Unit
print(Unit.objects.count())
"""


@dataclass(frozen=True)
class Installation:
    """A folder and a database of their own, driven from the command line."""

    folder: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINEOFSIGHT", "DATABASE"))}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "lineofsight.config.settings",
            "LINEOFSIGHT_DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database,
            "LINEOFSIGHT_DEMO": "false",
        }

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def lineofsight(self, *arguments: str) -> tuple[int, str]:
        """Run a subcommand; return its exit code and all it said."""
        process = self.start("-m", "lineofsight.cli", *arguments)
        out, err = process.communicate(timeout=120)
        return process.returncode, out + err

    def units(self) -> int:
        out, err = self.start("-c", COUNT).communicate(timeout=60)
        assert out.strip().isdigit(), err
        return int(out)


def _new_postgres() -> str:
    name = f"backup_{uuid.uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return SERVER.rsplit("/", 1)[0] + f"/{name}"


def _drop_postgres(database: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE {database.rsplit('/', 1)[1]} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])]
)
def installations(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, Installation]]:
    """One installation that is in use, and one that is empty."""
    both = []
    for name in ("used", "empty"):
        folder = tmp_path_factory.mktemp(name)
        database = f"sqlite:///{folder / 'data.sqlite3'}" if request.param == "sqlite" else _new_postgres()
        both.append(Installation(folder, database))
    used, empty = both
    code, said = used.lineofsight("admin", "office@norrvik.example")
    assert code == 0, said
    yield used, empty
    if request.param == "postgresql":
        for each in both:
            _drop_postgres(each.database)


def test_what_was_written_before_the_backup_began_is_there_again(
    installations: tuple[Installation, Installation], tmp_path: Path
) -> None:
    used, empty = installations
    writer = used.start("-c", WRITER)
    assert writer.stdout is not None
    acknowledged = [int(writer.stdout.readline()) for _ in range(20)]

    code, said = used.lineofsight("backup", str(tmp_path))
    writer.kill()
    writer.communicate()
    folder = next(tmp_path.glob("lineofsight-*"))
    restored, told = empty.lineofsight("restore", str(folder))

    assert code == 0, said
    assert restored == 0, told
    assert "The chain holds." in told
    assert len(acknowledged) <= empty.units() <= used.units()
    again, refusal = empty.lineofsight("restore", str(folder))
    assert (again, "holds tables already" in refusal) == (1, True)


def test_a_backup_killed_half_way_is_never_taken_for_a_whole_one(
    installations: tuple[Installation, Installation], tmp_path: Path
) -> None:
    used, empty = installations
    process = used.start("-c", _backup_that_stops(tmp_path))
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "copied"

    process.send_signal(signal.SIGKILL)
    process.wait(30)

    (unfinished,) = tmp_path.iterdir()
    assert unfinished.name.startswith(".")
    code, said = empty.lineofsight("restore", str(unfinished))
    assert (code, "no whole backup" in said) == (1, True)
    code, said = used.lineofsight("backup", str(tmp_path), "--keep", "1")
    assert code == 0, said
    assert len(list(tmp_path.glob("lineofsight-*"))) == 1


def _backup_that_stops(target: Path) -> str:
    """Return a program that makes a backup and waits for its end at the first line of Python after the copy."""
    return f"""
import sys, threading
import django; django.setup()
from pathlib import Path
from typing import Any
from lineofsight.config import backups
def stop(event, arguments):
    if event == "shutil.rmtree" or (event == "open" and str(arguments[0]).endswith("manifest.json")):
        print("copied", flush=True)
        threading.Event().wait()
sys.addaudithook(stop)
backups.make(Path({str(target)!r}))
"""


def test_only_the_newest_and_what_may_still_be_under_way_are_kept(tmp_path: Path) -> None:
    for name in ("lineofsight-2026-01-01", "lineofsight-2026-01-02", "lineofsight-2026-01-03"):
        (tmp_path / name).mkdir()
        (tmp_path / name / backups.MANIFEST).write_text("{}")
    (tmp_path / ".lineofsight-2026-01-01").mkdir()
    (tmp_path / ".lineofsight-9999-01-01").mkdir()
    (tmp_path / "notes").mkdir()

    deleted = backups.keep_only(tmp_path, 2)

    assert [path.name for path in deleted] == ["lineofsight-2026-01-01", ".lineofsight-2026-01-01"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".lineofsight-9999-01-01",
        "lineofsight-2026-01-02",
        "lineofsight-2026-01-03",
        "notes",
    ]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda folder: (folder / "database.sqlite3").write_bytes(b"x"), "differs from its digest"),
        (lambda folder: (folder / "database.sqlite3").unlink(), "is missing or differs"),
        (lambda folder: (folder / "files" / DIGEST).write_bytes(b"x"), f"files/{DIGEST} is missing or differs"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "no whole backup"),
        (lambda folder: _write(folder, database="oracle"), "was made on oracle"),
        (lambda folder: _write(folder, format=9), "has format 9"),
        (lambda folder: None, "holds tables already"),
    ],
    ids=["altered", "no database", "altered file", "cut off", "other database", "newer format", "not empty"],
)
def test_a_spoilt_backup_restores_nothing(
    db: None, tmp_path: Path, settings: Any, spoil: Callable[[Path], object], sentence: str
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / DIGEST).write_bytes(b"rows")
    (tmp_path / "database.sqlite3").write_bytes(b"tables")
    copy = {"name": "database.sqlite3", "sha256": hashlib.sha256(b"tables").hexdigest()}
    _write(tmp_path, format=1, database=connection.vendor, made_at="2026-11-17", copy=copy, files=[DIGEST])
    spoil(tmp_path)

    with pytest.raises(backups.BackupRefused, match=re.escape(sentence)):
        backups.restore(tmp_path)

    assert not list(settings.FILES_DIR.glob("*/*"))


def _write(folder: Path, **values: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**(json.loads(path.read_text()) if path.exists() else {}), **values}))
