"""Tables as files: CSV and xlsx of exactly what a page shows. No cell can start a formula."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

#: Ignoring spaces and line breaks in front; the wide ones are read as the narrow ones by some spreadsheets.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A head and rows of plain values."""

    head: Sequence[str]
    rows: Sequence[Sequence[Any]]


def as_download(request: HttpRequest, name: str, make: Callable[[], Sheet]) -> HttpResponse | None:
    """Return the table as a file where `?format=csv` or `?format=xlsx` asks for one, else None."""
    wanted = request.GET.get("format")
    if wanted == "csv":
        content, kind = to_csv(make()).encode("utf-8-sig"), "text/csv; charset=utf-8"
    elif wanted == "xlsx":
        content, kind = to_xlsx(make()), XLSX
    else:
        return None
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "table"}.{wanted}"'
    return response


def to_csv(sheet: Sheet) -> str:
    """Return the table as CSV; a text that a spreadsheet would run gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_harmless(head) for head in sheet.head])
    writer.writerows([[_harmless(value) for value in row] for row in sheet.rows])
    return out.getvalue()


def to_xlsx(sheet: Sheet) -> bytes:
    """Return the table as a workbook; every text is written as text, never as a formula or link."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet()
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.freeze_panes(1, 0)
        page.write_row(0, 0, [str(head) for head in sheet.head], bold)
        for number, row in enumerate(sheet.rows, start=1):
            for place, value in enumerate(row):
                _write(page, number, place, value, day)
    return out.getvalue()


def _write(page: Any, row: int, place: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, place, value)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, place, value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        page.write_datetime(row, place, datetime.combine(value, time()), day)
    else:
        page.write_string(row, place, str(value))


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and (value.startswith(("\t", "\r")) or value.lstrip().startswith(FORMULA_STARTS)):
        return f"'{value}"
    return value
