"""What the page of a KPI says where there is little to say, or where its number is made in a way of its own."""

from datetime import date
from typing import Any

import pytest

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.measures.models import Dispute, Measure, PublishedFigure
from lineofsight.organization import closures
from lineofsight.scorecard import recompute
from lineofsight.scorecard.queries import measure_page
from lineofsight.scorecard.results import MeasurePage
from lineofsight.scorecard.tests.builders import World, change, make_world, months

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def page_of(kpi: Measure, known_at: Any = None, **asked: Any) -> MeasurePage:
    return measure_page(Context(viewer=SYSTEM, now=clock.now(), known_at=known_at), kpi.slug, **asked)


def with_values(values: list[float], world: World | None = None, **card: Any) -> tuple[World, Measure]:
    """Return a KPI with values of the months from January 2025."""
    world = world or make_world(0)
    with change():
        world.periods = months(world.calendar, len(values), date(2025, 1, 1))
        kpi = world.measure(**card)
        for period, value in zip(world.periods, values, strict=True):
            world.observe(kpi, world.top, period, value)
    recompute.full()
    return world, kpi


def test_a_kpi_without_a_value_has_a_page_that_says_so():
    world = make_world(1)
    with change():
        kpi = world.measure(name="Leaks")
        world.target(kpi)

    before = page_of(kpi)
    recompute.full()
    after = page_of(kpi)

    for page in (before, after):
        assert (page.card.name, page.series, page.freshness.status) == ("Leaks", (), "no_data")
        assert (page.node_id, page.period.key, page.cell.score) == (None, str(clock.today().year), None)
        assert [line.target for line in page.targets] == [100]
    with pytest.raises(NotFound):
        page_of(kpi, unit="no-unit")


def test_a_year_to_date_is_judged_by_what_each_month_added():
    _, kpi = with_values([*range(10, 121, 10), 10, 20], time_aggregation="cumulative_ytd")

    page = page_of(kpi)

    assert (page.limits.mean, page.limits.lower, page.limits.upper) == (10, 10, 10)
    assert page.signals.outside == ()


@pytest.mark.parametrize(
    ("tail", "in_a_row", "side"), [((30, -10), 1, "below"), ((-10, 30, 31), 2, "above"), ((30, 10), 0, "")]
)
def test_the_last_values_outside_are_counted_on_one_side(tail, in_a_row, side):
    _, kpi = with_values([*[10, 11] * 6, *tail])

    page = page_of(kpi)

    assert (page.signals.outside_in_a_row, page.signals.side) == (in_a_row, side)


def test_few_values_have_no_usual_range():
    _, kpi = with_values([10, 11, 12, 13])

    page = page_of(kpi)

    assert (page.limits, page.signals.outside_in_a_row) == (None, 0)


def test_a_year_that_is_complete_has_no_forecast():
    _, kpi = with_values([10] * 12, time_aggregation="sum", flow_or_stock="flow")

    assert page_of(kpi, period="2025-12").forecast is None
    assert page_of(kpi, period="2025-06").forecast.value == 120


@pytest.mark.parametrize(("polarity", "state"), [("maximize", "behind"), ("minimize", "ahead"), ("range", "none")])
def test_pace_is_told_where_more_or_less_is_better(polarity, state):
    world = make_world(0)
    target = {"phasing": "linear", "phasing_start_value": 0, "target": 364}
    days = {"phasing_start_on": date(2025, 1, 1), "phasing_end_on": date(2025, 12, 31)}
    _, kpi = with_values([10], world, polarity=polarity)
    with change():
        world.target(kpi, **target, **days)

    pace = page_of(kpi).pace

    assert (pace.expected, pace.state) == (30, state)


def parted() -> tuple[World, Measure]:
    """Return a rate of two units below, whose unit above reported its own one."""
    world = make_world(1)
    with change():
        kpi = world.measure(org_aggregation="ratio", factor=100)
        for unit, above, below in ((world.unit(world.top), 1, 10), (world.unit(world.top), 3, 10), (world.top, 9, 30)):
            world.observe(kpi, unit, world.periods[0], None, numerator=above, denominator=below)
        closures.rebuild_units()
    recompute.full()
    return world, kpi


def test_a_rate_that_the_unit_reported_itself_stands_with_its_own_sides():
    _, kpi = parted()

    *rows, total = page_of(kpi).by_unit

    assert sorted((row.numerator, row.denominator) for row in rows) == [(1, 10), (3, 10)]
    assert (total.value, total.numerator, total.denominator, total.is_overridden) == (30, 9, 30, True)


def test_a_dispute_is_told_from_when_it_was_known():
    world, kpi = parted()
    claim = {"claim": "Counted twice", "opened_at": world.tick(), "due_on": date(2026, 12, 1)}
    with change():
        Dispute.objects.create(measure=kpi, unit=world.top, period=world.periods[0], **claim)

    assert [line.claim for line in page_of(kpi).disputes] == ["Counted twice"]
    assert [line.claim for line in page_of(kpi, known_at=world.now).disputes] == ["Counted twice"]


def test_what_the_source_published_stands_beside_our_number():
    world, kpi = parted()
    figure = {"measure": kpi, "unit": world.top, "period": world.periods[0], "known_from": world.tick()}
    with change():
        PublishedFigure.objects.create(**figure, kind="progress", value="31.5", raw="31,5 %")

    assert page_of(kpi).published == (("progress", 31.5, "31,5 %"),)


def test_the_chain_above_is_told_up_to_six_levels_and_without_what_does_not_apply():
    world = make_world(1)
    with change():
        chain = [world.objective_node() for _ in range(7)]
        kpi, aside = world.measure(), world.measure()
        for parent, child in zip((world.root, *chain), (*chain, world.kpi_node(kpi)), strict=True):
            world.link(parent, child)
        world.link(chain[0], world.kpi_node(aside), is_applicable=False)
        for one in (kpi, aside):
            world.target(one)
            world.observe(one, world.top, world.periods[0], 80)
    recompute.full()

    assert [line.node_id for line in page_of(kpi).above] == [node.pk for node in reversed(chain[1:])]
    assert page_of(aside).above == ()
