"""Look into a zip archive before anything unpacks it."""

from __future__ import annotations

import re
import zipfile

from .limits import DEFAULT_LIMITS, MEGABYTE, Limits
from .problems import FileProblem
from .sources import Source

DIMENSION = re.compile(rb'<dimension\s+ref="([A-Z]{1,3})(\d{1,9})(?::([A-Z]{1,3})(\d{1,9}))?"')
CUT = "Copy or export the file again."


def check_workbook_archive(source: Source, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuse an archive that is damaged, is no workbook, would unpack to too much or claims too many cells."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            _check_entries(source, archive, limits)
            _check_claims(source, archive, limits)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        raise FileProblem(
            "workbook_damaged",
            f"{source.name} is cut off or damaged and cannot be opened as a workbook.",
            next_step=CUT,
        ) from error


def _check_entries(source: Source, archive: zipfile.ZipFile, limits: Limits) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > limits.archive_entries:
        raise _bomb(source, f"holds {len(entries):,} files; at most {limits.archive_entries:,} are opened")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileProblem(
            "workbook_locked", f"{source.name} is protected by a password.", next_step="Save it without a password."
        )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.archive_bytes:
        raise _bomb(source, f"would unpack to {unpacked:,} bytes; at most {limits.archive_bytes:,} are unpacked")
    for entry in entries:
        if entry.file_size > MEGABYTE and entry.file_size > limits.archive_ratio * max(entry.compress_size, 1):
            raise _bomb(source, f"packs {entry.file_size:,} bytes into {entry.compress_size:,} ({entry.filename})")
    if sum(entry.compress_size for entry in entries) > source.size:
        raise _bomb(source, "holds files that overlap")
    if "xl/workbook.xml" not in names:
        what = "a binary workbook (xlsb)" if "xl/workbook.bin" in names else "a zip archive, but no xlsx workbook"
        raise FileProblem("not_a_workbook", f"{source.name} is {what}.", next_step="Save it as xlsx or CSV.")


def _check_claims(source: Source, archive: zipfile.ZipFile, limits: Limits) -> None:
    """Read the declared size of every sheet: a kilobyte can claim 17 billion cells."""
    for entry in archive.infolist():
        if not entry.filename.startswith("xl/worksheets/") or not entry.filename.endswith(".xml"):
            continue
        with archive.open(entry) as sheet:
            claim = DIMENSION.search(sheet.read(8192))
        if claim is None or claim[3] is None:
            continue
        cells = column_number(claim[3]) * int(claim[4])
        if cells > limits.workbook_cells:
            raise too_many_cells(
                source.name, entry.filename.rpartition("/")[2], claim[0].decode()[16:-1], cells, limits
            )


def too_many_cells(name: str, sheet: str, area: str, cells: int, limits: Limits) -> FileProblem:
    """Return the problem of a sheet whose area is larger than what is read."""
    return FileProblem(
        "too_many_cells",
        f"{name}, {sheet}: the used area {area} has {cells:,} cells; at most {limits.workbook_cells:,} are read.",
        line=1,
        column=1,
        next_step="Delete the empty rows and columns around the table, or save the sheet as CSV.",
    )


def _bomb(source: Source, what: str) -> FileProblem:
    return FileProblem(
        "archive_too_large", f"{source.name} {what}: it is not unpacked.", next_step="Save the sheet as CSV."
    )


def column_number(letters: bytes) -> int:
    """Return the column number of spreadsheet letters: A is 1, XFD is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
