"""Who is told of reorganizations, of standing in and of looks, and what waits for whom."""

from datetime import timedelta
from typing import Any

import pytest

from lineofsight.base import clock
from lineofsight.base.models import Notice
from lineofsight.base.notices import reading
from lineofsight.insight.presenting import waiting as words
from lineofsight.insight.queries.waiting import waiting
from lineofsight.organization import commands
from lineofsight.organization.models import Delegation, Reorganization
from lineofsight.organization.tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The small company; what its making told is forgotten."""
    made = make_cast()
    Notice.objects.all().delete()
    return made


def told(cast: Cast) -> dict[str, list[str]]:
    """Return what everybody is told, in words, by name."""
    found: dict[str, list[str]] = {}
    for name, user in cast.users.items():
        rows = list(Notice.objects.filter(user=user).order_by("at", "pk"))
        said = [line.sentence for line in reading.shown(cast.context(name), rows)]
        if said:
            found[name] = said
    return found


def waits(cast: Cast, name: str) -> list[str]:
    found = words.lines(waiting(cast.context(name)), clock.today())
    return [f"{line.title}: {line.url}" for line in found]


@pytest.fixture
def plan(cast: Cast) -> Reorganization:
    """HR prepared that the dock is renamed, and submitted it."""
    made = commands.plan_reorganization(cast.context("hr"), None, {"name": "Gates", "takes_effect_on": clock.today()})
    move = {"kind": "rename_unit", "unit": cast.units["dock"].public_id, "name": "Gate"}
    commands.add_move(cast.context("hr"), made, move)
    return commands.submit_reorganization(cast.context("hr"), made)


def test_a_plan_waits_for_who_may_approve_it_and_its_maker_learns_the_answer(cast: Cast, plan: Reorganization) -> None:
    asked = told(cast)
    url = f"/organization/reorganizations/{plan.public_id}/"

    assert sorted(asked) == ["administrator", "chief"]
    assert asked["chief"][0].startswith("Hr asks you to approve the reorganization Gates, from ")
    assert waits(cast, "chief") == [f"Approve the reorganization “Gates”: {url}"]
    assert waits(cast, "hr") == waits(cast, "worker") == []

    commands.approve_reorganization(cast.context("chief"), plan)

    assert waits(cast, "chief") == []
    assert told(cast)["hr"][0].startswith("Chief approved the reorganization Gates, from ")
    assert "worker" not in told(cast)


def test_those_whose_unit_changes_are_told_when_it_does_and_nobody_else(cast: Cast, plan: Reorganization) -> None:
    commands.approve_reorganization(cast.context("chief"), plan)
    Notice.objects.all().delete()

    commands.apply_reorganization(cast.context("administrator"), plan)
    commands.take_back_reorganization(cast.context("administrator", "Wrong day."), plan)

    said = told(cast)
    assert sorted(said) == ["lead", "worker"]
    assert "The reorganization Gates took effect on " in said["worker"][0]
    assert said["worker"][1].startswith("The reorganization Gates was taken back.")


def test_standing_in_is_told_when_it_begins_and_when_somebody_else_ends_it(cast: Cast) -> None:
    days: dict[str, Any] = {"from_": clock.today(), "to": clock.today() + timedelta(days=7)}
    given = {"role": "executive", **days}
    commands.delegate(cast.context("chief", "Away."), cast.people["colleague"], given)
    row = Delegation.objects.current().get()
    assert list(told(cast)) == ["colleague"]

    commands.end_delegation(cast.context("chief"), None, {"delegation": row.pk, "on": clock.today()})

    assert told(cast)["colleague"][1].startswith("Chief ended that one acts for the other, from ")
    assert "chief" not in told(cast)


def test_a_look_waits_for_the_person_and_the_answer_is_told(cast: Cast) -> None:
    asked = {"user": cast.users["worker"].public_id}
    look = commands.ask_to_look(cast.context("auditor", "They see no goals."), None, asked)

    assert told(cast) == {"worker": ["Auditor asks to look at Lineofsight as you: They see no goals."]}
    assert waits(cast, "worker") == ["Auditor asks to look at Lineofsight as you: /looks/"]
    assert waits(cast, "chief") == waits(cast, "auditor") == []

    commands.refuse_look(cast.context("worker"), look)

    assert told(cast)["auditor"] == ["Worker refused that you look."]
    assert waits(cast, "worker") == []


def test_a_look_as_a_role_waits_for_who_may_agree(cast: Cast) -> None:
    commands.ask_to_look(cast.context("auditor", "Which pages?"), None, {"role": "hr"})

    assert sorted(told(cast)) == ["chief", "strategist"]
    assert waits(cast, "strategist") == ["Auditor asks to look at Lineofsight as HR: /looks/"]
    assert waits(cast, "worker") == []
