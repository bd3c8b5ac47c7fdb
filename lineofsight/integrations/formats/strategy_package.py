"""Read a strategy package, one JSON document for a whole organization, into neutral records and findings.

Two dialects: the foreign `strategy-package/1` and our own export `strategy-package/2`. Described in
`docs/formats/strategy-package.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from lineofsight.integrations.files.json_text import JsonArray, JsonObject, read_json
from lineofsight.integrations.files.limits import DEFAULT_LIMITS, Limits
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.sources import Source

from . import package_checks as checks
from . import package_dialects as dialects
from . import package_objects as objects
from .findings import Account, Finding, Place, Severity, refused, remark
from .package_calendar import as_calendar, read_calendar
from .package_counts import counts_of
from .package_entries import Entry, Notebook
from .package_series import SeriesReader, progress_differs
from .records import (
    CalendarRecord,
    KpiRecord,
    LinkRecord,
    ObjectiveRecord,
    ObservationRecord,
    OrganizationRecord,
    PerspectiveRecord,
    UnitRecord,
)


@dataclass(frozen=True, slots=True)
class Package:
    """A whole organization as its file states it, each record with its place, and everything worth saying about it."""

    format: str
    organization: OrganizationRecord
    calendar: CalendarRecord
    perspectives: tuple[PerspectiveRecord, ...]
    units: tuple[UnitRecord, ...]
    objectives: tuple[ObjectiveRecord, ...]
    links: tuple[LinkRecord, ...]
    kpis: tuple[KpiRecord, ...]
    observations: tuple[ObservationRecord, ...]
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    points: Account

    @property
    def blocked(self) -> bool:
        """Test whether a finding keeps the whole package from being applied."""
        return any(finding.severity is Severity.BLOCKS for finding in self.findings)


def read_package(
    content: str | Path | bytes | Source, name: str | None = None, *, limits: Limits = DEFAULT_LIMITS
) -> Package:
    """Return the package; raise FileProblem when it is no readable package at all."""
    source = content if isinstance(content, Source) else Source.of(content, name)
    return package_of(source.name, read_json(source, limits=limits))


def package_of(name: str, document: Any) -> Package:
    """Return the package that a document holds; raise FileProblem when it is none."""
    dialect = dialects.DIALECTS.get(str(document.get("format"))) if isinstance(document, JsonObject) else None
    if dialect is None:
        known = " or ".join(dialects.DIALECTS)
        raise FileProblem(
            "package_format_unknown",
            f"{name} does not say that it is a strategy package.",
            line=getattr(document, "line", 1),
            column=1,
            next_step=f'It must be an object with "format": {known}.',
        )
    return _Reader(name, document, dialect).package()


def package_from(name: str, document: JsonObject, path: tuple[str | int, ...] = ()) -> Package:
    """Return a package that stands inside another document (a mapping), in our own dialect.

    Its KPIs get their values from files, so that having none here is nothing to mention.
    """
    package = _Reader(name, document, dialects.VERSION_2, path).package()
    return replace(package, findings=tuple(one for one in package.findings if one.code != "no_actual"))


class _Reader:
    """Read one package list by list; the order follows the references."""

    def __init__(
        self, name: str, document: JsonObject, dialect: dialects.Dialect, path: tuple[str | int, ...] = ()
    ) -> None:
        self.document, self.dialect, self.path = document, dialect, path
        self.book = Notebook(name, dialect)
        self.findings = self.book.findings

    def package(self) -> Package:
        organization = self._organization()
        calendar = read_calendar(
            self._object("calendar"),
            self._object("organization"),
            self._object("period"),
            self.book.place(self.path, self.document.line),
        )
        perspectives = self._unique([objects.read_perspective(entry) for entry in self._entries("perspectives")])
        checks.perspective_weights(perspectives, self.findings)
        units = self._unique([objects.read_unit(entry) for entry in self._entries("units")])
        objectives = self._unique([objects.read_objective(entry) for entry in self._entries("objectives")])
        units, objectives = self._joined(units, objectives, perspectives)
        self.findings += checks.parent_cycles(units, objectives)
        links = [link for entry in self._entries("links", keyed=False) if (link := objects.read_link(entry))]
        links = checks.usable_links(links, checks.key_index(objectives), self.findings)
        kpis, observations, series = self._kpis(units, objectives, calendar)
        self._sibling_weights(objectives, kpis)
        self._note_unused()
        return Package(
            format=self.dialect.name,
            organization=organization,
            calendar=calendar,
            perspectives=tuple(perspectives),
            units=tuple(units),
            objectives=tuple(objectives),
            links=tuple(links),
            kpis=tuple(kpis),
            observations=tuple(observations),
            findings=tuple(self.findings),
            counts=counts_of(perspectives, units, objectives, links, kpis, observations, series),
            points=series.account,
        )

    def _object(self, name: str) -> Entry | None:
        found = self.document.get(name)
        if found is None:
            return None
        if not isinstance(found, JsonObject):
            place = self.book.place((*self.path, name), self.document.lines[name])
            self.findings.append(refused("wrong_kind", f"“{name}” must be an object.", place, name))
            return None
        return Entry(found, name, (*self.path, name), self.book)

    def _organization(self) -> OrganizationRecord:
        entry = self._object("organization")
        if entry is None or entry.key is None:
            place = self.book.place((*self.path, "organization"), self.document.line)
            raise FileProblem(
                "organization_missing",
                f"{self.book.name} names no organization.",
                line=place.line,
                next_step='Add "organization": {"key": …, "name": …}.',
            )
        zone = entry.text("time_zone") or entry.text("timezone")
        name = entry.text("name") or entry.key
        return OrganizationRecord(entry.key, name, entry.place, entry.text("currency"), zone)

    def _entries(self, kind: str, *, keyed: bool = True) -> list[Entry]:
        name = self.dialect.list_name(kind)
        found = self.document.get(name)
        if found is None:
            return []
        if not isinstance(found, JsonArray):
            place = self.book.place((*self.path, name), self.document.lines[name])
            self.findings.append(refused("wrong_kind", f"“{name}” must be a list.", place, name))
            return []
        entries = []
        for number, item in enumerate(found):
            place = self.book.place((*self.path, name, number), found.lines[number])
            if not isinstance(item, JsonObject):
                self.findings.append(refused("wrong_kind", f"An entry of “{name}” must be an object.", place))
                continue
            entry = Entry(item, kind, (*self.path, name, number), self.book)
            if keyed and entry.key is None:
                sentence = f"An entry of “{name}” has no key."
                self.findings.append(refused("key_missing", sentence, place, None, "Give it a key of its own."))
                continue
            entries.append(entry)
        return entries

    def _unique(self, records: list[Any]) -> list[Any]:
        if not records:
            return records
        what = type(records[0]).__name__.removesuffix("Record").lower() + "s"
        return checks.unique(records, what, self.findings, lambda one: one._replace(place=Place("")))

    def _joined(
        self, units: list[UnitRecord], objectives: list[ObjectiveRecord], perspectives: list[PerspectiveRecord]
    ) -> tuple[list[UnitRecord], list[ObjectiveRecord]]:
        """Return units and objectives with the references that lead somewhere."""
        unit_keys, keys = checks.key_index(units), checks.key_index(objectives)
        perspective_keys = checks.key_index(perspectives)

        def known(record: Any, field: str, wanted: str | None, index: dict[str, str]) -> str | None:
            return checks.known_reference(record, field, wanted, index, self.findings)

        units = [unit._replace(parent=known(unit, "the parent", unit.parent, unit_keys)) for unit in units]
        joined = [
            one._replace(
                unit=known(one, "the unit", one.unit, unit_keys),
                parent=known(one, "the parent", one.parent, keys),
                supports=tuple(key for key in one.supports if known(one, "the supported objective", key, keys)),
                perspective=known(one, "the perspective", one.perspective, perspective_keys),
            )
            for one in objectives
        ]
        for one in joined:
            if one.perspective is None:
                sentence = f"{one.key} has no perspective."
                self.findings.append(remark("objective_without_perspective", sentence, one.place, one.key))
        return units, joined

    def _kpis(
        self, units: list[UnitRecord], objectives: list[ObjectiveRecord], calendar: CalendarRecord
    ) -> tuple[list[KpiRecord], list[ObservationRecord], SeriesReader]:
        entries = self._entries("kpis")
        kpis = self._unique([objects.read_kpi(entry) for entry in entries])
        kept = {kpi.place: kpi for kpi in kpis}
        unit_keys, keys = checks.key_index(units), checks.key_index(objectives)
        series = SeriesReader(self.book, as_calendar(calendar))
        observations: list[ObservationRecord] = []
        result = []
        for entry in entries:
            kpi = kept.get(entry.place)
            if kpi is None:
                continue
            kpi = kpi._replace(
                objective=checks.known_reference(kpi, "the objective", kpi.objective, keys, self.findings),
                unit=checks.known_reference(kpi, "the unit", kpi.unit, unit_keys, self.findings),
            )
            points = series.read(entry, kpi)
            self._note_gaps(entry, kpi, points)
            observations += points
            result.append(kpi)
        self._note_unknown_units(observations, unit_keys)
        return result, observations, series

    def _note_unknown_units(self, observations: Iterable[ObservationRecord], unit_keys: dict[str, str]) -> None:
        known = set(unit_keys.values())
        for one in observations:
            if one.unit is not None and one.unit not in known:
                sentence = f"{one.measure}, {one.period}: the unit “{one.unit}” is not in the file."
                self.findings.append(remark("reference_unknown", sentence, one.place, one.measure, raw=one.unit))

    def _note_gaps(self, entry: Entry, kpi: KpiRecord, points: list[ObservationRecord]) -> None:
        if kpi.target is None:
            entry.note("target_missing", f"{kpi.key} has no target.", "target", "It is stored and not scored.")
        if not points:
            entry.note("no_actual", f"{kpi.key} has no actual value.", "key")
        for point in points:
            if progress_differs(kpi, point):
                sentence = (
                    f"{kpi.key}, {point.period}: the source publishes the progress {point.published_progress}, which"
                    " its own baseline, target and value do not give."
                )
                step = "Both figures are kept."
                self.findings.append(remark("published_progress_differs", sentence, point.place, kpi.key, step))

    def _sibling_weights(self, objectives: list[ObjectiveRecord], kpis: list[KpiRecord]) -> None:
        groups: dict[str, list[tuple[str, Decimal | None, Place]]] = {}
        for one in objectives:
            if one.weight is not None or one.perspective is not None:
                title = f"Objectives of {one.unit or 'the organization'} in the perspective {one.perspective}"
                groups.setdefault(title, []).append((one.key, one.weight, one.place))
        for kpi in kpis:
            if kpi.objective is not None:
                groups.setdefault(f"KPIs of {kpi.objective}", []).append((kpi.key, kpi.weight, kpi.place))
        for title, members in groups.items():
            checks.weights_add_up(title, members, self.findings)

    def _note_unused(self) -> None:
        """Name the fields that were not read, once each."""
        for kind, fields in dialects.FIELDS.items():
            name = self.dialect.list_name(kind)
            names = {self.dialect.field(kind, field) for field in fields} | self.dialect.ignored.get(kind, frozenset())
            entries = self.document.get(name)
            unused: dict[str, int] = {}
            for item in entries if isinstance(entries, JsonArray) else ():
                for field in item if isinstance(item, JsonObject) else ():
                    if field not in names:
                        unused.setdefault(field, item.lines[field])
            for field, line in unused.items():
                sentence = f"The field “{field}” of “{name}” is not read."
                self.findings.append(
                    remark("field_not_used", sentence, self.book.place((*self.path, name), line), field)
                )
