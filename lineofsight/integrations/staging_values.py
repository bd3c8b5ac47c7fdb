"""Stage values: resolve, check, compare with what is known, and keep those that are new or differ, slice by slice."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import transaction

from lineofsight.base import bulk
from lineofsight.base.bulk import Same
from lineofsight.base.errors import Invalid
from lineofsight.base.turns import turn
from lineofsight.integrations import mending
from lineofsight.integrations.current_values import CurrentValues, codes
from lineofsight.integrations.files.corrected import Corrections
from lineofsight.integrations.formats.batches import Batch
from lineofsight.integrations.formats.findings import Finding, Place, refused, remark
from lineofsight.integrations.formats.records import ObservationRecord
from lineofsight.integrations.formats.values import ValueProblem
from lineofsight.integrations.lookups import KnownMeasure, Lookups
from lineofsight.integrations.models import StagedObservation
from lineofsight.measures.commands.observations import ratio_value

NEW, CHANGED, SAME = 1, 2, 3
VERDICTS = {NEW: "new", CHANGED: "changed"}
MayRecord = Callable[[int], bool]


@dataclass(slots=True)
class Published:
    """A figure that the source itself published about a KPI."""

    measure_id: int
    unit_id: int
    period_id: int
    record: ObservationRecord


@dataclass(slots=True)
class Slice:
    """Values of one batch that can be taken, column by column."""

    records: list[ObservationRecord] = field(default_factory=list)
    measures: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    periods: list[int] = field(default_factory=list)
    values: list[Decimal | None] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)


class ValueStager:
    """Takes batches of values of one import; `counts` holds new, changed, same, refused and restated."""

    def __init__(
        self, run_id: int, lookups: Lookups, may_record: MayRecord, unit_id: int | None, corrections: Corrections
    ) -> None:
        self.run_id, self.lookups, self.may_record, self.unit_id = run_id, lookups, may_record, unit_id
        self.corrections = corrections
        self.current = CurrentValues()
        self.counts: Counter[str] = Counter(new=0, changed=0, same=0, refused=0, restated=0)
        self.published: list[Published] = []
        self.measures_touched: set[int] = set()
        self._digest = hashlib.sha256()
        self._codes, self._lines, self._verdicts, self._closed = array("q"), array("q"), array("b"), array("b")
        self._starts: list[tuple[int, int, str]] = []  # where in the arrays each file begins

    @property
    def digest(self) -> str:
        """Return the digest of everything staged."""
        return self._digest.hexdigest()

    def take(self, name: str, file_id: int, batch: Batch) -> list[Finding]:
        """Stage one batch of a file; return what is to be said about its rows."""
        if not self._starts or self._starts[-1][2] != name:
            self._starts.append((len(self._lines), file_id, name))
        found = Slice()
        findings: list[Finding] = []
        for record in batch.records:
            assert isinstance(record, ObservationRecord)
            try:
                self._resolve(mending.as_mended(record, self.corrections), found)
            except ValueProblem as problem:
                self.counts["refused"] += 1
                findings.append(_refused(record, problem, batch.columns))
        if found.records:
            self._stage(file_id, found)
        if batch.withdrawn:
            self._withdraw(file_id, batch.withdrawn)
        return findings

    def _resolve(self, record: ObservationRecord, found: Slice) -> None:
        lookups = self.lookups
        measure = lookups.measure(record.measure)
        if not self.may_record(measure.id):
            sentence = f"you may bring values of the KPIs you answer for; “{record.measure[:80]}” is not one of them."
            raise ValueProblem("not_yours", sentence, "Ask its data steward or the strategy office.")
        unit_id = lookups.unit(record.unit, measure, self.unit_id)
        period = lookups.period(record, measure)
        lookups.check_unit(unit_id, period.span)
        value = record.value if record.numerator is None and not measure.is_ratio else _ratio(record, measure)
        if len(record.label or "") > 120:
            raise ValueProblem("label_too_long", "the label has more than 120 characters.", "Shorten it.")
        found.records.append(record)
        found.measures.append(measure.id)
        found.units.append(unit_id)
        found.periods.append(period.id)
        found.values.append(value)
        if record.published_progress is not None:
            self.published.append(Published(measure.id, unit_id, period.id, record))
        found.closed.append(period.is_closed)

    def _stage(self, file_id: int, found: Slice) -> None:
        measures, units = np.array(found.measures, np.int64), np.array(found.units, np.int64)
        packed = codes(measures, units, np.array(found.periods, np.int64))
        numbers = np.array(
            [(value, one.numerator, one.denominator) for value, one in zip(found.values, found.records, strict=True)],
            np.float64,
        )
        self.current.load(set(found.measures))
        labels = [one.label or "" for one in found.records]
        earlier, is_same = self.current.compare(packed, numbers, labels)
        verdicts = np.where(is_same, SAME, np.where(earlier > 0, CHANGED, NEW)).astype(np.int8)
        self._codes.frombytes(packed.tobytes())
        self._lines.extend([one.place.line or 0 for one in found.records])
        self._verdicts.frombytes(verdicts.tobytes())
        closed = np.array(found.closed, bool)
        self._closed.frombytes(closed.astype(np.int8).tobytes())
        for number, name in ((NEW, "new"), (CHANGED, "changed"), (SAME, "same")):
            self.counts[name] += int(np.count_nonzero(verdicts == number))
        self.counts["restated"] += int(np.count_nonzero(closed & (verdicts != SAME)))
        keep = np.flatnonzero(verdicts != SAME).tolist()
        if keep:
            self.measures_touched.update(measures[keep].tolist())
            self._digest.update(packed.tobytes() + numbers.tobytes())
            columns = self._columns(file_id, found, keep, earlier.tolist(), verdicts.tolist())
            with turn(), transaction.atomic():  # one short write per slice, in line with other writers
                bulk.append(StagedObservation, columns)

    def _columns(
        self, file_id: int, found: Slice, keep: list[int], earlier: list[int], verdicts: list[int]
    ) -> dict[str, bulk.Column]:
        records = [found.records[at] for at in keep]
        return {
            "run_id": Same(self.run_id),
            "measure_id": [found.measures[at] for at in keep],
            "unit_id": [found.units[at] for at in keep],
            "period_id": [found.periods[at] for at in keep],
            "value": [found.values[at] for at in keep],
            "numerator": column([one.numerator for one in records]),
            "denominator": column([one.denominator for one in records]),
            "label": column([one.label or "" for one in records]),
            "comment": column([one.comment for one in records]),
            "raw": [raw_text(one) for one in records],
            "file_id": Same(file_id),
            "line": [one.place.line or 0 for one in records],
            "lines": [line_text(one.lines) for one in records],
            "pointer": column([(one.place.pointer or "")[:200] for one in records]),
            "reported_at": column([one.reported_at for one in records]),
            "verdict": column([VERDICTS[verdicts[at]] for at in keep]),
            "earlier_id": column([earlier[at] or None for at in keep]),
        }

    def _withdraw(self, file_id: int, lines: Sequence[int]) -> None:
        """Take rows back that turned out to contradict or repeat each other."""
        start = self._starts[-1][0]
        at = np.isin(np.frombuffer(self._lines, np.int64)[start:], np.array(lines, np.int64))
        for position in (np.flatnonzero(at) + start).tolist():
            self._uncount(position)
        gone = StagedObservation.objects.filter(run_id=self.run_id, file_id=file_id)
        for first in range(0, len(lines), 500):
            gone.filter(line__in=list(lines[first : first + 500])).delete()

    def _uncount(self, position: int) -> None:
        verdict = self._verdicts[position]
        if verdict:
            self.counts[{NEW: "new", CHANGED: "changed", SAME: "same"}[verdict]] -= 1
            self.counts["restated"] -= self._closed[position] and verdict != SAME
            self._verdicts[position] = 0

    def settle(self) -> list[Finding]:
        """Refuse values of one KPI, unit and period under different spellings, which only shows when resolved."""
        verdicts = np.frombuffer(self._verdicts, np.int8) if self._verdicts else np.zeros(0, np.int8)
        live = np.flatnonzero(verdicts > 0)
        packed = np.frombuffer(self._codes, np.int64)[live] if len(live) else np.zeros(0, np.int64)
        _, inverse, counts = np.unique(packed, return_inverse=True, return_counts=True)
        positions = live[counts[inverse] > 1].tolist() if len(live) else []
        findings = []
        for position in positions:
            line = self._lines[position]
            _, file_id, name = next(one for one in reversed(self._starts) if one[0] <= position)
            sentence = f"Line {line}: another line is of the same KPI, unit and period, spelled differently."
            findings.append(refused("named_twice", sentence, Place(name, line), None, "Leave one of them."))
            self._uncount(position)
            self.counts["refused"] += 1
            StagedObservation.objects.filter(run_id=self.run_id, file_id=file_id, line=line).delete()
        if self.lookups.periods_of_dates:
            sentence = "Dates were read as the period of the KPI that holds the day."
            findings.append(remark("dates_as_periods", sentence, Place(self._starts[0][2] if self._starts else "")))
        return findings


def column(values: list[Any]) -> bulk.Column:
    """Return a column in the cheapest form: most of a file's optional columns say the same on every row."""
    first = values[0]
    return Same(first) if values.count(first) == len(values) else values


def line_text(lines: Sequence[tuple[int, int]]) -> str:
    """Return line ranges as compact text: "1204-1315,1320"."""
    if len(lines) == 1 and lines[0][0] == lines[0][1]:
        return str(lines[0][0])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in lines)


def raw_text(record: ObservationRecord) -> str:
    """Return what stands in the file; of several rows, one after the other as far as there is room."""
    if len(record.parts) < 2:
        return record.raw[:400]
    joined = " + ".join(raw for _, raw in record.parts)
    return joined if len(joined) <= 400 else joined[:399] + "…"


def _ratio(record: ObservationRecord, measure: KnownMeasure) -> Decimal:
    """Return the value that both sides give; ValueProblem where one is missing, zero, or says otherwise."""
    if record.numerator is None or record.denominator is None:
        side = "denominator" if record.numerator is not None else "numerator"
        sentence = f"a ratio needs both sides; the {side} is missing."
        raise ValueProblem("ratio_incomplete", sentence, "Give numerator and denominator.")
    try:
        value = ratio_value(record.numerator, record.denominator, measure.factor, is_complement=measure.is_complement)
    except Invalid as problem:
        sentence = next(iter(problem.problems.values()))
        raise ValueProblem("ratio_impossible", sentence[0].lower() + sentence[1:], "Correct it.") from None
    if record.value is not None and abs(record.value - value) > Decimal("0.5").scaleb(_exponent(record.value)):
        sentence = f"the two sides give {value.normalize():f}, not {record.value.normalize():f}."
        raise ValueProblem("ratio_differs", sentence, "Correct the value or a side.")
    return value


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _refused(record: ObservationRecord, problem: ValueProblem, columns: dict[str, int]) -> Finding:
    field_name = next((name for start, name in _FIELDS if problem.code.startswith(start)), "")
    place = record.place
    if columns:
        place = place._replace(column=columns.get(field_name))
    where = place.words()
    sentence = f"{where[0].upper()}{where[1:]}: {problem.sentence}"
    raw = {"measure": record.measure, "unit": record.unit, "period": record.period}.get(field_name) or record.raw
    return refused(problem.code, sentence, place, record.measure, problem.next_step, raw)


#: Which column a problem is about, by how its code starts.
_FIELDS = (
    ("measure", "measure"),
    ("key", "measure"),
    ("not_yours", "measure"),
    ("unit", "unit"),
    ("period", "period"),
    ("label", "label"),
    ("ratio", "numerator"),
)
