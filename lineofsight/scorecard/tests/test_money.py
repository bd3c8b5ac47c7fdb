"""Money of units with their own currencies: one total, converted at the period's rate, or a named reason for none."""

from decimal import Decimal
from typing import Any

import pytest

from lineofsight.base import clock, dated
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.measures.models import Currency, ExchangeRate, Measure, UnitOfMeasure
from lineofsight.organization import closures
from lineofsight.organization.models import LegalEntity, Unit, UnitVersion
from lineofsight.scorecard import dirty, recompute
from lineofsight.scorecard.models import Score, ScoreNode
from lineofsight.scorecard.queries import measure_page
from lineofsight.scorecard.tests.builders import LONG_AGO, World, change, make_world
from lineofsight.scorecard.why import why
from lineofsight.scorecard.why_check import recompute_value

pytestmark = pytest.mark.django_db


def hubs(**card: Any) -> tuple[World, Measure, dict[str, Unit]]:
    """Return a company that keeps its books in kronor, with hubs in Poland and Portugal, and their cost of a month."""
    world = make_world(2)
    with change():
        for code in ("EUR", "PLN", "SEK"):
            Currency.objects.create(code=code, name=code)
        money = UnitOfMeasure.objects.create(key="money", name="Money", kind="currency", decimals=0)
        cost = world.measure(
            unit_of_measure=money, org_aggregation="sum", polarity="minimize", time_aggregation="sum", **card
        )
        world.target(cost, target=500, red_flag=900)
        units = {"SEK": world.top, "PLN": world.unit(world.top), "EUR": world.unit(world.top)}
        for code, unit in units.items():
            entity = LegalEntity.objects.create(name=code, key=code, currency=code)
            dated.revise(UnitVersion, {"unit": unit}, from_=LONG_AGO, now=world.tick(), legal_entity=entity)
        for code, value in (("PLN", 1000), ("EUR", 400)):
            world.observe(cost, units[code], world.periods[0], value)
    return world, cost, units


def set_rate(world: World, average: str | None, closing: str | None = None, period: int = 0) -> None:
    """Set what a złoty is worth in euro."""
    key = {"base_id": "EUR", "currency_id": "PLN", "period": world.periods[period]}
    earlier = ExchangeRate.objects.current().filter(**key).first()
    with change():
        dated.supersede(earlier, ExchangeRate, now=world.tick(), **key, average=average, closing=closing)


def total_of(world: World, cost: Measure) -> Score:
    """Return the stored total of the company in the first month."""
    return Score.objects.current().get(node__measure=cost, node__unit=world.top, period=world.periods[0])


def test_a_flow_is_converted_at_the_average_rate_into_the_currency_that_rates_lead_to():
    world, cost, units = hubs()
    set_rate(world, "0.25", "0.3")

    recompute.full()

    row = total_of(world, cost)
    assert (row.measured, float(row.score)) == (650.0, pytest.approx(100 / 3 * (1 + (650 - 900) / -400), abs=1e-6))
    local = Score.objects.current().get(node__measure=cost, node__unit=units["PLN"])
    assert local.measured == 1000.0


def test_a_stock_is_converted_at_the_closing_rate():
    world, cost, _ = hubs(flow_or_stock="stock")
    set_rate(world, "0.25", "0.3")

    recompute.full()

    assert total_of(world, cost).measured == 700.0


def test_without_a_rate_there_is_no_total_and_the_reason_says_so():
    world, cost, _ = hubs()
    set_rate(world, None, "0.3")

    recompute.full()

    row = total_of(world, cost)
    assert (row.measured, row.score, row.reason, row.status) == (None, None, "no_rate", "no_data")


def test_a_changed_rate_changes_the_total_and_computing_all_anew_finds_nothing():
    world, cost, _ = hubs()
    set_rate(world, "0.25")
    recompute.full()
    set_rate(world, "0.5")

    recompute.incremental(dirty.of_rates(world.periods[0].pk))

    assert total_of(world, cost).measured == 900.0
    assert recompute.full().written == 0


def test_why_shows_each_amount_with_its_rate_and_they_make_the_total():
    world, cost, _ = hubs()
    set_rate(world, "0.25")
    recompute.full()

    node = ScoreNode.objects.get(measure=cost, unit=world.top)
    tree = why(Context(viewer=SYSTEM, now=clock.now()), node.pk, "2026-01")

    assert tree.value_arithmetic == "sum (1,000 × 0.25, 400) = 650 EUR"
    assert {(row.currency, row.rate) for row in tree.sources} == {("PLN", 0.25), ("EUR", None)}
    assert recompute_value(tree) == 650.0


def test_units_with_one_currency_need_no_rate():
    world, cost, units = hubs()
    with change():
        inner = world.unit(units["PLN"])
        world.observe(cost, inner, world.periods[1], 30)
        world.observe(cost, world.unit(units["PLN"]), world.periods[1], 12)

    recompute.full()

    row = Score.objects.current().get(node__measure=cost, node__unit=units["PLN"], period=world.periods[1])
    assert Decimal(str(row.measured)) == 42


def test_the_page_of_a_total_without_a_rate_has_no_number_and_guesses_none():
    _, cost, _ = hubs()
    recompute.full()

    page = measure_page(Context(viewer=SYSTEM, now=clock.now()), cost.slug)

    assert {point.value for point in page.series} == {None}
    assert (page.cell.reason, page.limits, page.forecast) == ("no_rate", None, None)
    assert page.signals.outside_in_a_row == 0


def test_the_page_of_a_kpi_names_the_currency_of_each_part_and_of_the_total():
    world, cost, units = hubs()
    set_rate(world, "0.25")
    with change():
        closures.rebuild_units()
    recompute.full()

    page = measure_page(Context(viewer=SYSTEM, now=clock.now()), cost.slug)

    assert page.card.symbol == "EUR"
    assert {row.unit_slug: (row.value, row.symbol) for row in page.by_unit} == {
        units["PLN"].slug: (1000.0, "PLN"),
        units["EUR"].slug: (400.0, "EUR"),
        world.top.slug: (650.0, "EUR"),
    }
