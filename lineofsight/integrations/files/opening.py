"""Open a foreign file by what it is, not by what its name says."""

from __future__ import annotations

from pathlib import Path

from .delimited import DelimitedFile
from .limits import DEFAULT_LIMITS, Limits
from .problems import FileProblem
from .sources import Source, check_size
from .tables import AS_FOUND, ReadOptions, TableFile
from .workbook import WorkbookFile

AS_TABLE = "Save it as CSV (UTF-8) or xlsx."
KNOWN_STARTS = (
    (b"\xd0\xcf\x11\xe0", "old_workbook", "an old or password-protected Excel file", "Save it as xlsx, unprotected."),
    (b"\x1f\x8b", "packed_file", "packed with gzip", "Unpack it first."),
    (b"%PDF", "not_a_table", "a PDF document", AS_TABLE),
    (b"BZh", "packed_file", "packed with bzip2", "Unpack it first."),
    (b"\xfd7zXZ", "packed_file", "packed with xz", "Unpack it first."),
    (b"\x89PNG", "not_a_table", "a picture", AS_TABLE),
)
KNOWN_TEXTS = (
    (b"{", "json_not_table", "a JSON document, not a table", "Import it as a strategy package."),
    (b"[", "json_not_table", "a JSON document, not a table", "Import it as a strategy package, or convert it to CSV."),
    (b"<", "not_a_table", "a web page or XML document under another name", AS_TABLE),
)


def open_table(
    content: str | Path | bytes | Source,
    name: str | None = None,
    *,
    options: ReadOptions = AS_FOUND,
    limits: Limits = DEFAULT_LIMITS,
) -> TableFile:
    """Return the table in a CSV or xlsx file; raise FileProblem with a place and a way on for anything else."""
    source = content if isinstance(content, Source) else Source.of(content, name)
    check_size(source, limits)
    head = source.head()
    if head.startswith(b"PK"):
        return WorkbookFile(source, options, limits)
    for start, code, what, next_step in KNOWN_STARTS:
        if head.startswith(start):
            raise FileProblem(code, f"{source.name} is {what}.", line=1, next_step=next_step)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for start, code, what, next_step in KNOWN_TEXTS:
        if text.startswith(start):
            raise FileProblem(code, f"{source.name} is {what}.", line=1, column=1, next_step=next_step)
    return DelimitedFile(source, options, limits)
