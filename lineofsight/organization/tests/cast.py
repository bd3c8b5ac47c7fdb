"""A small company and ten people with fixed relations, made through commands."""

from dataclasses import dataclass, field
from datetime import date

from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.access import SYSTEM, Viewer
from lineofsight.base.commands import Context
from lineofsight.organization import commands
from lineofsight.organization.models import Calendar, Person, Position, Unit
from lineofsight.organization.viewers import viewer_of

START = date(2026, 1, 1)

#: name: unit, manager, roles as (role, unit or None)
PEOPLE: dict[str, tuple[str, str | None, tuple[tuple[str, str | None], ...]]] = {
    "chief": ("top", None, (("executive", None),)),
    "head": ("south", "chief", (("unit_head", "south"),)),
    "lead": ("dock", "head", (("manager", None),)),
    "worker": ("dock", "lead", (("employee", None),)),
    "colleague": ("north", "chief", (("employee", None),)),
    "strategist": ("top", "chief", (("strategy_office", None),)),
    "hr": ("top", "chief", (("hr", None),)),
    "hr_south": ("south", "head", (("hr", "south"),)),
    "steward": ("top", "chief", (("data_steward", None),)),
    "council": ("top", "chief", (("council_member", None),)),
    "works_council": ("north", "chief", (("works_council", None),)),
    "auditor": ("top", "chief", (("auditor", None),)),
    "administrator": ("top", "chief", (("administrator", None),)),
}
ALL = (*PEOPLE, "stranger")


@dataclass
class Cast:
    """Units and people by name; `stranger` has an account and nothing else."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    calendar: Calendar | None = None

    def viewer(self, name: str) -> Viewer:
        """Return who looks, as the database knows them now."""
        return viewer_of(self.users[name])

    def context(self, name: str, reason: str = "") -> Context:
        """Return the context in which they act now."""
        return Context(viewer=self.viewer(name), now=clock.now(), reason=reason)


def system(reason: str = "set up for a test") -> Context:
    """Return the context of the system itself."""
    return Context(viewer=SYSTEM, now=clock.now(), via="system", reason=reason)


def make_units(cast: Cast) -> None:
    """Found top, with north and south below it, and dock below south."""
    for name, parent in (("top", None), ("north", "top"), ("south", "top"), ("dock", "south")):
        data = {"name": name, "from_": START, "parent": cast.units[parent].public_id if parent else None}
        cast.units[name] = commands.create_unit(system(), None, data)


def make_people(cast: Cast) -> None:
    """Add everyone with a position and lines, then with an account and roles."""
    rows = [
        {"key": name, "name": name.title(), "email": f"{name}@example.org", "title": name, "unit": unit, "from_": START}
        for name, (unit, _, _) in PEOPLE.items()
    ]
    lines = [{"person": name, "manager": manager or "", "from_": START} for name, (_, manager, _) in PEOPLE.items()]
    commands.place_people(system(), None, {"rows": rows})
    commands.place_lines(system(), None, {"rows": lines})
    cast.people = {person.key: person for person in Person.objects.all()}
    cast.positions = {position.key: position for position in Position.objects.all()}
    for name, (_, _, roles) in PEOPLE.items():
        cast.users[name] = User.objects.create_user(f"{name}@example.org", name=name.title())
        cast.people[name] = commands.link_account(system(), cast.people[name], {"user": cast.users[name].public_id})
        for role, over in roles:
            given = {"role": role, "unit": cast.units[over].public_id if over else None, "from_": START}
            commands.assign_role(system(), cast.users[name], given)
    cast.users["stranger"] = User.objects.create_user("stranger@example.org")


def make_cast() -> Cast:
    """Return the whole company."""
    cast = Cast()
    make_units(cast)
    make_people(cast)
    cast.calendar = commands.create_calendar(system(), None, {"name": "Fiscal"})
    return cast
