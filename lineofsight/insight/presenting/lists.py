"""Tables of the insight pages: their columns, filter, order, and the sheets that can be downloaded."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lineofsight.base.ui.components import Column, ViewLink
from lineofsight.base.ui.html import table
from lineofsight.base.web.tables import Sheet
from lineofsight.scorecard.results import MeasurePage, ObjectiveFacts, ScorecardPage

STATUS_ORDER = {"red": 0, "amber": 1, "no_data": 2, "green": 3}
SCORECARD_COLUMNS = (
    Column(_("Scorecard"), "name"),
    Column(_("Unit"), "unit"),
    Column(_("Status"), "status"),
    Column(_("Score"), "score", numeric=True),
    Column(_("Data"), "coverage", numeric=True, hint=_("Share of weight with data")),
    Column(_("Period"), "period_start"),
)
KPI_COLUMNS = (
    Column(_("KPI"), "name"),
    Column(_("Unit"), "unit"),
    Column(_("Status"), "status"),
    Column(_("Value"), "value", numeric=True),
    Column(_("Score"), "score", numeric=True),
    Column(_("Period"), "period_start"),
)


def arranged(rows: Sequence[Any], wanted: str, key: str, is_down: bool) -> list[Any]:
    """Return the rows whose name or unit holds every word of the filter, sorted; missing values come last."""
    words = wanted.casefold().split()
    kept = [row for row in rows if all(word in f"{row.name} {row.unit}".casefold() for word in words)]

    def value(row: Any) -> Any:
        found = getattr(row, key)
        if key == "status":
            return STATUS_ORDER[found]
        return found.casefold() if isinstance(found, str) else found

    known = [row for row in kept if getattr(row, key) is not None]
    missing = [row for row in kept if getattr(row, key) is None]
    return [*sorted(known, key=value, reverse=is_down), *missing]


def sheet(rows: Sequence[Any], columns: Sequence[Column]) -> Sheet:
    """Return exactly the rows and columns of a list."""
    names = [column.key if column.key != "period_start" else "period_key" for column in columns]
    return Sheet([str(column.label) for column in columns], [[getattr(row, name) for name in names] for row in rows])


def scorecard_sheet(page: ScorecardPage, rows: Sequence[ObjectiveFacts]) -> Sheet:
    """Return the scorecard's table."""
    heads = [
        gettext(word)
        for word in ("Code", "Objective", "Status", "Score", "Share of total", "Coverage", "KPI", "Value", "Target")
    ]
    body = [
        [
            row.code,
            row.name,
            row.cell.status,
            row.cell.score,
            row.share_of_total,
            row.cell.coverage,
            row.primary.name if row.primary else None,
            row.primary.cell.measured if row.primary and row.primary.cell else None,
            row.primary.cell.target if row.primary and row.primary.cell else None,
        ]
        for row in rows
    ]
    return Sheet(heads, body)


def series_sheet(page: MeasurePage) -> Sheet:
    """Return the KPI's values period by period."""
    heads = [gettext(word) for word in ("Period", "From", "Value", "Target", "Score", "Status")]
    body = [
        [point.period.key, point.period.start_on, point.value, point.target, point.score, point.status]
        for point in page.series
    ]
    return Sheet(heads, body)


def kpi_views(query: QueryDict, page: MeasurePage) -> tuple[ViewLink, ...]:
    """Return the ways to look at a KPI."""
    current = query.get("view", "chart")
    words = [("chart", gettext("Chart")), ("table", gettext("Table"))]
    if len(page.by_unit) > 1:
        words.append(("units", gettext("By unit")))
    return tuple(
        ViewLink(label, table.query(query, view=None if key == "chart" else key, why=None), key == current)
        for key, label in words
    )
