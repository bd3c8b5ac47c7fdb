"""Calls about objectives, key results and goals."""

from collections.abc import Callable
from typing import Any

from lineofsight.okr.models import KeyResult
from tests.cast import START
from tests.permissions.calls.making import Call, Case, always
from tests.permissions.threads import DAYS, goal, objective
from tests.permissions.world import World

PLACES = {"of the plant": "plant", "of the shop": "shop"}


def _objectives(**data: Any) -> dict[str, Case]:
    """The same act on the objective of the plant and on that of the shop."""
    return {case: always(lambda world, name=name: Call(objective(name), data)) for case, name in PLACES.items()}


def _key_results(**data: Any) -> dict[str, Case]:
    """The same act on a key result of the plant and on one of the shop."""
    return {case: always(lambda world, name=name: Call(_result(name), data)) for case, name in PLACES.items()}


def _result(key: str) -> KeyResult:
    found: KeyResult = KeyResult.objects.get(key=key)
    return found


def _added(unit: str) -> Case:
    def make(world: World) -> Call:
        cycle = objective("plant").cycle.public_id
        return Call(None, {"cycle": cycle, "unit": world.unit(unit).public_id, "title": "Another objective"})

    return always(make)


def _linked(name: str) -> Case:
    def make(world: World) -> Call:
        served = {"strategic_objective": world.objectives["G1"].public_id, "contributes": False, "from_": START}
        return Call(objective(name), served)

    return always(make)


def _goal(data: Callable[[World], dict[str, Any]] | dict[str, Any], key: str = "employee") -> Case:
    return always(lambda world: Call(goal(key), data(world) if callable(data) else data))


def _served(world: World) -> dict[str, Any]:
    return {"strategic_objective": world.objectives["G1"].public_id, "contributes": False, "from_": START}


def _placed(world: World) -> Call:
    row = {"key": "placed", "cycle": "2026-q4", "unit": "plant", "title": "Placed"}
    return Call(None, {"objectives": [row]})


def _placed_goals(world: World) -> Call:
    row = {"key": "placed", "person": "peer", "title": "Placed", "weight": 5, "kind": "binary", **DAYS}
    return Call(None, {"goals": [row]})


CALLS: dict[str, dict[str, Case]] = {
    "okr.open_cycle": {"": always(lambda w: Call(None, {"calendar": w.calendar.public_id, "period": "2027-Q1"}))},
    "okr.add_objective": {"of the plant": _added("plant"), "of the lab": _added("lab"), "of the shop": _added("shop")},
    "okr.edit_objective": _objectives(title="Put otherwise"),
    "okr.start_objective": {"a draft of the plant": always(lambda world: Call(objective("draft")))},
    "okr.drop_objective": _objectives(),
    "okr.add_key_result": _objectives(title="One more", kind="binary"),
    "okr.edit_key_result": _key_results(title="Put otherwise"),
    "okr.set_key_result": _key_results(target="7"),
    "okr.cancel_key_result": _key_results(),
    "okr.record_value": {
        **_key_results(value="5"),
        "that a KPI supplies": always(lambda world: Call(_result("supplied"), {"value": "5"})),
    },
    "okr.link_objective": {"of the plant": _linked("plant"), "of the shop": _linked("shop")},
    "okr.unlink_objective": {
        "of the plant": always(
            lambda world: Call(objective("plant"), {"objective": objective("east").public_id, "on": "2026-11-01"})
        )
    },
    "okr.place_okrs": {"": always(_placed)},
    "goals.add_goal": {
        "of the employee": always(
            lambda world: Call(
                world.person("employee"), {"title": "Another goal", "weight": 5, "kind": "binary", **DAYS}
            )
        )
    },
    "goals.edit_goal": {"of the employee": _goal({"title": "Put otherwise"})},
    "goals.set_goal_weight": {"of the employee": _goal({"weight": 10})},
    "goals.drop_goal": {"of the employee": _goal({})},
    "goals.note_progress": {
        "of the employee": _goal({"value": "5"}),
        "that a KPI supplies": _goal({"value": "5"}, "supplied"),
    },
    "goals.link_goal": {"of the employee": _goal(_served)},
    "goals.unlink_goal": {
        "of the employee": _goal(lambda world: {"objective": objective("plant").public_id, "on": "2026-11-01"})
    },
    "goals.place_goals": {"": always(_placed_goals)},
    "goals.set_job_profile": {"": always(lambda w: Call(w.job, {"purpose": "Otherwise.", "from_": START}))},
    "goals.set_job_serves": {"": always(lambda w: Call(w.job, {"serves": [], "from_": START}))},
}
