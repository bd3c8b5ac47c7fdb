"""Threads with KPIs in them, through the cascade, in large units, and of people whose work is not known."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest

from lineofsight.base.errors import Invalid, NotFound
from lineofsight.goals import commands as goals
from lineofsight.goals.models import Standing
from lineofsight.goals.tests.test_shape_follows import added, adopt, draft
from lineofsight.goals.tests.test_sight import _job, add, link, named, sight
from lineofsight.measures.models import Measure
from lineofsight.okr import commands as okr
from lineofsight.okr.models import AlignmentEdge, KeyResult, ObjectiveShare, Progress
from lineofsight.okr.tests.company import OPENED, Company
from lineofsight.organization import commands as organization
from lineofsight.organization.periods import ensure_periods
from lineofsight.scorecard import queries, recompute
from lineofsight.scorecard.tests.builders import World, change
from lineofsight.scorecard.threads import sharing
from lineofsight.strategy import commands as strategy
from tests.cast import START, system

pytestmark = pytest.mark.one_database

PICTURE = import_module("lineofsight.scorecard.queries.alignment")  # its function goes by the same name
MONTHS = (date(2026, 9, 1), date(2026, 11, 1))


def kpi(company: Company, **values: tuple[float, float]) -> Measure:
    """Return a KPI of the plant, with values of September and October at units by name."""
    world = World()
    assert company.cast.calendar is not None
    world.calendar, world.top = company.cast.calendar, company.cast.units["plant"]
    with change():
        periods = ensure_periods(world.calendar, "monthly", *MONTHS)
        measure = world.measure()
        for name, both in values.items():
            for period, value in zip(periods, both, strict=True):
                world.observe(measure, company.cast.units[name], period, value)
    return measure


@pytest.mark.parametrize(
    ("values", "standing"), [({"plant": (3, 4)}, (4, date(2026, 10, 31), 0.4)), ({"lab": (3, 4)}, (None, None, 0))]
)
def test_a_kpi_says_where_a_goal_stands(company: Company, values: Any, standing: Any) -> None:
    plant = company.cast.units["plant"].public_id

    goal = add(company, "employee", "Leaks", 50, measure=kpi(company, **values).public_id, measure_unit=plant)

    row = Standing.objects.current().get(goal=goal)
    assert (row.current, row.current_on, float(row.progress)) == standing


def test_what_a_team_moved_is_told_where_it_is_open(company: Company) -> None:
    leaks, calls = kpi(company, plant=(3, 4), east=(30, 40)), kpi(company, east=(5, 6))
    east = company.cast.units["east"].public_id
    company.key_result("team", measure=leaks.public_id)
    company.key_result("hub", measure=calls.public_id, measure_unit=east)
    recompute.full()

    def moved() -> dict[str, list[float]]:
        found = queries.what_it_moved(company.cast.act("employee"))
        return {line.measure: [point.value for point in line.points] for line in found}

    assert moved() == {leaks.slug: [3, 4], calls.slug: [5, 6]}
    with change():
        leaks.sensitivity = "restricted"
        leaks.save()
    assert moved() == {calls.slug: [5, 6]}


def test_more_goals_than_are_followed_at_once_are_followed_all_the_same(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MOST_GOALS", 0)

    link(company, add(company, "employee", "Shut the door", 50), "team")

    assert Standing.objects.current().get(goal__title="Shut the door").aligned == pytest.approx(1)


def test_objectives_in_a_circle_have_no_progress(company: Company) -> None:
    team, hub = company.objectives["team"], company.objectives["hub"]
    with change():  # past the commands, which refuse it
        AlignmentEdge(child=hub, parent=team, contributes=True, valid_from=OPENED, known_from=World().now).save()

    okr.record_value(system(), KeyResult.objects.get(objective=team), {"value": "30"})

    rows = Progress.objects.current().filter(objective__in=(team, hub))
    assert set(rows.values_list("raw", flat=True)) == {None}


def test_what_serves_an_objective_that_serves_others_is_shared_out(company: Company) -> None:
    c1, p1, f1 = (company.strategic[code] for code in ("C1", "P1", "F1"))
    strategy.set_cascade(system(), c1, {"parent": p1.public_id, "from_": START, "share": "0.6"})
    strategy.set_cascade(system(), c1, {"parent": f1.public_id, "from_": START})

    company.serves("lonely", "C1", share="1")

    rows = ObjectiveShare.objects.current().filter(objective=company.objectives["lonely"])
    shares = {row.strategic_objective_id: round(row.share, 6) for row in rows}
    assert shares == {p1.pk: 0.6, f1.pk: 0.4}  # a share that nobody stated is what the others leave


@pytest.mark.parametrize("expand", ["goal:1", "okr", "okr:x", "okr:1,objective:-2"])
def test_boxes_are_opened_by_their_keys_alone(company: Company, expand: str) -> None:
    with pytest.raises(Invalid, match="by their keys"):
        queries.alignment(company.cast.act("unit_head"), unit="east", expand=expand)


@pytest.fixture
def large(company: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    """Three objectives, one of which stops, and three goals, one of which stops: more than is shown at once."""
    for name in ("MOST_OBJECTIVES", "MOST_GOALS", "MOST_STOPS"):
        monkeypatch.setattr(PICTURE, name, 1)
    link(company, add(company, "employee", "Shut the door", 50), "team")
    link(company, add(company, "employee", "Call back", 30), "C1")
    add(company, "employee", "Read", 20)
    return company


def boxes(company: Company, unit: str, **asked: Any) -> tuple[Any, set[str]]:
    found = queries.alignment(company.cast.act("executive" if unit == "group" else "unit_head"), unit=unit, **asked)
    return found, {node.name for node in found.nodes if node.kind != "objective"}


@pytest.mark.parametrize("unit", ["east", "group"])
def test_of_a_large_unit_only_what_is_opened_is_shown_and_all_is_counted(large: Company, unit: str) -> None:
    hub, team, p1 = large.objectives["hub"], large.objectives["team"], large.strategic["P1"]

    found, shown = boxes(large, unit)
    _, below_p1 = boxes(large, unit, expand=f"objective:{p1.pk}")
    _, below_hub = boxes(large, unit, expand=f"okr:{hub.pk}")
    _, below_team = boxes(large, unit, expand=f"okr:{hub.pk},okr:{team.pk}")

    assert (found.objectives, found.goals, found.stop_count) == (3, 3, 2)
    assert [stop.name for stop in found.stops] == ["lonely"]
    assert shown == ({"hub"} if unit == "east" else set())
    assert (below_p1, below_hub - {"hub"}) == ({"hub"}, {"team"})
    assert below_team - {"hub"} == {"team", "Shut the door"}


@pytest.mark.parametrize(("unit", "goals_of_c1"), [("group", 1), ("plant", 1), ("west", 0)])
def test_the_way_down_counts_what_serves_each_box_here(company: Company, unit: str, goals_of_c1: int) -> None:
    link(company, add(company, "employee", "Call back", 30), "C1")

    found = queries.alignment(company.cast.act("executive"), unit=unit, direction="down")

    children = {node.name: node.children for node in found.nodes}
    assert children["Objective C1"] == goals_of_c1
    assert children["Objective F1"] == (0 if unit == "west" else 1)


def test_a_kpi_out_of_sight_keeps_its_place_in_a_thread(company: Company) -> None:
    secret = kpi(company)
    job = _job(company, "peer")
    goals.set_job_serves(system(), job, {"serves": [{"measure": secret.public_id, "share": "1"}], "from_": OPENED})
    with change():
        secret.sensitivity = "restricted"
        secret.save()

    [step] = [step for step in sight(company, "peer").steps if step.kind == "measure"]

    assert (step.name, step.is_open, step.share) == ("", False, 1.0)


def test_what_stands_in_no_perspective_leads_straight_to_the_vision(company: Company) -> None:
    version = draft(company)
    company.strategic["L1"] = added(version, "L1")
    adopt(company, version, START)
    link(company, add(company, "employee", "Call back", 100), "L1")

    found = sight(company, "employee")

    loose = company.strategic["L1"]
    assert (f"objective:{loose.pk}", f"vision:{loose.strategy_id}") in {(s.source, s.target) for s in found.strands}
    assert (named(found)["Objective L1"], named(found)["Group 2026"], found.stops) == (1, 1, 0)


def test_nothing_is_said_about_the_work_of_somebody_without_a_position(company: Company) -> None:
    person = organization.create_person(
        system(), None, {"name": "New", "email": "new@northlight.example", "key": "new"}
    )

    found = queries.my_line_of_sight(system(), person.slug)

    assert (found.basis, found.unit, [step.kind for step in found.steps]) == ("none", "", ["person"])
    with pytest.raises(NotFound, match="strategy"):
        queries.effort(system(), person=person.slug)


@pytest.mark.parametrize(("who", "of"), [("anonymous", "employee"), ("operator", None), ("operator", "nobody")])
def test_a_line_of_sight_is_of_somebody_and_for_somebody(company: Company, who: str, of: str | None) -> None:
    slug = company.cast.people[of].slug if of in company.cast.people else of

    with pytest.raises(NotFound):
        queries.my_line_of_sight(company.cast.act(who), slug)
