"""Refused lines mended in the preview: what can be mended there, and what a correction leaves behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lineofsight.base.errors import Invalid
from lineofsight.integrations.files.corrected import Corrections
from lineofsight.integrations.formats.findings import Finding, Place, Severity, remark
from lineofsight.integrations.formats.records import ObservationRecord
from lineofsight.integrations.models import Import, StagedRow

#: Which field a finding about a whole row is about: the first of these that the file has.
FIELDS = {
    "unit_unknown": ("unit", "parent"),
    "key_ambiguous": ("unit", "parent"),
    "person_unknown": ("manager",),
    "reports_to_self": ("manager",),
    "line_circle": ("manager",),
    "weights_do_not_add_up": ("weight",),
    "weight_missing": ("weight",),
    "weight_outside": ("weight",),
    "dates_reversed": ("valid_to",),
}


def column_of(finding: Finding, columns: Mapping[str, int]) -> int | None:
    """Return the column that a finding about a row of a table is about, where it names none itself."""
    return next((columns[name] for name in FIELDS.get(finding.code, ()) if name in columns), None)


def payload(finding: Finding, column: int | None, headings: tuple[str, ...] | None) -> dict[str, Any] | None:
    """Return what the preview needs besides: whether it blocks, and the heading under which it can be mended."""
    said: dict[str, Any] = {"blocks": True} if finding.severity is Severity.BLOCKS else {}
    if headings is not None and finding.place.line is not None and finding.severity is not Severity.REMARK:
        said["heading"] = headings[column - 1][:80] if column and column <= len(headings) else ""
    return said or None


def mend(run: Import, by: str, wanted: Mapping[int, tuple[str | None, bool]]) -> None:
    """Keep corrections with the import; a later one of the same cell replaces the earlier one."""
    rows = StagedRow.objects.filter(run=run, verdict="refused", pk__in=list(wanted)).order_by("id")
    made: dict[tuple[Any, ...], dict[str, Any]] = {
        (one["file"], one["line"], one["column"]): one for one in run.corrections
    }
    before = dict(made)
    for row in rows:
        text, is_left_out = wanted[row.pk]
        if row.line is None or "heading" not in (row.payload or {}):
            continue
        column = None if is_left_out else row.column
        if is_left_out or (column and text is not None and text != row.raw):
            made[row.file_name, row.line, column] = {
                "file": row.file_name,
                "line": row.line,
                "column": column,
                "text": text or "",
                "by": by,
            }
    if made == before:
        raise Invalid({"": "Nothing was corrected: change a cell, or leave a line out."})
    run.corrections = list(made.values())


def remarks(corrections: Corrections) -> Iterator[Finding]:
    """Yield a remark for each correction, with the text of the file."""
    for one in corrections.made:
        place = Place(one.file, one.line, one.column)
        if one.column is None:
            yield remark("left_out", f"Line {one.line} was left out by {one.by}.", place)
        else:
            words = corrections.words(one)
            yield remark("corrected_here", words[0].upper() + words[1:], place, raw=corrections.before(one))


def as_mended(record: ObservationRecord, corrections: Corrections) -> ObservationRecord:
    """Return a value with the text of the file as its source, and the correction as its comment."""
    first, last = record.place.line or 0, record.lines[-1][1] if record.lines else record.place.line or 0
    found = corrections.of_line(record.place.file, first, last)
    if not found:
        return record
    was = next((corrections.before(one) for one in found if one.column == record.place.column), None)
    words = [corrections.words(one) for one in found]
    comment = " ".join(filter(None, [record.comment, *(one[0].upper() + one[1:] for one in words)]))
    return record._replace(comment=comment, raw=record.raw if was is None else was)
