"""Find which KPI, unit and period a staged value is of; what the import itself brings gets a negative placeholder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lineofsight.base import clock
from lineofsight.integrations.differing import Compared
from lineofsight.integrations.formats.records import ObservationRecord
from lineofsight.integrations.formats.values import ValueProblem
from lineofsight.integrations.models import StagedKey
from lineofsight.integrations.wanted import stored_key
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization import calendar_math
from lineofsight.organization.calendar_math import BadKey, CalendarRule, Span
from lineofsight.organization.models import Calendar, Period, PeriodClose, Unit, UnitVersion

NEW_CALENDAR = 0


@dataclass(frozen=True, slots=True)
class KnownMeasure:
    """What staging a value needs to know of its KPI."""

    id: int
    unit_id: int
    calendar_id: int
    frequency: str
    factor: Decimal
    is_complement: bool
    is_ratio: bool


@dataclass(frozen=True, slots=True)
class KnownPeriod:
    """A period by its id (or placeholder) and days."""

    id: int
    span: Span
    is_closed: bool


class Lookups:
    """Resolve the keys of values; each spelling once. Raises ValueProblem with a sentence for what cannot be found."""

    def __init__(self, source: str, compared: Iterable[Compared], calendar: CalendarRule, by_key: bool) -> None:
        self.source, self.by_key = source, by_key
        self.today = clock.today()
        self._placeholders: dict[str, dict[str, int]] = {"measure": {}, "unit": {}, "period": {}}
        self._units: dict[str, int] = {}
        self._measures: dict[str, KnownMeasure] = {}
        self._ambiguous: set[str] = set()
        self._ambiguous_units: set[str] = set()
        self._folded: dict[str, str] = {}
        self._rules = {NEW_CALENDAR: calendar}
        self._periods: dict[tuple[int, str, str, date], KnownPeriod] = {}
        self._closed = set(PeriodClose.objects.filter(reopened_at__isnull=True).values_list("period_id", flat=True))
        self._begins: dict[int, date] = {}
        self._ends: dict[int, date | None] = {}
        self.periods_of_dates = 0
        self._load_units()
        self._load_measures()
        self._add_new(list(compared))

    def _load_units(self) -> None:
        rows = list(Unit.objects.values_list("pk", "source", "key", "slug"))
        counted = Counter(key for _, _, key, _ in rows)
        for pk, _, _, slug in rows:
            self._units[slug] = pk
        for pk, source, key, _ in rows:
            if source == self.source or (counted[key] == 1 and key not in self._units):
                self._units[key] = pk
        self._ambiguous_units = counted.keys() - self._units.keys()
        spans = UnitVersion.objects.current().values_list("unit_id", "valid_from", "valid_to")
        for pk, start, stop in spans.order_by("unit_id", "valid_from"):
            self._begins.setdefault(pk, start)
            self._ends[pk] = stop

    def _load_measures(self) -> None:
        cards = MeasureVersion.objects.current().order_by("valid_from").select_related("measure")
        latest = {card.measure_id: card for card in cards.iterator(chunk_size=2_000)}
        for pk, start_month, pattern in Calendar.objects.values_list("pk", "start_month", "pattern"):
            self._rules[pk] = CalendarRule(start_month, pattern)
        counted = Counter(Measure.objects.values_list("key", flat=True))
        own: dict[str, KnownMeasure] = {}
        for card in latest.values():
            measure, known = card.measure, _known(card)
            self._measures.setdefault(measure.slug, known)
            if measure.source == self.source:
                own[measure.key] = known
            elif counted[measure.key] == 1:
                self._measures[measure.key] = known
            else:
                self._ambiguous.add(measure.key)
        self._measures |= own
        self._ambiguous -= own.keys()

    def _add_new(self, compared: list[Compared]) -> None:
        for one in compared:
            item = one.item
            if item.table == "units" and one.verdict == "new":
                self._units[item.key] = self._placeholder("unit", item.key)
        for one in compared:
            said = one.item.values
            if one.item.table != "kpis":
                continue
            earlier = self._measures.get(one.item.key)
            self._measures[one.item.key] = KnownMeasure(
                id=earlier.id if earlier and one.verdict != "new" else self._placeholder("measure", one.item.key),
                unit_id=self._units.get(said["unit"] or "", 0),
                calendar_id=earlier.calendar_id if earlier and one.verdict != "new" else NEW_CALENDAR,
                frequency=said["frequency"],
                factor=Decimal(said["factor"]),
                is_complement=said["is_complement"],
                is_ratio="ratio" in (said["time_aggregation"], said["org_aggregation"]),
            )

    def use_calendar(self, calendar_id: int | None) -> None:
        """Let new KPIs stand in a calendar that exists already."""
        if calendar_id is None:
            return
        self._measures = {
            key: _moved(one, calendar_id) if one.calendar_id == NEW_CALENDAR else one
            for key, one in self._measures.items()
        }

    def _placeholder(self, kind: str, key: str) -> int:
        table = self._placeholders[kind]
        return table.setdefault(key, -len(table) - 1)

    def measure(self, key: str) -> KnownMeasure:
        """Return the KPI of a key (of the import's own source first, then of any, then by its address)."""
        found = self._measures.get(key) or self._measures.get(stored_key(key))
        if found is not None:
            return found
        if key in self._ambiguous:
            sentence = f"the key “{key}” belongs to KPIs of several sources."
            raise ValueProblem("key_ambiguous", sentence, "Use the KPI's address (its last part) instead.")
        raise ValueProblem(
            "measure_unknown", f"there is no KPI “{key[:80]}”{self._near(key, self._measures)}.", _CORRECT
        )

    def unit(self, key: str | None, measure: KnownMeasure, otherwise: int | None) -> int:
        """Return the unit of a key; without one the import's unit, else the KPI's own."""
        if key is None:
            return otherwise or measure.unit_id
        found = self._units.get(key)
        if found is None and key in self._ambiguous_units:
            sentence = f"the key “{key}” belongs to units of several sources."
            raise ValueProblem("unit_ambiguous", sentence, "Use the address of the unit (its last part) instead.")
        if found is None:
            raise ValueProblem(
                "unit_unknown", f"there is no unit “{key[:80]}”{self._near(key, self._units)}.", _CORRECT
            )
        return found

    def _near(self, key: str, known: Iterable[str]) -> str:
        if not self._folded:
            self._folded = {each.casefold(): each for each in [*self._measures, *self._units]}
        near = self._folded.get(key.casefold())
        return f"; did you mean “{near}”? Capital letters count" if near is not None and near in known else ""

    def period(self, record: ObservationRecord, measure: KnownMeasure) -> KnownPeriod:
        """Return the period of a value in its KPI's calendar and frequency."""
        place = (measure.calendar_id, measure.frequency, record.period, record.start)
        found = self._periods.get(place)
        if found is None:
            found = self._periods[place] = self._period(record, measure)
        return found

    def _period(self, record: ObservationRecord, measure: KnownMeasure) -> KnownPeriod:
        rule = self._rules[measure.calendar_id]
        if record.frequency == "daily" and measure.frequency != "daily":
            span = calendar_math.period_on(rule, measure.frequency, record.start)
            self.periods_of_dates += 1
        elif record.frequency != measure.frequency:
            shown = calendar_math.period_on(rule, measure.frequency, record.start).key
            sentence = f"“{record.period}” is a {record.frequency} period, but this KPI is {measure.frequency}."
            raise ValueProblem("period_not_of_frequency", sentence, f"Write for example {shown}.")
        else:
            span = self._span(rule, record, measure)
        if span.start_on > self.today:
            sentence = f"{span.key} has not begun; only what happened can be recorded."
            raise ValueProblem("period_in_future", sentence, "Correct the period, or bring the value when it is over.")
        row = Period.objects.filter(calendar_id=measure.calendar_id, key=span.key).first()
        if row is None:
            key = f"{measure.calendar_id}|{span.frequency}|{span.start_on.isoformat()}"
            return KnownPeriod(self._placeholder("period", key), span, False)
        return KnownPeriod(row.pk, span, row.pk in self._closed)

    def _span(self, rule: CalendarRule, record: ObservationRecord, measure: KnownMeasure) -> Span:
        """A plain table writes keys of the KPI's calendar; a package or mapping has said when a period starts."""
        if not self.by_key:
            return calendar_math.period_on(rule, measure.frequency, record.start)
        try:
            return calendar_math.parse_key(rule, record.period)
        except BadKey as error:
            raise ValueProblem("period_unknown", str(error), "Write for example 2026-10, 2026-Q4 or 2026.") from None

    def check_unit(self, unit_id: int, span: Span) -> None:
        """Refuse a period in which the unit did not exist."""
        begins, ends = self._begins.get(unit_id), self._ends.get(unit_id)
        if begins is not None and (span.until_on <= begins or (ends is not None and span.start_on >= ends)):
            sentence = f"the unit did not exist in {span.key} (it began on {begins})."
            raise ValueProblem("unit_not_there", sentence, "Correct the unit or the period.")

    def staged_keys(self, run_id: int) -> list[StagedKey]:
        """Return the placeholders given out."""
        return [
            StagedKey(run_id=run_id, kind=kind, placeholder=number, key=key)
            for kind, table in self._placeholders.items()
            for key, number in table.items()
        ]


_CORRECT = "Correct the key, or bring the thing itself first."


def _moved(measure: KnownMeasure, calendar_id: int) -> KnownMeasure:
    return KnownMeasure(
        measure.id,
        measure.unit_id,
        calendar_id,
        measure.frequency,
        measure.factor,
        measure.is_complement,
        measure.is_ratio,
    )


def _known(card: MeasureVersion) -> KnownMeasure:
    return KnownMeasure(
        id=card.measure_id,
        unit_id=card.measure.owning_unit_id,
        calendar_id=card.calendar_id,
        frequency=card.frequency,
        factor=card.factor,
        is_complement=card.is_complement,
        is_ratio="ratio" in (card.time_aggregation, card.org_aggregation),
    )
