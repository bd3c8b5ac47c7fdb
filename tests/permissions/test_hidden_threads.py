"""T11: an objective above a part that somebody may not see never tells that part, on no page, list, file or API."""

from datetime import date
from typing import Any

import pytest

from lineofsight.base import clock
from lineofsight.goals import commands as goals
from lineofsight.insight import queries as pages
from lineofsight.insight.queries import okrs
from lineofsight.measures import commands as measures
from lineofsight.okr import commands as okr
from lineofsight.okr.models import Progress
from lineofsight.scorecard import queries as scores
from lineofsight.scorecard.threads import things
from tests.attack.browsers import browser
from tests.cast import START, system
from tests.permissions.test_hidden_parts import told
from tests.permissions.threads import DAYS, goal, objective
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SEES_WEST = ("strategy_office",)
READERS = ("employee", "unit_head", *SEES_WEST)
QUARTER = (date(2026, 10, 1), date(2027, 1, 1))
ADDRESSES = (
    "/api/v1/okrs",
    "/api/v1/okrs/objectives/{top}",
    "/api/v1/okrs/2026-q4/group",
    "/api/v1/line-of-sight",
    "/api/v1/alignment?unit=group",
    "/api/v1/team",
    "/okrs/objectives/{top}/",
    "/okrs/objectives/{top}/?why=okr-0",
    "/okrs/objectives/{top}/?format=csv",
    "/okrs/objectives/{top}/?as_of=2026-11-01",
    "/okrs/2026-q4/group/",
    "/okrs/alignment/group/",
    "/okrs/alignment/group/?format=csv",
    "/okrs/?format=csv",
    "/team/?format=csv",
    "/line-of-sight/",
)


def add(world: World, name: str, unit: str, value: str = "") -> Any:
    """Add an objective of a unit, with a key result from 0 to 100 that stands at a value."""
    cycle = objective("plant").cycle.public_id
    data = {"cycle": cycle, "unit": world.unit(unit).public_id, "title": name, "key": name}
    made = okr.add_objective(system(), None, data)
    if value:
        result = {"title": f"Result of {name}", "start": "0", "target": "100"}
        okr.record_value(system(), okr.add_key_result(system(), made, result), {"value": value})
    return made


@pytest.fixture(params=[(1, 1), (9, 1)], ids=["half", "a tenth"])
def family(world: World, request: Any) -> dict[str, Any]:
    """The group's objective is the mean of one of east and one of west, with these weights."""
    made = {"top": add(world, "top", "group"), "near": add(world, "near", "east", "37.3")}
    made["far"] = add(world, "far", "west", "81.9")
    for name, weight in zip(("near", "far"), request.param, strict=True):
        link = {"objective": made["top"].public_id, "from_": START, "share": "1", "weight": str(weight)}
        okr.link_objective(system(), made[name], link)
    return made | {"share": request.param[1] / sum(request.param)}


def exact(row: Any) -> float:
    """Return the stored progress of an objective."""
    found = Progress.objects.current().get(objective=row).raw
    assert found is not None
    return float(found)


def shown(world: World, who: str, top: Any) -> tuple[set[float], str]:
    """Return the numbers that the API tells somebody, and the text of the pages and files that they get."""
    client = browser(world, who)
    answers = [client.get(address.format(top=top.slug)) for address in ADDRESSES]
    answers = [answer for answer in answers if answer.status_code == 200]
    assert len(answers) > 8, who
    told_ = [answer.json() for answer in answers if answer["Content-Type"].startswith("application/json")]
    texts = [b"".join(answer).decode() if answer.streaming else answer.content.decode() for answer in answers]
    return {round(number, 9) for answer in told_ for number in told(answer)}, " ".join(texts)


def test_a_closed_objective_cannot_be_worked_out_from_its_sibling(world: World, family: dict[str, Any]) -> None:
    whole, near, far = (exact(family[name]) for name in ("top", "near", "far"))
    share = family["share"]
    assert whole == pytest.approx(near * (1 - share) + far * share)

    for who in READERS:
        numbers, text = shown(world, who, family["top"])
        line = okrs.okr(world.cast.act(who), slug=family["top"].slug).cards[0].line
        is_told = round(whole, 9) in numbers or str(whole)[:8] in text
        if who in SEES_WEST:
            assert (line.progress, line.is_coarse, is_told) == (whole, False, True), who
            continue
        assert (line.is_coarse, is_told) == (True, False), who
        assert line.progress is not None
        solved = (line.progress - near * (1 - share)) / share
        assert (solved, far) == (pytest.approx(0.85), pytest.approx(0.819)), "it is told within ten points, no closer"
        assert line.status == things.pace(line.progress, *QUARTER, clock.today()), "the pace would tell it"


def test_what_rests_on_a_rounded_objective_is_rounded_as_far_as_it_tells(world: World, family: dict[str, Any]) -> None:
    above = add(world, "above", "group")
    okr.link_objective(system(), above, {"strategic_objective": world.objectives["G1"].public_id, "from_": START})
    okr.link_objective(system(), family["top"], {"objective": above.public_id, "from_": START})

    employee, office = (world.cast.act(who) for who in ("employee", "strategy_office"))

    assert exact(above) == exact(family["top"])
    assert okrs.okr(office, slug=above.slug).cards[0].line.progress == exact(above)
    lines = [okrs.okr(employee, slug=slug).cards[0].line for slug in (above.slug, family["top"].slug)]
    assert lines[0].progress == lines[1].progress != exact(above)


def test_several_closed_parts_protect_each_other(world: World) -> None:
    top = add(world, "top", "group")
    for number in range(3):
        part = add(world, f"far-{number}", "shop", str(20 + 30 * number))
        okr.link_objective(system(), part, {"objective": top.public_id, "from_": START, "share": "1"})

    line = okrs.okr(world.cast.act("employee"), slug=top.slug).cards[0].line

    assert (line.progress, line.is_coarse) == (pytest.approx(0.5), False)


@pytest.fixture
def supplied(world: World) -> World:
    """The KPI `yield` supplies a key result and two goals at the plant, one far behind, and is then restricted."""
    place = {"measure": world.measures["yield"].public_id, "measure_unit": world.unit("plant").public_id}
    behind = {"title": "Behind", "weight": 5, "start": "92", "target": "200", "key": "behind", **place, **DAYS}
    goals.add_goal(system(), world.person("employee"), behind)
    about = {"sensitivity": "restricted", "from_": START}
    measures.revise_measure(system(), world.measures["yield"], about)
    return world


def test_a_kpi_restricted_later_shows_no_value_where_it_supplies_one(supplied: World) -> None:
    """Others in the plant read neither its value nor a mean that would tell it; its owner and the head of east do."""
    whole = exact(objective("plant"))
    slug = objective("plant").slug

    for who, is_open in (("employee", False), ("peer", False), ("manager", True), ("unit_head", True)):
        card = okrs.okr(supplied.cast.act(who), slug=slug).cards[0]
        line = next(result for result in card.key_results if result.title == "Yield")
        assert line.is_open == is_open, who
        assert (line.current is not None, line.progress is not None, bool(line.measure_slug)) == (is_open,) * 3, who
        assert (card.line.is_coarse, card.line.progress == whole) == (not is_open, is_open), who
        page = browser(supplied, who).get(f"/okrs/objectives/{slug}/").content.decode()
        assert ("Not open to you" in page) is not is_open, who


def test_a_kpi_restricted_later_shows_no_value_in_a_goal(supplied: World) -> None:
    for who, is_open in (("employee", False), ("hr", False), ("unit_head", True)):
        found = scores.my_line_of_sight(supplied.cast.act(who), supplied.person("employee").slug)
        line = next(one for one in found.goals if one.public_id == str(goal("behind").public_id))
        step = next(one for one in found.steps if one.address == goal("behind").address)
        assert line.is_supplied_openly == is_open, who
        assert (line.current, line.progress) == ((92, 0) if is_open else (None, None)), who
        assert (line.pace, step.status, step.progress) == (("off_track", "off_track", 0) if is_open else ("", "", None))
    page = browser(supplied, "employee").get(f"/people/{supplied.person('employee').slug}/goals/")
    assert page.content.decode().count("Not open to you") == 2


def test_a_goal_that_a_closed_kpi_supplies_calls_nobody_to_a_talk(supplied: World) -> None:
    told_ = {
        who: {talk.name: talk.off_track for talk in pages.team(supplied.cast.act(who)).talks}.get("employee")
        for who in ("skip_manager", "unit_head")
    }

    assert told_ == {"skip_manager": None, "unit_head": 1}
