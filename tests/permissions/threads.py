"""Objectives, key results and goals that the cast lives among, and valid calls and questions about them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from lineofsight.goals import commands as goals
from lineofsight.goals.models import Goal
from lineofsight.okr import commands as okr
from lineofsight.okr.models import Objective
from lineofsight.scorecard.threads import following
from tests.cast import START, system

if TYPE_CHECKING:
    from tests.permissions.world import World

DAYS = {"start_on": date(2026, 10, 1), "due_on": date(2026, 12, 31)}
OWNERS = {"east": "manager", "plant": "employee", "draft": "employee", "shop": "colleague"}
AUDIENCES = {"employee": "managers", "peer": "team", "colleague": "everyone"}


def make_threads(world: "World") -> None:
    """Add a cycle, objectives of east, plant and shop with a draft, and goals for three audiences."""
    with following.gathered():
        cycle = okr.open_cycle(
            system(), None, {"calendar": world.calendar.public_id, "period": "2026-Q4", "key": "2026-q4"}
        )
        for name, owner in OWNERS.items():
            unit = world.unit("plant" if name == "draft" else name).public_id
            said = {"title": f"Objective of {name}", "key": name, "owner": world.person(owner).public_id}
            state = "draft" if name == "draft" else "active"
            made = okr.add_objective(system(), None, {"cycle": cycle.public_id, "unit": unit, "state": state, **said})
            _key_result(made, name, recorded=name != "east")
        steps = {"title": "Steps", "kind": "milestone", "key": "plant steps", "milestones": [{"title": "First"}]}
        okr.add_key_result(system(), objective("plant"), steps)
        supplied = {"start": "80", "target": "95", "measure": world.measures["yield"].public_id, "key": "supplied"}
        okr.add_key_result(system(), objective("plant"), {"title": "Yield", **supplied})
        strategic = {"strategic_objective": world.objectives["G1"].public_id, "from_": START}
        okr.link_objective(system(), objective("east"), strategic)
        okr.link_objective(system(), objective("plant"), {"objective": objective("east").public_id, "from_": START})
        for who, audience in AUDIENCES.items():
            _goal(world, who, audience=audience)
        _goal(world, "employee", key="supplied", measure=world.measures["yield"].public_id,
              measure_unit=world.unit("plant").public_id)  # fmt: skip
        goals.note_progress(system(), goal("employee"), {"value": "3"})
        goals.set_job_profile(system(), world.job, {"purpose": "Keeps the plant running.", "from_": START})
        goals.set_job_serves(system(), world.job, _served(world))


def _key_result(made: Objective, name: str, *, recorded: bool) -> None:
    row = okr.add_key_result(system(), made, {"title": f"Result of {name}", "start": "0", "target": "9", "key": name})
    if recorded:
        okr.record_value(system(), row, {"value": "3"})


def _goal(world: "World", who: str, key: str = "", **more: Any) -> None:
    said = {"title": f"Goal of {who}", "weight": 20, "start": "0", "target": "9", "key": key or who, **DAYS}
    made = goals.add_goal(system(), world.person(who), {**said, **more})
    goals.link_goal(system(), made, {"objective": objective("plant").public_id, "from_": START})


def _served(world: "World") -> dict[str, Any]:
    return {"serves": [{"measure": world.measures["yield"].public_id, "share": "1"}], "from_": START}


def objective(name: str) -> Objective:
    """Return an objective by its key."""
    found: Objective = Objective.objects.get(key=name)
    return found


def goal(name: str) -> Goal:
    """Return a goal by its key."""
    found: Goal = Goal.objects.get(key=name)
    return found


def label_of_goal(row: Any) -> str:
    """Return the name of a goal's row in the table."""
    audience = {"employee": "", "supplied": "", "peer": ", for the team", "colleague": ", for everyone"}[row.key]
    return f"of the {'employee' if row.key == 'supplied' else row.key}{audience}"
