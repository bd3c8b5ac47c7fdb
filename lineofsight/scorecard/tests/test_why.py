"""Why? explains every number down to its rows, and working the tree out again gives the stored score."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM, Viewer
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.organization import closures
from lineofsight.organization.models import PeriodClose
from lineofsight.scorecard import flags, recompute
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.tests.builders import change, make_world, scored
from lineofsight.scorecard.tests.test_oracle import NOW, Scene
from lineofsight.scorecard.why import why
from lineofsight.scorecard.why_check import recompute_tree, recompute_value

pytestmark = pytest.mark.django_db


def context() -> Context:
    return Context(viewer=SYSTEM, now=clock.now())


def excursions():
    """Return a world with the ratio of the demo: 112 excursions of 21,790 pallets over four hubs."""
    world = make_world(1)
    with change():
        kpi = world.measure(org_aggregation="ratio", factor=1000, polarity="minimize")
        world.target(kpi, target=3, red_flag=5)
        objective = world.objective_node()
        world.link(objective, world.kpi_node(kpi))
        world.link(world.root, objective)
        for above, below in ((64, 9120), (21, 6410), (15, 3880), (12, 2380)):
            world.observe(
                kpi,
                world.unit(world.top),
                world.periods[0],
                None,
                numerator=above,
                denominator=below,
                lines="1204-1215",
            )
    recompute.full()
    return world, kpi, objective


def test_a_ratio_is_explained_with_the_numbers_put_in():
    world, kpi, _ = excursions()

    tree = why(context(), world.kpi_node(kpi).pk, "2026-01")

    assert tree.value_arithmetic == "1,000 × 112 / 21,790 = 5.14"
    assert tree.arithmetic == "100/3 × (1 + (5.14 − 5) / (3 − 5)) = 31.0"
    assert tree.sentence == ("January 2026 is 5.14. That is above the red flag of 5.00, so the score is under 33.3.")
    assert (tree.rule.name, tree.status, len(tree.sources)) == ("Goal and red flag", "red", 4)
    assert {row.lines for row in tree.sources} == {"1204-1215"}
    assert recompute_tree(tree) == pytest.approx(100 / 3 * (1 + (112_000 / 21_790 - 5) / -2), abs=1e-9)


def test_a_rule_is_named_in_the_language_of_the_reader():
    world, kpi, objective = excursions()

    with translation.override("de"):
        told = why(context(), world.kpi_node(kpi).pk, "2026-01"), why(context(), objective.pk, "2026-01")

    assert [tree.rule.name for tree in told] == ["Zielwert und rote Schwelle", "Gewichtetes Mittel"]


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("weighted_mean", "is 75.0, the weighted mean of 2 parts."),
        ("mean", "is 75.0, the plain mean of 2 parts."),
        ("worst_of", "is 50.0, the lowest of 2 parts."),
        ("best_of", "is 100.0, the highest of 2 parts."),
    ],
)
def test_a_parent_says_how_its_parts_became_its_score(method: str, said: str):
    world = make_world(1)
    with change():
        world.rule(world.root, method=method)
        for value in (100, 50):
            kpi = world.measure()
            world.target(kpi, scoring_type="attainment")
            world.observe(kpi, world.top, world.periods[0], value)
            world.link(world.root, world.kpi_node(kpi), weight=1)
    recompute.full()

    tree = why(context(), world.root.pk, "2026-01")

    assert tree.sentence.endswith(said)


def test_what_it_does_above_names_share_and_points():
    world, kpi, objective = excursions()

    tree = why(context(), world.kpi_node(kpi).pk, "2026-01")

    assert [(step.node_id, step.share) for step in tree.above] == [(objective.pk, 1.0), (world.root.pk, 1.0)]
    assert tree.above[1].points == pytest.approx(tree.exact.score)


def test_a_parent_lists_weights_and_shares_that_add_up():
    world = make_world(1)
    with change():
        for weight, value in ((25, 100), (30, 50), (45, None)):
            kpi = world.measure()
            world.target(kpi)
            world.link(world.root, world.kpi_node(kpi), weight)
            world.observe(kpi, world.top, world.periods[0], value)
    recompute.full()

    tree = why(context(), world.root.pk, "2026-01")

    assert [(line.weight, line.share) for line in tree.children] == [(25.0, 25 / 55), (30.0, 30 / 55), (45.0, None)]
    assert tree.arithmetic == "(25 × 66.67 + 30 × 33.33) / 55 = 48.5"
    assert tree.coverage == pytest.approx(0.55)


def test_a_closed_period_is_explained_as_frozen_with_the_number_of_now_beside_it():
    world = make_world(2)
    with clock.seeded(world.now), change():
        kpi = world.measure()
        world.target(kpi)
        world.link(world.root, world.kpi_node(kpi))
        world.observe(kpi, world.top, world.periods[0], 100)
    with clock.seeded(world.tick()):
        recompute.full()
        with change():
            world.close(world.periods[0])
    with clock.seeded(world.tick()), change():
        world.observe(kpi, world.top, world.periods[0], 50)
    with clock.seeded(world.tick()):
        recompute.full()

        frozen = why(context(), world.kpi_node(kpi).pk, "2026-01")
        now = why(context(), world.root.pk, "2026-01", known_at=clock.now(), levels=9)

    assert (frozen.score, frozen.measured, frozen.now_score) == (66.666667, 100.0, 33.333333)
    assert frozen.is_frozen
    assert (now.score, recompute_tree(now)) == (33.333333, pytest.approx(100 / 3))
    row = scored(world.root, world.periods[0])
    assert flags.words(row.flags) == {"restated"}
    assert PeriodClose.objects.count() == 1


def test_an_unknown_node_or_period_is_not_found():
    world = make_world(1)
    with pytest.raises(NotFound):
        why(context(), 10_000, "2026-01")
    with pytest.raises(NotFound):
        why(context(), world.root.pk, "1999-01")


def test_every_tree_worked_out_again_gives_the_stored_score():
    with clock.seeded(NOW):
        scene = Scene(11)
        for _ in range(40):
            with clock.seeded(scene.world.tick()):
                touched = scene.edit()
            with clock.seeded(scene.world.tick()):
                if touched.leaves or touched.parents:
                    recompute.incremental(touched)
    checked = 0
    with clock.seeded(scene.world.tick()):
        for row in Score.objects.current().select_related("node", "period").order_by("pk")[::7]:
            tree = why(context(), row.node_id, row.period.key, known_at=clock.now(), levels=9)
            assert recompute_tree(tree) == pytest.approx(row.unrounded, abs=1e-9, nan_ok=True), (
                row.node.kind,
                row.period.key,
            )
            if row.node.kind == "measure" and row.measured is not None:
                assert recompute_value(tree) == pytest.approx(row.measured, abs=1e-9)
            checked += 1
    assert checked > 20


def test_a_part_out_of_sight_is_named_as_closed_and_cannot_be_worked_out_from_its_siblings():
    world = make_world(1)
    with change():
        open_kpi, closed_kpi = world.measure(), world.measure()
        closed_kpi.sensitivity = "restricted"
        closed_kpi.save()
        for kpi, value in ((open_kpi, 76.3), (closed_kpi, 61)):
            world.target(kpi)
            world.link(world.root, world.kpi_node(kpi))
            world.observe(kpi, world.top, world.periods[0], value)
        closures.rebuild_units()
    recompute.full()
    reader = Viewer(user_id=None, name="A reader", unit_ids=(world.top.pk,))

    tree = why(Context(viewer=reader, now=clock.now()), world.root.pk, "2026-01")

    seen, hidden = tree.children
    assert (hidden.is_open, hidden.name, hidden.score, hidden.exact, hidden.share) == (False, "", None, None, 0.5)
    assert (seen.score, seen.is_coarse, seen.exact.score) == (50.866667, False, pytest.approx(100 / 3 * 1.526))
    assert (tree.score, tree.is_coarse, tree.exact.score) == (45.0, True, None)  # 45.8 to the next five
    assert tree.arithmetic == ""
    with pytest.raises(NotFound):
        why(Context(viewer=reader, now=clock.now()), world.kpi_node(closed_kpi).pk, "2026-01")


@pytest.mark.parametrize("method", ["weighted_mean", "worst_of"])
def test_why_asks_the_same_for_1_3_and_12_parts(method):
    world = make_world(1)
    with change():
        parents = [world.objective_node() for _ in range(3)]
        for parent, count in zip(parents, (1, 3, 12), strict=True):
            world.link(world.root, parent)
            world.rule(parent, method=method)
            for number in range(count):
                kpi = world.measure()
                world.target(kpi)
                world.link(parent, world.kpi_node(kpi))
                world.observe(kpi, world.top, world.periods[0], 40 + number)
    recompute.full()
    counts = []
    for parent in parents:
        with CaptureQueriesContext(connection) as asked:
            tree = why(context(), parent.pk, "2026-01")
        counts.append((len(tree.children), len(asked)))

    assert counts == [(1, 5), (3, 5), (12, 5)]
