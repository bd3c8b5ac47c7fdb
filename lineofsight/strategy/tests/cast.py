"""A small company with a dozen people, every role of the strategy layer among them, for tests of this layer and above.

Norrvik ── Rotterdam ── Dock 3
        └─ Gdańsk
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone
from typing import Any

from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.base.runner import system_change
from lineofsight.organization.models import (
    Accountability,
    Calendar,
    Holding,
    Person,
    PersonDetails,
    Position,
    PositionVersion,
    RoleAssignment,
    Unit,
    UnitClosure,
    UnitVersion,
)
from lineofsight.organization.viewers import viewer_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.utc)
DATED = {"valid_from": date(2020, 1, 1), "known_from": LONG_AGO}
TREE = {"norrvik": None, "rotterdam": "norrvik", "dock-3": "rotterdam", "gdansk": "norrvik"}

#: Who sits where, and which role they hold over which unit ("" for everywhere).
PEOPLE: dict[str, tuple[str, str, str | None]] = {
    "amara": ("dock-3", "employee", "dock-3"),
    "ines": ("rotterdam", "unit_head", "rotterdam"),
    "tomasz": ("gdansk", "unit_head", "gdansk"),
    "linnea": ("norrvik", "executive", ""),
    "wanjiru": ("norrvik", "strategy_office", ""),
    "henrik": ("norrvik", "strategy_office", ""),
    "divya": ("gdansk", "employee", "gdansk"),
    "joost": ("dock-3", "employee", "dock-3"),
    "samira": ("rotterdam", "employee", "rotterdam"),
    "mateus": ("gdansk", "employee", "gdansk"),
    "auditor": ("norrvik", "auditor", ""),
    "administrator": ("norrvik", "administrator", ""),
    "operator": ("", "operator", ""),
}


@dataclass
class Cast:
    """People by first name; `act` gives the context in which one of them acts now."""

    units: dict[str, Unit]
    users: dict[str, User]
    people: dict[str, Person]
    calendar: Calendar
    overrides: dict[str, Any] = field(default_factory=dict)

    def viewer(self, name: str) -> Viewer:
        """Return who looks."""
        return viewer_of(self.users[name])

    def act(self, name: str, reason: str = "", **more: Any) -> Context:
        """Return the context of somebody's act."""
        return replace(Context(self.viewer(name), clock.now(), reason=reason), **more)


def build() -> Cast:
    """Return the company, written as a system change."""
    with system_change("A small company for tests"):
        units = _units()
        users = {name: User.objects.create_user(f"{name}@norrvik.example", name=name.title()) for name in PEOPLE}
        people = {name: _person(name, users[name], units[unit]) for name, (unit, _, _) in PEOPLE.items() if unit}
        for name, (_, role, over) in PEOPLE.items():
            unit = units[over] if over else None
            RoleAssignment.objects.create(user=users[name], role=role, unit=unit, **DATED)
        calendar = Calendar.objects.create(name="Calendar year", key="calendar-year")
    return Cast(units, users, people, calendar)


def make_accountable(cast: Cast, address: str, **codes: str) -> None:
    """Let people answer for a thing: `owner="ines", steward="divya"`."""
    with system_change("Who answers for what"):
        for code, name in codes.items():
            Accountability.objects.create(target=address, code=code, person=cast.people[name], **DATED)


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for slug, parent in TREE.items():
        units[slug] = Unit.objects.create(slug=slug, key=slug)
        UnitVersion.objects.create(
            unit=units[slug], name=slug.title(), parent=units[parent] if parent else None, **DATED
        )
        step: str | None = slug
        depth = 0
        while step is not None:
            UnitClosure.objects.create(ancestor=units[step], descendant=units[slug], depth=depth)
            step, depth = TREE[step], depth + 1
    return units


def _person(name: str, user: User, unit: Unit) -> Person:
    person = Person.objects.create(slug=name, key=name, user=user)
    PersonDetails.objects.create(person=person, name=name.title())
    position = Position.objects.create(key=name)
    PositionVersion.objects.create(position=position, title="Something", unit=unit, **DATED)
    Holding.objects.create(person=person, position=position, **DATED)
    return person
