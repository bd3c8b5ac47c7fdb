"""Calls about change control."""

from datetime import timedelta
from typing import Any

from lineofsight.base import clock, runner
from lineofsight.base.models import Change
from lineofsight.governance import commands, content
from lineofsight.governance.models import ContentGrant
from tests.cast import system
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


def _grant(world: World, who: str = "auditor", *, given: bool = False) -> ContentGrant:
    ctx = world.cast.act(who)
    with runner.system_change("for the test"):
        asked = ContentGrant.objects.create(
            asked_by_id=ctx.viewer.user_id, asked_at=ctx.now, reason="to look", days=7, key="new"
        )
    if given:
        content.give_content(system(), asked)
    return ContentGrant.objects.get(pk=asked.pk)


def _reading(world: World, who: str = "auditor", *, days: int = 7) -> Call:
    grant = _grant(world, who, given=True)
    with runner.system_change("for the test"):
        ContentGrant.objects.filter(pk=grant.pk).update(ends_at=clock.now() + timedelta(days=days))
    return Call(grant, _act())


def _act() -> dict[str, Any]:
    return {"change": Change.objects.order_by("pk")[0].public_id}


CALLS: dict[str, dict[str, Case]] = {
    "governance.ask_content": {"": always(lambda world: Call(None, {"days": 3}))},
    "governance.give_content": {
        "asked by the auditor": always(lambda world: Call(_grant(world))),
        "asked by the executive": always(lambda world: Call(_grant(world, "executive"))),
    },
    "governance.refuse_content": {
        "asked by the auditor": always(lambda world: Call(_grant(world))),
        "asked by the executive": always(lambda world: Call(_grant(world, "executive"))),
    },
    "governance.end_content": {"asked by the auditor": always(lambda world: Call(_grant(world)))},
    "governance.read_content": {
        "given to the auditor": always(_reading),
        "given to the executive": always(lambda world: _reading(world, "executive")),
        "not given yet": always(lambda world: Call(_grant(world), _act())),
        "given, but over": always(lambda world: _reading(world, days=-1)),
    },
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
