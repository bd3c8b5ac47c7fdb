"""Read a sheet of an xlsx workbook through a limited child process."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from . import workbook_child
from .archives import check_workbook_archive, too_many_cells
from .limits import DEFAULT_LIMITS, Limits
from .problems import FileProblem, RefusedRow, Remark, first_words
from .sources import Source
from .tables import AS_FOUND, CHUNK_ROWS, Chunk, ReadOptions, clean_heading, heading_remarks, no_header

Message = dict[str, Any]


class WorkbookFile:
    """One sheet of a workbook. Formulas are what the workbook stored as their result; text stays text."""

    def __init__(self, source: Source, options: ReadOptions = AS_FOUND, limits: Limits = DEFAULT_LIMITS) -> None:
        check_workbook_archive(source, limits)
        self.name = source.name
        self._source, self._options, self._limits = source, options, limits
        self.remarks: list[Remark] = []
        self.facts = {"kind": "xlsx"}
        self.header, self.header_line = self._read_header()
        self.remarks += heading_remarks(self.header, self.header_line)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows after the header; `lines` are the sheet's row numbers."""
        width = len(self.header)
        chunk = Chunk()
        for line, row in self._rows():
            if line <= self.header_line:
                continue
            if not any(cell.strip() for cell in row):
                chunk.empty += 1
            elif any(cell.strip() for cell in row[width:]):
                chunk.refused.append(self._too_wide(line, row))
            else:
                chunk.lines.append(line)
                chunk.rows.append(row[:width] + [""] * (width - len(row)))
            if chunk.read >= CHUNK_ROWS:
                yield chunk
                chunk = Chunk()
        yield chunk

    def _too_wide(self, line: int, row: list[str]) -> RefusedRow:
        width = len(self.header)
        column = next(index for index, cell in enumerate(row, start=1) if index > width and cell.strip())
        sentence = f"Row {line}, column {column} has a value, but row {self.header_line} gives it no heading."
        return RefusedRow(line, line, "cells_do_not_match", sentence, first_words(", ".join(row), 500))

    def _read_header(self) -> tuple[tuple[str, ...], int]:
        wanted = self._options.header_row
        for line, row in self._rows():
            if wanted is not None and line < wanted:
                continue
            if any(cell.strip() for cell in row):
                header = [clean_heading(cell) for cell in row]
                while header and not header[-1]:
                    header.pop()
                return tuple(header), line
        raise no_header(self.name, wanted)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        with self._child() as messages:
            for message in messages:
                if "problem" in message:
                    raise self._problem(message)
                if "sheet" in message:
                    self._note_sheet(message)
                yield from enumerate(message.get("rows", ()), start=message.get("first", 0))

    def _note_sheet(self, message: Message) -> None:
        if "sheet" in self.facts:
            return
        self.facts["sheet"] = message["sheet"]
        others = [name for name in message["sheets"] if name != message["sheet"]]
        if others and self._options.sheet is None:
            self.remarks.append(
                Remark(
                    "several_sheets",
                    f"Only the sheet “{message['sheet']}” was read; there are also: {', '.join(others)}.",
                    next_step="Name the sheet in the mapping to read another one.",
                )
            )

    def _problem(self, message: Message) -> FileProblem:
        if message["problem"] == "cells":
            cells = message["rows"] * message["columns"]
            area = f"of {message['rows']:,} rows and {message['columns']:,} columns"
            return too_many_cells(self.name, "a sheet", area, cells, self._limits)
        if message["problem"] == "sheet":
            wanted = f" called “{self._options.sheet}”" if self._options.sheet else " with rows"
            listed = ", ".join(message["sheets"]) or "none"
            return FileProblem(
                "sheet_missing", f"{self.name} has no sheet{wanted}.", next_step=f"It has: {listed}. Name one of them."
            )
        return FileProblem(
            "workbook_damaged",
            f"{self.name} cannot be read as a workbook ({first_words(str(message.get('detail', '')))}).",
            next_step="Open it, save it as xlsx or CSV, and try again.",
        )

    def _too_heavy(self) -> FileProblem:
        return FileProblem(
            "workbook_too_heavy",
            f"{self.name} needs more than {self._limits.workbook_memory // 2**20:,} MB of memory"
            f" or {self._limits.seconds} s to read.",
            next_step="Save the sheet as CSV, or split it.",
        )

    @contextmanager
    def _child(self) -> Iterator[Iterator[Message]]:
        """Run the reader; it is ended when the caller stops early or the time is up."""
        with _on_disk(self._source) as path:
            process = subprocess.Popen(  # noqa: S603 - our own script; the path is one argument, no shell
                [
                    sys.executable,
                    "-I",
                    str(Path(workbook_child.__file__)),
                    str(path),
                    self._options.sheet or "",
                    str(self._limits.workbook_memory),
                    str(self._limits.seconds),
                    str(self._limits.workbook_cells),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
            alarm = threading.Timer(self._limits.seconds, process.kill)
            alarm.start()
            try:
                assert process.stdout is not None
                yield self._messages(process, process.stdout)
            finally:
                alarm.cancel()
                process.kill()
                process.communicate()

    def _messages(self, process: subprocess.Popen[str], lines: IO[str]) -> Iterator[Message]:
        complete = False
        for line in lines:
            message: Message = json.loads(line)
            complete = "end" in message or "problem" in message
            yield message
        if not complete:
            process.wait()
            raise self._too_heavy()


@contextmanager
def _on_disk(source: Source) -> Iterator[Path]:
    """Give the child a path; bytes in memory are written to a private file for as long as it runs."""
    if source.path is not None:
        yield source.path.resolve()
        return
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        copy.write(source.data or b"")
        copy.flush()
        yield Path(copy.name)
