"""Rows of tables whose objects have a key of their own: units, people, lines, objectives, KPIs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .batches import Batch
from .field_readers import Reader, UnknownWord, reader_for, rounding_remark
from .field_sources import Row, Sources
from .findings import Account, Finding, Place, refused, remark
from .mapping_parts import Output
from .package_checks import note_case
from .package_scoring import with_scoring
from .periods import Calendar
from .records import KpiRecord
from .values import Missing, ValueProblem
from .words import UNIT_OF_MEASURE_WORDS, look_up


@dataclass(slots=True)
class _Group:
    """What the rows of one key said: the record kept, its order, all lines and whether they agree."""

    record: Any
    order: tuple[str, ...]
    lines: list[int]
    fields: set[str]


class KeyedRows:
    """Read one output of keyed records; records are handed on when all rows are known."""

    def __init__(self, sources: Sources, output: Output, calendar: Calendar) -> None:
        self.file, self.output, self.spec = sources.file, output, output.table
        self.account = Account()
        self.findings: list[Finding] = []
        self._getters = sources.getters(output)
        stated = [column for column in self.spec.columns if column.name in output.fields]
        self._readers: dict[str, Reader] = {
            column.name: reader_for(column, output.fields[column.name], calendar) for column in stated
        }
        self._order = [sources.index(heading) for heading in output.order]
        self._positions = {
            name: sources.header.index(source.column) + 1
            for name, source in output.fields.items()
            if source.column in sources.header
        }
        self._groups: dict[tuple[Any, ...], _Group] = {}
        self._notes: list[Finding] = []

    def take(self, rows: Sequence[tuple[int, Row]]) -> Batch:
        """Take some rows in; the batch holds the findings on them."""
        batch = Batch(self.spec.name)
        for line, row in rows:
            self.account.read += 1
            record = self._record(line, row, batch.findings)
            if record is not None:
                self._group(line, row, record)
        return batch

    def _record(self, line: int, row: Row, findings: list[Finding]) -> Any | None:
        values: dict[str, Any] = {}
        for name, read in self._readers.items():
            text = self._getters[name](row)
            place = Place(self.file, line, self._positions.get(name))
            try:
                value = read(text)
            except UnknownWord as problem:
                findings.append(self._note(problem, place, name, values.get("key"), text))
                continue
            except ValueProblem as problem:
                self._refuse(problem, place, name, values.get("key"), text, findings)
                return None
            if sentence := rounding_remark(text, value):
                note = f"{place.words().capitalize()} ({name}): {sentence}"
                findings.append(remark("decimals_rounded", note, place, values.get("key"), raw=text))
            if value is not None and not isinstance(value, Missing):
                values[name] = value
        for name in self.spec.required:
            if name not in values:
                place = Place(self.file, line, self._positions.get(name))
                step = "Fill it in, or leave the row out."
                empty = ValueProblem("required_empty", f"it is empty{made_of(self.output, name)}.", step)
                self._refuse(empty, place, name, values.get("key"), "", findings)
                return None
        if "row_key" in self.spec.record._fields:
            values["row_key"] = "|".join(str(values.get(name, "")) for name in self.spec.key)
        return self.spec.record(place=Place(self.file, line), **values)

    def _note(self, problem: ValueProblem, place: Place, name: str, key: str | None, raw: str) -> Finding:
        sentence = f"{place.words().capitalize()} ({name}): {problem.sentence}"
        return remark(problem.code, sentence, place, key, problem.next_step, raw)

    def _refuse(
        self, problem: ValueProblem, place: Place, name: str, key: str | None, raw: str, findings: list[Finding]
    ) -> None:
        self.account.refused[problem.code] += 1
        sentence = f"{place.words().capitalize()} ({name}): {problem.sentence}"
        findings.append(refused(problem.code, sentence, place, key, problem.next_step, raw))

    def _group(self, line: int, row: Row, record: Any) -> None:
        key = tuple(getattr(record, name) for name in self.spec.key)
        order = tuple(row[index] for index in self._order)
        group = self._groups.get(key)
        if group is None:
            self._groups[key] = _Group(record, order, [line], set())
            return
        group.lines.append(line)
        for name in record._fields:
            if name not in ("place", "row_key") and getattr(record, name) != getattr(group.record, name):
                group.fields.add(name)
        # Without an order the file's own counts; with one, rows of equal order keep the first.
        later = order > group.order or not order
        if (self.output.repeat == "last" and later) or (self.output.repeat == "first" and order < group.order):
            group.record, group.order = record, order

    def finish(self) -> Batch:
        """Return the records, each key once; contradictions are refused unless the mapping says which row counts."""
        batch = Batch(self.spec.name, columns=self._positions)
        for group in self._groups.values():
            if not group.fields or self.output.repeat != "merge":
                batch.records.append(self._finished(group.record, batch.findings))
                self.account.used += 1
                self.account.merged += len(group.lines) - 1
            if group.fields:
                self._settle(group, batch.findings)
        self._note_case(batch)
        return batch

    def _finished(self, record: Any, findings: list[Finding]) -> Any:
        if not isinstance(record, KpiRecord):
            return record
        if record.unit_of_measure is not None:
            word = look_up(UNIT_OF_MEASURE_WORDS, record.unit_of_measure) or record.unit_of_measure
            record = record._replace(unit_of_measure=word)

        def note(code: str, sentence: str, field: str, next_step: str = "") -> None:
            place = record.place._replace(column=self._positions.get(field))
            findings.append(remark(code, sentence, place, record.key, next_step))

        stated = None if record.scoring_type == "unscored" else record.scoring_type
        return with_scoring(record, stated, note)

    def _settle(self, group: _Group, findings: list[Finding]) -> None:
        name = ", ".join(str(getattr(group.record, part)) for part in self.spec.key)
        fields = ", ".join(sorted(group.fields))
        lines = _listed(group.lines)
        if self.output.repeat != "merge":
            kept = f"line {group.record.place.line} counts, as the mapping says"
            sentence = f"{name}: the rows differ in {fields} (lines {lines}); {kept}."
            findings.append(remark("rows_differ", sentence, group.record.place, name))
            return
        self.account.refused["rows_differ"] += len(group.lines)
        sentence = f"{name}: the rows differ in {fields} (lines {lines}); none is taken."
        step = "Leave one of them, or say in the mapping which counts (“repeat”: “first” or “last”)."
        findings += [
            refused("rows_differ", sentence, group.record.place._replace(line=line), name, step) for line in group.lines
        ]

    def _note_case(self, batch: Batch) -> None:
        if self.spec.key != ("key",):
            return
        note_case((group.record for group in self._groups.values()), self.spec.name, batch.findings)


def made_of(output: Output, name: str) -> str:
    """Return what an empty field was to be made of, when that is not just a column."""
    source = output.fields[name]
    while source.otherwise is not None:
        source = source.otherwise
    return f" (made of {source.template})" if source.template else ""


def _listed(lines: list[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:10])
    return shown if len(lines) <= 10 else f"{shown} and {len(lines) - 10} more"
