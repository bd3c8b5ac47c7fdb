"""What may count in a scorecard: KPIs are attached and detached, weighed and rolled up, and what is refused."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.errors import Invalid, NotFound
from lineofsight.scorecard import commands
from lineofsight.scorecard.models import NodeLink, RollupRule, Scorecard, ScoreNode
from lineofsight.scorecard.tests.builders import World, change, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MARCH = date(2026, 3, 1)


def by_the_office() -> Context:
    return Context(viewer=SYSTEM, now=clock.now(), via="system", reason="the board agreed")


def world_with(how_many: int) -> tuple[World, ScoreNode, list[ScoreNode]]:
    """Return an objective in which some KPIs count equally."""
    world = make_world(1)
    with change():
        objective = world.objective_node()
        kpis = [world.kpi_node(world.measure()) for _ in range(how_many)]
        for kpi in kpis:
            world.link(objective, kpi)
    return world, objective, kpis


def test_a_kpi_counts_at_the_unit_of_the_objective_unless_another_is_named():
    world, objective, _ = world_with(0)
    with change():
        kpi, hub = world.measure(), world.unit(world.top)
    names = {"objective": objective.objective.public_id, "measure": kpi.public_id}

    commands.attach_measure(by_the_office(), None, names)
    commands.attach_measure(by_the_office(), None, {**names, "unit": hub.public_id, "weight": "40", "from_": MARCH})

    links = NodeLink.objects.current().filter(parent=objective).order_by("valid_from")
    assert [(link.child.unit_id, link.weight, link.valid_from) for link in links] == [
        (world.top.pk, None, date(1900, 1, 1)),
        (hub.pk, 40, MARCH),
    ]


@pytest.mark.parametrize("half", [{"gate_cap": "50"}, {"gate_min_score": "60"}])
def test_a_gate_of_one_number_is_refused(half):
    world, objective, _ = world_with(0)
    with change():
        kpi = world.measure()
    names = {"objective": objective.objective.public_id, "measure": kpi.public_id}

    with pytest.raises(Invalid) as refusal:
        commands.attach_measure(by_the_office(), None, {**names, **half})

    assert refusal.value.problems == {"gate_cap": "A gate needs both the score to reach and the cap below it."}
    commands.attach_measure(by_the_office(), None, {**names, "gate_cap": "50", "gate_min_score": "60"})
    assert NodeLink.objects.get().gate_cap == 50


@pytest.mark.parametrize("unknown", ["objective", "measure", "unit"])
def test_what_is_out_of_sight_cannot_be_attached(unknown):
    world, objective, _ = world_with(0)
    with change():
        kpi = world.measure()
    names = {
        "objective": objective.objective.public_id,
        "measure": kpi.public_id,
        "unit": world.top.public_id,
        unknown: uuid4(),
    }

    with pytest.raises(NotFound):
        commands.attach_measure(by_the_office(), None, names)

    assert not NodeLink.objects.exists()


def test_a_detached_kpi_counts_until_the_day():
    _, objective, [kpi] = world_with(1)
    ended = {"node": objective.pk, "child": kpi.pk, "on": MARCH}

    commands.detach(by_the_office(), None, ended)

    assert NodeLink.objects.current().get().valid_to == MARCH
    with pytest.raises(Invalid) as refusal:
        commands.detach(by_the_office(), None, ended)
    assert refusal.value.problems == {"child": "This does not count here on that day."}


def test_a_node_that_is_not_there_cannot_be_shaped():
    make_world(1)

    with pytest.raises(NotFound):
        commands.detach(by_the_office(), None, {"node": 10_000, "child": 10_001, "on": MARCH})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["100"], "Name every part once: 1 left out, 0 that do not count here."),
        (["50", "25", "25"], "Name every part once: 0 left out, 1 that do not count here."),
        (["100", None], "Give every part a weight, or none of them."),
        (["110", "-10"], "A weight cannot be negative."),
    ],
)
def test_weights_of_which_some_are_missing_or_mean_nothing_are_refused(given, sentence):
    world, objective, kpis = world_with(2)
    with change():
        strange = world.kpi_node(world.measure())
    weights = dict(zip((kpi.pk for kpi in (*kpis, strange)), given, strict=False))

    with pytest.raises(Invalid) as refusal:
        commands.set_weights(by_the_office(), None, {"node": objective.pk, "weights": weights})

    assert refusal.value.problems == {"weights": sentence}
    assert set(NodeLink.objects.values_list("weight", flat=True)) == {None}


@pytest.mark.parametrize(
    ("bands", "is_kept"),
    [
        ({"hysteresis": "16"}, True),
        ({"hysteresis": "17"}, False),  # green begins at 66.7 and amber at 33.3
        ({"green_at": "60", "amber_at": "56"}, False),
        ({"green_at": "60", "amber_at": "55"}, True),
    ],
)
def test_bands_are_further_apart_than_twice_the_hysteresis(bands: dict[str, Any], is_kept: bool):
    _, objective, _ = world_with(0)
    rule = {"node": objective.pk, "method": "worst_of", **bands}

    if is_kept:
        commands.set_rollup_rule(by_the_office(), None, rule)
    else:
        with pytest.raises(Invalid, match="further apart than twice the hysteresis"):
            commands.set_rollup_rule(by_the_office(), None, rule)

    assert list(RollupRule.objects.values_list("method", flat=True)) == ["worst_of"] * is_kept


def test_a_scorecard_takes_an_address_that_is_free():
    world, *_ = world_with(0)
    with change():
        hubs = [world.unit(world.top) for _ in range(2)]
    names = {"strategy": world.strategy.public_id, "calendar": world.calendar.public_id, "name": "Hubs"}

    made = [commands.create_scorecard(by_the_office(), None, {**names, "unit": hub.public_id}) for hub in hubs]

    assert [card.slug for card in made] == ["hubs", "hubs-2"]
    assert Scorecard.objects.filter(slug__startswith="hubs").count() == 2
