"""The shape of a scorecard follows its strategy, the cascade and the units, and keeps the weights that people set."""

from datetime import date
from typing import Any

import pytest

from lineofsight.okr.tests.company import Company
from lineofsight.organization import commands as organization
from lineofsight.scorecard import commands as scorecards
from lineofsight.scorecard.models import NodeLink, ScoreNode
from lineofsight.strategy import commands as strategy
from lineofsight.strategy.models import StrategicObjective, StrategyVersion
from tests.cast import START, system

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

BEGINNING, MARCH, JULY, OCTOBER = date(1900, 1, 1), date(2026, 3, 1), date(2026, 7, 1), date(2026, 10, 1)
Span = tuple[date, date | None, int | None]


def perspective(key: str) -> ScoreNode:
    return ScoreNode.objects.get(kind="perspective", perspective__key=key)


def objective(company: Company, code: str) -> ScoreNode:
    return ScoreNode.objects.get(objective=company.strategic[code])


def unit_node(company: Company, name: str) -> ScoreNode:
    return ScoreNode.objects.get(kind="unit", unit=company.cast.units[name])


def spans(parent: ScoreNode, child: ScoreNode) -> list[Span]:
    """Return when a node counts in another one, and with which weight."""
    rows = NodeLink.objects.current().filter(parent=parent, child=child).order_by("valid_from")
    return [(row.valid_from, row.valid_to, None if row.weight is None else int(row.weight)) for row in rows]


def draft(company: Company) -> StrategyVersion:
    return strategy.draft_version(system(), company.strategic["P1"].strategy, {})


def adopt(company: Company, version: StrategyVersion, on: date) -> StrategyVersion:
    """Put a version in force from a day on, as the strategy office does."""
    strategy.submit_version(company.cast.act("strategy_office"), version, {})
    version.refresh_from_db()
    strategy.approve_version(company.cast.act("second_office"), version, {})
    version.refresh_from_db()
    return strategy.adopt_version(company.cast.act("strategy_office"), version, {"on": on})


def moved(company: Company, to: str, on: date) -> StrategyVersion:
    """Adopt a version from a day on in which P1 stands in another perspective."""
    version = draft(company)
    said = {"strategy_version": version.public_id, "perspective": to}
    strategy.edit_objective(system(), company.strategic["P1"], said)
    return adopt(company, version, on)


def test_an_objective_that_moves_keeps_its_weight_before_and_comes_back_with_none(company: Company) -> None:
    p1, process, customer = objective(company, "P1"), perspective("process"), perspective("customer")
    scorecards.set_weights(system(), None, {"node": process.pk, "weights": {p1.pk: "100"}})

    moved(company, "customer", JULY)

    assert spans(process, p1) == [(BEGINNING, JULY, 100)]
    assert spans(customer, p1) == [(JULY, None, None)]

    moved(company, "process", OCTOBER)

    assert spans(process, p1) == [(BEGINNING, JULY, 100), (OCTOBER, None, None)]
    assert spans(customer, p1) == [(JULY, OCTOBER, None)]


def test_what_holds_from_an_earlier_day_keeps_the_weight_of_the_later_one(company: Company) -> None:
    p1, c1, customer = objective(company, "P1"), objective(company, "C1"), perspective("customer")
    version = moved(company, "customer", JULY)
    weights = {"node": customer.pk, "weights": {p1.pk: "60", c1.pk: "40"}, "from_": JULY}
    scorecards.set_weights(system(), None, weights)

    strategy.adopt_version(company.cast.act("strategy_office"), version, {"on": MARCH})

    assert spans(customer, p1) == [(MARCH, JULY, None), (JULY, None, 60)]
    assert spans(perspective("process"), p1) == [(BEGINNING, MARCH, None)]


def added(version: StrategyVersion, code: str, **more: Any) -> StrategicObjective:
    return strategy.add_objective(system(), version, {"code": code, "name": f"Objective {code}", **more})


def test_objectives_without_a_perspective_count_once(company: Company) -> None:
    version = draft(company)
    theme, loose, below = (added(version, code) for code in ("T1", "L1", "L2"))
    beside = added(version, "P2", perspective="process")
    for child, parent in ((company.strategic["P1"], theme), (below, loose)):
        strategy.set_cascade(system(), child, {"parent": parent.public_id, "from_": START, "share": "0.5"})
    adopt(company, version, JULY)

    root = ScoreNode.objects.get(kind="scorecard")
    found = NodeLink.objects.current().filter(parent=root, child__kind="objective").select_related("child__objective")

    # what serves T1 stands in a perspective and counts there, L2 counts in L1
    assert [link.child.objective.code for link in found] == ["L1"]
    company.strategic |= {"T1": theme, "L1": loose, "L2": below, "P2": beside}
    assert spans(objective(company, "L1"), objective(company, "L2"))[0][:2] == (START, None)
    assert spans(objective(company, "T1"), objective(company, "P1"))[0][:2] == (START, None)
    assert spans(perspective("process"), objective(company, "P2")) == [(JULY, None, None)]
    assert spans(root, perspective("process")) == [(BEGINNING, None, 50)]


def with_scorecards(company: Company, *names: str) -> None:
    """Give units scorecards over strategies of their own, each with one objective in one perspective."""
    for name in names:
        unit = company.cast.units[name].public_id
        made = strategy.create_strategy(system(), None, {"unit": unit, "name": name.title(), "key": name})
        version = made.versions.get()
        strategy.add_perspective(system(), made, {"name": "Customer", "key": "customer"})
        added(version, f"{name.upper()}1", perspective="customer")
        strategy.adopt_version(system(), version, {"on": START})
        assert company.cast.calendar is not None
        ids = {"unit": unit, "strategy": made.public_id, "calendar": company.cast.calendar.public_id}
        scorecards.create_scorecard(system(), None, {**ids, "name": name.title()})


def test_a_unit_that_moves_counts_where_it_stands(company: Company) -> None:
    with_scorecards(company, "plant", "lab", "shop")
    plant, lab, east, west = (unit_node(company, name) for name in ("plant", "lab", "east", "west"))
    assert (spans(east, lab), spans(west, lab)) == ([(BEGINNING, None, None)], [])

    lab_unit = company.cast.units["lab"]
    organization.revise_unit(system(), lab_unit, {"name": "Laboratory", "from_": MARCH})
    organization.revise_unit(system(), lab_unit, {"parent": company.cast.units["west"].public_id, "from_": OCTOBER})

    assert spans(east, lab) == [(BEGINNING, OCTOBER, None)]
    assert spans(west, lab) == [(OCTOBER, None, None)]
    assert spans(east, plant) == [(BEGINNING, None, None)]
    # the group has a scorecard of its own, in which no unit counts
    assert spans(unit_node(company, "group"), east) == []
