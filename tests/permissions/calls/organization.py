"""Calls about the organization."""

from datetime import timedelta
from typing import Any

from lineofsight.base import clock
from lineofsight.organization import commands
from tests.cast import PEOPLE, START, system
from tests.permissions.calls.making import NOBODY, Call, Case, account_of, always, other_account, person_of
from tests.permissions.world import World

JULY = "2026-07-01"


def _new(**data: Any) -> dict[str, Case]:
    """Something new that belongs to no unit."""
    return {"": always(lambda world: Call(None, data))}


def _unit(**data: Any) -> dict[str, Case]:
    """The same act on a unit of east and on one of west."""

    def on(name: str) -> Case:
        return always(lambda world: Call(world.unit(name), data))

    return {"the lab": on("lab"), "the shop": on("shop")}


def _into(name: str, parent: str) -> Case:
    return always(lambda world: Call(world.unit(name), {"parent": world.unit(parent).public_id, "from_": JULY}))


def _plan(which: str, *acts: tuple[str, str], **data: Any) -> Case:
    """A plan, after other people did something with it."""

    def make(world: World) -> Call:
        for who, act in acts:
            getattr(commands, f"{act}_reorganization")(world.cast.act(who), world.plans[which])
        return Call(world.plans[which], data)

    return always(make)


def _founded(parent: str | None) -> Case:
    def make(world: World) -> Call:
        above = world.unit(parent).public_id if parent else None
        return Call(None, {"name": "New unit", "from_": START, "parent": above})

    return always(make)


def _closed(name: str) -> Case:
    def make(world: World) -> Call:
        data = {"name": "Short-lived", "from_": START, "parent": world.unit(name).public_id}
        return Call(commands.create_unit(system(), None, data), {"on": JULY})

    return always(make)


def _seat(unit: str) -> Case:
    data = {"title": "New seat", "from_": START}
    return always(lambda world: Call(None, {**data, "unit": world.unit(unit).public_id}))


def _moved(seat: str, to: str) -> Case:
    return always(lambda world: Call(world.cast.positions[seat], {"unit": world.unit(to).public_id, "from_": JULY}))


def _retitled(seat: str) -> Case:
    return always(lambda world: Call(world.cast.positions[seat], {"title": "Otherwise", "from_": JULY}))


def _people(make: Any) -> dict[str, Case]:
    """The same act on oneself, on somebody of the plant, and on somebody of the shop."""

    def on(name: str) -> Case:
        return always(lambda world: make(world, world.person(name), name))

    themselves = Case(lambda world, who: make(world, person_of(world, who), who))
    return {"themselves": themselves, "the employee": on("employee"), "the colleague": on("colleague")}


def _holds(world: World, person: Any, name: str) -> Call:
    assert world.seat is not None
    return Call(person, {"position": world.seat.public_id, "from_": START})


def _leaves(world: World, person: Any, name: str) -> Call:
    seat = world.cast.positions.get(name, world.seat)
    assert seat is not None
    return Call(person, {"position": seat.public_id, "on": "2099-01-01"})


def _reports(world: World, person: Any, name: str) -> Call:
    return Call(person, {"from_": JULY, "lines": [{"manager": world.person("executive").public_id}]})


def _unlinked(world: World, person: Any, name: str) -> Call:
    return Call(person, {"user": None})


def _own_account_to(world: World, who: str) -> Call:
    """Become the employee: one's own account, freed before, is linked to their person."""
    if who in world.cast.people:
        commands.link_account(system(), world.person(who), {"user": None})
    commands.link_account(system(), world.person("employee"), {"user": None})
    return Call(world.person("employee"), {"user": getattr(account_of(world, who), "public_id", None)})


def _period(key: str) -> Case:
    return always(lambda world: Call(world.calendar, {"key": key}))


def _role(who_gets_it: Any, **data: Any) -> Case:
    return Case(lambda world, who: Call(who_gets_it(world, who), data))


def _answering(name: str, **data: Any) -> Case:
    return always(lambda world: Call(None, {**_updater(world, name, "peer"), **data}))


def _answering_themselves(world: World, who: str) -> Call:
    holder = who if who in world.cast.people else "peer"
    return Call(None, {**_updater(world, "absence", holder), "from_": START})


def _answered(name: str) -> Case:
    def make(world: World) -> Call:
        thing = _updater(world, name, "peer")
        commands.set_accountability(system(), None, {**thing, "from_": START})
        return Call(None, {**thing, "on": JULY})

    return always(make)


def _updater(world: World, name: str, who: str) -> dict[str, Any]:
    return {"target": world.measures[name].address, "code": "updater", "person": world.person(who).public_id}


def _place_themselves(world: World, who: str) -> Call:
    """A list in which one row moves whoever brings it; the operator is nobody who could be moved."""
    own = {"key": who, "name": who, "unit": "lab", "from_": JULY}
    return Call(None, {"rows": [PERSON_ROW, own]})


def _report_themselves(world: World, who: str) -> Call:
    person = who if who in world.cast.people else "employee"
    return Call(None, {"rows": [LINE_ROW, {"person": person, "manager": "data_steward", "from_": JULY}]})


def _leaves_today(world: World) -> Call:
    seat = world.cast.positions["employee"]
    return Call(world.person("employee"), {"position": seat.public_id, "on": str(clock.today())})


def _delegated(role: str, unit: str | None, to: str = "peer") -> Case:
    def make(world: World, who: str) -> Call:
        person = person_of(world, who) if to == "themselves" else world.person(to)
        over = world.unit(unit).public_id if unit else None
        days = {"from_": clock.today(), "to": clock.today() + timedelta(days=7)}
        return Call(person, {"role": role, "unit": over, **days})

    return Case(make)


def _own_role(world: World, who: str) -> Call:
    """Every delegable role is tried by whoever holds it, over what they hold it, to themselves."""
    held = PEOPLE[who][2][0] if who in PEOPLE else "executive"
    role, _, over = held.partition("@")
    return _delegated(role, over or None, "themselves").make(world, who)


def _end_of_delegation(world: World) -> Call:
    assert world.delegation is not None
    return Call(None, {"delegation": world.delegation.pk, "on": str(clock.today())})


def _looks() -> dict[str, Case]:
    return {
        "asked of the employee": always(lambda world: Call(world.looks["employee"])),
        "asked as an executive": always(lambda world: Call(world.looks["executive"])),
    }


UNIT_ROW = {"key": "east", "name": "East", "slug": "east", "parent": "group", "from_": START}
PERSON_ROW = {"key": "new", "name": "New Person", "from_": START}
LINE_ROW = {"person": "colleague", "manager": "unit_head", "from_": JULY}
CALLS: dict[str, dict[str, Case]] = {
    "organization.create_legal_entity": _new(name="Northlight North AS"),
    "organization.create_job_family": _new(name="Care"),
    "organization.create_job": _new(name="Nurse"),
    "organization.create_person": _new(name="New Person"),
    "organization.plan_reorganization": _new(name="North and south", takes_effect_on=JULY),
    "organization.edit_reorganization": {"a draft": _plan("a draft", name="Otherwise")},
    "organization.add_move": {
        "a draft": always(
            lambda world: Call(world.plans["a draft"], {"kind": "close_unit", "unit": world.unit("lab").public_id})
        )
    },
    "organization.remove_move": {"a draft": _plan("a draft", place=1)},
    "organization.submit_reorganization": {"a draft": _plan("a draft")},
    "organization.return_reorganization": {"in review": _plan("a draft", ("hr", "submit"))},
    "organization.approve_reorganization": {
        "submitted by HR": _plan("a draft", ("hr", "submit")),
        "submitted by the administrator": _plan("a draft", ("administrator", "submit")),
    },
    "organization.apply_reorganization": {"approved": _plan("a draft", ("hr", "submit"), ("executive", "approve"))},
    "organization.take_back_reorganization": {"in force": _plan("in force")},
    "organization.drop_reorganization": {"a draft": _plan("a draft")},
    "organization.create_calendar": _new(name="Fiscal", start_month=4),
    "organization.place_units": _new(rows=[{**UNIT_ROW, "name": "The East"}]),
    "organization.place_people": {**_new(rows=[PERSON_ROW]), "themselves": Case(_place_themselves)},
    "organization.place_lines": {**_new(rows=[LINE_ROW]), "themselves": Case(_report_themselves)},
    "organization.create_unit": {
        "at the top": _founded(None),
        "below the group": _founded("group"),
        "below east": _founded("east"),
        "below the plant": _founded("plant"),
        "below west": _founded("west"),
    },
    "organization.revise_unit": {
        **_unit(name="Renamed", from_=JULY),
        "the lab, into the plant": _into("lab", "plant"),
        "the lab, into west": _into("lab", "west"),
        "the shop, into east": _into("shop", "east"),
    },
    "organization.close_unit": {"below the lab": _closed("lab"), "below the shop": _closed("shop")},
    "organization.create_position": {"in the lab": _seat("lab"), "in the shop": _seat("shop")},
    "organization.revise_position": {
        "of the plant": _retitled("employee"),
        "of the shop": _retitled("colleague"),
        "from the plant to the lab": _moved("employee", "lab"),
        "from the shop to the lab": _moved("colleague", "lab"),
        "their own": Case(
            lambda world, who: Call(world.cast.positions.get(who, NOBODY), {"title": "X", "from_": JULY})
        ),
    },
    "organization.hold_position": _people(_holds),
    "organization.leave_position": {**_people(_leaves), "the employee, today": always(_leaves_today)},
    "organization.set_reporting_lines": _people(_reports),
    "organization.correct_person": _people(lambda world, person, name: Call(person, {"name": "Corrected"})),
    "organization.link_account": {**_people(_unlinked), "their own account, to the employee": Case(_own_account_to)},
    "organization.close_period": {"": _period("2026-02")},
    "organization.reopen_period": {"": _period("2026-01")},
    "organization.assign_role": {
        "to themselves": _role(account_of, role="executive", from_=START),
        "to another": _role(other_account, role="auditor", from_=START),
    },
    "organization.end_role": {
        "of themselves": _role(account_of, role="employee", on=JULY),
        "of another": _role(other_account, role="employee", on=JULY),
    },
    "organization.delegate": {
        "the strategy office, of the group": _delegated("strategy_office", None),
        "unit head, of east": _delegated("unit_head", "east"),
        "unit head, of the plant": _delegated("unit_head", "plant"),
        "unit head, of west": _delegated("unit_head", "west"),
        "their role, to themselves": Case(_own_role),
        "administrator": _delegated("administrator", None),
    },
    "organization.end_delegation": {"of the office to the peer": always(_end_of_delegation)},
    "organization.ask_to_look": {
        "as the employee": always(lambda world: Call(None, {"user": world.user("employee").public_id})),
        "as an executive": always(lambda world: Call(None, {"role": "executive"})),
    },
    "organization.agree_to_look": _looks(),
    "organization.refuse_look": _looks(),
    "organization.end_look": {"asked of the employee": _looks()["asked of the employee"]},
    "organization.set_accountability": {
        "of east": _answering("yield", from_=START),
        "of the group": _answering("revenue", from_=START),
        "of the shop": _answering("footfall", from_=START),
        "of east, themselves": Case(_answering_themselves),
    },
    "organization.end_accountability": {
        "of east": _answered("yield"),
        "of the group": _answered("revenue"),
    },
}
