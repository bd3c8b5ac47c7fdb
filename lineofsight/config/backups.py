"""Backups while people work, and their restoring into an empty place: database, stored files, head of the chain.

A backup is a folder. It is written under a name that begins with `.` and gets its own name last, so that one that was
killed half-way is never taken for a whole one. The database is copied first, as of one instant, then the files that
this copy names: a file that came later is not missed, one that was removed later is named in the manifest.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from lineofsight.base import clock, files, sealer
from lineofsight.base.history_models import Seal
from lineofsight.base.store_models import StoredFile

MANIFEST = "manifest.json"
SQLITE_COPY = "database.sqlite3"
POSTGRES_COPY = "database.dump"
CHUNK = 1024 * 1024
KNOWN_FORMAT = 1


class BackupRefused(Exception):
    """The backup cannot be made or restored; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: where it lies, when its database was copied, how much it holds."""

    folder: Path
    made_at: datetime
    files: int
    size: int
    head_seq: int
    missing: tuple[str, ...] = ()


def make(target: Path) -> Backup:
    """Copy database and files into a new folder below `target` and return what was written.

    What was committed before the call is in it; changes are sealed first, so that the copy's chain can be verified
    against the head in its manifest. Raises BackupRefused where the database's own tool is missing or fails.
    """
    sealer.seal_all()
    made_at = clock.now()
    name = f"lineofsight-{made_at:%Y-%m-%dT%H%M%S.%fZ}"
    unfinished = target / f".{name}"
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        before = _named_files()
        copied = _copy_database(unfinished)
        held, missing = _copy_files(unfinished, before | _named_files())
        head = Seal.objects.order_by("-seq").values("seq", "hash").first() or {"seq": 0, "hash": sealer.GENESIS}
        manifest = {
            "format": KNOWN_FORMAT,
            "version": version("lineofsight"),
            "made_at": made_at.isoformat(),
            "database": connection.vendor,
            "copy": {"name": copied.name, "sha256": _digest(copied)},
            "files": held,
            "missing": missing,
            "head_when_done": head,
        }
        (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _flush(unfinished)
        unfinished.rename(target / name)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    size = sum(path.stat().st_size for path in (target / name).rglob("*") if path.is_file())
    return Backup(target / name, made_at, len(held), size, int(head["seq"]), tuple(missing))


def keep_only(target: Path, count: int) -> list[Path]:
    """Delete all finished backups below `target` but the newest `count`, and what was cut off a day ago or longer.

    Returns the folders deleted.
    """
    finished = sorted(path.parent for path in target.glob(f"lineofsight-*/{MANIFEST}"))
    yesterday = f".lineofsight-{clock.now() - timedelta(days=1):%Y-%m-%d}"
    cut_off = [path for path in sorted(target.glob(".lineofsight-*")) if path.name < yesterday]
    old = [*finished[: max(0, len(finished) - count)], *cut_off]
    for folder in old:
        shutil.rmtree(folder)
    return old


def restore(folder: Path) -> Backup:
    """Bring a backup into this installation, which must be empty; every digest is compared before anything is written.

    Raises BackupRefused where the folder is no whole backup, where something in it was altered, where it was made on
    the other kind of database, or where this installation holds data already.
    """
    manifest = _manifest(folder)
    if manifest["database"] != connection.vendor:
        raise BackupRefused(
            f"This backup was made on {manifest['database']}, and DATABASE_URL names {connection.vendor}. "
            "Name a database of the same kind."
        )
    for name, digest in _named(manifest):
        path = folder / name
        if not path.is_file() or _digest(path) != digest:
            raise BackupRefused(f"{name} is missing or differs from its digest in {MANIFEST}. Take another backup.")
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True, mode=0o750)
    if connection.introspection.table_names():
        raise BackupRefused(
            "The database named by DATABASE_URL holds tables already. Name an empty one: a backup never overwrites."
        )
    _restore_database(folder / manifest["copy"]["name"])
    for digest in manifest["files"]:
        place = files.place_of(digest)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(folder / "files" / digest, place)
    last = Seal.objects.order_by("-seq").first()
    if last:
        sealer.write_head(last.seq, last.hash)
    return Backup(
        folder, datetime.fromisoformat(manifest["made_at"]), len(manifest["files"]), 0, last.seq if last else 0
    )


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupRefused(
            f"{folder} is no whole backup: it has no readable {MANIFEST}. A backup that was cut off has none."
        ) from error
    if found.get("format") != KNOWN_FORMAT:
        raise BackupRefused(f"This backup has format {found.get('format')}; this version reads format {KNOWN_FORMAT}.")
    return found


def _named(manifest: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield manifest["copy"]["name"], manifest["copy"]["sha256"]
    for digest in manifest["files"]:
        yield f"files/{digest}", digest


def _copy_database(folder: Path) -> Path:
    return _dump_postgres(folder / POSTGRES_COPY) if connection.vendor == "postgresql" else _copy_sqlite(folder)


def _copy_sqlite(folder: Path) -> Path:
    """Copy by SQLite's own online backup: one consistent instant, while writers go on."""
    target = folder / SQLITE_COPY
    database = import_string("django.db.backends.sqlite3.base.Database")
    connection.ensure_connection()
    copy = database.connect(target)
    try:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        answer = copy.execute("PRAGMA quick_check").fetchone()[0]
    finally:
        copy.close()
    if answer != "ok":
        raise BackupRefused(f"The copy of the database is damaged: {answer}. Look at the database with `check`.")
    return target


def _dump_postgres(target: Path) -> Path:
    """Copy by PostgreSQL's own tool, whose snapshot is one instant."""
    _postgres_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    return target


def _restore_database(copy: Path) -> None:
    if connection.vendor == "postgresql":
        _postgres_tool("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", copy)
        return
    place = Path(settings.DATABASES["default"]["NAME"])
    connection.close()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    for leftover in ("", "-wal", "-shm"):
        Path(f"{place}{leftover}").unlink(missing_ok=True)
    shutil.copyfile(copy, place)


def _postgres_tool(tool: str, *arguments: str | Path) -> None:
    """Run a tool of PostgreSQL's against our database; the password travels in the environment, not in the list."""
    where = connection.get_connection_params()
    words = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    named = {word: str(where[key]) for word, key in words.items() if where.get(key)}
    into = ["--dbname", named["PGDATABASE"]] if tool == "pg_restore" else []
    call = [tool, *into, *map(str, arguments)]  # our own words, and a folder that the operator named
    try:
        done = subprocess.run(call, env={**os.environ, **named}, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise BackupRefused(
            f"{tool} is not installed here. It comes with PostgreSQL's client tools, of the server's version or newer."
        ) from error
    if done.returncode:
        raise BackupRefused(f"{tool} failed: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")


def _named_files() -> set[str]:
    """Return the digests of all stored files that the database says are there."""
    return set(StoredFile.objects.filter(removed_at__isnull=True).values_list("digest", flat=True))


def _copy_files(folder: Path, digests: set[str]) -> tuple[list[str], list[str]]:
    """Copy stored files; return the digests copied, and those whose content is lost although nobody removed it."""
    held, gone = [], []
    (folder / "files").mkdir(mode=0o700)
    for digest in sorted(digests):
        try:
            shutil.copyfile(files.place_of(digest), folder / "files" / digest)
            held.append(digest)
        except FileNotFoundError:
            gone.append(digest)
    still_named = _named_files() if gone else set()
    return held, [digest for digest in gone if digest in still_named]


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _flush(folder: Path) -> None:
    """Have the operating system put every file of the backup on the disk before it gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as handle:
                os.fsync(handle.fileno())
