"""T01, T02, T11 in threads: objectives, goals and lines of sight of others, asked for in every address and call."""

from typing import Any

import pytest

from lineofsight.goals import commands as goals
from lineofsight.goals.models import Goal
from lineofsight.insight.queries import okrs
from lineofsight.okr import commands as okr
from lineofsight.okr.models import KeyResult
from lineofsight.scorecard import queries as scores
from tests.attack.browsers import browser, call
from tests.permissions.calls.making import NOBODY
from tests.permissions.checks import contents
from tests.permissions.threads import DAYS, goal, objective
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

#: What somebody must find nowhere: titles of what stands in units out of their sight, and of goals kept from them.
CANARIES = {
    "colleague": ("Objective of plant", "Objective of east", "Result of plant", "Goal of employee", "Goal of peer"),
    "employee": ("Objective of shop", "Result of shop", "West scorecard"),
    "peer": ("Objective of shop", "Result of shop", "Objective of draft", "Goal of employee"),
}
OF_PEOPLE = ("/people/{who}/line-of-sight/", "/people/{who}/goals/", "/people/{who}/moved/")
PROGRAMS_OF_PEOPLE = ("/api/v1/line-of-sight", "/api/v1/line-of-sight/moved", "/api/v1/effort")
OF_UNITS = ("/okrs/alignment/{unit}/", "/okrs/effort/{unit}/", "/okrs/2026-q4/{unit}/")
PROGRAMS_OF_UNITS = ("/api/v1/alignment", "/api/v1/effort")
FORMS = ("", "?format=csv", "?why=okr-0", "?direction=down", "?as_of=2026-11-01", "?q=objective")


def addresses(world: World) -> list[str]:
    """Return every address of threads, about every person and unit, in its forms, with ids of others put in."""
    opened = ",".join(f"okr:{objective(name).pk}" for name in ("shop", "plant", "east"))
    people = [person.slug for person in world.cast.people.values()][:7]
    found = ["/okrs/?format=csv", "/team/", "/line-of-sight/", "/api/v1/okrs", "/api/v1/team", "/search/?q=objective"]
    found += [page.format(who=who) for page in OF_PEOPLE for who in people]
    found += [f"{page}?person={who}" for page in PROGRAMS_OF_PEOPLE for who in people]
    found += [page.format(unit=unit) + more for page in OF_UNITS for unit in world.cast.units for more in FORMS]
    found += [f"{page}?unit={unit}&expand={opened}" for page in PROGRAMS_OF_UNITS for unit in world.cast.units]
    for name in ("shop", "plant", "draft"):
        slug = objective(name).slug
        found += [
            f"/okrs/objectives/{slug}/",
            f"/okrs/objectives/{slug}/?format=csv",
            f"/api/v1/okrs/objectives/{slug}",
        ]
    found += [f"/api/v1/goals/{goal(name).public_id}" for name in ("employee", "peer", "colleague")]
    return found


@pytest.mark.parametrize("who", CANARIES)
def test_no_address_of_threads_tells_what_is_out_of_sight(world: World, who: str) -> None:
    client = browser(world, who)
    answered = 0

    for address in addresses(world):
        answer = client.get(address)
        assert answer.status_code in (200, 400, 404, 422), address
        answered += answer.status_code == 200
        text = b"".join(answer).decode() if answer.streaming else answer.content.decode(errors="replace")
        assert not [canary for canary in CANARIES[who] if canary in text], address
    assert answered > 30


@pytest.mark.parametrize(
    "make",
    [
        lambda there: ("okr.record_value", objective(there).key_results.first(), {"value": "1"}),
        lambda there: ("okr.drop_objective", objective(there), {}),
        lambda there: ("okr.add_key_result", objective(there), {"title": "Mine", "start": "0", "target": "1"}),
        lambda there: (
            "okr.link_objective",
            objective("plant"),
            {"objective": objective(there), "from_": "2026-11-01"},
        ),
        lambda there: ("goals.link_goal", goal("employee"), {"objective": objective(there), "from_": "2026-11-01"}),
    ],
    ids=["record", "drop", "add", "serve it with an objective", "serve it with a goal"],
)
def test_a_call_about_a_closed_objective_is_answered_like_one_about_none(world: World, make: Any) -> None:
    client, before = browser(world, "manager"), contents()
    command, target, data = make("shop")
    answers = []

    for is_real in (True, False):
        given = {key: _id(value, is_real=is_real) for key, value in data.items()}
        aim = _id(target, is_real=is_real or target.pk == objective("plant").pk or isinstance(target, Goal))
        answers.append(call(client, command, target=aim, input=given))

    assert answers[0].status_code == answers[1].status_code in (404, 422), command
    assert _plain(answers[0]) == _plain(answers[1])
    assert contents() == before


def _id(value: Any, *, is_real: bool) -> Any:
    if not hasattr(value, "public_id"):
        return value
    return str(value.public_id) if is_real else str(NOBODY)


def _plain(answer: Any) -> str:
    return str(answer.content.decode()).replace(str(objective("shop").public_id), "ID").replace(str(NOBODY), "ID")


def test_a_goal_of_ones_own_tells_no_number_of_a_unit_out_of_sight(world: World) -> None:
    """Revenue is an open KPI of the group; the employee may read it there, but not that of west."""
    place = {"measure": world.measures["revenue"].public_id, "start": "0", "target": "100", **DAYS}
    for unit in ("west", "group"):
        data = {"title": f"From {unit}", "weight": 5, "measure_unit": world.unit(unit).public_id, **place}
        goals.add_goal(world.cast.act("employee"), world.person("employee"), data)

    found = scores.my_line_of_sight(world.cast.act("employee")).goals

    assert {line.title: line.current for line in found if line.title.startswith("From")} == {
        "From west": None,
        "From group": 92,
    }
    told = browser(world, "employee").get("/api/v1/line-of-sight").json()
    assert {one["title"]: one["current"] for one in told["goals"] if one["title"].startswith("From")} == {
        "From west": None,
        "From group": 92,
    }


def test_a_key_result_tells_no_number_of_a_unit_out_of_sight(world: World) -> None:
    about = {"measure": world.measures["revenue"].public_id, "start": "0", "target": "100"}
    for unit in ("west", "group"):
        data = {"title": f"From {unit}", "measure_unit": world.unit(unit).public_id, **about}
        okr.add_key_result(world.cast.act("manager"), objective("plant"), data)
    assert KeyResult.objects.filter(title__startswith="From").count() == 2

    card = okrs.okr(world.cast.act("manager"), slug=objective("plant").slug).cards[0]

    assert {line.title: line.current for line in card.key_results if line.title.startswith("From")} == {
        "From west": None,
        "From group": 92,
    }
    assert card.line.is_coarse
