"""Read an archive into an empty installation: checked whole first, then every row under its own number, in one act."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from lineofsight.accounts.models import User
from lineofsight.base import bulk, files, runner
from lineofsight.base.store_models import StoredFile
from lineofsight.integrations.archives import catalog
from lineofsight.integrations.archives.cells import from_cell, kind_of
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.measures.models import Measure
from lineofsight.organization.models import Person, Unit
from lineofsight.scorecard import recompute

MANIFEST_BYTES = 16 * 1024 * 1024
MOST_BYTES = 200 * 1024 * 1024 * 1024
CELL_BYTES = 64 * 1024 * 1024
SLICE = 5_000
AGAIN = "Make the archive again, or copy it again."


@dataclass(frozen=True, slots=True)
class Restored:
    """What was read: rows by table, files, and how many scores came out otherwise when computed anew."""

    rows: dict[str, int]
    files: int
    scores_differing: int


def is_archive(path: Path) -> bool:
    """Test whether a file is an archive of an installation."""
    try:
        with zipfile.ZipFile(path) as archive:
            return catalog.MANIFEST in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def restore(path: Path) -> Restored:
    """Read an archive into this installation; FileProblem where it is damaged or the installation is not empty."""
    _refuse_unless_empty()
    with zipfile.ZipFile(path) as archive:
        manifest = _manifest(path.name, archive)
        tables = _known_tables(path.name, manifest)
        for entry in manifest["entries"]:
            _check(path.name, archive, entry)
        found = [entry for entry in manifest["entries"] if entry["kind"] == "file"]
        for entry in found:
            with archive.open(entry["name"]) as content:
                files.keep(content, limit=MOST_BYTES)
        rows = {}
        why = (
            f"Read from the archive {path.name} of {manifest['written_at'][:10]}, written by {manifest['written_by']}."
        )
        with runner.system_change(why, command="integrations.restore_archive"):
            users: dict[int, int] = {}
            for model in catalog.tables():
                if model in tables:
                    with _text(archive, catalog.file_name(model)) as text:
                        rows[model._meta.label] = _Table(path.name, model, users).read(text)
    differing = recompute.full("an archive that was read").written
    return Restored(rows, len(found), differing)


def _refuse_unless_empty() -> None:
    for model, what in ((Unit, "units"), (Person, "people"), (Measure, "KPIs"), (StoredFile, "files")):
        count = model._default_manager.count()
        if count:
            raise FileProblem(
                "not_empty",
                f"An archive is read into an empty installation; this one has {count:,} {what}.",
                next_step="Name an empty database by DATABASE_URL.",
            )


def _manifest(name: str, archive: zipfile.ZipFile) -> dict[str, Any]:
    if archive.getinfo(catalog.MANIFEST).file_size > MANIFEST_BYTES:
        raise _damaged(name, "its manifest is too long to be one")
    try:
        manifest: dict[str, Any] = json.loads(archive.read(catalog.MANIFEST))
        wanted = all(isinstance(entry["name"], str) for entry in manifest["entries"])
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile):
        raise _damaged(name, "its manifest cannot be read") from None
    if manifest.get("format") != catalog.FORMAT or not wanted:
        step = f"This program reads {catalog.FORMAT}; use the version of Lineofsight that wrote it."
        raise FileProblem("archive_unknown", f"{name} is an archive of another kind.", next_step=step)
    return manifest


def _known_tables(name: str, manifest: dict[str, Any]) -> set[catalog.Model]:
    """Return the tables of the archive; one that this program does not have would be lost silently."""
    by_label = {model._meta.label: model for model in catalog.tables()}
    labels = [entry["table"] for entry in manifest["entries"] if entry["kind"] == "table"]
    unknown = [label for label in labels if label not in by_label]
    if unknown:
        step = "Read it with the version that wrote it, or a later one."
        raise FileProblem("table_unknown", f"{name} holds {unknown[0]}, which is not known here.", next_step=step)
    return {by_label[label] for label in labels}


def _check(name: str, archive: zipfile.ZipFile, entry: dict[str, Any]) -> None:
    """Refuse an entry that is not, byte for byte, what the manifest says."""
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(entry["name"]) as content:
            while block := content.read(files.CHUNK):
                digest.update(block)
                size += len(block)
                if size > entry["bytes"]:
                    break
    except (KeyError, zipfile.BadZipFile, EOFError, OSError):
        raise _damaged(name, f"{entry['name']} is missing or cannot be read") from None
    if (digest.hexdigest(), size) != (entry["sha256"], entry["bytes"]):
        raise _damaged(name, f"{entry['name']} is not what its manifest says")


def _damaged(name: str, what: str) -> FileProblem:
    return FileProblem("archive_damaged", f"{name} is damaged: {what}. Nothing was read.", next_step=AGAIN)


@contextmanager
def _text(archive: zipfile.ZipFile, name: str) -> Iterator[io.TextIOWrapper]:
    with archive.open(name) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
        yield text


class _Table:
    """Rows of one table on their way in; `users` says under which number each account stands here."""

    def __init__(self, name: str, model: catalog.Model, users: dict[int, int]) -> None:
        self.name, self.model, self.users = name, model, users

    def read(self, text: io.TextIOWrapper) -> int:
        csv.field_size_limit(CELL_BYTES)
        rows = csv.reader(text)
        by_name = {field.attname: field for field in catalog.fields(self.model)}
        header = next(rows)
        unknown = [column for column in header if column not in by_name]
        if unknown:
            where = f"{self.name}, {catalog.file_name(self.model)}"
            step = "Read it with the version that wrote it, or a later one."
            raise FileProblem("column_unknown", f"{where}: the column {unknown[0]} is not known.", next_step=step)
        chosen = [by_name[column] for column in header]
        count = 0
        while values := self._slice(rows, chosen):
            count += len(values)
            if self.model is User:
                self._accounts(header, values)
            else:
                columns: dict[str, Any] = dict(zip(header, zip(*values, strict=True), strict=True))
                bulk.append(self.model, columns)
        if count and self.model is not User:
            self._set_sequence()
        return count

    def _slice(self, rows: Any, chosen: list[Any]) -> list[list[Any]]:
        read = []
        for row in rows:
            read.append([self._value(one, cell, rows.line_num) for one, cell in zip(chosen, row, strict=True)])
            if len(read) == SLICE:
                break
        return read

    def _value(self, field: Any, cell: str, line: int) -> Any:
        try:
            value = from_cell(kind_of(field), cell)
        except (ValueError, ValidationError):
            where = f"{self.name}, {catalog.file_name(self.model)}, line {line} ({field.attname})"
            raise FileProblem(
                "value_unreadable", f"{where}: “{cell[:40]}” is no such value.", next_step=AGAIN
            ) from None
        return self.users.get(value, value) if _is_account(field) else value

    def _accounts(self, header: list[str], values: list[list[Any]]) -> None:
        """Make accounts without a password; one of the same e-mail address that is here already stays."""
        for row in values:
            said = dict(zip(header, row, strict=True))
            number, email = said.pop("id"), said.pop("email")
            here = User.objects.filter(email__iexact=email).first()
            self.users[number] = (here or User.objects.create_user(email, **said)).pk

    def _set_sequence(self) -> None:
        """Let numbers go on behind those that were read."""
        key = self.model._meta.pk
        if connection.vendor == "postgresql" and key.get_internal_type() == "BigAutoField":
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(_no_style(), [self.model]):
                    cursor.execute(statement)


def _is_account(field: Any) -> bool:
    return getattr(field, "related_model", None) is User


def _no_style() -> Any:
    from django.core.management.color import no_style  # inline: only where a sequence is set

    return no_style()
