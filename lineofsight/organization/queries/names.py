"""Names of people and units: open to everyone who signed in, unlike contacts and lines."""

from collections.abc import Iterable
from datetime import date

from lineofsight.base import clock
from lineofsight.organization.models import PersonDetails, UnitVersion


def people_named(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of people by id, in one query; a name that was erased is empty."""
    return dict(PersonDetails.objects.filter(person_id__in=set(ids)).values_list("person_id", "name"))


def units_named(ids: Iterable[int] | None = None, as_of: date | None = None) -> dict[int, str]:
    """Return the names of units by id on a day (today), in one query; a closed unit keeps its last name."""
    rows = UnitVersion.objects.current().order_by("valid_from")
    if ids is not None:
        rows = rows.filter(unit_id__in=set(ids))
    day, names = as_of or clock.today(), {}
    for unit, name, start in rows.values_list("unit_id", "name", "valid_from"):
        if start <= day or unit not in names:
            names[unit] = name
    return names
