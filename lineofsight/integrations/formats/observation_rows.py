"""Rows of actuals → observations, streaming: 300,000 rows in a few seconds and little memory.

A row is handed on as soon as it is read. Only a hash of each (measure, unit, period) is kept, eight bytes a row; rows
that name the same one are settled at the end, by reading just those again.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from .batches import Batch
from .field_readers import Reader, reader_for, rounding_remark
from .field_sources import Row, Sources
from .findings import Account, Finding, Place, refused, remark
from .keyed_rows import made_of
from .mapping_parts import FieldSource, Output
from .periods import Calendar, Period
from .records import ObservationRecord
from .table_specs import OBSERVATIONS
from .values import PLAIN, Missing, ValueProblem
from .words import MISSING_WORDS

NOTHING = Missing("empty")
Numbered = Iterable[tuple[int, Row]]


class ObservationRows:
    """Read one output of observations from one file."""

    def __init__(self, sources: Sources, output: Output, calendar: Calendar) -> None:
        self.file, self.output = sources.file, output
        self.account = Account()
        self.missing: dict[str, int] = {}
        self._getters = sources.getters(output)
        self._readers: dict[str, Reader] = {
            column.name: reader_for(column, output.fields.get(column.name, FieldSource(0)), calendar)
            for column in OBSERVATIONS.columns
        }
        self._positions = {
            name: sources.header.index(source.column) + 1
            for name, source in output.fields.items()
            if source.column in sources.header
        }
        self._empty_measure = f"it is empty{made_of(output, 'measure')}."
        self._plain_numbers = all(
            output.fields[name].numbers.scale == 1
            and output.fields[name].numbers.decimal_mark != ","
            and output.fields[name].words is None
            and output.fields[name].numbers.missing.keys() <= MISSING_WORDS.keys()
            for name in ("value", "numerator", "denominator")
            if name in output.fields
        )
        self._words = [
            (at, words)
            for at, one in enumerate(OBSERVATIONS.columns)
            if one.holds == "text" and one.name in output.fields and (words := output.fields[one.name].words)
        ]
        self._hashes, self._lines = array("q"), array("q")
        self._sums: dict[tuple[str, str | None, str], _Sum] = {}

    def take(self, rows: Sequence[tuple[int, Row]]) -> Batch:
        """Return the observations of some rows; rows without a value are counted, unreadable ones are named."""
        batch = Batch("observations", columns=self._positions)
        for line, observation in self._observations(rows, batch.findings):
            if self.output.combine_sum:
                self._add(observation)
                continue
            batch.records.append(observation)
            self._hashes.append(hash((observation.measure, observation.unit, observation.period)))
            self._lines.append(line)
        if not self.output.combine_sum:
            self.account.used += len(batch.records)
        return batch

    def _observations(self, rows: Numbered, findings: list[Finding]) -> Iterator[tuple[int, ObservationRecord]]:
        columns = OBSERVATIONS.columns
        stated = [(at, self._getters[one.name]) for at, one in enumerate(columns) if one.name in self._getters]
        blank = [""] * len(columns)
        for line, row in rows:
            self.account.read += 1
            raw = blank.copy()
            for at, get in stated:
                raw[at] = get(row)
            for at, words in self._words:
                raw[at] = words.get(" ".join(raw[at].split()).casefold(), raw[at])
            try:
                observation = self._observation(line, raw, findings)
            except _Unreadable as problem:
                self._refuse(line, problem, row, findings)
                continue
            if observation.missing is None:
                yield line, observation
            else:
                self._count_missing(line, observation, findings)

    def _refuse(self, line: int, problem: _Unreadable, row: Row, findings: list[Finding]) -> None:
        self.account.refused[problem.code] += 1
        column = self._positions.get(problem.field)
        where = f"Line {line}" if column is None else f"Line {line}, column {column}"
        place = Place(self.file, line, column)
        sentence = f"{where} ({problem.field}): {problem.sentence}"
        findings.append(refused(problem.code, sentence, place, problem.key, problem.next_step, problem.raw))

    def _count_missing(self, line: int, observation: ObservationRecord, findings: list[Finding]) -> None:
        reason = observation.missing or "empty"
        self.account.empty += 1
        self.missing[reason] = self.missing.get(reason, 0) + 1
        if reason.startswith("spreadsheet error") or reason == "incomplete pair":
            sentence = f"Line {line}: {observation.measure}, {observation.period} has no value ({reason})."
            place = Place(self.file, line, self._positions.get("value") or self._positions.get("numerator"))
            findings.append(remark("value_missing", sentence, place, observation.measure, raw=observation.raw))

    def _observation(self, line: int, raw: list[str], findings: list[Finding]) -> ObservationRecord:
        measure, unit = raw[0].strip(), raw[2].strip() or None
        if not measure:
            raise _Unreadable("measure", None, ValueProblem("key_missing", self._empty_measure), "")
        period: Period = self._read("period", measure, raw[1])
        value = self._number("value", line, measure, raw[3], findings)
        numerator = denominator = None
        if raw[4] or raw[5]:
            numerator = self._number("numerator", line, measure, raw[4], findings)
            denominator = self._number("denominator", line, measure, raw[5], findings)
        label = raw[6].strip() or None
        missing = _missing(value, numerator, denominator, label)
        return ObservationRecord(
            measure,
            period.key,
            period.frequency,
            period.start,
            period.end,
            Place(self.file, line, self._positions.get("value")),
            unit,
            value if isinstance(value, Decimal) else None,
            numerator if isinstance(numerator, Decimal) else None,
            denominator if isinstance(denominator, Decimal) else None,
            label,
            raw[7].strip(),
            self._read("reported_at", measure, raw[8]) if raw[8] else None,
            raw[3] if "value" in self._getters else "/".join(filter(None, (raw[4], raw[5]))),
            missing,
            raw[9].strip() or f"{measure}|{unit or ''}|{period.key}",
            ((line, line),),
            (),
            self._read("published_progress", measure, raw[10]) if raw[10] else None,
            raw[11].strip() or None,
        )

    def _read(self, field: str, measure: str, text: str) -> Any:
        try:
            return self._readers[field](text)
        except ValueProblem as problem:
            raise _Unreadable(field, measure, problem, text) from None

    def _number(self, field: str, line: int, measure: str, text: str, findings: list[Finding]) -> Decimal | Missing:
        if self._plain_numbers and PLAIN(text):
            return Decimal(text)
        if not text:
            return NOTHING
        try:
            number: Decimal | Missing = self._readers[field](text)
        except ValueProblem as problem:
            raise _Unreadable(field, measure, problem, text) from None
        if len(text) > 8 and (sentence := rounding_remark(text, number)):
            place = Place(self.file, line, self._positions.get(field))
            findings.append(remark("decimals_rounded", f"Line {line}: {sentence}", place, measure, raw=text))
        return number

    def _add(self, observation: ObservationRecord) -> None:
        key = (observation.measure, observation.unit, observation.period)
        known = self._sums.get(key)
        if known is None:
            self._sums[key] = _Sum(observation)
            self.account.used += 1
        else:
            known.add(observation)
            self.account.merged += 1

    def finish(self, again: Callable[[], Iterator[list[tuple[int, Row]]]]) -> Iterator[Batch]:
        """Yield what can only be said when all rows are known: sums, and rows that name the same value.

        `again` reads the rows of this output once more; it is only called when there are such rows.
        """
        if self.output.combine_sum:
            for total in self._sums.values():
                yield Batch("observations", [total.observation()])
            return
        repeated = _repeated(self._hashes)
        if not repeated.size:
            return
        involved = np.isin(np.frombuffer(self._hashes, np.int64), repeated)
        lines = set(np.frombuffer(self._lines, np.int64)[involved].tolist())
        groups: dict[tuple[str, str | None, str], list[ObservationRecord]] = {}
        account, self.account = self.account, Account()
        for rows in again():
            wanted = [(line, row) for line, row in rows if line in lines]
            for _, one in self._observations(wanted, []):
                groups.setdefault((one.measure, one.unit, one.period), []).append(one)
        self.account = account
        batch = Batch("observations")
        for group in groups.values():
            if len(group) > 1:
                self._settle(group, batch)
        yield batch

    def _settle(self, group: list[ObservationRecord], batch: Batch) -> None:
        lines = ", ".join(str(one.place.line) for one in group)
        first = group[0]
        name = f"{first.measure}, {first.unit or 'no unit'}, {first.period}"
        contents = {(one.value, one.numerator, one.denominator, one.label) for one in group}
        if len(contents) == 1:
            self.account.used -= len(group) - 1
            self.account.merged += len(group) - 1
            batch.withdrawn += [one.place.line or 0 for one in group[1:]]
            sentence = f"{name}: the same value {len(group)} times (lines {lines}); it is kept once."
            batch.findings.append(remark("duplicate_period", sentence, first.place, first.measure))
            return
        self.account.used -= len(group)
        self.account.refused["different_values"] += len(group)
        values = " and ".join(dict.fromkeys(one.raw for one in group))
        for one in group:
            batch.withdrawn.append(one.place.line or 0)
            sentence = f"{name}: different values for one period ({values[:200]}; lines {lines}); none is taken."
            step = "Leave the right one and load the file again."
            batch.findings.append(refused("different_values", sentence, one.place, one.measure, step, one.raw))


class _Unreadable(Exception):
    """A field of a row that cannot be read."""

    def __init__(self, field: str, key: str | None, problem: ValueProblem, raw: str) -> None:
        super().__init__(problem.sentence)
        self.field, self.key, self.raw = field, key, raw
        self.code, self.sentence, self.next_step = problem.code, problem.sentence, problem.next_step


class _Sum:
    """Values, numerators and denominators of rows that are one observation, with all their lines."""

    def __init__(self, first: ObservationRecord) -> None:
        self.first = first
        self.value, self.numerator, self.denominator = first.value, first.numerator, first.denominator
        self.parts = [(first.place.line or 0, first.raw)]

    def add(self, other: ObservationRecord) -> None:
        self.value = _plus(self.value, other.value)
        self.numerator = _plus(self.numerator, other.numerator)
        self.denominator = _plus(self.denominator, other.denominator)
        self.parts.append((other.place.line or 0, other.raw))

    def observation(self) -> ObservationRecord:
        return self.first._replace(
            value=self.value,
            numerator=self.numerator,
            denominator=self.denominator,
            lines=ranges([line for line, _ in self.parts]),
            parts=tuple(self.parts),
        )


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else one + other


def ranges(lines: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return sorted lines as ranges: 4 5 6 9 → (4, 6), (9, 9)."""
    found: list[list[int]] = []
    for line in sorted(lines):
        if found and line <= found[-1][1] + 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return tuple((first, last) for first, last in found)


def _missing(
    value: Decimal | Missing,
    numerator: Decimal | Missing | None,
    denominator: Decimal | Missing | None,
    label: str | None,
) -> str | None:
    """Return why there is no value, or None when there is one."""
    if isinstance(value, Decimal) or label is not None:
        return None
    if isinstance(numerator, Decimal) and isinstance(denominator, Decimal):
        return None
    if isinstance(numerator, Decimal) or isinstance(denominator, Decimal):
        return "incomplete pair"
    sides = [side.reason for side in (numerator, denominator) if isinstance(side, Missing)]
    return next((reason for reason in (value.reason, *sides) if reason != "empty"), "empty")


def _repeated(hashes: array[int]) -> np.typing.NDArray[np.int64]:
    if not hashes:
        return np.empty(0, np.int64)
    values, counts = np.unique(np.frombuffer(hashes, dtype=np.int64), return_counts=True)
    return values[counts > 1]
