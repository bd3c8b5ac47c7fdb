"""A KPI that counts in no objective has scores all the same: at its owning unit, and wherever it has values."""

import pytest

from lineofsight.scorecard import dirty, recompute
from lineofsight.scorecard.models import Score, ScoreNode
from lineofsight.scorecard.tests.builders import change, make_world

pytestmark = pytest.mark.django_db


def test_a_kpi_attached_to_nothing_is_scored_where_it_has_values():
    world = make_world(2)
    with change():
        below = world.unit(world.top)
        kpi = world.measure(org_aggregation="sum")
        world.target(kpi)
        world.observe(kpi, below, world.periods[0], 100)
        touched = dirty.of_values(kpi.pk, [below.pk], [world.periods[0].pk])

    recompute.incremental(touched)

    rows = Score.objects.current().filter(node__measure=kpi, period=world.periods[0])
    assert {(row.node.unit_id, row.measured, row.status) for row in rows.select_related("node")} == {
        (world.top.pk, 100.0, "green"),
        (below.pk, 100.0, "no_data"),
    }
    assert recompute.full().written == 0


def test_values_that_were_there_before_get_their_nodes_when_all_is_computed():
    world = make_world(1)
    with change():
        kpi = world.measure()
        world.observe(kpi, world.unit(world.top), world.periods[0], 5)
    assert not ScoreNode.objects.filter(measure=kpi).exists()

    recompute.full()

    assert ScoreNode.objects.filter(measure=kpi).count() == 2


def test_a_node_is_made_once():
    world = make_world(1)
    with change():
        kpi = world.measure()
        first, again = (dirty.with_nodes(kpi.pk, [world.top.pk]) for _ in range(2))

    assert (first, again) == (True, False)
