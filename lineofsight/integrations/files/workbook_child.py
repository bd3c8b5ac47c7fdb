"""Read one sheet of a workbook in a process of its own, under limits of memory and time.

Run as a script: `workbook_child.py PATH SHEET MEMORY SECONDS CELLS`. Writes one JSON object per line:
`{"sheet", "sheets"}`, then `{"first", "rows"}` for each block of rows, last `{"end"}`; or `{"problem", "detail"}`.
A crafted file of a kilobyte can make the parser ask for hundreds of gigabytes; here that ends this process only.
"""

from __future__ import annotations

import datetime
import json
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, TextIO
from xml.etree import ElementTree

BLOCK_ROWS = 2_000
REFERENCE = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,9})"')
ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,9})"[^>]*?\bt="e"[^>]*>'
    rb"(?:<(?:\w+:)?f[^<]*</(?:\w+:)?f>|<(?:\w+:)?f[^>]*/>)?"
    rb"<(?:\w+:)?v>([^<]{1,20})</"
)
OVERLAP = 256


def main(arguments: list[str], out: TextIO) -> None:
    """Limit this process, then write the sheet."""
    path, wanted, memory, seconds, cells = arguments
    limit_process(int(memory), int(seconds))
    for message in messages(path, wanted, int(cells)):
        out.write(json.dumps(message, separators=(",", ":")))
        out.write("\n")


def limit_process(memory: int, seconds: int) -> None:
    """Set hard limits on address space and processor time where the system has them."""
    try:
        import resource  # not on Windows, where the parent's time limit is all there is
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def messages(path: str, wanted: str, most_cells: int) -> Iterator[dict[str, Any]]:
    """Yield what the parent is to know, in order."""
    area = widest_area(path)
    if area[0] * area[1] > most_cells:
        yield {"problem": "cells", "rows": area[0], "columns": area[1]}
        return
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # after the limits are set

    try:
        workbook = CalamineWorkbook.from_path(path)
        shown = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        name = wanted or next((each for each in shown if workbook.get_sheet_by_name(each).height), "")
        if name not in workbook.sheet_names:
            yield {"problem": "sheet", "sheets": workbook.sheet_names}
            return
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        put_errors_back(path, name, rows)
    except MemoryError:
        raise  # the process ends without a last word, as it does when the system ends it
    except Exception as error:  # the parser's own classes of error are many; each means an unreadable workbook
        yield {"problem": "damaged", "detail": str(error)}
        return
    yield {"sheet": name, "sheets": shown}
    for first in range(0, len(rows), BLOCK_ROWS):
        block = [[text_of(cell) for cell in row] for row in rows[first : first + BLOCK_ROWS]]
        yield {"first": first + 1, "rows": block}
    yield {"end": len(rows)}


def widest_area(path: str) -> tuple[int, int]:
    """Return (rows, columns) of the largest area any sheet's cells span, whatever the sheet declares."""
    rows = columns = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
                continue
            sheet_rows, sheet_columns = area_of(archive, name)
            if sheet_rows * sheet_columns > rows * columns:
                rows, columns = sheet_rows, sheet_columns
    return rows, columns


def area_of(archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """Return the last row and column that a cell of the sheet names, reading it as a stream."""
    last_row, widest, tail = 0, b"A", b""
    with archive.open(name) as sheet:
        while block := sheet.read(1 << 20):
            for letters, digits in REFERENCE.findall(tail + block):
                last_row = max(last_row, int(digits))
                if (len(letters), letters) > (len(widest), widest):
                    widest = letters
            tail = block[-OVERLAP:]
    return last_row, column_number(widest)


def put_errors_back(path: str, name: str, rows: list[list[Any]]) -> None:
    """Write #REF!, #N/A and the like into the rows: the parser gives them as empty cells."""
    with zipfile.ZipFile(path) as archive:
        part = sheet_part(archive, name)
        if part not in archive.namelist():
            return
        tail = b""
        with archive.open(part) as sheet:
            while block := sheet.read(1 << 20):
                for letters, digits, error in ERROR_CELL.findall(tail + block):
                    row, column = int(digits) - 1, column_number(letters) - 1
                    if row < len(rows) and column < len(rows[row]):
                        rows[row][column] = error.decode()
                tail = block[-4 * OVERLAP :]


def sheet_part(archive: zipfile.ZipFile, name: str) -> str:
    """Return the path of a sheet inside the archive, empty when it cannot be found."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - in a limited process of its own
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - the same
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet") and sheet.get("name") == name:
            identity = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            target = targets.get(identity, "")
            return target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return ""


def column_number(letters: bytes) -> int:
    """Return the column number of spreadsheet letters: A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def text_of(cell: Any) -> str:
    """Return the cell as the text a CSV export would hold: ISO dates, plain numbers of at most 15 digits."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return format(cell, ".15g") if abs(cell) >= 1e15 or not cell.is_integer() else str(int(cell))
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout)
