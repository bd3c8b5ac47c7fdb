"""The reach that every higher domain builds its scopes on.

Reach is always a subquery over the closure of units, never a list of ids: a list is a trap at 50,000 people.
"""

from typing import Any

from django.db.models import Q, QuerySet

from lineofsight.accounts.roles import REACH_ROLES
from lineofsight.base import clock, recorder
from lineofsight.base.access import EVERYTHING, NOTHING, Viewer
from lineofsight.organization.models import Holding, PositionVersion, Unit, UnitClosure


def is_unlimited(viewer: Viewer) -> bool:
    """Test whether the viewer's reach covers every unit: then a scope filters nothing."""
    return viewer.holds_everywhere(*REACH_ROLES)


def visible_units(viewer: Viewer) -> QuerySet[Any]:
    """Return a subquery of the ids of units whose scorecards the viewer may open.

    Their own units, those above and below them, and whatever lies at or below a unit over which they hold a reach role.
    """
    if is_unlimited(viewer):
        return Unit.objects.values("pk")
    own = list(viewer.unit_ids)
    above = UnitClosure.objects.filter(descendant_id__in=own).values("ancestor_id")
    below = _below([*own, *viewer.units_of(*REACH_ROLES)])
    return Unit.objects.filter(Q(pk__in=below) | Q(pk__in=above)).values("pk")


def reach_units(viewer: Viewer, *roles: str) -> QuerySet[Any]:
    """Return a subquery of the ids of units at and below those over which the viewer holds any of the roles."""
    if viewer.holds_everywhere(*roles):
        return Unit.objects.values("pk")
    return _below(viewer.units_of(*roles))


def in_visible_units(viewer: Viewer, field: str) -> Q:
    """Return the filter that a row's unit (`field`, without `_id`) is one of the visible ones."""
    return EVERYTHING if is_unlimited(viewer) else Q(**{f"{field}__in": visible_units(viewer)})


def in_reach(viewer: Viewer, field: str, *roles: str) -> Q:
    """Return the filter that a row's unit is at or below one over which the viewer holds any of the roles."""
    if viewer.holds_everywhere(*roles):
        return EVERYTHING
    held = viewer.units_of(*roles)
    return Q(**{f"{field}__in": _below(held)}) if held else NOTHING


def reaches(viewer: Viewer, unit_id: int | None, *roles: str) -> bool:
    """Test whether any of the roles is held over the unit or one above it (None: over the whole organization)."""
    if viewer.holds_everywhere(*roles):
        return True
    held = viewer.units_of(*roles)
    if unit_id is None or not held:
        return False
    return unit_id in held or not _and_above(viewer, unit_id).isdisjoint(held)


def _and_above(viewer: Viewer, unit_id: int) -> frozenset[int]:
    """Return a unit and those above it. A page asks the database once; a command, which may move units, each time."""
    known: dict[int, frozenset[int]] = viewer.cache.setdefault("units above", {}) if recorder.current() is None else {}
    if unit_id not in known:
        above = UnitClosure.objects.filter(descendant_id=unit_id).values_list("ancestor_id", flat=True)
        known[unit_id] = frozenset(above)
    return known[unit_id]


def people_at(viewer: Viewer, *roles: str) -> QuerySet[Any]:
    """Return a subquery of the ids of people who hold a position today at or below the units of a role."""
    today = clock.today()
    seats = PositionVersion.objects.at(today).filter(unit__in=reach_units(viewer, *roles)).values("position_id")
    return Holding.objects.at(today).filter(position_id__in=seats).values("person_id")


def _below(units: list[int]) -> QuerySet[Any]:
    return UnitClosure.objects.filter(ancestor_id__in=units).values("descendant_id")
