"""T01: a restricted KPI is read by nobody through something that takes its value from it."""

import pytest

from lineofsight.base.errors import Invalid
from lineofsight.goals import commands as goals
from lineofsight.goals.models import Goal
from lineofsight.measures.supplying import RESTRICTED
from lineofsight.okr import commands as okr
from lineofsight.okr.models import KeyResult
from tests.cast import system
from tests.permissions.threads import DAYS, objective
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize(("measure", "is_taken"), [("absence", False), ("yield", True)])
def test_only_an_open_kpi_supplies_a_key_result_or_a_goal(world: World, measure: str, is_taken: bool) -> None:
    supplied = {
        "kind": "metric",
        "start": "1",
        "target": "9",
        "measure": world.measures[measure].public_id,
        "measure_unit": world.unit("east").public_id,
    }
    calls = (
        lambda: okr.add_key_result(system(), objective("east"), {"title": "Higher", **supplied}),
        lambda: goals.add_goal(
            system(), world.person("employee"), {"title": "Higher", "weight": 5, **supplied, **DAYS}
        ),
    )

    for call in calls:
        if is_taken:
            call()
        else:
            with pytest.raises(Invalid) as caught:
                call()
            assert caught.value.problems == {"measure": RESTRICTED}
    named = (KeyResult.objects.filter(title="Higher"), Goal.objects.filter(title="Higher"))
    assert [rows.count() for rows in named] == [is_taken, is_taken]


def test_nor_does_a_list_of_many_bring_one(world: World) -> None:
    measure = world.measures["absence"]
    about = {
        "kind": "metric",
        "start": "1",
        "target": "9",
        "measure": measure.key,
        "measure_unit": world.unit("east").key,
    }
    east = objective("east")
    result = {"key": "kr-x", "objective": east.key, "title": "Higher", **about}
    goal = {"key": "g-x", "person": world.person("employee").key, "title": "Higher", "weight": 5, **about, **DAYS}
    source = {"source": measure.source}

    for call in (
        lambda: okr.place_okrs(system(), None, {**source, "key_results": [result]}),
        lambda: goals.place_goals(system(), None, {**source, "goals": [goal]}),
    ):
        with pytest.raises(Invalid) as caught:
            call()
        assert RESTRICTED in str(caught.value.problems)
