"""Calls about change control."""

from typing import Any

from lineofsight.governance import commands
from tests.permissions.calls.making import Call, Case, always
from tests.permissions.world import World

CONTROL = {"command": "measures.set_target", "is_on": True}


def _request(world: World) -> dict[str, Any]:
    strategy = world.strategies["west"]
    target = {"target": strategy.address, "target_key": str(strategy.public_id)}
    control = {"command": "strategy.add_theme", "is_on": True}
    commands.control_command(world.cast.act("strategy_office"), None, control)
    return {"command": "strategy.add_theme", **target, "input": {"name": "Speed"}}


def _asked_by_the_office(world: World) -> Call:
    return Call(commands.ask_release(world.cast.act("strategy_office"), None, _request(world)))


CALLS: dict[str, dict[str, Case]] = {
    "governance.ask_release": {"": always(lambda world: Call(None, _request(world)))},
    "governance.control_command": {"": always(lambda world: Call(None, CONTROL))},
    "governance.release_call": {
        "asked by the unit head": always(lambda world: Call(world.held)),
        "asked by the strategy office": always(_asked_by_the_office),
    },
    "governance.refuse_call": {
        "asked by the unit head": always(lambda world: Call(world.held)),
        "asked by the strategy office": always(_asked_by_the_office),
    },
    "governance.withdraw_call": {"asked by the unit head": always(lambda world: Call(world.held))},
}
