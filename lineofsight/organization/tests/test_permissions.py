"""Who may do what to the organization: one table, written by hand; each refusal leaves everything as it was."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from lineofsight.base.errors import NotFound, Refused
from lineofsight.base.models import Refusal
from lineofsight.organization import commands
from lineofsight.organization.models import (
    Accountability,
    Calendar,
    Holding,
    JobFamily,
    LegalEntity,
    Person,
    PersonDetails,
    PositionVersion,
    ReportingLine,
    RoleAssignment,
    UnitVersion,
)
from lineofsight.organization.tests.cast import ALL, START, Cast

pytestmark = pytest.mark.one_database

TABLES = (
    Accountability,
    Calendar,
    Holding,
    JobFamily,
    LegalEntity,
    Person,
    PersonDetails,
    PositionVersion,
    ReportingLine,
    RoleAssignment,
    UnitVersion,
)
THING = f"objective:{uuid4()}"
Act = Callable[[Cast, Any], object]


def public(cast: Cast, unit: str) -> str:
    return str(cast.units[unit].public_id)


def unit_in(name: str) -> Act:
    return lambda cast, ctx: commands.create_unit(
        ctx, None, {"name": "New", "from_": START, "parent": public(cast, name)}
    )


def position_in(name: str) -> Act:
    return lambda cast, ctx: commands.create_position(
        ctx, None, {"title": "New", "unit": public(cast, name), "from_": START}
    )


def lines_of(name: str) -> Act:
    return lambda cast, ctx: commands.set_reporting_lines(
        ctx, cast.people[name], {"from_": START, "lines": [{"manager": str(cast.people["chief"].public_id)}]}
    )


ACTS: dict[str, tuple[Act, set[str]]] = {
    "found a legal entity": (
        lambda cast, ctx: commands.create_legal_entity(ctx, None, {"name": "AB"}),
        {"hr", "administrator"},
    ),
    "found a top unit": (
        lambda cast, ctx: commands.create_unit(ctx, None, {"name": "Other", "from_": START}),
        {"hr", "administrator"},
    ),
    "found a unit in the south": (unit_in("south"), {"hr", "hr_south", "administrator"}),
    "found a unit in the north": (unit_in("north"), {"hr", "administrator"}),
    "move the dock to the north": (
        lambda cast, ctx: commands.revise_unit(
            ctx, cast.units["dock"], {"from_": START, "parent": public(cast, "north")}
        ),
        {"hr", "administrator"},
    ),
    "rename the dock": (
        lambda cast, ctx: commands.revise_unit(ctx, cast.units["dock"], {"from_": START, "name": "Dock 3"}),
        {"hr", "hr_south", "administrator"},
    ),
    "set up a position at the dock": (position_in("dock"), {"hr", "hr_south", "administrator"}),
    "set up a position in the north": (position_in("north"), {"hr", "administrator"}),
    "add a job family": (
        lambda cast, ctx: commands.create_job_family(ctx, None, {"name": "Logistics"}),
        {"hr", "administrator"},
    ),
    "add a job": (lambda cast, ctx: commands.create_job(ctx, None, {"name": "Handler"}), {"hr", "administrator"}),
    "add a person": (
        lambda cast, ctx: commands.create_person(ctx, None, {"name": "New Person"}),
        {"hr", "administrator"},
    ),
    "correct the worker's name": (
        lambda cast, ctx: commands.correct_person(ctx, cast.people["worker"], {"name": "Worker B."}),
        {"hr", "hr_south", "administrator"},
    ),
    "set the worker's lines": (lines_of("worker"), {"hr", "hr_south", "administrator"}),
    "set the colleague's lines": (lines_of("colleague"), {"hr", "administrator"}),
    "set the lines of hr": (lines_of("hr"), {"administrator"}),
    "set the lines of the administrator": (lines_of("administrator"), {"hr"}),
    "give the worker a role": (
        lambda cast, ctx: commands.assign_role(ctx, cast.users["worker"], {"role": "auditor", "from_": START}),
        {"administrator"},
    ),
    "raise the administrator": (
        lambda cast, ctx: commands.assign_role(ctx, cast.users["administrator"], {"role": "executive", "from_": START}),
        set(),
    ),
    "take the chief's role": (
        lambda cast, ctx: commands.end_role(ctx, cast.users["chief"], {"role": "executive", "on": START}),
        {"administrator"},
    ),
    "say who owns a thing": (
        lambda cast, ctx: commands.set_accountability(
            ctx,
            None,
            {"target": THING, "code": "owner", "person": str(cast.people["worker"].public_id), "from_": START},
        ),
        {"strategist", "administrator"},
    ),
    "set up a calendar": (
        lambda cast, ctx: commands.create_calendar(ctx, None, {"name": "Second"}),
        {"strategist", "administrator"},
    ),
    "close a period": (
        lambda cast, ctx: commands.close_period(ctx, cast.calendar, {"key": "2025-12"}),
        {"strategist"},
    ),
    "place units": (
        lambda cast, ctx: commands.place_units(ctx, None, {"rows": [{"key": "x", "name": "X", "from_": START}]}),
        {"hr", "administrator"},
    ),
    "place people": (
        lambda cast, ctx: commands.place_people(ctx, None, {"rows": [{"key": "x", "name": "X", "from_": START}]}),
        {"hr", "administrator"},
    ),
    "place lines": (
        lambda cast, ctx: commands.place_lines(ctx, None, {"rows": [{"person": "worker", "from_": START}]}),
        {"hr", "administrator"},
    ),
}


def everything() -> list[list[Any]]:
    return [list(table.objects.order_by("pk").values_list()) for table in TABLES]


def who_may(cast: Cast, do: Act, before: list[list[Any]]) -> set[str]:
    """Let everyone try, and return who may; a refusal is logged and changes nothing, an act is taken back."""
    may = set()
    for name in ALL:
        context, refused = cast.context(name, reason="asked for"), Refusal.objects.count()
        savepoint = transaction.savepoint()
        try:
            do(cast, context)
        except (Refused, NotFound):
            assert everything() == before
            assert Refusal.objects.count() == refused + 1
        else:
            may.add(name)
            transaction.savepoint_rollback(savepoint)
    return may


def test_only_those_in_the_table_may(cast: Cast) -> None:
    before = everything()

    found = {act: who_may(cast, do, before) for act, (do, _) in ACTS.items()}

    assert found == {act: allowed for act, (_, allowed) in ACTS.items()}
