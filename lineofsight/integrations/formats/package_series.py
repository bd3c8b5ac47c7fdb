"""The observations of a package's KPIs: empty points, duplicates, published progress."""

from __future__ import annotations

from decimal import Decimal

from lineofsight.integrations.files.json_text import JsonArray, JsonObject

from .findings import Account, Place, refused, remark
from .package_entries import Entry, Notebook, raw_text, read_number
from .periods import Calendar, Period, read_period
from .records import KpiRecord, ObservationRecord
from .values import Missing, ValueProblem, loses_decimals, parse_figure

PROGRESS_TOLERANCE = Decimal("0.002")


class SeriesReader:
    """Read the points of every KPI and keep the account of them."""

    def __init__(self, book: Notebook, calendar: Calendar) -> None:
        self.book, self.calendar = book, calendar
        self.account = Account()
        self.points_with_value = 0
        self.with_duplicates: list[str] = []
        self.without_actual: list[str] = []

    def read(self, entry: Entry, kpi: KpiRecord) -> list[ObservationRecord]:
        """Return the KPI's observations, one for each unit and period, in the order of the file."""
        name = self.book.dialect.list_name("observations")
        points = entry.found.get(name)
        if points is None:
            points = JsonArray()
            points.lines = []
        if not isinstance(points, JsonArray):
            entry.refuse("wrong_kind", f"“{name}” must be a list of points.", "key")
            points = JsonArray()
        groups: dict[tuple[str | None, str], list[ObservationRecord]] = {}
        for number, point in enumerate(points):
            self.account.read += 1
            path = (*entry.path, name, number)
            if not isinstance(point, JsonObject):
                place = self.book.place(path, points.lines[number])
                self._refuse("wrong_kind", "A point must be an object.", place, kpi.key)
                continue
            observation = self._point(Entry(point, "observations", path, self.book), kpi)
            if observation is not None:
                groups.setdefault((observation.unit, observation.period), []).append(observation)
        return self._settle(kpi, groups)

    def _refuse(self, code: str, sentence: str, place: Place, key: str, next_step: str = "", raw: str = "") -> None:
        self.account.refused[code] += 1
        self.book.findings.append(refused(code, sentence, place, key, next_step, raw))

    def _point(self, point: Entry, kpi: KpiRecord) -> ObservationRecord | None:
        try:
            period = self._period(point, kpi)
            value = self._value(point, "value", kpi)
        except ValueProblem as problem:
            field = "period" if "period" in problem.code else "value"
            sentence = f"{kpi.key}: {problem.sentence}"
            self._refuse(problem.code, sentence, point.place_of(field), kpi.key, problem.next_step, raw_of(point))
            return None
        numerator, denominator = point.number("numerator"), point.number("denominator")
        label = point.text("label")
        present = isinstance(value, Decimal) or (numerator is not None and denominator is not None) or label is not None
        self.points_with_value += present
        unit = point.text("unit") or kpi.unit
        return ObservationRecord(
            measure=kpi.key,
            period=period.key,
            frequency=period.frequency,
            start=period.start,
            end=period.end,
            place=point.place_of("value"),
            unit=unit,
            value=value if isinstance(value, Decimal) else None,
            numerator=numerator,
            denominator=denominator,
            label=label,
            comment=point.text("comment") or "",
            reported_at=point.moment("reported_at"),
            raw=raw_of(point),
            missing=None if present else (value.reason if isinstance(value, Missing) else "empty"),
            row_key=f"{kpi.key}|{unit or ''}|{period.key}",
            lines=((point.found.line, point.found.line),),
            published_progress=published(point),
            published_status=point.text("published_status"),
        )

    def _period(self, point: Entry, kpi: KpiRecord) -> Period:
        text = point.text("period")
        if text is None:
            raise ValueProblem("period_missing", "a point has no period.", "Give it one, as 2026-Q1.")
        period = read_period(text, self.calendar)
        if kpi.frequency is not None and period.frequency != kpi.frequency:
            shown = f"“{text}” is a {period.frequency} period, but the KPI is {kpi.frequency}."
            raise ValueProblem("period_not_of_frequency", shown, "Correct the period or the KPI's frequency.")
        first = point.date("start")
        if first and first != period.start:
            shown = f"“{text}” starts on {period.start} in the package's calendar, but the point says {first}."
            raise ValueProblem("period_dates_differ", shown, "Correct the period or the calendar.")
        return period

    def _value(self, point: Entry, field: str, kpi: KpiRecord) -> Decimal | Missing:
        raw = point.raw(field)
        if raw is None:
            return Missing("empty")
        value = read_number(raw)
        if isinstance(value, Decimal) and loses_decimals(raw_text(raw), value):
            point.note("decimals_rounded", f"{kpi.key}: the value was rounded to 6 decimals.", field)
        return value

    def _settle(
        self, kpi: KpiRecord, groups: dict[tuple[str | None, str], list[ObservationRecord]]
    ) -> list[ObservationRecord]:
        kept: list[ObservationRecord] = []
        if any(len(group) > 1 for group in groups.values()):
            self.with_duplicates.append(kpi.key)
        for (_, period), group in groups.items():
            filled = [one for one in group if one.missing is None]
            if len(group) > 1 and len({content(one) for one in filled}) > 1:
                self._refuse_group(kpi, period, filled)
                self.account.empty += len(group) - len(filled)
                continue
            if len(group) > 1:
                self._note_duplicates(kpi, period, group, filled)
            if not filled:
                self.account.empty += len(group)
                continue
            self.account.used += 1
            self.account.merged += len(filled) - 1
            self.account.empty += len(group) - len(filled)
            lines = tuple(line for one in filled for line in one.lines)
            kept.append(filled[0]._replace(lines=lines))
        if not kept:
            self.without_actual.append(kpi.key)
        return kept

    def _refuse_group(self, kpi: KpiRecord, period: str, filled: list[ObservationRecord]) -> None:
        values = " and ".join(dict.fromkeys(one.raw or str(one.value) for one in filled))
        lines = ", ".join(str(one.place.line) for one in filled)
        sentence = f"{kpi.key}, {period}: different values for one period ({values}; lines {lines}); none is taken."
        for one in filled:
            self._refuse(
                "different_values", sentence, one.place, kpi.key, "Leave the right one and load again.", one.raw
            )

    def _note_duplicates(
        self, kpi: KpiRecord, period: str, group: list[ObservationRecord], filled: list[ObservationRecord]
    ) -> None:
        lines = ", ".join(str(one.place.line) for one in group)
        if not filled:
            what = f"{len(group)} points, all empty"
        elif len(filled) == len(group):
            what = f"the same value {len(group)} times; it is kept once"
        else:
            what = f"{len(group)} points, {len(group) - len(filled)} of them empty; the value is kept"
        sentence = f"{kpi.key}, {period}: {what} (lines {lines})."
        self.book.findings.append(remark("duplicate_period", sentence, group[0].place, kpi.key))


def content(observation: ObservationRecord) -> tuple[object, ...]:
    """Return what must be equal for two points to say the same."""
    return (observation.value, observation.numerator, observation.denominator, observation.label)


def raw_of(point: Entry) -> str:
    """Return the raw text the source keeps beside the value, or the value as written."""
    stated = point.raw("raw")
    return stated if isinstance(stated, str) and stated else raw_text(point.raw("value"))


def published(point: Entry) -> Decimal | None:
    """Return the source's own progress figure as it stands: it is a published figure, not a value of ours."""
    value = point.raw("published_progress")
    return parse_figure(raw_text(value)) if isinstance(value, Decimal | str) else None


def progress(kpi: KpiRecord, value: Decimal | None) -> Decimal | None:
    """Return (value − baseline) ÷ (target − baseline), uncapped, as DOMAIN 4.1 words progress; None if undefined."""
    if value is None or kpi.baseline is None or kpi.target is None or kpi.baseline == kpi.target:
        return None
    return (value - kpi.baseline) / (kpi.target - kpi.baseline)


def progress_differs(kpi: KpiRecord, observation: ObservationRecord) -> bool:
    """Test whether the published progress is not the one its own numbers give (within 0.002)."""
    ours = progress(kpi, observation.value)
    theirs = observation.published_progress
    return ours is not None and theirs is not None and abs(ours - theirs) > PROGRESS_TOLERANCE
