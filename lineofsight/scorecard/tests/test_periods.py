"""Time as scores take it: periods that nobody set up, weeks in months, orders that turn round, several rhythms."""

from datetime import date
from typing import Any

import pytest

from lineofsight.base import clock, dated
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.core.errors import CycleFound
from lineofsight.measures.models import Dispute
from lineofsight.organization.models import Period
from lineofsight.scorecard import flags, recompute
from lineofsight.scorecard.models import NodeLink, Score, Scorecard, ScoreNode
from lineofsight.scorecard.tests.builders import World, change, make_world, months, quarters, scored
from lineofsight.scorecard.tests.test_scoring_types import stored, weeks
from lineofsight.scorecard.why import why
from lineofsight.scorecard.why_check import recompute_tree, recompute_value

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)


def part(world: World, parent: ScoreNode, value: float, **card: Any) -> ScoreNode:
    """Return the node of a KPI of a target of 100 that counts in a parent, with one value in each period."""
    kpi = world.measure(**card)
    world.target(kpi)
    world.link(parent, world.kpi_node(kpi))
    for period in world.periods:
        world.observe(kpi, world.top, period, value)
    return world.kpi_node(kpi)


def test_a_month_that_nobody_set_up_is_time_that_passed():
    world = make_world(2)
    with change():
        [april] = months(world.calendar, 1, date(2026, 4, 1))
        kpi = world.measure(time_aggregation="rolling_avg", rolling_window=3)
        for period, value in zip((*world.periods, april), (10, 20, 40), strict=True):
            world.observe(kpi, world.top, period, value)

    recompute.full()

    assert stored(kpi, april).measured == 30.0  # of February and April; January is four months back


@pytest.mark.parametrize("org", ["none", "sum"])
def test_a_kpi_of_a_rhythm_that_has_no_periods_has_no_value(org):
    world = make_world(1)
    with change():
        kpi = world.measure(frequency="weekly", org_aggregation=org)
        world.target(kpi)
        world.link(world.root, world.kpi_node(kpi))
        world.observe(kpi, world.top, world.periods[0], 100)

    recompute.full()

    assert not Score.objects.filter(measured__isnull=False).exists()
    tree = why(Context(viewer=SYSTEM, now=clock.now()), world.kpi_node(kpi).pk, "2026-01")
    assert (tree.measured, tree.sources, recompute_tree(tree)) == (None, (), None)


def test_a_ratio_of_weeks_is_the_ratio_of_their_sums():
    world = make_world(1)
    with change():
        kpi = world.measure(frequency="weekly", time_aggregation="ratio", factor=100)
        world.target(kpi)
        world.link(world.root, world.kpi_node(kpi))
        for week, (above, below) in zip(weeks(world, 3), ((9, 10), (10, 90), (None, 50)), strict=True):
            world.observe(kpi, world.top, week, None, numerator=above, denominator=below)

    recompute.full()

    row = stored(kpi, world.periods[0])
    assert row.measured == 19.0  # of 19 in 100, and not the mean of 90 and 11; half a pair says nothing
    tree = why(Context(viewer=SYSTEM, now=clock.now()), row.node_id, "2026-01")
    assert (recompute_value(tree), recompute_tree(tree)) == (19.0, pytest.approx(row.unrounded, abs=1e-9))


def test_a_rate_recorded_without_its_two_sides_is_taken_as_it_is():
    world = make_world(1)
    with change():
        node = part(world, world.root, 80, org_aggregation="ratio")

    recompute.full()

    tree = why(Context(viewer=SYSTEM, now=clock.now()), node.pk, "2026-01")
    assert (tree.measured, recompute_value(tree)) == (80.0, 80.0)


def test_where_the_order_of_two_nodes_turns_round_each_period_has_its_own():
    world = make_world(4)
    with change():
        first, second = world.objective_node(), world.objective_node()
        for node, value in ((first, 100), (second, 50)):
            world.link(world.root, node)
            part(world, node, value)
        world.link(second, first)
        dated.end(NodeLink, {"parent_id": second.pk, "child_id": first.pk}, on=MARCH, now=world.tick())
        world.link(first, second, from_=MARCH)

    recompute.full()

    got = {node: [round(float(scored(node, month).score), 1) for month in world.periods] for node in (first, second)}
    assert got == {first: [66.7, 66.7, 50.0, 50.0], second: [50.0, 50.0, 33.3, 33.3]}


def test_a_node_that_counts_in_itself_has_no_order_to_be_computed_in():
    world = make_world(2)
    with change():
        first, second = world.objective_node(), world.objective_node()
        world.link(world.root, first)
        part(world, first, 100)
        world.link(second, first)
        world.link(first, second, from_=date(2026, 2, 1))

    with pytest.raises(CycleFound, match="counts in itself"):
        recompute.full()

    assert not Score.objects.exists()


def test_a_dispute_about_a_kpi_at_a_unit_marks_all_its_values():
    world = make_world(3)
    with change():
        node = part(world, world.root, 80)
        claim = {"claim": "Measured at the wrong door", "opened_at": world.tick(), "due_on": date(2026, 12, 1)}
        Dispute.objects.create(measure=node.measure, unit=world.top, **claim)

    recompute.full()

    rows = Score.objects.current().filter(node=node)
    assert [flags.words(row.flags) for row in rows] == [{"disputed"}] * 3


def in_two_rhythms() -> tuple[Period, dict[str, ScoreNode]]:
    """Return a group of two units: one keeps its scorecard by month (100), the other by quarter (50)."""
    world = make_world(3)
    with change():
        [quarter] = quarters(world.calendar, 1)
        group, other = world.unit(), world.unit()
        nodes = {
            name: ScoreNode.objects.create(kind="unit", unit=unit)
            for name, unit in (("group", group), ("monthly", world.top), ("quarterly", other))
        }
        card = Scorecard.objects.create(
            slug="by-quarter",
            key="by-quarter",
            unit=other,
            strategy=world.strategy,
            calendar=world.calendar,
            frequency="quarterly",
            name="By quarter",
        )
        root = ScoreNode.objects.create(kind="scorecard", scorecard=card, unit=other)
        for parent, child in (("group", "monthly"), ("group", "quarterly")):
            world.link(nodes[parent], nodes[child])
        world.link(nodes["monthly"], world.root)
        world.link(nodes["quarterly"], root)
        part(world, world.root, 100)
        world.periods = [quarter]
        part(world, root, 50, frequency="quarterly")
    return quarter, nodes


def test_a_unit_above_misses_nothing_that_is_kept_in_another_rhythm():
    quarter, nodes = in_two_rhythms()

    recompute.full()

    rows = Score.objects.current().filter(node=nodes["group"]).order_by("period__frequency", "period__key")
    assert [(row.period.key, round(float(row.score), 1), row.coverage) for row in rows] == [
        ("2026-01", 66.7, 1.0),
        ("2026-02", 66.7, 1.0),
        ("2026-03", 66.7, 1.0),
        ("2026-Q1", 33.3, 1.0),
    ]
    assert scored(nodes["monthly"], quarter) is None
    assert recompute.full().written == 0
