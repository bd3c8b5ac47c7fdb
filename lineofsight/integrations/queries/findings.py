"""Lines that are left out, and those that are taken with something to be known."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.ui.html.table import ROWS_ON_A_PAGE
from lineofsight.integrations import tops
from lineofsight.integrations.models import Import, StagedRow

SHORT = 5


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is left out, with its reason and the way on; remarks look the same."""

    file: str
    line: int | None
    column: int | None
    key: str
    raw: str
    sentence: str
    next_step: str
    row: int = 0
    heading: str | None = None

    @property
    def can_be_left_out(self) -> bool:
        """Test whether the preview can do without this line."""
        return self.heading is not None

    @property
    def can_be_mended(self) -> bool:
        """Test whether the cell that is wrong is known, so that it can be corrected in place."""
        return self.heading is not None and self.column is not None


def find(ctx: Context, number: int) -> Import:
    """Return an import that the viewer may see."""
    rows = Import.objects.visible_to(ctx.viewer).select_related("file", "created_by", "unit")
    run = rows.filter(pk=number).first()
    if run is None:
        raise NotFound("This import")
    found: Import = run
    return found


def size_of(ctx: Context, number: int) -> int:
    """Return how many bytes the files of an import have: it is read at once, or by a worker."""
    return sum(file.size for file in find(ctx, number).files())


def asked_where(run: Import) -> str:
    """Return the question where a unit without a parent is to stand, as far as it is open."""
    if run.state != "ready" or tops.CODE not in run.report.get("codes", {}):
        return ""
    rows = StagedRow.objects.filter(run=run, code=tops.CODE).order_by("id")
    return " ".join(rows.values_list("sentence", flat=True)[:SHORT])


def refused_lines(ctx: Context, number: int) -> list[RefusedLine]:
    """Return every refused line of an import, for the error file."""
    return [refused_line(row) for row in findings_of(find(ctx, number), "refused").iterator(chunk_size=2_000)]


def findings_of(run: Import, verdict: str) -> Any:
    """Return the rows of findings in the order of the file."""
    return StagedRow.objects.filter(run=run, verdict=verdict).order_by("file_name", "line", "id")


def page_of(rows: Any, number: int) -> "Page[RefusedLine] | None":
    """Return one page of findings as lines."""
    shown = Paginator(rows, ROWS_ON_A_PAGE).get_page(number)
    shown.object_list = [refused_line(row) for row in shown.object_list]
    return shown


def refused_line(row: StagedRow) -> RefusedLine:
    """Return a finding as the page shows it."""
    return RefusedLine(
        row.file_name,
        row.line,
        row.column,
        row.key,
        row.raw[:200],
        row.sentence,
        row.next_step,
        row.pk,
        (row.payload or {}).get("heading"),
    )
