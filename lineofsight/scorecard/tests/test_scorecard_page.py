"""A scorecard without scores, one that is made of the units below, and cards as they hold in a period."""

from datetime import date

import pytest

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.organization import closures
from lineofsight.scorecard import recompute
from lineofsight.scorecard.models import Scorecard, ScoreNode
from lineofsight.scorecard.queries import alignment, effort, scorecard_page
from lineofsight.scorecard.results import StrategyLine
from lineofsight.scorecard.tests.builders import World, change, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def context() -> Context:
    return Context(viewer=SYSTEM, now=clock.now())


def test_a_scorecard_without_scores_shows_the_period_of_today():
    world = make_world(1)
    key = f"{clock.today():%Y-%m}"

    for page in (scorecard_page(context(), world.scorecard.slug), scorecard_page(context(), world.scorecard.slug, key)):
        assert (page.period.key, page.cell.score, page.objectives, page.links) == (key, None, (), ())
        assert page.strategy == StrategyLine(name=world.strategy.name)
    with pytest.raises(NotFound):
        scorecard_page(context(), world.scorecard.slug, "1999-01")


def hub_below(world: World) -> ScoreNode:
    """Return the unit node of a hub with a scorecard of its own, in a company whose own one is empty."""
    hub = world.unit(world.top)
    top, node = (ScoreNode.objects.create(kind="unit", unit=unit) for unit in (world.top, hub))
    said = {"slug": "hub", "key": "hub", "name": "Hub", "unit": hub, "strategy": world.strategy}
    card = Scorecard.objects.create(**said, calendar=world.calendar, frequency="monthly")
    root = ScoreNode.objects.create(kind="scorecard", scorecard=card, unit=hub)
    kpi = world.measure()
    world.target(kpi)
    world.observe(kpi, world.top, world.periods[0], 100)
    for parent, child in ((top, node), (node, root), (root, world.kpi_node(kpi))):
        world.link(parent, child)
    return node


def test_a_scorecard_in_which_nothing_stands_is_made_of_the_units_below():
    world = make_world(1)
    with change():
        node = hub_below(world)
    recompute.full()

    page = scorecard_page(context(), world.scorecard.slug)

    assert (round(page.cell.score, 1), page.cell.status) == (66.7, "green")
    assert [(unit.node_id, unit.scorecard_slug, unit.share, round(unit.cell.score, 1)) for unit in page.units] == [
        (node.pk, "hub", 1.0, 66.7)
    ]


def test_a_kpi_is_called_as_its_card_says_in_the_period():
    world = make_world(1)
    with change():
        objective, kpi = world.objective_node(), world.measure(name="Leaks")
        world.card(kpi, date(2027, 1, 1), name="Leaks of all kinds")
        world.target(kpi)
        world.link(world.root, objective)
        world.link(objective, world.kpi_node(kpi))
        world.observe(kpi, world.top, world.periods[0], 100)
    recompute.full()

    [found] = scorecard_page(context(), world.scorecard.slug).objectives

    assert [line.name for line in found.kpis] == ["Leaks"]


@pytest.mark.parametrize("ask", [alignment, effort])
def test_a_unit_that_works_for_no_strategy_has_neither_picture_nor_effort(ask):
    world = make_world(1)
    with change():
        apart = world.unit()
        closures.rebuild_units()

    with pytest.raises(NotFound, match="strategy"):
        ask(context(), unit=apart.slug)
