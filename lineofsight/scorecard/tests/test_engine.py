"""What the engine stores for small scorecards that one can work out by hand."""

from decimal import Decimal

import numpy as np
import pytest

from lineofsight.organization.models import PeriodClose
from lineofsight.scorecard import recompute
from lineofsight.scorecard.axis import load_axis
from lineofsight.scorecard.leaves import evaluate_leaves
from lineofsight.scorecard.loading import Knowledge
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.tests.builders import change, make_world, scored

pytestmark = pytest.mark.django_db


def test_a_kpi_at_its_red_flag_keeps_its_parents_amber():
    world = make_world(1)
    with change():
        kpi, objective = world.measure(), world.objective_node()
        world.target(kpi)
        world.link(world.root, objective)
        world.link(objective, world.kpi_node(kpi))
        world.observe(kpi, world.top, world.periods[0], 50)

    recompute.full()

    for node in (world.kpi_node(kpi), objective, world.root):
        first = scored(node, world.periods[0])
        assert (first.score, first.status, first.coverage) == (Decimal("33.333333"), "amber", 1)


def test_means_are_nested_and_renormalized_with_coverage():
    world = make_world(1)
    with change():
        first, second = world.perspective_node(), world.perspective_node()
        world.link(world.root, first, 60)
        world.link(world.root, second, 40)
        for perspective, values in ((first, (100, 50)), (second, (75, None))):
            for value, weight in zip(values, (3, 1), strict=True):
                kpi, objective = world.measure(), world.objective_node()
                world.target(kpi)
                world.link(perspective, objective, weight)
                world.link(objective, world.kpi_node(kpi))
                world.observe(kpi, world.top, world.periods[0], value)

    recompute.full()

    score = scored(world.root, world.periods[0])
    first_score = (200 / 3 * 3 + 100 / 3) / 4
    assert score.unrounded == pytest.approx(0.6 * first_score + 0.4 * 50, abs=1e-9)
    assert score.coverage == pytest.approx(0.6 + 0.4 * 0.75, abs=1e-12)


def test_recomputing_writes_nothing_when_nothing_changed():
    world = make_world(3)
    with change():
        kpi = world.measure()
        world.target(kpi)
        world.link(world.root, world.kpi_node(kpi))
        for period, value in zip(world.periods, (1 / 3, 70, 90), strict=True):
            world.observe(kpi, world.top, period, value)
    first = recompute.full()

    again = recompute.full()

    assert first.written == 6
    assert again.written == 0
    assert Score.objects.count() == 6


def test_a_kpi_that_nobody_knew_when_its_period_was_closed_is_restated_without_a_card():
    world = make_world(1)
    period = world.periods[0]
    with change():
        world.close(period)
        kpi, objective = world.measure(), world.objective_node()
        world.target(kpi)
        world.link(world.root, objective)
        world.link(objective, world.kpi_node(kpi))
        world.observe(kpi, world.top, period, 50)
    closed_at = PeriodClose.objects.get(period=period).closed_at
    columns = load_axis(world.calendar.pk, "monthly")

    leaves = evaluate_leaves(np.array([kpi.pk]), np.array([world.top.pk]), columns, Knowledge(closed_at, columns))

    assert np.isnan(leaves.score).all()
