"""Read delimited text (CSV, TSV, …) in chunks and constant memory."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .encodings import inspect_text
from .limits import DEFAULT_LIMITS, Limits
from .problems import FileProblem, RefusedRow, first_words
from .sources import Source
from .tables import AS_FOUND, CHUNK_ROWS, Chunk, ReadOptions, clean_heading, heading_remarks, no_header

if TYPE_CHECKING:
    from _csv import Reader

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE_CHARACTERS = 65_536  # less than the longest field that csv reads
SAMPLE_ROWS = 100


class DelimitedFile:
    """A delimited text file: the header is read on opening, rows on demand."""

    def __init__(self, source: Source, options: ReadOptions = AS_FOUND, limits: Limits = DEFAULT_LIMITS) -> None:
        self.name = source.name
        self._source, self._options, self._limits = source, options, limits
        self._text = inspect_text(source, limits, options.encoding)
        self.remarks = list(self._text.remarks)
        self.delimiter = options.delimiter or self._find_delimiter()
        self.facts = {
            "kind": "csv",
            "encoding": self._text.encoding,
            "delimiter": DELIMITERS.get(self.delimiter, self.delimiter),
        }
        self.header, self.header_line = self._read_header()
        self.remarks += heading_remarks(self.header, self.header_line)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows after the header; a row that cannot be told into cells is listed, the others go on.

        Raises FileProblem when the rest of the file cannot be trusted: a quote that never closes, too many rows.
        """
        width, rows_left = len(self.header), self._limits.rows
        cells_left = self._limits.cells // max(width, 1)
        with self._open_text() as text:
            reader = self._reader(text)
            chunk = Chunk()
            for line, row in self._records(reader, chunk):
                if line <= self.header_line:
                    continue
                if len(row) == width and row[0] and not row[0].isspace() and not self._text.has_nul:
                    chunk.lines.append(line)
                    chunk.rows.append(row)
                else:
                    self._take_odd_row(chunk, line, reader.line_num, row)
                if len(chunk.rows) >= CHUNK_ROWS or len(chunk.refused) >= CHUNK_ROWS:
                    rows_left -= chunk.read
                    cells_left -= chunk.read
                    self._check_volume(line, rows_left, cells_left)
                    yield self._emptied(chunk)
            self._check_volume(reader.line_num, rows_left - chunk.read, cells_left - chunk.read)
            yield chunk

    def _emptied(self, chunk: Chunk) -> Chunk:
        """Return the chunk's content and leave the object, to which the record loop holds on, empty."""
        full = Chunk(chunk.lines, chunk.rows, chunk.refused, chunk.empty)
        chunk.lines, chunk.rows, chunk.refused, chunk.empty = [], [], [], 0
        return full

    def _check_volume(self, line: int, rows_left: int, cells_left: int) -> None:
        if rows_left >= 0 and cells_left >= 0:
            return
        raise FileProblem(
            "too_many_rows",
            f"{self.name} has more than {self._limits.rows:,} rows or {self._limits.cells:,} cells (line {line}).",
            line=line,
            next_step="Split it by period or unit.",
        )

    def _take_odd_row(self, chunk: Chunk, line: int, last_line: int, row: list[str]) -> None:
        """Sort a row that is empty, ragged or holds a zero byte."""
        width = len(self.header)
        if not any(cell.strip() for cell in row):
            chunk.empty += 1
            return
        if any("\0" in cell for cell in row):
            column = next(index for index, cell in enumerate(row, start=1) if "\0" in cell)
            sentence = f"Line {line}, column {column} holds a zero byte."
            chunk.refused.append(_refused(line, last_line, "zero_byte", sentence, row, self.delimiter))
            return
        if len(row) > width and not any(cell.strip() for cell in row[width:]):
            row = row[:width]
        if len(row) < width and self._options.fill_short_rows:
            row = row + [""] * (width - len(row))
        if len(row) == width:
            chunk.lines.append(line)
            chunk.rows.append(row)
            return
        lines = f"Line {line}" if line == last_line else f"Lines {line} to {last_line}"
        sentence = f"{lines}: {len(row)} cells where the header (line {self.header_line}) has {width}."
        if last_line > line:
            sentence += " A quotation mark is probably missing there."
        elif len(row) < width and self._is_last(last_line):
            sentence += " It is the last line and has no line end: the file was probably cut off."
        chunk.refused.append(_refused(line, last_line, "cells_do_not_match", sentence, row, self.delimiter))

    def _is_last(self, line: int) -> bool:
        if self._text.ends_with_line_break:
            return False
        with self._open_text() as text:
            return sum(1 for _ in text) == line

    def _records(self, reader: Reader, chunk: Chunk) -> Iterator[tuple[int, list[str]]]:
        """Yield (line on which the record starts, cells)."""
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                message = str(error)
                if "unexpected end" in message or "field larger" in message:
                    raise self._open_quote(line) from None
                sentence = f"Line {line}: a quotation mark stands where only “{self.delimiter}” may follow."
                chunk.refused.append(RefusedRow(line, reader.line_num, "quote_misplaced", sentence, ""))
                continue
            yield line, row

    def _open_quote(self, line: int) -> FileProblem:
        return FileProblem(
            "quote_not_closed",
            f"A quotation mark opened in the row that starts in line {line} of {self.name} is never closed.",
            line=line,
            next_step="Close it, or export the file again if it was cut off.",
        )

    def _reader(self, text: io.TextIOWrapper) -> Reader:
        return csv.reader(text, delimiter=self.delimiter, strict=True)

    def _open_text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._source.open(), encoding=self._text.encoding, newline="")

    def _read_header(self) -> tuple[tuple[str, ...], int]:
        wanted = self._options.header_row
        with self._open_text() as text:
            above = Chunk()
            for line, row in self._records(self._reader(text), above):
                if above.refused:
                    raise self._broken_header(above.refused[0])
                if wanted is not None and line < wanted:
                    continue
                if any(cell.strip() for cell in row):
                    if len(row) > self._limits.columns:
                        raise self._too_wide(line, len(row))
                    return _without_empty_tail(tuple(clean_heading(cell) for cell in row)), line
        raise no_header(self.name, wanted)

    def _broken_header(self, row: RefusedRow) -> FileProblem:
        return FileProblem(
            row.code, row.sentence, line=row.line, next_step="The header must be readable: correct the quotation marks."
        )

    def _too_wide(self, line: int, width: int) -> FileProblem:
        return FileProblem(
            "too_many_columns",
            f"Line {line} of {self.name} has {width:,} columns; at most {self._limits.columns:,} are read.",
            line=line,
            next_step="Check the delimiter and how the file was exported.",
        )

    def _find_delimiter(self) -> str:
        """Return the delimiter under which the first rows agree best; equal candidates are refused, not guessed."""
        with self._open_text() as text:
            sample = text.read(SAMPLE_CHARACTERS)
        found = sorted(((*_agreement(sample, mark), mark) for mark in DELIMITERS), reverse=True)
        share, width, mark = found[0]
        if width < 2:
            return ","
        if found[1][:2] == (share, width):
            raise FileProblem(
                "delimiter_ambiguous",
                f"The first lines of {self.name} can be split by {DELIMITERS[mark]} and by {DELIMITERS[found[1][2]]}.",
                line=1,
                next_step="Name the delimiter in the mapping.",
            )
        return mark


def _without_empty_tail(header: tuple[str, ...]) -> tuple[str, ...]:
    while header and not header[-1]:
        header = header[:-1]
    return header


def _agreement(sample: str, delimiter: str) -> tuple[float, int]:
    """Return (share of sample rows as wide as the commonest width, that width), 0 when it splits nothing."""
    widths: Counter[int] = Counter()
    for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
        if any(row):
            widths[len(row)] += 1
        if widths.total() >= SAMPLE_ROWS:
            break
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    share = round(count / widths.total(), 1)
    return (share, width) if width > 1 else (0.0, 0)


def _refused(line: int, last_line: int, code: str, sentence: str, row: list[str], delimiter: str) -> RefusedRow:
    return RefusedRow(line, last_line, code, sentence, first_words(delimiter.join(row), 500))
