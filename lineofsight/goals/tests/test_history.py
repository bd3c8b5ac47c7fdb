"""Acts on goals in sentences for those who may read them, and what takes them back."""

from datetime import date

import pytest

from lineofsight.base import commands
from lineofsight.base.errors import NotFound
from lineofsight.base.sentences import history_of
from lineofsight.goals import commands as goals
from lineofsight.goals.models import Goal, GoalEdge
from lineofsight.okr.tests.company import OPENED, Company
from tests.cast import system

PLAN = {"title": "Fewer warm pallets", "start_on": OPENED, "due_on": date(2026, 12, 31), "weight": 40, "key": "warm"}


def test_a_goal_tells_its_acts_and_takes_link_and_weight_back(company: Company) -> None:
    goal = goals.add_goal(system(), company.cast.people["employee"], {**PLAN, "start": "10", "target": "4"})
    ends = {"objective": company.objectives["team"].public_id}
    goals.link_goal(system(), goal, {**ends, "share": "0.5", "from_": OPENED})
    goals.set_goal_weight(system("Less time."), goal.address.partition(":")[2], {"weight": 20})

    lines = history_of(company.cast.act("employee"), goal.address)
    for line in lines[:2]:
        assert line.undo is not None
        commands.find(line.undo.command)(system("Back."), line.undo.target.partition(":")[2], line.undo.input)

    assert [line.sentence for line in lines] == [
        "Lineofsight changed what part of the plan the goal is, to 20 percent",
        "Lineofsight let the goal serve team from 1 Oct 2026",
        "Lineofsight added the goal Fewer warm pallets",
    ]
    assert Goal.objects.get(pk=goal.pk).weight == 40
    assert not GoalEdge.objects.current().filter(goal=goal).exists()
    with pytest.raises(NotFound):
        history_of(company.cast.act("colleague"), goal.address)
