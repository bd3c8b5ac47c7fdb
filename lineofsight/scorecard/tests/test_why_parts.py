"""What Why? says where something is missing, closed, too long to write out, or does not count."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM, Grant, Viewer
from lineofsight.base.commands import Context
from lineofsight.organization import closures
from lineofsight.scorecard import recompute
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.tests.builders import World, change, make_world, quarters, scored
from lineofsight.scorecard.veil import Asked, veil_of
from lineofsight.scorecard.why import why
from lineofsight.scorecard.why_check import recompute_tree
from lineofsight.scorecard.why_tree import WhyTree

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def explained(node: ScoreNode, period: str = "2026-01", **more: Any) -> WhyTree:
    return why(Context(viewer=SYSTEM, now=clock.now()), node.pk, period, **more)


def parts(world: World, *values: float | None, **link: Any) -> list[ScoreNode]:
    """Return KPIs that count in the scorecard, each with a value of January (None: without)."""
    made = []
    for value in values:
        kpi = world.measure()
        world.target(kpi)
        world.link(world.root, world.kpi_node(kpi), **link)
        world.observe(kpi, world.top, world.periods[0], value)
        made.append(world.kpi_node(kpi))
    return made


@pytest.mark.parametrize(("weight", "method"), [(0, "weighted_mean"), (50, "worst_of")])
def test_a_part_without_a_share_gives_no_points_to_what_is_above(weight, method):
    world = make_world(1)
    with change():
        [light] = parts(world, 40, weight=weight)
        parts(world, 80, weight=50)
        world.rule(world.root, method=method)
    recompute.full()

    assert explained(light).above == ()
    assert scored(world.root, world.periods[0]).score is not None


def test_a_tree_of_one_level_is_worked_out_from_the_scores_of_its_parts():
    world = make_world(1)
    with change():
        parts(world, 100, 50, None)
    recompute.full()

    tree = explained(world.root)

    assert [line.tree for line in tree.children] == [None] * 3
    assert recompute_tree(tree) == pytest.approx(50, abs=1e-9)


def test_an_earlier_score_stands_for_a_part_as_long_as_the_rule_allows():
    world = make_world(3)
    with change():
        silent, steady = parts(world, 100, 50)
        world.rule(world.root, missing_policy="carry_forward", max_carry=1)
        for period in world.periods[1:]:
            world.observe(steady.measure, world.top, period, 50)
    recompute.full()

    told = {}
    for period in world.periods:
        tree = explained(world.root, period.key)
        [line] = [line for line in tree.children if line.node_id == silent.pk]
        told[period.key] = (line.share, line.is_carried, line.last_age, tree.arithmetic)
        assert recompute_tree(tree) == pytest.approx(scored(world.root, period).unrounded, abs=1e-9)

    assert told == {
        "2026-01": (0.5, False, None, "(1 × 66.67 + 1 × 33.33) / 2 = 50.0"),
        "2026-02": (0.5, True, 1.0, "(1 × 66.67 + 1 × 33.33) / 2 = 50.0"),
        "2026-03": (None, False, 2.0, "(1 × 33.33) / 1 = 33.3"),
    }


def test_a_kpi_that_nobody_knew_at_an_instant_has_nothing_to_say_then():
    world = make_world(1)
    before = world.now
    with change():
        [late] = parts(world, 80)
    recompute.full()

    tree = explained(late, known_at=before)

    assert (tree.measured, tree.score, tree.sources, tree.targets) == (None, None, (), ())
    assert (tree.rule.name, tree.sentence) == ("No target", "There is no value for January 2026.")


def test_a_value_as_it_was_believed_before_its_correction_is_marked_as_replaced():
    world = make_world(1)
    with clock.seeded(world.now), change():
        [node] = parts(world, 80)
    with clock.seeded(world.tick()):
        recompute.full()
    then = world.now
    with clock.seeded(world.tick()), change():
        world.observe(node.measure, world.top, world.periods[0], 90)

    [before] = explained(node, known_at=then).sources
    [now] = explained(node).sources

    assert [(row.value, row.is_superseded) for row in (before, now)] == [(80.0, True), (90.0, False)]


def test_a_long_sum_is_written_out_as_far_as_it_can_be_read():
    world = make_world(1)
    with change():
        kpi = world.measure(org_aggregation="sum")
        for _ in range(13):
            world.observe(kpi, world.unit(world.top), world.periods[0], 2)
    recompute.full()

    tree = explained(world.kpi_node(kpi))

    assert tree.value_arithmetic == f"sum ({', '.join(['2'] * 12)}, …) = 26.00"
    assert tree.sentence == "January 2026 is 26.00. No target says how to score it."


def test_a_long_mean_is_written_out_as_far_as_it_can_be_read():
    world = make_world(1)
    with change():
        parts(world, *[100] * 13)
    recompute.full()

    assert explained(world.root).arithmetic == f"({' + '.join(['1 × 66.67'] * 12)} + …) / 13 = 66.7"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"method": "worst_of"}, "the lowest of 66.67, 33.33 = 33.3"),
        ({"method": "best_of"}, "the highest of 66.67, 33.33 = 66.7"),
        ({"method": "worst_of", "missing_policy": "zero"}, "the lowest of 66.67, 33.33, 0.00 = 0.0"),
        ({"method": "mean"}, "(66.67 + 33.33 + 6.67) / 3 = 35.6"),
        ({"missing_policy": "zero"}, "(1 × 66.67 + 1 × 33.33 + 1 × 0.00 + 0 × 6.67) / 3 = 33.3"),
        ({"missing_policy": "propagate"}, ""),
    ],
)
def test_the_arithmetic_of_a_parent_is_that_of_its_rule(rule, said):
    world = make_world(1)
    with change():
        parts(world, 100, 50, None, weight=1)
        parts(world, 10, weight=0)
        world.rule(world.root, **rule)
    recompute.full()

    tree = explained(world.root)

    assert tree.arithmetic == said
    row = scored(world.root, world.periods[0])
    assert recompute_tree(tree) == (None if row.unrounded is None else pytest.approx(row.unrounded, abs=1e-9))


@pytest.mark.parametrize(
    ("value", "gate_missing", "is_applicable", "is_capped"),
    [
        (40, "fail", True, True),
        (100, "fail", True, False),
        (None, "fail", True, True),
        (None, "ignore", True, False),
        (40, "fail", False, False),
    ],
)
def test_a_gate_is_named_where_it_caps_the_score(value, gate_missing, is_applicable, is_capped):
    world = make_world(1)
    with change():
        parts(world, 100, weight=1)
        [gate] = parts(world, value, weight=0, gate_min_score=50, gate_cap=20, is_applicable=is_applicable)
        world.rule(world.root, gate_missing=gate_missing)
    recompute.full()

    tree = explained(world.root)

    assert tree.arithmetic.endswith(
        f", but at most 20 because of {gate.measure.slug} = 20.0" if is_capped else "/ 1 = 66.7"
    )
    assert recompute_tree(tree) == pytest.approx(scored(world.root, world.periods[0]).unrounded, abs=1e-9)


def test_where_no_part_applies_nothing_counts():
    world = make_world(1)
    with change():
        parts(world, 100, is_applicable=False)
    recompute.full()

    tree = explained(world.root)

    assert tree.sentence == f"Nothing counts in {world.scorecard.name} in this period."
    assert (tree.score, tree.arithmetic) == (None, "")


def test_a_value_that_is_too_old_to_stand_for_a_period_is_said_to_be():
    world = make_world(12)
    with change():
        first = quarters(world.calendar, 4)[0]
        kpi = world.measure(frequency="quarterly", grace_days=10, stale_after_days=31)
        world.target(kpi)
        world.link(world.root, world.kpi_node(kpi))
        world.observe(kpi, world.top, first, 70)
    recompute.full()

    tree = explained(world.kpi_node(kpi), "2026-09")

    assert (tree.reason, tree.measured) == ("stale", None)
    assert tree.sentence == "There is no value for September 2026, and the last one is too old to stand for it."


def test_an_operand_out_of_sight_closes_the_arithmetic_and_each_is_called_as_then():
    world = make_world(1)
    with change():
        seen, hidden = world.measure(name="Leaks"), world.measure()
        world.card(seen, date(2027, 1, 1), name="Leaks of all kinds")
        hidden.sensitivity = "restricted"
        hidden.save()
        rate = world.measure(expression=f"[{seen.slug}] / [{hidden.slug}]")
        world.target(rate)
        for kpi, value in ((seen, 300), (hidden, 4)):
            world.observe(kpi, world.top, world.periods[0], value)
        closures.rebuild_units()
    recompute.full()
    reader = Viewer(user_id=None, name="A reader", unit_ids=(world.top.pk,))
    node = ScoreNode.objects.get(measure=rate)

    for_all = explained(node)
    for_reader = why(Context(viewer=reader, now=clock.now()), node.pk, "2026-01")

    assert for_all.value_arithmetic == "300 / 4 = 75.00"
    assert for_all.operands[0].name == "Leaks"
    assert [(one.name, one.value, one.is_open) for one in for_reader.operands] == [
        ("Leaks", 300.0, True),
        ("", None, False),
    ]
    assert for_reader.value_arithmetic == ""


def test_a_part_out_of_sight_stays_closed_however_deep_one_looks():
    world = make_world(1)
    with change():
        seen, hidden = parts(world, 100, 50)
        hidden.measure.sensitivity = "restricted"
        hidden.measure.save()
        closures.rebuild_units()
    recompute.full()
    reader = Context(viewer=Viewer(user_id=None, name="A reader", unit_ids=(world.top.pk,)), now=clock.now())

    tree = why(reader, world.root.pk, "2026-01", levels=3)

    assert {line.node_id: line.tree is not None for line in tree.children} == {seen.pk: True, hidden.pk: False}


@pytest.mark.parametrize("grants", [(), (Grant("hr"),)], ids=["of the unit", "of every unit"])
def test_the_lowest_part_is_rounded_above_where_a_hidden_one_may_be_it(grants):
    world = make_world(1)
    with change():
        _, hidden = parts(world, 100, 50)
        hidden.measure.sensitivity = "restricted"
        hidden.measure.save()
        world.rule(world.root, method="worst_of")
        closures.rebuild_units()
    recompute.full()
    reader = Viewer(user_id=None, name="A reader", unit_ids=(world.top.pk,), grants=grants)

    tree = why(Context(viewer=reader, now=clock.now()), world.root.pk, "2026-01")

    assert (tree.score, tree.is_coarse, tree.arithmetic) == (30.0, True, "")
    assert float(scored(world.root, world.periods[0]).score) == 33.333333


def test_what_is_rounded_for_a_viewer_is_asked_once_in_a_request():
    world = make_world(1)
    with change():
        parts(world, 100)
        closures.rebuild_units()
    recompute.full()
    reader = Viewer(user_id=None, name="A reader", unit_ids=(world.top.pk,))
    period = world.periods[0]
    asked = Asked(reader, [period.pk], period.start_on, period.start_on)

    first = veil_of(asked)
    with CaptureQueriesContext(connection) as later:
        again = veil_of(asked)

    assert (again is first, len(later)) == (True, 0)
