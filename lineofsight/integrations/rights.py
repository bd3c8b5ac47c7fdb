"""What whom may import: objects and values are different rights, and some hold for one's own KPIs only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from lineofsight.base.access import Viewer
from lineofsight.measures.models import Measure
from lineofsight.organization.access import accountable_ids
from lineofsight.organization.viewers import viewer_of

EVERYTHING = ("operator", "administrator")
STRATEGY = ("strategy_office",)
ORGANIZERS = ("hr",)
KEEPERS = ("data_steward",)
PEOPLE_TABLES = frozenset({"units", "people", "lines"})
#: What a person agrees on with their managers; HR keeps it, and nobody else reads it whole.
GOAL_TABLES = frozenset({"goals", "goal_links"})
VALUE_TABLES = frozenset({"observations", "published_figures"})
NAMES = {
    "units": "units",
    "people": "people",
    "lines": "reporting lines",
    "strategies": "strategies",
    "perspectives": "perspectives",
    "objectives": "objectives",
    "links": "links between objectives",
    "kpis": "KPIs",
    "targets": "targets",
    "observations": "values",
    "okrs": "OKRs",
    "key_results": "key results",
    "okr_links": "links of OKRs",
    "goals": "goals",
    "goal_links": "links of goals",
}
RECORDERS = ("updater", "steward")


@dataclass(frozen=True, slots=True)
class ImportScope:
    """Which tables somebody may bring in, and whether of all KPIs or of those they answer for (`measure_ids`)."""

    tables: frozenset[str]
    measure_ids: frozenset[int] | None

    def refusal(self, tables: Iterable[str]) -> str | None:
        """Return why these tables may not be brought in, or None."""
        beyond = sorted({NAMES.get(table, table) for table in tables if table not in self.tables})
        if not beyond:
            return None
        if not self.tables:
            return gettext("Your role does not import files, or does not reach the whole organization.")
        own = ", ".join(sorted({NAMES[table] for table in self.tables if table in NAMES}))
        return gettext("This file brings %(beyond)s; your role imports %(own)s.") % {
            "beyond": ", ".join(beyond),
            "own": own,
        }

    def may_record(self, measure_id: int) -> bool:
        """Test whether values of a KPI may be brought in."""
        return self.measure_ids is None or measure_id in self.measure_ids


def has_importing_role(viewer: Viewer) -> bool:
    """Test whether a role of the viewer brings data in; asks the database nothing."""
    return viewer.has(*EVERYTHING, *STRATEGY, *ORGANIZERS, *KEEPERS)


def may_export(viewer: Viewer) -> bool:
    """Test whether the viewer may take everything they see along, as one archive."""
    return viewer.holds_everywhere(*EVERYTHING, *STRATEGY)


def may_import(viewer: Viewer) -> bool:
    """Test whether the viewer may import anything at all."""
    return has_importing_role(viewer) or bool(accountable_ids(viewer, "measure", RECORDERS))


def scope_for(viewer: Viewer) -> ImportScope:
    """Return what the viewer may import."""
    if viewer.is_system or viewer.holds_everywhere("operator"):
        return ImportScope(frozenset(NAMES) | VALUE_TABLES, None)
    tables: set[str] = set()
    measure_ids: frozenset[int] | None = frozenset()
    if viewer.holds_everywhere(*EVERYTHING):
        tables |= {*NAMES, *VALUE_TABLES} - GOAL_TABLES
        measure_ids = None
    if viewer.holds_everywhere(*STRATEGY):
        tables |= {*NAMES, *VALUE_TABLES} - {"people", "lines", *GOAL_TABLES}
        measure_ids = None
    if viewer.holds_everywhere(*ORGANIZERS):
        tables |= PEOPLE_TABLES | GOAL_TABLES
    ids = accountable_ids(viewer, "measure", RECORDERS)
    if measure_ids is not None and (ids or viewer.has(*KEEPERS)):
        tables |= VALUE_TABLES
        measure_ids = frozenset(Measure.objects.filter(public_id__in=ids).values_list("pk", flat=True))
    return ImportScope(frozenset(tables), measure_ids)


def scope_of_import(user: Any) -> ImportScope:
    """Return what the person who brought an import may bring in, judged now."""
    return scope_for(viewer_of(user))
