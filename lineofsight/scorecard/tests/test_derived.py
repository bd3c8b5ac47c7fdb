"""Derived KPIs: their stored values are what the expression gives, also after one operand alone has changed."""

from datetime import date
from typing import Any

import pytest

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.measures.models import Dispute, Measure
from lineofsight.scorecard import dirty, flags, recompute
from lineofsight.scorecard.models import Score, ScoreNode
from lineofsight.scorecard.tests.builders import World, change, make_world
from lineofsight.scorecard.why import why
from lineofsight.scorecard.why_check import recompute_tree, recompute_value
from lineofsight.scorecard.why_tree import WhyTree

pytestmark = pytest.mark.django_db


def two_operands(n_months: int = 2, **card: Any) -> tuple[World, Measure, Measure, Measure]:
    """Return a world with a leak of 8 per 20,000 pallets, and a KPI derived from both: 4 per 10,000."""
    world = make_world(n_months)
    with change():
        leak, pallets = world.measure(org_aggregation="sum"), world.measure(org_aggregation="sum")
        expression = f"[{leak.slug}] / [{pallets.slug}] * 10000"
        rate = world.measure(**{"expression": expression, "polarity": "minimize", **card})
        world.target(rate, target=3, red_flag=5)
        for kpi, value in ((leak, 8), (pallets, 20_000)):
            world.observe(kpi, world.top, world.periods[0], value)
    return world, leak, pallets, rate


def row_of(world: World, kpi: Measure, period: int = 0, unit: Any = None) -> Score | None:
    """Return the stored score of a KPI at a unit."""
    rows = Score.objects.current().filter(node__measure=kpi, node__unit=unit or world.top)
    return rows.filter(period=world.periods[period]).first()


def explained(world: World, kpi: Measure) -> WhyTree:
    """Return why a KPI has its score in the first month."""
    node = ScoreNode.objects.get(measure=kpi, unit=world.top)
    return why(Context(viewer=SYSTEM, now=clock.now()), node.pk, world.periods[0].key)


def test_a_derived_value_is_computed_and_scored_from_its_operands():
    world, *_, rate = two_operands()

    recompute.full()

    row = row_of(world, rate)
    assert (row.measured, float(row.score), row.status, row.coverage) == (4.0, 50.0, "amber", 1.0)
    assert row_of(world, rate, 1).measured is None


def test_a_changed_operand_changes_what_rests_on_it_and_computing_all_anew_finds_nothing():
    world, leak, pallets, rate = two_operands()
    with change():
        twice = world.measure(expression=f"[{rate.slug}] * 2")
        dirty.with_nodes(leak.pk, [world.top.pk])
    recompute.full()

    with change():
        world.observe(pallets, world.top, world.periods[0], 40_000)
        touched = dirty.of_values(pallets.pk, [world.top.pk], [world.periods[0].pk])
    recompute.incremental(touched)

    assert (row_of(world, rate).measured, row_of(world, twice).measured) == (2.0, 4.0)
    assert recompute.full().written == 0


def test_a_unit_below_that_reports_changes_the_value_above():
    world, leak, pallets, rate = two_operands()
    with change():
        below = world.unit(world.top)
        for kpi, value in ((leak, 6), (pallets, 10_000)):
            world.observe(kpi, below, world.periods[1], value)
            touched = dirty.of_values(kpi.pk, [below.pk], [world.periods[1].pk])
    recompute.incremental(touched)

    values = [row_of(world, rate, 1).measured, row_of(world, rate, 1, below).measured]
    assert values == pytest.approx([6.0, 6.0])


def test_a_derived_kpi_has_a_node_wherever_one_that_it_reads_has_values():
    world, leak, _, rate = two_operands()
    with change():
        below = world.unit(world.top)
        twice = world.measure(expression=f"[{rate.slug}] * 2")
        world.observe(leak, below, world.periods[0], 6)

    recompute.full()

    nodes = ScoreNode.objects.filter(measure__in=(rate, twice))
    assert {(node.measure_id, node.unit_id) for node in nodes} == {
        (kpi.pk, unit.pk) for kpi in (rate, twice) for unit in (world.top, below)
    }
    assert recompute.full().written == 0


@pytest.mark.parametrize(("missing", "value"), [("blank", None), ("zero", 8.0), ("ignore", 8.0)])
def test_a_missing_operand_leaves_the_value_blank_unless_the_card_says_otherwise(missing, value):
    world = make_world(1)
    with change():
        known, unknown = world.measure(), world.measure()
        total = world.measure(expression=f"[{known.slug}] + [{unknown.slug}]", expression_missing=missing)
        world.target(total)
        world.observe(known, world.top, world.periods[0], 8)

    recompute.full()

    row = row_of(world, total)
    assert (None if row is None else row.measured) == value


def test_a_value_recorded_for_the_derived_kpi_itself_stands():
    world, *_, rate = two_operands()
    with change():
        world.observe(rate, world.top, world.periods[0], 3)

    recompute.full()

    assert row_of(world, rate).measured == 3.0


def test_a_new_expression_holds_from_its_day_on():
    world, leak, pallets, rate = two_operands()
    with change():
        for kpi, value in ((leak, 8), (pallets, 20_000)):
            world.observe(kpi, world.top, world.periods[1], value)
        world.card(rate, date(2026, 2, 1), expression=f"[{leak.slug}] / [{pallets.slug}] * 20000")

    recompute.full()

    assert [row_of(world, rate, period).measured for period in (0, 1)] == [4.0, 8.0]


def test_a_dispute_of_an_operand_marks_what_rests_on_it():
    world, leak, _, rate = two_operands()
    with change():
        Dispute.objects.create(
            measure=leak,
            unit=world.top,
            period=world.periods[0],
            claim="Refilled twice",
            opened_at=world.tick(),
            due_on=date(2026, 12, 1),
        )

    recompute.full()

    assert flags.words(row_of(world, rate).flags) == {"disputed"}


def test_why_shows_the_expression_with_the_numbers_and_leads_to_each_operand():
    world, leak, pallets, rate = two_operands()
    recompute.full()

    tree = explained(world, rate)

    assert tree.value_arithmetic == "8 / 20,000 × 10,000 = 4.00"
    nodes = [ScoreNode.objects.get(measure=kpi, unit=world.top).pk for kpi in (leak, pallets)]
    assert [(operand.node_id, operand.value) for operand in tree.operands] == [(nodes[0], 8.0), (nodes[1], 20_000.0)]
    assert recompute_value(tree) == 4.0
    assert recompute_tree(tree) == pytest.approx(50.0)


def test_circles_that_came_about_over_time_end_without_a_value():
    world = make_world(1)
    with change():
        one, other = world.measure(), world.measure()
        world.card(one, date(2020, 1, 1), expression=f"[{other.slug}] + 1")
        world.card(other, date(2020, 1, 1), expression=f"[{one.slug}] + 1")

    recompute.full()

    assert (row_of(world, one), row_of(world, other)) == (None, None)
