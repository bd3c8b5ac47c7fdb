"""What it costs to ask who may see what, with 50,000 people: from the largest to the smallest viewer."""

import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction

from lineofsight.accounts.models import User
from lineofsight.base import bulk, clock
from lineofsight.base.access import SYSTEM, Viewer
from lineofsight.base.commands import Context
from lineofsight.organization import access, commands
from lineofsight.organization.models import (
    Holding,
    Person,
    PersonDetails,
    PositionVersion,
    ReportingLine,
    Unit,
    UnitVersion,
)
from lineofsight.organization.viewers import viewer_of

START = date(2026, 1, 1)
SOURCE = "bench"
SPAN = 8  # reports of one manager, and units below one unit
REPEATS = 15


class _Undo(Exception):
    """Takes back everything the measurement wrote."""


def run(people: int = 50_000, units: int = 5_000) -> dict[str, Any]:
    """Place an organization of this size, measure scopes and commands on it, take it back; milliseconds, medians."""
    figures: dict[str, Any] = {"people": people, "units": units, "database": connection.vendor}
    try:
        with transaction.atomic():
            figures["placing_seconds"] = _place(people, units)
            viewers = _viewers(people)
            figures["viewer_of_ms"] = {name: _median(partial(viewer_of, user)) for name, user in viewers.items()}
            figures["scopes_ms"] = {name: _scopes(viewer_of(user)) for name, user in viewers.items()}
            figures["one_change_ms"] = _one_change(people)
            raise _Undo
    except _Undo:
        return figures


def _place(people: int, units: int) -> dict[str, float]:
    chooser = random.Random(7)  # noqa: S311 the same organization every time
    unit_rows = [
        {"key": f"u{n}", "name": f"Unit {n}", "parent": f"u{(n - 1) // SPAN}" if n else "", "from_": START}
        for n in range(units)
    ]
    person_rows = [
        {
            "key": f"p{n}",
            "name": f"Person {n}",
            "email": f"p{n}@example.org",
            "title": "Worker",
            "unit": f"u{chooser.randrange(units)}" if n else "u0",
            "from_": START,
        }
        for n in range(people)
    ]
    line_rows = [
        {"person": f"p{n}", "manager": f"p{(n - 1) // SPAN}", "weight": "100", "from_": START} for n in range(1, people)
    ]
    seconds = {}
    for name, command, rows in (
        ("units", commands.place_units, unit_rows),
        ("people", commands.place_people, person_rows),
        ("lines", commands.place_lines, line_rows),
    ):
        started = time.perf_counter()
        command(_system(), None, {"source": SOURCE, "rows": rows})
        seconds[name] = round(time.perf_counter() - started, 2)
        started = time.perf_counter()
        command(_system(), None, {"source": SOURCE, "rows": rows})
        seconds[f"{name}_again"] = round(time.perf_counter() - started, 2)
    bulk.analyze(Unit, UnitVersion, Person, PersonDetails, PositionVersion, Holding, ReportingLine)
    return seconds


def _viewers(people: int) -> dict[str, User]:
    """Return whoever keeps the top unit, whoever keeps an eighth of all, a manager half way down, and one worker."""
    named = {"largest": "p0", "hub": "p2", "middle": "p9", "smallest": f"p{people - 1}"}
    users = {}
    for name, key in named.items():
        user = User.objects.create_user(f"{name}@bench.invalid", name=name)
        person = Person.objects.get(source=SOURCE, key=key)
        commands.link_account(_system(), person, {"user": user.public_id})
        users[name] = user
    for name, key in (("largest", "u0"), ("hub", "u1")):
        over = Unit.objects.get(source=SOURCE, key=key).public_id
        for role in ("unit_head", "hr"):
            commands.assign_role(_system(), users[name], {"role": role, "unit": over, "from_": START})
    return users


def _scopes(viewer: Viewer) -> dict[str, Any]:
    """Measure a page of a list, a count and one row, as pages ask for them."""
    one = Person.objects.order_by("-pk").first()
    day = clock.today()
    asked: dict[str, Callable[[], Any]] = {
        "units_count": lambda: Unit.objects.filter(access.in_visible_units(viewer, "pk")).count(),
        "unit_page": lambda: list(
            UnitVersion.objects.at(day).filter(access.in_visible_units(viewer, "unit")).order_by("name")[:200]
        ),
        "positions_count": lambda: (
            PositionVersion.objects.at(day).filter(access.in_visible_units(viewer, "unit")).count()
        ),
        "people_count": lambda: PersonDetails.objects.visible_to(viewer).count(),
        "people_page": lambda: list(PersonDetails.objects.visible_to(viewer).order_by("sort_name")[:200]),
        "one_person": lambda: PersonDetails.objects.visible_to(viewer).filter(person=one).exists(),
        "holdings_count": lambda: Holding.objects.visible_to(viewer).at(day).count(),
        "lines_count": lambda: ReportingLine.objects.visible_to(viewer).at(day).count(),
    }
    return {name: {"ms": _median(ask), "rows": _size(ask())} for name, ask in asked.items()}


def _one_change(people: int) -> dict[str, float]:
    """Measure single acts on the full organization: one person's lines, one unit's move."""
    person = Person.objects.get(source=SOURCE, key=f"p{people - 1}")
    lead = Person.objects.get(source=SOURCE, key="p70")
    unit = Unit.objects.get(source=SOURCE, key="u70")
    other = Unit.objects.get(source=SOURCE, key="u3")

    def lines_of(who: Person, manager: str) -> None:
        chief = Person.objects.get(source=SOURCE, key=manager)
        data = {"from_": date(2026, 2, 1), "lines": [{"manager": chief.public_id}]}
        commands.set_reporting_lines(_system(), who, data)

    return {
        "lines_of_a_worker": _once(lambda: lines_of(person, "p1")),
        "lines_of_a_manager_of_hundreds": _once(lambda: lines_of(lead, "p2")),
        "move_of_a_unit": _once(
            lambda: commands.revise_unit(_system(), unit, {"from_": date(2026, 2, 1), "parent": other.public_id})
        ),
    }


def _system() -> Context:
    return Context(viewer=SYSTEM, now=clock.now(), via="system", reason="bench")


def _median(ask: Callable[[], Any]) -> float:
    ask()
    return round(statistics.median(_once(ask) for _ in range(REPEATS)), 2)


def _once(ask: Callable[[], Any]) -> float:
    started = time.perf_counter()
    ask()
    return round((time.perf_counter() - started) * 1000, 2)


def _size(found: Any) -> int:
    return len(found) if isinstance(found, list) else int(found)
