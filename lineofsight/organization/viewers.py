"""Builds a viewer: who looks, with the roles held today, in two queries."""

from typing import Any

from lineofsight.base import clock
from lineofsight.base.access import Grant, Viewer
from lineofsight.organization.models import Holding, Person, RoleAssignment


def viewer_of(user: Any) -> Viewer:
    """Return the viewer for a login user: person and units in one query, roles in another."""
    today = clock.today()
    person = Person._base_manager.filter(user_id=user.pk).values_list("pk", flat=True).first()
    unit_ids: tuple[int, ...] = ()
    if person is not None:
        held = Holding.objects.at(today).filter(person_id=person)
        rows = held.values_list("position__versions__unit_id", "position__versions__valid_from", "position__versions__valid_to", "position__versions__known_to")
        unit_ids = tuple(sorted({unit for unit, start, stop, known in rows if known is None and start and start <= today and (stop is None or stop > today)}))
    roles = RoleAssignment.objects.at(today).filter(user_id=user.pk).values_list("role", "unit_id")
    grants = tuple(Grant(role, unit) for role, unit in roles)
    return Viewer(user_id=user.pk, name=str(user), person_id=person, grants=grants, unit_ids=unit_ids)
