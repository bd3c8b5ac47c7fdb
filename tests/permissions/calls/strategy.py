"""Calls about strategies."""

from collections.abc import Callable
from typing import Any

from lineofsight.strategy import commands
from lineofsight.strategy.models import StrategyVersion
from tests.cast import START, system
from tests.permissions.calls.making import Call, Case, always
from tests.permissions.world import World


def _strategies(**data: Any) -> dict[str, Case]:
    """The same act on the strategy of the group, of east, and of west."""

    def of(name: str) -> Case:
        return always(lambda world: Call(world.strategies[name], data))

    return {"of the group": of("group"), "of east": of("east"), "of west": of("west")}


def _east_draft(world: World) -> StrategyVersion:
    """Give east's version back, so that it can be changed."""
    commands.return_version(system(), world.versions["east 1"])
    return world.versions["east 1"]


def _drafts(make: Callable[[World, StrategyVersion, str], Call]) -> dict[str, Case]:
    """The same act on the draft of the group and on that of east; the third argument names an objective in it."""
    return {
        "of the group": always(lambda world: make(world, world.versions["group 2"], "G1")),
        "of east": always(lambda world: make(world, _east_draft(world), "E1")),
    }


def _created(unit: str) -> Case:
    return always(lambda world: Call(None, {"unit": world.unit(unit).public_id, "name": "Another strategy"}))


def _linked(world: World, version: StrategyVersion, code: str) -> Call:
    other = commands.add_objective(system(), version, {"code": "X1", "name": "Another objective"})
    return Call(version, {"driver": other.public_id, "outcome": world.objectives[code].public_id})


def _unlinked(world: World, version: StrategyVersion, code: str) -> Call:
    call = _linked(world, version, code)
    commands.link_objectives(system(), version, call.data)
    return call


def _edited(world: World, version: StrategyVersion, code: str) -> Call:
    return Call(world.objectives[code], {"strategy_version": version.public_id, "name": "Put otherwise"})


def _placed(world: World, version: StrategyVersion, code: str) -> Call:
    return Call(version, {"objective": world.objectives[code].public_id, "perspective": None})


def _dropped(world: World, version: StrategyVersion, code: str) -> Call:
    return Call(world.objectives[code], {"strategy_version": version.public_id})


def _submitted_by_the_office(world: World) -> StrategyVersion:
    version = world.versions["group 2"]
    commands.submit_version(world.cast.act("strategy_office"), version)
    return version


def _approved(name: str) -> Case:
    def make(world: World) -> Call:
        version = world.versions[name] if name == "east 1" else _submitted_by_the_office(world)
        commands.approve_version(system(), version)
        return Call(version, {"on": "2026-12-01"})

    return always(make)


def _serves(child: str, **data: Any) -> Case:
    return always(lambda world: Call(world.objectives[child], {"parent": world.objectives["G1"].public_id, **data}))


CALLS: dict[str, dict[str, Case]] = {
    "strategy.create_strategy": {
        "of the group": _created("group"),
        "of east": _created("east"),
        "of the lab": _created("lab"),
        "of west": _created("west"),
    },
    "strategy.add_perspective": _strategies(name="Process"),
    "strategy.add_perspectives": _strategies(preset="esg"),
    "strategy.edit_perspective": _strategies(key="customer", name="Customers"),
    "strategy.add_theme": _strategies(name="Speed"),
    "strategy.draft_version": _strategies(),
    "strategy.edit_version": _drafts(lambda world, version, code: Call(version, {"vision": "Otherwise"})),
    "strategy.add_objective": _drafts(lambda world, version, code: Call(version, {"code": "N1", "name": "New"})),
    "strategy.edit_objective": _drafts(_edited),
    "strategy.drop_objective": _drafts(_dropped),
    "strategy.place_objective": _drafts(_placed),
    "strategy.link_objectives": _drafts(_linked),
    "strategy.unlink_objectives": _drafts(_unlinked),
    "strategy.submit_version": _drafts(lambda world, version, code: Call(version)),
    "strategy.return_version": {
        "of the group": always(lambda world: Call(_submitted_by_the_office(world))),
        "of east": always(lambda world: Call(world.versions["east 1"])),
    },
    "strategy.approve_version": {
        "submitted by the office": always(lambda world: Call(_submitted_by_the_office(world))),
        "submitted by the unit head": always(lambda world: Call(world.versions["east 1"])),
    },
    "strategy.adopt_version": {"of the group": _approved("group 2"), "of east": _approved("east 1")},
    "strategy.set_cascade": {
        "from the group": _serves("G2", from_=START),
        "from east": _serves("E1", from_="2026-07-01", mode="shared"),
        "from west": _serves("W1", from_=START),
    },
    "strategy.end_cascade": {"from east": _serves("E1", on="2026-07-01")},
}
