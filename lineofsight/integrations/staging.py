"""Stage an import: read its files, compare them with what is known, and keep the difference for the preview.

Everything is written in small slices to staging tables, so that nobody waits for it. A process that dies leaves
staged rows that nothing shows; the sweep takes them away.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from lineofsight.base import bulk, clock, files, runner
from lineofsight.base.store_models import StoredFile
from lineofsight.base.turns import turn
from lineofsight.integrations import current, differing, mending, rights, staging_report
from lineofsight.integrations.differing import Compared
from lineofsight.integrations.files.corrected import Corrections
from lineofsight.integrations.files.limits import DEFAULT_LIMITS, Limits
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.sources import Source
from lineofsight.integrations.formats.findings import Finding, Severity
from lineofsight.integrations.lookups import Lookups
from lineofsight.integrations.models import Import, ImportProgress, StagedKey, StagedObservation, StagedRow
from lineofsight.integrations.reading import THREADS, Reading, read
from lineofsight.integrations.staging_checks import check_references, missing
from lineofsight.integrations.staging_published import stage_published
from lineofsight.integrations.staging_report import Said
from lineofsight.integrations.staging_values import ValueStager
from lineofsight.integrations.threads import staging as threads
from lineofsight.integrations.tops import place_tops
from lineofsight.integrations.wanted import Wishes, add_lines, wishes
from lineofsight.organization.calendar_math import CalendarRule
from lineofsight.organization.models import Calendar, Person, Unit

BEAT_SECONDS = 0.5
SLICE_ROWS = 2_000


class Canceled(Exception):
    """Somebody asked to stop."""


def stage(run_id: int) -> Import:
    """Stage an import that was uploaded; on return it is ready, failed (with its problem) or canceled."""
    run = Import.objects.get(pk=run_id)
    if run.state != "uploaded":
        return run
    note(run, state="staging")
    try:
        _Stager(run).work()
    except FileProblem as problem:
        clear(run_id)
        where = {"line": problem.line, "column": problem.column, "code": problem.code}
        note(run, state="failed", problem=str(problem), report={**run.report, "problem": where})
    except Canceled:
        clear(run_id)
        note(run, state="canceled")
    except BaseException:
        clear(run_id)
        note(run, state="failed", problem="Something broke while the file was read; nothing was taken. Try it again.")
        raise
    return run


def note(run: Import, **values: Any) -> None:
    """Store what became of an import, visible in history."""
    with runner.system_change("An import goes on.", command="integrations.stage_import"):
        for name, value in values.items():
            setattr(run, name, value)
        run.save(update_fields=sorted(values))


def clear(run_id: int, *, keep_findings: bool = False) -> None:
    """Take away what was staged, in slices.

    With `keep_findings` what was said of lines stays; of an applied import also from which line objectives, goals and
    links came.
    """
    for model in (StagedObservation, StagedKey):
        _delete(model.objects.filter(run_id=run_id))
    rows = StagedRow.objects.filter(run_id=run_id)
    said = Q(verdict__in=("refused", "remark"))
    is_applied = keep_findings and Import.objects.filter(pk=run_id, state="applied").exists()
    kept = said | Q(table__in=THREADS) if is_applied else said
    _delete(rows.exclude(kept) if keep_findings else rows)
    if is_applied:
        _forget(rows.filter(table__in=THREADS, payload__isnull=False))


def _forget(rows: Any) -> None:
    """Keep of what came from files which line it was, and no content."""
    while chosen := list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE_ROWS]):
        with turn():
            rows.filter(pk__gte=chosen[0], pk__lte=chosen[-1]).update(payload=None)


def _delete(rows: Any) -> None:
    while chosen := list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE_ROWS]):
        with turn():
            rows.filter(pk__gte=chosen[0], pk__lte=chosen[-1])._raw_delete(rows.db)


class _Stager:
    """One import on its way from files to a difference."""

    def __init__(self, run: Import) -> None:
        self.run = run
        self.limits = limits_of_installation()
        self.files = {file.pk: file for file in StoredFile.objects.filter(pk__in=run.file_ids)}
        self.ids = {self.files[pk].name: pk for pk in run.file_ids}
        self.corrections = Corrections.of(run.corrections)
        self.headings: dict[str, tuple[str, ...]] = {}
        self.columns: dict[str, dict[str, int]] = {}
        self.scope = rights.scope_of_import(run.created_by)
        self.said = Said()
        self.threads = threads.Staged()
        self._last_beat = 0.0
        self._rows_read = 0
        self._rows: list[StagedRow] = []

    def work(self) -> None:
        """Read, compare, stage."""
        ImportProgress.objects.filter(run=self.run).update(rows_total=self._rows_total())
        reading = self._read()
        self.headings, self.columns = reading.headings, reading.columns
        source = self._source(reading)
        wanted = wishes(reading, self.run.unit.key if self.run.unit else None)
        stated = {table: len(items) for table, items in wanted.items.items()}
        if reading.people or reading.lines:
            add_lines(reading, wanted, set(Person.objects.values_list("key", flat=True)))
        self._refuse_tables(reading, wanted)
        known = current.present(source, {*wanted.items, *(("objectives", "kpis") if reading.organization else ())})
        self._say(place_tops(self.run, source, wanted, known))
        self._say(check_references(wanted, known, source))
        self._say(missing(reading, known))
        dropped = {table: count - len(wanted.items.get(table, [])) for table, count in stated.items()}
        self.threads = threads.stage(reading, source, wanted, known, lambda: self._beat(self._rows_read))
        self._say(self.threads.findings)
        compared = differing.compare(wanted, known)
        self._say([*reading.findings, *wanted.findings])
        said = len(reading.findings)
        self._stage_objects(compared)
        stager = self._values(reading, source, compared)
        self._say(reading.findings[said:])
        self._say(mending.remarks(self.corrections))
        self._finish(reading, source, compared, stager, {**dropped, **self.threads.dropped})

    def _rows_total(self) -> int | None:
        total = 0
        for file in self.files.values():
            with files.open_file(file) as handle:
                if handle.read(2) == b"PK":
                    return None
                while block := handle.read(1 << 20):
                    total += block.count(b"\n")
        return total

    def _read(self) -> Reading:
        sources = [Source(self.files[pk].name, path=files.path_of(self.files[pk])) for pk in self.run.file_ids]
        mapping = self.run.mapping_file
        mapped = Source(mapping.name, path=files.path_of(mapping)) if mapping else None
        return read(
            sources,
            mapped,
            table=self.run.table or None,
            limits=self.limits,
            progress=self._beat,
            corrections=self.corrections,
        )

    def _source(self, reading: Reading) -> str:
        if reading.source:
            return reading.source[:40]
        if reading.units:
            return current.source_of(Unit, (one.key for one in reading.units), "import")
        if reading.people:
            return current.source_of(Person, (one.key for one in reading.people), "import")
        if reading.lines:
            return current.source_of(Person, (one.person for one in reading.lines), "import")
        return "import"

    def _refuse_tables(self, reading: Reading, wanted: Wishes) -> None:
        tables = [*wanted.items, *(["observations"] if reading.has_observations else []), *reading.threads]
        sentence = self.scope.refusal(tables)
        if sentence:
            raise FileProblem("not_allowed", sentence, next_step="Ask somebody whose role does.")

    def _stage_objects(self, compared: Iterable[Compared]) -> None:
        for one in compared:
            if one.verdict == "same":
                continue
            place = one.item.place
            payload = {"after": one.item.values, "before": one.before}
            self._keep(
                StagedRow(
                    run_id=self.run.pk,
                    table=one.item.table,
                    file_name=place.file[:200],
                    line=place.line,
                    pointer=(place.pointer or "")[:400],
                    key=one.item.key[:400],
                    verdict=one.verdict,
                    payload=payload,
                )
            )
        self._flush()

    def _values(self, reading: Reading, source: str, compared: list[Compared]) -> ValueStager:
        start_month = reading.calendar.start_month if reading.calendar else 1
        by_key = reading.format == "table" and not self.run.mapping_file_id
        lookups = Lookups(source, compared, CalendarRule(start_month), by_key)
        lookups.use_calendar(_calendar_id(source, reading, start_month))
        stager = ValueStager(self.run.pk, lookups, self.scope.may_record, self.run.unit_id, self.corrections)
        for name, batch in reading.observations():
            self._say([*batch.findings, *stager.take(name, self.ids.get(name, self.run.file_id), batch)])
        self._say(stager.settle())
        keys = lookups.staged_keys(self.run.pk)
        for first in range(0, len(keys), SLICE_ROWS):
            StagedKey.objects.bulk_create(keys[first : first + SLICE_ROWS])
        return stager

    def _say(self, findings: Iterable[Finding]) -> None:
        for one in findings:
            self.said.add(one)
            self._keep(self._row_of(one))

    def _row_of(self, one: Finding) -> StagedRow:
        column = one.place.column or mending.column_of(one, self.columns.get(one.place.file, {}))
        return StagedRow(
            run_id=self.run.pk,
            table="",
            file_name=one.place.file[:200],
            line=one.place.line,
            column=column,
            pointer=(one.place.pointer or "")[:400],
            key=(one.key or "")[:400],
            verdict="remark" if one.severity is Severity.REMARK else "refused",
            code=one.code[:40],
            sentence=one.sentence,
            next_step=one.next_step,
            raw=one.raw[:2_000].replace("\0", "\ufffd"),
            payload=mending.payload(one, column, self.headings.get(one.place.file)),
        )

    def _keep(self, row: StagedRow) -> None:
        self._rows.append(row)
        if len(self._rows) >= SLICE_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            names = [field.attname for field in StagedRow._meta.concrete_fields if not field.primary_key]
            columns = {name: [getattr(row, name) for row in self._rows] for name in names}
            with turn(), transaction.atomic():
                bulk.append(StagedRow, columns)
            self._rows = []

    def _beat(self, rows: int) -> None:
        """Say that we live and how far we are, and stop if somebody asked for that."""
        if time.monotonic() - self._last_beat < BEAT_SECONDS:
            return
        self._last_beat, self._rows_read = time.monotonic(), rows
        progress = ImportProgress.objects.filter(run=self.run)
        progress.update(rows_read=rows, heartbeat_at=clock.now())
        if progress.filter(is_cancel_asked=True).exists():
            raise Canceled

    def _finish(
        self, reading: Reading, source: str, compared: list[Compared], stager: ValueStager, dropped: dict[str, int]
    ) -> None:
        published = stage_published(self.run.pk, stager.published)
        self._flush()
        _keep_encodings(self.files, reading)
        tables = staging_report.tables(reading, compared, stager, published, self.said, dropped)
        counts = staging_report.counts(reading, tables, stager, self.said)
        report = staging_report.report(reading, tables, stager, self.said) | {"threads": self.threads.said}
        ImportProgress.objects.filter(run=self.run).update(rows_read=counts["rows_read"], heartbeat_at=clock.now())
        note(self.run, state="ready", source=source, format=reading.format, counts=counts, report=report)


def _keep_encodings(stored: dict[int, StoredFile], reading: Reading) -> None:
    """Remember how a text file is written, so that its lines can be shown later."""
    for file in stored.values():
        encoding = reading.facts.get(file.name, {}).get("encoding", "")
        if encoding and file.encoding != encoding:
            file.encoding = encoding[:20]
            file.save(update_fields=["encoding"])


def _calendar_id(source: str, reading: Reading, start_month: int) -> int | None:
    key = reading.calendar.key if reading.calendar else "calendar"
    own = Calendar.objects.filter(source=source, key=key).first()
    alike = own or Calendar.objects.filter(start_month=start_month, pattern="months").order_by("pk").first()
    return alike.pk if alike else None


def limits_of_installation() -> Limits:
    """Return the limits of files under the installation's setting."""
    return replace(DEFAULT_LIMITS, file_bytes=settings.IMPORT_MAX_BYTES)
