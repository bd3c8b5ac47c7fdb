"""Write an archive: every row in the viewer's sight as CSV, the files values rest on, and a manifest with digests."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import IO, Any

from django.db import connection
from django.db.models import QuerySet

from lineofsight.base import files
from lineofsight.base.commands import Context
from lineofsight.base.store_models import StoredFile
from lineofsight.integrations.archives import catalog, package
from lineofsight.integrations.archives.cells import as_cell, kind_of
from lineofsight.integrations.models import Import
from lineofsight.measures.models import Observation, PublishedFigure
from lineofsight.strategy.models import Strategy

SLICE = 2_000
BEGIN = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
EVERY_FILE = ("administrator", "operator")


@dataclass(slots=True)
class Written:
    """What was written: rows by table, files, and rows left out because they refer to what is out of sight."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    left_out: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        return {"rows": self.rows, "files": self.files, "left_out": self.left_out}


def write(ctx: Context, target: IO[bytes]) -> Written:
    """Write what the viewer may see into `target`, all of one instant; return what was written."""
    with _one_instant():
        return _Writer(ctx, target).write()


@contextmanager
def _one_instant() -> Iterator[None]:
    """Read everything as of one commit, without keeping writers out."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


class _Writer:
    def __init__(self, ctx: Context, target: IO[bytes]) -> None:
        self.ctx, self.target = ctx, target
        self.entries: list[dict[str, Any]] = []
        self.partial: dict[catalog.Model, set[Any]] = {}  # ids of what was written of tables that are not seen whole
        self.written = Written()

    def write(self) -> Written:
        with zipfile.ZipFile(self.target, "w", zipfile.ZIP_DEFLATED) as self.archive:
            for model in catalog.tables():
                self._table(model)
            self._files()
            for number, strategy in enumerate(Strategy.objects.visible_to(self.ctx.viewer).order_by("pk"), start=1):
                with self._entry(f"{catalog.PACKAGES}/{number}.json", kind="package") as (out, _):
                    out.write(json.dumps(package.of(self.ctx, strategy), ensure_ascii=False, indent=1).encode())
            manifest = {
                "format": catalog.FORMAT,
                "program": version("lineofsight"),
                "written_at": self.ctx.now.isoformat(),
                "written_by": self.ctx.viewer.name,
                **self.written.as_json(),
                "never_in_an_archive": catalog.kept_back(),
                "entries": self.entries,
            }
            self.archive.writestr(catalog.MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        return self.written

    @contextmanager
    def _entry(self, name: str, **said: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
        entry: dict[str, Any] = {"name": name, **said}
        with self.archive.open(name, "w", force_zip64=True) as raw:
            out = _Digesting(raw)
            yield out, entry
        self.entries.append(entry | {"bytes": out.size, "sha256": out.digest.hexdigest()})

    def _rows(self, model: catalog.Model) -> QuerySet[Any]:
        rows: QuerySet[Any] = model._default_manager.all()
        if model is not StoredFile:
            rows = model.objects.visible_to(self.ctx.viewer)  # type: ignore[attr-defined]
            if rows.count() != model._default_manager.count():
                self.partial[model] = set()
            return rows.order_by("pk")
        seen: set[int | None] = set()
        for fact in (Observation, PublishedFigure):
            seen |= set(fact.objects.visible_to(self.ctx.viewer).values_list("file_id", flat=True).distinct())
        if self.ctx.viewer.holds_everywhere(*EVERY_FILE):
            for run in Import.objects.visible_to(self.ctx.viewer):
                seen |= {*run.file_ids, run.mapping_file_id}
        self.partial[StoredFile] = set()
        return rows.filter(pk__in=seen - {None}).order_by("pk")

    def _table(self, model: catalog.Model) -> None:
        chosen = catalog.fields(model)
        kinds = [kind_of(one) for one in chosen]
        rows = self._rows(model)
        held_back = {at: one for at, one in enumerate(chosen) if self._leads_out(one)}
        label, count, left_out = model._meta.label, 0, 0
        with self._entry(catalog.file_name(model), kind="table", table=label) as (out, entry):
            stream = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
            text = csv.writer(stream)
            text.writerow([one.attname for one in chosen])
            for values in rows.values_list(*(one.attname for one in chosen)).iterator(chunk_size=SLICE):
                kept = self._within_sight(list(values), held_back)
                if kept is None:
                    left_out += 1
                    continue
                text.writerow([as_cell(kind, value) for kind, value in zip(kinds, kept, strict=True)])
                count += 1
                if model in self.partial:
                    self.partial[model].add(kept[0])
            stream.detach()
            entry["rows"] = count
        self.written.rows[label] = count
        if left_out:
            self.written.left_out[label] = left_out

    def _leads_out(self, one: Any) -> bool:
        return bool(one.remote_field and one.related_model in self.partial)

    def _within_sight(self, values: list[Any], held_back: dict[int, Any]) -> list[Any] | None:
        """Return the row without references to what is out of sight; None where it cannot do without one."""
        for at, one in held_back.items():
            if values[at] is not None and values[at] not in self.partial[one.related_model]:
                if not one.null:
                    return None
                values[at] = None
        return values

    def _files(self) -> None:
        digests = StoredFile.objects.filter(pk__in=self.partial[StoredFile], removed_at__isnull=True)
        for file in {file.digest: file for file in digests.order_by("pk")}.values():
            with self._entry(f"files/{file.digest}", kind="file") as (out, _), files.open_file(file) as handle:
                while block := handle.read(files.CHUNK):
                    out.write(block)
            self.written.files += 1


class _Digesting(io.RawIOBase):
    """Hands bytes on and keeps their digest; closing it leaves the entry to the archive."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self.digest, self.size = hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, block: Any) -> int:
        data = bytes(block)
        self._out.write(data)
        self.digest.update(data)
        self.size += len(data)
        return len(data)
