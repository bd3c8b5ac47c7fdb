"""A small company with a cast of named people, every role and relation among them, made through the real commands.

    group ── east ── plant        Northlight AB
          │       └─ lab
          └─ west ── shop         Northlight West Ltd

`employee` works in the plant beside `peer`, reports to `manager`, who reports to `skip_manager` in east, who reports
to `unit_head`, who heads east. `colleague` and `updater` work in the shop; `hr`, `administrator` and `works_council`
sit in west, `hr_east` and `data_steward` in east, the others at the top. `leaver` left the plant: the account is
disabled, but nobody has taken the roles away.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from lineofsight.accounts import commands as accounts
from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.access import ANONYMOUS, SYSTEM, Viewer
from lineofsight.base.commands import Context
from lineofsight.organization import commands as organization
from lineofsight.organization.models import Calendar, LegalEntity, Person, Position, Unit
from lineofsight.organization.operator import operator_user
from lineofsight.organization.viewers import viewer_of

START = date(2025, 1, 1)
LEFT = date(2026, 4, 1)

UNITS = {"group": None, "east": "group", "plant": "east", "lab": "east", "west": "group", "shop": "west"}
WEST = ("west", "shop")

#: unit, manager, roles as `role` (everywhere) or `role@unit`
PEOPLE: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "executive": ("group", None, ("executive",)),
    "unit_head": ("east", "executive", ("unit_head@east",)),
    "skip_manager": ("east", "unit_head", ("manager",)),
    "manager": ("plant", "skip_manager", ("manager@plant",)),
    "employee": ("plant", "manager", ("employee",)),
    "peer": ("plant", "manager", ("employee",)),
    "colleague": ("shop", "executive", ("employee",)),
    "updater": ("shop", "executive", ("employee",)),
    "strategy_office": ("group", "executive", ("strategy_office",)),
    "second_office": ("group", "executive", ("strategy_office",)),
    "hr": ("west", "executive", ("hr",)),
    "hr_east": ("east", "unit_head", ("hr@east",)),
    "data_steward": ("east", "unit_head", ("data_steward@east",)),
    "council_member": ("group", "executive", ("council_member",)),
    "works_council": ("west", "executive", ("works_council",)),
    "auditor": ("group", "executive", ("auditor",)),
    "administrator": ("west", "executive", ("administrator",)),
    "leaver": ("plant", "manager", ("strategy_office", "hr", "administrator")),
}
OUTSIDE = ("anonymous", "operator")
EVERYBODY = (*PEOPLE, *OUTSIDE)


@dataclass
class Cast:
    """People by what they are, units by name."""

    units: dict[str, Unit] = field(default_factory=dict)
    entities: dict[str, LegalEntity] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    calendar: Calendar | None = None
    known: dict[str, Viewer] = field(default_factory=dict)

    def viewer(self, name: str) -> Viewer:
        """Return who looks, as the database knew them when they were first asked for."""
        if name == "anonymous":
            return ANONYMOUS
        if name not in self.known:
            self.known[name] = viewer_of(User.objects.get(pk=self.users[name].pk))
        return replace(self.known[name], cache={})

    def act(self, name: str, reason: str = "for the test", **more: Any) -> Context:
        """Return the context in which somebody acts now."""
        return Context(viewer=self.viewer(name), now=clock.now(), reason=reason, **more)


def system(reason: str = "set up for tests") -> Context:
    """Return the context of the system itself."""
    return Context(viewer=SYSTEM, now=clock.now(), via="system", reason=reason)


def make_cast() -> Cast:
    """Return the company with everyone in it."""
    cast = Cast()
    _found_units(cast)
    for name in PEOPLE:
        _hire(cast, name)
    accounts.disable_user(system(), cast.users["leaver"])
    cast.users["operator"] = operator_user()
    cast.calendar = organization.create_calendar(system(), None, {"name": "Calendar year", "key": "calendar-year"})
    return cast


def answer_for(cast: Cast, thing: Any, **holders: str) -> None:
    """Let people answer for a thing: `owner="manager", updater="updater"`."""
    for code, name in holders.items():
        data = {"target": thing.address, "code": code, "person": cast.people[name].public_id, "from_": START}
        organization.set_accountability(system(), None, data)


def _found_units(cast: Cast) -> None:
    for key, name in (("east", "Northlight AB"), ("west", "Northlight West Ltd")):
        data = {"name": name, "key": key, "country": "SE", "currency": "SEK"}
        cast.entities[key] = organization.create_legal_entity(system(), None, data)
    for name, parent in UNITS.items():
        data = {
            "name": name.title(),
            "slug": name,
            "key": name,
            "from_": START,
            "parent": cast.units[parent].public_id if parent else None,
            "legal_entity": cast.entities["west" if name in WEST else "east"].public_id,
        }
        cast.units[name] = organization.create_unit(system(), None, data)


def _hire(cast: Cast, name: str) -> None:
    unit, manager, roles = PEOPLE[name]
    email = f"{name}@northlight.example"
    until = LEFT if name == "leaver" else None
    user = accounts.create_user(system(), None, {"email": email, "name": name})
    person = organization.create_person(system(), None, {"name": name, "email": email, "key": name})
    cast.users[name], cast.people[name] = user, person
    organization.link_account(system(), person, {"user": user.public_id})
    seat = {"title": name, "unit": cast.units[unit].public_id, "from_": START, "key": name}
    cast.positions[name] = organization.create_position(system(), None, seat)
    held = {"position": cast.positions[name].public_id, "from_": START, "to": until}
    organization.hold_position(system(), person, held)
    lines = [{"manager": cast.people[manager].public_id}] if manager else []
    organization.set_reporting_lines(system(), person, {"from_": START, "lines": lines})
    for role in roles:
        key, _, over = role.partition("@")
        given = {"role": key, "unit": cast.units[over].public_id if over else None, "from_": START}
        organization.assign_role(system(), user, given)
