"""What is shown of effort: whole groups, which follow when five people changed; and what a KPI serves for whom."""

from typing import Any

import pytest

from lineofsight.goals import commands as goals
from lineofsight.goals.models import EffortRelease, Goal, Standing
from lineofsight.goals.tests.test_sight import add, link, sight
from lineofsight.measures import commands as measures
from lineofsight.measures.models import Measure
from lineofsight.okr.tests.company import OPENED, Company
from lineofsight.scorecard import commands as scorecards
from lineofsight.scorecard import queries
from lineofsight.scorecard.threads import following, sharing
from lineofsight.strategy import commands as strategy
from tests.cast import START, system

pytestmark = pytest.mark.one_database

EAST = ("employee", "peer", "manager", "skip_manager", "unit_head")


@pytest.fixture
def five(company: Company) -> Company:
    """Five people of east, of whom three sit in the plant, give all they do to C1."""
    with following.gathered():
        for who in EAST:
            link(company, add(company, who, f"Goal of {who}", 100), "C1")
    return company


def customer(company: Company, unit: str) -> float | None:
    """Return what of a unit's effort is seen to go to the customer."""
    found = queries.effort(company.cast.act("auditor"), unit=unit)
    return next((part.effort for part in found.perspectives if part.name == "Customer"), None)


def turn(company: Company, who: str) -> None:
    """Let somebody serve F1 with half of what served C1."""
    goal = Goal.objects.get(title=f"Goal of {who}")
    c1 = company.strategic["C1"].public_id
    goals.unlink_goal(system(), goal, {"strategic_objective": c1, "on": OPENED})
    link(company, goal, "C1", share="0.5")
    link(company, goal, "F1", share="0.5")


def test_what_one_or_four_people_change_shows_only_with_a_fifth(five: Company) -> None:
    seen = [customer(five, "group")]

    for who in EAST:
        with following.gathered():
            turn(five, who)
        seen.append(customer(five, "group"))

    assert seen == [1.0, 1.0, 1.0, 1.0, 1.0, 0.5]
    assert EffortRelease.objects.count() == 2


def test_a_unit_is_shown_where_it_is_made_of_whole_groups(five: Company) -> None:
    """Three in the plant and two above them are one group: the plant alone would tell the two."""
    assert [customer(five, unit) for unit in ("group", "east", "plant", "west")] == [1.0, 1.0, None, None]


def test_effort_shown_anew_without_a_change_writes_nothing(five: Company) -> None:
    assert sharing.show_effort() == 0


@pytest.fixture
def doors(company: Company) -> Company:
    """A KPI counts in an objective of east and in one of west, and in none of the group."""
    card = {"name": "Doors", "key": "doors", "owning_unit": company.cast.units["group"].public_id, "from_": START}
    kpi = measures.create_measure(system(), None, {**card, "polarity": "maximize"})
    for unit in ("east", "west"):
        place = {"unit": company.cast.units[unit].public_id}
        made = strategy.create_strategy(system(), None, {**place, "name": unit.title(), "key": unit})
        strategy.add_perspective(system(), made, {"name": "Process", "key": "process"})
        said = {"code": f"{unit[0].upper()}1", "name": f"Objective of {unit}", "perspective": "process", **place}
        objective = strategy.add_objective(system(), made.versions.get(), said)
        strategy.adopt_version(system(), made.versions.get(), {"on": START})
        ids = {
            "strategy": made.public_id,
            "calendar": company.cast.calendar.public_id if company.cast.calendar else None,
        }
        scorecards.create_scorecard(system(), None, {**place, **ids, "name": unit.title()})
        counted = {"objective": objective.public_id, "measure": kpi.public_id, **place}
        scorecards.attach_measure(system(), None, counted)
    return company


def reached(found: Any) -> dict[str, float | None]:
    return {step.name: step.share for step in found.steps if step.kind == "objective"}


def test_a_kpi_of_several_units_serves_what_it_counts_in_at_and_above_ones_own(doors: Company) -> None:
    kpi = Measure.objects.get(key="doors")
    for who in ("employee", "colleague"):
        goals.link_goal(system(), add(doors, who, "Shut it", 100), {"measure": kpi.public_id, "from_": OPENED})

    assert reached(sight(doors, "employee")) == {"Objective of east": 1.0}
    assert reached(sight(doors, "colleague")) == {"Objective of west": 1.0}
    assert [row.aligned for row in Standing.objects.current()] == [1.0, 1.0]


def test_whoever_has_no_goals_gets_no_share_in_what_others_work_for(doors: Company) -> None:
    found = {who: sight(doors, who) for who in ("peer", "updater")}

    assert {who: (one.basis, reached(one)) for who, one in found.items()} == {
        "peer": ("unit", {"Objective of east": 1.0}),
        "updater": ("unit", {"Objective of west": 1.0}),
    }
