"""Builds a viewer: who looks, with the roles held today, in two queries."""

from datetime import date
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from lineofsight.base import clock
from lineofsight.base.access import Grant, Viewer
from lineofsight.base.notices import reading
from lineofsight.organization.models import Person, RoleAssignment

_SEATS = (
    "holdings__valid_from",
    "holdings__valid_to",
    "holdings__known_to",
    "holdings__position__versions__valid_from",
    "holdings__position__versions__valid_to",
    "holdings__position__versions__known_to",
)

#: Is a role's unit the only one without a parent? Such a role reaches everything, and says so: scopes then filter
#: nothing, instead of listing everyone. Written out, because composing it costs each request more than asking it.
_IS_THE_ONE_TOP = """
(SELECT COUNT(*) = 1 AND MIN(top.unit_id) = organization_roleassignment.unit_id FROM organization_unitversion top
 WHERE top.known_to IS NULL AND top.parent_id IS NULL
 AND top.valid_from <= %s AND (top.valid_to IS NULL OR top.valid_to > %s))"""


def viewer_of(user: Any) -> Viewer:
    """Return the viewer for a login user: person and units in one query, roles in another.

    Whoever may not sign in any more has no rights, whatever roles nobody has taken away yet.
    """
    if not user.is_active:
        return Viewer(user_id=None, name=str(user))
    today = clock.today()
    person, units, cache = _person_and_units(user.pk, today)
    whole = RawSQL(_IS_THE_ONE_TOP, (today.isoformat(), today.isoformat()), BooleanField())  # noqa: S611 fixed text
    roles = RoleAssignment.objects.at(today).filter(user_id=user.pk).annotate(whole=whole)
    rows = roles.values_list("role", "unit_id", "whole")
    grants = tuple(Grant(role, None if whole else unit) for role, unit, whole in rows)
    return Viewer(user_id=user.pk, name=str(user), person_id=person, grants=grants, unit_ids=units, cache=cache)


def _person_and_units(user_id: int, today: date) -> tuple[int | None, tuple[int, ...], dict[str, Any]]:
    """Join outward, so that a person without a position is found too; a person's own history is a few rows.

    Their unread notices are counted on the way: every page shows the number.
    """
    rows = Person.objects.filter(user_id=user_id).annotate(unread=reading.unread_count())
    joined = list(rows.values_list("pk", "holdings__position__versions__unit_id", *_SEATS, "unread"))
    units = {
        unit
        for _, unit, *times, _ in joined
        if unit is not None and _holds(today, *times[:3]) and _holds(today, *times[3:])
    }
    cache = {reading.CACHE: joined[0][-1] or 0} if joined else {}
    return (joined[0][0] if joined else None), tuple(sorted(units)), cache


def _holds(today: date, start: date, stop: date | None, known_to: Any) -> bool:
    return known_to is None and start <= today and (stop is None or today < stop)
