"""What a table that files can fill is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `holds` says how its text is read.

    It is text, texts, number, percent, figure, whole, date, moment, period, yes_no, word or choice. An unknown word
    leaves a `word` empty and the row in; it refuses the row of a `choice`.
    """

    name: str
    holds: str = "text"
    required: bool = False
    aliases: tuple[str, ...] = ()
    words: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table: its columns in order, the record it makes, and the columns that name a row."""

    name: str
    record: type[Any]
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column | None:
        """Return the column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def required(self) -> tuple[str, ...]:
        """Return the names of the columns that no row may lack."""
        return tuple(column.name for column in self.columns if column.required)
