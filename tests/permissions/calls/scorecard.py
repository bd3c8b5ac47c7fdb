"""Calls about scorecards."""

from collections.abc import Callable
from typing import Any

from lineofsight.scorecard.models import NodeLink, ScoreNode
from tests.permissions.calls.making import Call, Case, always
from tests.permissions.world import World

JULY = "2026-07-01"


def _created(unit: str) -> Case:
    def make(world: World) -> Call:
        names = {"unit": world.unit(unit), "strategy": world.strategies[unit], "calendar": world.calendar}
        return Call(None, {name: row.public_id for name, row in names.items()} | {"name": "Another scorecard"})

    return always(make)


def _objectives(make: Callable[[World, str], Call]) -> dict[str, Case]:
    """The same act on an objective of the group, of east and of west."""

    def of(code: str) -> Case:
        return always(lambda world: make(world, code))

    return {"of the group": of("G1"), "of east": of("E1"), "of west": of("W1")}


def _attached(world: World, code: str) -> Call:
    objective, measure = world.objectives[code].public_id, world.measures["revenue"].public_id
    return Call(None, {"objective": objective, "measure": measure, "unit": world.unit("group").public_id})


def _node(world: World, code: str) -> Any:
    return ScoreNode.objects.get(kind="objective", objective=world.objectives[code])


def _children(node: Any) -> list[int]:
    return sorted(set(NodeLink.objects.current().filter(parent=node).values_list("child_id", flat=True)))


def _detached(world: World, code: str) -> Call:
    node = _node(world, code)
    return Call(None, {"node": node.pk, "child": _children(node)[0], "on": JULY})


def _weighed(world: World, code: str) -> Call:
    node = _node(world, code)
    return Call(None, {"node": node.pk, "weights": dict.fromkeys(_children(node)), "from_": JULY})


def _ruled(world: World, code: str) -> Call:
    return Call(None, {"node": _node(world, code).pk, "method": "worst_of", "from_": JULY})


CALLS: dict[str, dict[str, Case]] = {
    "scorecard.create_scorecard": {
        "of the group": _created("group"),
        "of east": _created("east"),
        "of west": _created("west"),
    },
    "scorecard.attach_measure": _objectives(_attached),
    "scorecard.detach": _objectives(_detached),
    "scorecard.set_weights": _objectives(_weighed),
    "scorecard.set_rollup_rule": _objectives(_ruled),
}
