"""Read the files of one import into one account: what they say about the organization, and a stream of values.

Objects (units, objectives, KPIs, people …) are few and are known when `Reading` is made; values are many and are
streamed by `observations()`. A file that brings both is read twice.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from lineofsight.integrations.files.corrected import Corrections
from lineofsight.integrations.files.json_text import read_json
from lineofsight.integrations.files.limits import DEFAULT_LIMITS, Limits
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.sources import Source, check_size
from lineofsight.integrations.formats.batches import Batch
from lineofsight.integrations.formats.findings import Account, Finding, Severity
from lineofsight.integrations.formats.mapped_file import MappedFile, open_mapped, open_plain
from lineofsight.integrations.formats.mapping import read_mapping
from lineofsight.integrations.formats.mapping_parts import Mapping
from lineofsight.integrations.formats.org_package import FORMAT, OrgPackage, is_org_package, read_org_package
from lineofsight.integrations.formats.package_checks import parent_cycles
from lineofsight.integrations.formats.periods import CIVIL, Calendar
from lineofsight.integrations.formats.records import (
    CalendarRecord,
    KpiRecord,
    LineRecord,
    LinkRecord,
    ObjectiveRecord,
    ObservationRecord,
    OrganizationRecord,
    PersonRecord,
    PerspectiveRecord,
    Record,
    UnitRecord,
)
from lineofsight.integrations.formats.strategy_package import Package, package_of
from lineofsight.integrations.formats.thread_records import (
    GoalLinkRecord,
    GoalRecord,
    KeyResultRecord,
    OkrLinkRecord,
    OkrRecord,
)

Progress = Callable[[int], None]
THREADS = ("okrs", "key_results", "goals", "okr_links", "goal_links")
LISTS = ("perspectives", "units", "objectives", "links", "kpis", "people", "lines", *THREADS)


@dataclass(slots=True)
class Reading:
    """What the files say. `counts` has the package's own counts; `accounts` one account per file and table.

    Of tables, `headings` are the file's, `columns` says in which of them each field stands, and `stated` which fields
    of a table a file says anything about: what it leaves out altogether is not changed.
    """

    format: str
    source: str = ""
    organization: OrganizationRecord | None = None
    calendar: CalendarRecord | None = None
    perspectives: list[PerspectiveRecord] = field(default_factory=list)
    units: list[UnitRecord] = field(default_factory=list)
    objectives: list[ObjectiveRecord] = field(default_factory=list)
    links: list[LinkRecord] = field(default_factory=list)
    kpis: list[KpiRecord] = field(default_factory=list)
    people: list[PersonRecord] = field(default_factory=list)
    lines: list[LineRecord] = field(default_factory=list)
    okrs: list[OkrRecord] = field(default_factory=list)
    key_results: list[KeyResultRecord] = field(default_factory=list)
    goals: list[GoalRecord] = field(default_factory=list)
    okr_links: list[OkrLinkRecord] = field(default_factory=list)
    goal_links: list[GoalLinkRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    has_observations: bool = False
    first_day: datetime.date | None = None
    headings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    stated: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _stream: Callable[[], Iterator[tuple[str, Batch]]] | None = None

    @property
    def has_strategy(self) -> bool:
        """Test whether the files bring objectives or KPIs, which need a strategy to stand in."""
        return bool(self.objectives or self.kpis)

    @property
    def threads(self) -> list[str]:
        """Return which tables of objectives, goals and links the files fill, even where every row is refused."""
        return [name for name in THREADS if any(table == name for _, table in self.stated)]

    @property
    def is_blocked(self) -> bool:
        """Test whether a finding keeps the whole import from being applied."""
        return any(one.severity is Severity.BLOCKS for one in self.findings)

    def observations(self) -> Iterator[tuple[str, Batch]]:
        """Yield batches of values with the name of their file, once; findings and accounts grow meanwhile."""
        if self._stream is not None:
            yield from self._stream()


def read(
    sources: Sequence[Source],
    mapping_source: Source | None = None,
    *,
    table: str | None = None,
    calendar: Calendar = CIVIL,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda rows: None,
    corrections: Corrections | None = None,
) -> Reading:
    """Return what the files say; raise FileProblem where one cannot be read at all."""
    mended = corrections or Corrections()
    if mapping_source is not None:
        return _mapped(sources, read_mapping(mapping_source, limits=limits), limits, progress, mended)
    check_size(sources[0], limits)
    if _looks_like_json(sources[0]):
        if len(sources) > 1:
            raise FileProblem(
                "package_alone", f"{sources[0].name} is a package of its own.", next_step="Import it by itself."
            )
        document = read_json(sources[0], limits=limits)
        if is_org_package(document):
            return _organization(read_org_package(sources[0].name, document))
        return _package(package_of(sources[0].name, document), sources[0].name)
    files = [open_plain(source, table, calendar, limits, corrections=mended) for source in sources]
    reading = Reading(format="table", source="")
    _collect(reading, files, progress)
    return reading


def _looks_like_json(source: Source) -> bool:
    head = source.head(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith((b"{", b"[")) or (source.name.casefold().endswith(".json") and not head.startswith(b"PK"))


def _package(package: Package, name: str) -> Reading:
    reading = Reading(
        format=package.format,
        source=package.organization.key,
        organization=package.organization,
        calendar=package.calendar,
        perspectives=list(package.perspectives),
        units=list(package.units),
        objectives=list(package.objectives),
        links=list(package.links),
        kpis=list(package.kpis),
        findings=list(package.findings),
        accounts={f"{name} observations": package.points},
        counts=dict(package.counts),
        has_observations=bool(package.observations),
        first_day=min((one.start for one in package.observations), default=None),
    )
    reading._stream = lambda: iter([(name, Batch("observations", list(package.observations)))])
    return reading


def _organization(package: OrgPackage) -> Reading:
    return Reading(
        format=FORMAT,
        source=package.organization.key[:40],
        organization=package.organization,
        units=package.units,
        people=package.people,
        lines=package.lines,
        findings=package.findings,
        counts=package.counts,
        first_day=package.as_of,
    )


def _mapped(
    sources: Sequence[Source], mapping: Mapping, limits: Limits, progress: Progress, corrections: Corrections
) -> Reading:
    reading = _package(mapping.package, mapping.name) if mapping.package else Reading(format="table")
    reading.format = "lineofsight-mapping/1"
    reading.counts, reading.accounts = {}, {}
    if mapping.package is None:
        reading.source = mapping.source
    stated: list[Record] = list(mapping.package.observations) if mapping.package else []
    reading._stream = None
    _collect(reading, [open_mapped(mapping, source, limits, corrections) for source in sources], progress)
    if stated:
        reading._stream = partial(_joined, (mapping.name, Batch("observations", stated)), reading._stream)
    if mapping.package:  # a cycle may close only with what the files add
        reading.findings += [
            one for one in parent_cycles(reading.units, reading.objectives) if one not in reading.findings
        ]
    return reading


def _joined(
    first: tuple[str, Batch], others: Callable[[], Iterator[tuple[str, Batch]]] | None
) -> Iterator[tuple[str, Batch]]:
    yield first
    if others is not None:
        yield from others()


def _collect(reading: Reading, files: list[MappedFile], progress: Progress) -> None:
    """Fill the lists from all files; files that bring nothing but values are left for the stream."""
    tables = {output.name for file in files for output in file.outputs}
    reading.has_observations = reading.has_observations or "observations" in tables
    reading.headings = {file.name: tuple(file.table.header) for file in files}
    for file in files:
        for output in file.part.outputs:
            reading.stated.setdefault((file.name, output.table.name), set()).update(output.fields)
    seen = {name: {_identity(one) for one in getattr(reading, name)} for name in LISTS}
    twice = bool(tables - {"observations"})
    if twice:
        for file in files:
            _collect_file(reading, file, seen, progress)
    if "observations" in tables:
        reading._stream = lambda: _values(reading, files, twice, progress)


def _collect_file(reading: Reading, file: MappedFile, seen: dict[str, set[Any]], progress: Progress) -> None:
    rows = 0
    for batch in file.batches():
        if batch.table == "observations":
            days = [one.start for one in batch.records if isinstance(one, ObservationRecord)]
            reading.first_day = min([*days, *([reading.first_day] if reading.first_day else [])], default=None)
            continue
        reading.findings += batch.findings
        if batch.table:
            reading.columns.setdefault(file.name, {}).update(batch.columns)
            known = seen[batch.table]
            for record in batch.records:
                if _identity(record) not in known:
                    known.add(_identity(record))
                    getattr(reading, batch.table).append(record)
        rows = max((output.account.read for output in file.outputs), default=rows)
        progress(rows)
    reading.findings += file.remarks
    reading.facts[file.name] = file.facts
    for name, account in file.accounts.items():
        if not name.startswith("observations"):
            reading.accounts[f"{file.name} {name}"] = account


def _values(reading: Reading, files: list[MappedFile], twice: bool, progress: Progress) -> Iterator[tuple[str, Batch]]:
    for file in files:
        outputs = [output for output in file.outputs if output.name == "observations"]
        if not outputs:
            continue
        again = file
        if twice:  # the first pass used the readers up
            part = replace(
                file.part, outputs=tuple(one for one in file.part.outputs if one.table.name == "observations")
            )
            again = MappedFile(file.mapping, part, file.source, file.limits, file.corrections)
        for batch in again.batches():
            if batch.table == "observations" or not twice:
                yield file.name, batch
            progress(max(output.account.read for output in again.outputs))
        if not twice:
            reading.findings += again.remarks
            reading.facts[file.name] = again.facts
        for name, account in again.accounts.items():
            reading.accounts[f"{file.name} {name}"] = account


def _identity(record: Any) -> Any:
    if isinstance(record, OkrLinkRecord | GoalLinkRecord):
        return record.child, record.serves, record.serves_kind, record.valid_from
    fields = next(one for one in IDENTITIES if all(hasattr(record, name) for name in one))
    return tuple(getattr(record, name) for name in fields)


#: What tells records of one list apart: the first of these that they have.
IDENTITIES = (("key",), ("driver", "outcome"), ("person", "manager", "kind"))
