"""A table with the cells that a person mended in the preview, and without the lines they left out.

The file itself stays as it came; what a cell said before is kept beside what it says now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .problems import first_words
from .tables import Chunk, TableFile


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell as a person mended it, or (without a column) a line they left out; `by` says who."""

    file: str
    line: int
    column: int | None
    text: str
    by: str


@dataclass(slots=True)
class Corrections:
    """The corrections of an import; `was` grows while files are read: what each mended cell says in the file."""

    made: list[Correction] = field(default_factory=list)
    was: dict[tuple[str, int, int], str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[dict[str, object]]) -> Corrections:
        """Return the corrections kept with an import."""
        return cls([Correction(**row) for row in rows])  # type: ignore[arg-type]

    def over(self, table: TableFile) -> TableFile:
        """Return the table as corrected; the same one where nothing of it was."""
        mine = [one for one in self.made if one.file == table.name]
        return CorrectedTable(table, mine, self) if mine else table

    def of_line(self, file: str, first: int, last: int) -> list[Correction]:
        """Return the mended cells of some lines of a file."""
        if not self.made:
            return []
        return [one for one in self.made if one.file == file and one.column and first <= one.line <= last]

    def before(self, one: Correction) -> str:
        """Return what the mended cell says in the file."""
        return self.was.get((one.file, one.line, one.column or 0), "")

    def words(self, one: Correction) -> str:
        """Return a correction as people read it."""
        before, after = first_words(self.before(one)), first_words(one.text)
        return f"line {one.line}, column {one.column}: “{before}” in the file was corrected to “{after}” by {one.by}."


class CorrectedTable:
    """Reads a table through its corrections."""

    def __init__(self, table: TableFile, corrections: list[Correction], book: Corrections) -> None:
        self._table, self._book = table, book
        self._left_out = {one.line for one in corrections if one.column is None}
        self._cells: dict[int, list[Correction]] = defaultdict(list)
        for one in corrections:
            if one.column is not None:
                self._cells[one.line].append(one)
        self.name, self.header, self.header_line = table.name, table.header, table.header_line
        self.facts, self.remarks = table.facts, table.remarks

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows as corrected."""
        for chunk in self._table.chunks():
            if self._left_out:
                self._leave_out(chunk)
            for at, line in enumerate(chunk.lines):
                if line in self._cells:
                    chunk.rows[at] = self._mended(chunk.rows[at], line)
            yield chunk

    def _leave_out(self, chunk: Chunk) -> None:
        before = len(chunk.rows) + len(chunk.refused)
        kept = [at for at, line in enumerate(chunk.lines) if line not in self._left_out]
        chunk.lines, chunk.rows = [chunk.lines[at] for at in kept], [chunk.rows[at] for at in kept]
        chunk.refused = [row for row in chunk.refused if row.line not in self._left_out]
        chunk.left_out = before - len(chunk.rows) - len(chunk.refused)

    def _mended(self, row: list[str], line: int) -> list[str]:
        cells = list(row)
        for one in self._cells[line]:
            at = (one.column or 1) - 1
            cells += [""] * (at + 1 - len(cells))
            self._book.was[one.file, line, at + 1] = cells[at]
            cells[at] = one.text
        return cells
