"""What is said about rows of these tables: one sentence with line and column, and how many rows are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lineofsight.integrations.formats.findings import Finding, Place, refused, remark

T = TypeVar("T")
ROWS_A_BEAT = 100
CORRECT = "Correct the cell, or leave the row out."


@dataclass(slots=True)
class Teller:
    """Findings on rows, told by the columns in which fields stand; `dropped` counts rows left out, by table.

    `beat` says that we live, and stops where somebody asked for that.
    """

    columns: Mapping[str, Mapping[str, int]]
    beat: Callable[[], None] = lambda: None
    findings: list[Finding] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    _refused: set[tuple[str, int | None]] = field(default_factory=set)

    def each(self, rows: Iterable[T]) -> Iterator[T]:
        """Yield rows, and say now and then that we live."""
        for place, row in enumerate(rows):
            if place % ROWS_A_BEAT == 0:
                self.beat()
            yield row

    def refuse(self, record: Any, name: str, code: str, sentence: str, step: str = CORRECT, raw: Any = "") -> None:
        """Say why a row is not taken; `name` is the field that is wrong. The first fault of a row is said."""
        place = self._place(record, name)
        if (place.file, place.line) in self._refused:
            return
        self._refused.add((place.file, place.line))
        text = f"{place.words().capitalize()} ({name}): {sentence}"
        self.findings.append(refused(code, text, place, key_of(record), step, text_of(raw)))

    def remark(self, record: Any, name: str, code: str, sentence: str, step: str = "") -> None:
        """Say what should be known about a row that is taken."""
        place = self._place(record, name)
        text = f"{place.words().capitalize()} ({name}): {sentence}"
        self.findings.append(remark(code, text, place, key_of(record), step))

    def drop(self, table: str, rows: int = 1) -> None:
        """Count rows that are left out."""
        self.dropped[table] += rows

    def _place(self, record: Any, name: str) -> Place:
        place: Place = record.place
        return place._replace(column=self.columns.get(place.file, {}).get(name))


def key_of(record: Any) -> str:
    """Return the key under which a row is listed."""
    return str(record.key if hasattr(record, "key") else record.child)


def text_of(value: Any) -> str:
    """Return a value as it may stand in a cell."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
