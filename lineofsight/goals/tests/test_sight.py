"""From goals to the vision: shares that add up, what stops, closed steps, effort against strategy, the picture."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from lineofsight.base.errors import Invalid, NotFound, Refused
from lineofsight.goals import commands as goals
from lineofsight.goals.models import Goal, Standing
from lineofsight.okr import commands as okr
from lineofsight.okr.tests.company import OPENED, Company
from lineofsight.organization import commands as organization
from lineofsight.organization.models import Job
from lineofsight.scorecard import queries
from lineofsight.scorecard.threads import following
from tests.cast import system

pytestmark = pytest.mark.one_database

DAYS = {"start_on": date(2026, 10, 1), "due_on": date(2026, 12, 31)}


def add(company: Company, who: str, title: str, weight: int, **more: Any) -> Goal:
    data = {"title": title, "weight": weight, "start": "0", "target": "10", **DAYS, **more}
    return goals.add_goal(system(), company.cast.people[who], data)


def link(company: Company, goal: Goal, to: str, **more: Any) -> None:
    ends = {
        "objective": company.objectives[to].public_id if to in company.objectives else None,
        "strategic_objective": company.strategic[to].public_id if to in company.strategic else None,
    }
    goals.link_goal(system(), goal, {**ends, "from_": OPENED, **more})


@pytest.fixture
def planned(company: Company) -> Company:
    """The employee gives half to the team, 30 to C1, of which a third stops, and 20 to nothing."""
    link(company, add(company, "employee", "Shut the door", 50), "team")
    link(company, add(company, "employee", "Call back", 30), "C1", share="0.666667")
    link(company, add(company, "employee", "Read", 20), "team", contributes=False)
    return company


def sight(company: Company, who: str, of: str | None = None) -> Any:
    return queries.my_line_of_sight(company.cast.act(who), company.cast.people[of or who].slug)


def named(found: Any) -> dict[str, float | None]:
    return {step.name or step.kind: None if step.share is None else round(step.share, 6) for step in found.steps}


def test_shares_of_the_plan_add_up_at_every_step(planned: Company) -> None:
    found = sight(planned, "employee")

    assert (found.basis, found.is_own, round(found.stops, 6)) == ("goals", True, 0.3)
    assert named(found) == {
        "employee": 1, "Shut the door": 0.5, "Call back": 0.3, "Read": 0.2, "team": 0.5, "hub": 0.4,
        "Objective P1": 0.4, "Objective F1": 0.1, "Objective C1": 0.2, "Process": 0.4, "Customer": 0.2,
        "Financial": 0.1, "Group 2026": 0.7,
    }  # fmt: skip
    for step in found.steps:
        out = [strand.share for strand in found.strands if strand.source == step.key and strand.share is not None]
        assert not out or sum(out) == pytest.approx(step.share), step
    assert [(s.source.partition(":")[0], s.kind) for s in found.strands if s.share is None] == [("goal", "supports")]


def test_standing_of_a_goal_says_how_far_it_is_and_how_much_reaches_the_strategy(planned: Company) -> None:
    goal = Goal.objects.get(title="Call back")

    goals.note_progress(planned.cast.act("employee"), goal, {"value": "4"})

    standing = Standing.objects.current().get(goal=goal)
    assert (float(standing.progress or 0), standing.current) == (0.4, 4)
    assert standing.aligned == pytest.approx(0.666667)
    assert Standing.objects.current().get(goal__title="Read").aligned == 0


def test_who_reads_whose_goals(planned: Company) -> None:
    def basis(who: str) -> tuple[str, bool]:
        found = sight(planned, who, "employee")
        return found.basis, found.has_closed_goals

    assert {who: basis(who) for who in ("employee", "manager", "unit_head", "hr", "peer", "auditor")} == {
        "employee": ("goals", False), "manager": ("goals", False), "unit_head": ("goals", False),
        "hr": ("goals", False), "peer": ("none", True), "auditor": ("none", True),
    }  # fmt: skip


def test_a_step_that_is_not_open_keeps_its_shape(planned: Company) -> None:
    link(planned, add(planned, "colleague", "From afar", 100), "team")

    found = sight(planned, "colleague")

    closed = [step for step in found.steps if not step.is_open]
    assert [(step.kind, step.name, step.share) for step in closed] == [("okr", "", 1.0), ("okr", "", 0.8)]
    assert {step.name for step in found.steps if step.kind == "objective"} == {"Objective P1", "Objective F1"}


def test_a_plan_of_more_than_the_whole_is_refused(planned: Company) -> None:
    with pytest.raises(Invalid, match="would add up to 101%; at most 100%"):
        add(planned, "employee", "One more", 1)

    assert Goal.objects.filter(person=planned.cast.people["employee"]).count() == 3


@pytest.mark.parametrize(
    ("who", "allowed"), [("employee", True), ("skip_manager", True), ("peer", False), ("hr", False)]
)
def test_who_may_set_goals(company: Company, who: str, allowed: bool) -> None:
    data = {"title": "A goal", "weight": 10, "start": "0", "target": "1", **DAYS}

    with suppress(Refused):
        goals.add_goal(company.cast.act(who), company.cast.people["employee"], data)

    assert Goal.objects.count() == allowed


def test_effort_of_a_unit_is_held_against_the_strategy_once_five_people_stand_behind_it(planned: Company) -> None:
    assert queries.effort(planned.cast.act("unit_head"), unit="east").is_suppressed

    with following.gathered():
        for who in ("peer", "manager", "skip_manager", "unit_head"):
            link(planned, add(planned, who, "All for the hub", 100), "hub")
    found = queries.effort(planned.cast.act("unit_head"), unit="group")

    assert (found.people, found.goals, found.is_suppressed) == (5, 7, False)
    assert {part.name: round(part.effort or 0, 4) for part in found.perspectives} == {
        "Customer": round(20 / 470, 4), "Process": round(440 / 470, 4), "Financial": round(10 / 470, 4),
    }  # fmt: skip
    assert found.to_move == pytest.approx(440 / 470 - 0.5, abs=1e-6)
    assert found.orphan_share == pytest.approx(30 / 500, abs=1e-6)


def test_effort_of_a_person_is_their_own(planned: Company) -> None:
    found = queries.effort(planned.cast.act("employee"), person=planned.cast.people["employee"].slug)

    assert {part.name: round(part.effort or 0, 4) for part in found.perspectives} == {
        "Customer": 0.2857, "Process": 0.5714, "Financial": 0.1429,
    }  # fmt: skip


def test_the_picture_of_a_unit_shows_boxes_links_and_what_stops(planned: Company) -> None:
    found = queries.alignment(planned.cast.act("unit_head"), unit="east")

    assert (found.goals, found.objectives, found.served, found.strategic) == (3, 3, 3, 3)
    assert {node.name: (node.column, node.stops) for node in found.nodes} == {
        "Shut the door": (0, False), "Call back": (0, False), "Read": (0, True), "team": (1, False),
        "lonely": (1, True), "hub": (2, False), "Objective C1": (3, False), "Objective P1": (3, False),
        "Objective F1": (3, False),
    }  # fmt: skip
    assert [(stop.kind, stop.name, stop.note) for stop in found.stops] == [
        ("okr", "lonely", "Lab"), ("goal", "Read", "employee"),
    ]  # fmt: skip
    by_key = {node.key: node.name for node in found.nodes}
    lines = {(by_key[line.source], by_key[line.target]): line.share for line in found.lines}
    assert lines["team", "hub"] == pytest.approx(0.8)
    assert lines["Read", "team"] is None


def test_goals_that_are_not_open_are_boxes_without_a_name_where_they_are_those_of_five_people(planned: Company) -> None:
    assert [
        node for node in queries.alignment(planned.cast.act("auditor"), unit="east").nodes if node.kind == "goal"
    ] == []

    with following.gathered():
        for who in ("peer", "manager", "skip_manager", "unit_head"):
            link(planned, add(planned, who, "All for the hub", 100), "hub")
    found = queries.alignment(planned.cast.act("auditor"), unit="east")

    assert [(node.name, node.people) for node in found.nodes if node.kind == "goal"] == [("", 4), *[("", 1)] * 3]
    assert [stop.is_open for stop in found.stops] == [True, False]


def test_a_unit_out_of_sight_has_no_picture(planned: Company) -> None:
    with pytest.raises(NotFound):
        queries.alignment(planned.cast.act("colleague"), unit="east")


def test_a_person_without_goals_serves_what_the_job_serves(company: Company) -> None:
    job = _job(company, "peer")
    goals.set_job_profile(system(), job, {"purpose": "Keeps the plant running.", "from_": OPENED})
    serves = [
        {"strategic_objective": company.strategic[code].public_id, "share": share}
        for code, share in (("P1", "0.75"), ("C1", "0.25"))
    ]
    goals.set_job_serves(system(), job, {"serves": serves, "from_": OPENED})

    found = sight(company, "peer")

    assert (found.basis, found.purpose) == ("job", "Keeps the plant running.")
    assert named(found)["Objective P1"] == 0.75
    assert found.stops == 0


def _job(company: Company, who: str) -> Job:
    job = organization.create_job(system(), None, {"name": "Operator", "key": "operator"})
    place = {"unit": company.cast.units["plant"].public_id, "title": "Operator", "job": job.public_id, "from_": OPENED}
    organization.revise_position(system(), company.cast.positions[who], place)
    return job


def test_a_dropped_objective_takes_the_thread_with_it(planned: Company) -> None:
    okr.drop_objective(system(), planned.objectives["team"])

    found = sight(planned, "employee")

    assert round(found.stops, 6) == 0.8
    assert "team" not in named(found)
