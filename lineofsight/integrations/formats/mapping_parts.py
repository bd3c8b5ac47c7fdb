"""The parts of a mapping: files, the tables they fill, and where each field comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from lineofsight.integrations.files.tables import ReadOptions

from .columns import TableSpec
from .periods import Calendar
from .strategy_package import Package
from .values import PLAIN_NUMBERS, NumberRules


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Where one of our fields comes from: exactly one of column, constant, template, join or lookup."""

    line: int
    column: str | None = None
    constant: str | None = None
    template: str | None = None
    join: tuple[str, ...] = ()
    joined_with: str = " "
    lookup: str | None = None
    lookup_field: str = ""
    otherwise: FieldSource | None = None
    words: dict[str, str] | None = None
    numbers: NumberRules = PLAIN_NUMBERS
    date_format: str | None = None
    split: str | None = None
    frequency: str | None = None


@dataclass(frozen=True, slots=True)
class RowRule:
    """A condition that a row must meet; `why` is what the report calls the rows that do not."""

    why: str
    column: str | None = None
    among: frozenset[str] | None = None
    not_among: frozenset[str] | None = None
    empty: bool | None = None
    lookup: str | None = None
    found: bool = True


@dataclass(frozen=True, slots=True)
class Output:
    """One table filled from a file."""

    table: TableSpec
    fields: dict[str, FieldSource]
    rows: tuple[RowRule, ...] = ()
    combine_sum: bool = False
    repeat: str = "merge"
    order: tuple[str, ...] = ()
    line: int = 1


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How one kind of file is read and what it fills."""

    match: str
    options: ReadOptions
    decimal_mark: str | None
    outputs: tuple[Output, ...]
    ignore_columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table inside the mapping: what the values of some columns stand for."""

    match: tuple[str, ...]
    starts: tuple[bool, ...]
    give: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping; `package` holds what the mapper states beyond the files (strategy-package/2)."""

    name: str
    source: str
    calendar: Calendar
    files: tuple[FileMapping, ...]
    lookups: dict[str, Lookup] = field(default_factory=dict)
    package: Package | None = None

    def for_file(self, name: str) -> FileMapping | None:
        """Return the part that is meant for a file of this name (the first whose pattern matches)."""
        return next((one for one in self.files if fnmatchcase(name.casefold(), one.match.casefold())), None)
