"""A table in a file: a header and chunks of rows with their line numbers, whatever the file is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from .problems import FileProblem, RefusedRow, Remark

CHUNK_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a mapping may say about how the table is written; None means: find out, and say what was found."""

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    fill_short_rows: bool = False


AS_FOUND = ReadOptions()


@dataclass(slots=True)
class Chunk:
    """Some rows in file order: `lines[i]` is the line (in a workbook: the row) on which `rows[i]` starts."""

    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    empty: int = 0
    left_out: int = 0

    @property
    def read(self) -> int:
        """Return how many rows of the file this chunk accounts for."""
        return len(self.rows) + len(self.refused) + self.empty + self.left_out


class TableFile(Protocol):
    """An opened table; `facts` says how it was read (encoding, delimiter, sheet), so that nothing is silent.

    `remarks` grows while chunks are read.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    remarks: list[Remark]
    facts: dict[str, str]

    def chunks(self) -> Iterator[Chunk]:
        """Return the rows after the header, in order."""
        ...


def clean_heading(text: str) -> str:
    """Return a heading without line breaks and doubled spaces."""
    return " ".join(text.replace("\ufeff", "").split())


def heading_remarks(header: tuple[str, ...], line: int) -> list[Remark]:
    """Return remarks about headings that stand twice or are missing; columns are then only reachable by position."""
    places: dict[str, list[int]] = {}
    for position, heading in enumerate(header, start=1):
        places.setdefault(heading, []).append(position)
    remarks = []
    for heading, columns in places.items():
        listed = ", ".join(str(column) for column in columns)
        if not heading:
            sentence = f"Line {line}: column {listed} has no heading and is not read."
            remarks.append(Remark("column_unnamed", sentence, line, columns[0]))
        elif len(columns) > 1:
            sentence = f"Line {line}: the heading “{heading}” stands in columns {listed}."
            remarks.append(
                Remark("column_twice", sentence, line, columns[1], "Give each column its own name if it is needed.")
            )
    return remarks


def no_header(name: str, line: int | None = None) -> FileProblem:
    """Return the problem of a table without any heading."""
    return FileProblem(
        "header_missing",
        f"{name} has no header row.",
        line=line or 1,
        next_step="Put the column names in the first row, or name the header row in the mapping.",
    )
