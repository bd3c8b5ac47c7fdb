"""KPI cards and shared lists: who may, and what is refused."""

from datetime import date
from typing import Any

import pytest

from lineofsight.base.errors import Invalid, NotFound, Refused
from lineofsight.measures import commands as do
from lineofsight.measures.models import Currency, ExchangeRate, Measure, MeasureVersion, UnitOfMeasure
from lineofsight.strategy.tests.cast import Cast

JAN = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("who", "unit", "allowed"),
    [
        ("wanjiru", "norrvik", True),
        ("wanjiru", "dock-3", True),
        ("operator", "gdansk", True),
        ("ines", "rotterdam", False),
        ("linnea", "norrvik", False),
        ("amara", "dock-3", False),
        ("auditor", "norrvik", False),
        ("administrator", "norrvik", False),
    ],
)
def test_who_may_create_a_kpi(cast: Cast, who: str, unit: str, allowed: bool) -> None:
    given = {"name": "Waste", "owning_unit": cast.units[unit].public_id, "from_": JAN}

    if allowed:
        do.create_measure(cast.act(who), None, given)
    else:
        with pytest.raises(Refused):
            do.create_measure(cast.act(who), None, given)

    assert Measure.objects.exists() is allowed


@pytest.mark.parametrize(
    ("who", "error"),
    [("divya", None), ("wanjiru", None), ("operator", None)]
    + [(who, Refused) for who in ("joost", "ines", "linnea", "auditor", "administrator", "amara")],
)
def test_who_may_change_a_card(cast: Cast, trained: Measure, who: str, error: type[Exception] | None) -> None:
    change = {"from_": JAN, "question": "Who can do it?"}

    if error is None:
        do.revise_measure(cast.act(who), trained, change)
    else:
        with pytest.raises(error):
            do.revise_measure(cast.act(who), trained, change)

    assert (MeasureVersion.objects.count() > 1) is (error is None)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("wanjiru", True), ("operator", True)]
    + [(who, False) for who in ("ines", "divya", "linnea", "auditor", "administrator", "amara")],
)
def test_who_may_keep_shared_lists(cast: Cast, who: str, allowed: bool) -> None:
    given = {"key": "pct", "name": "percent", "symbol": "%", "kind": "percent"}

    if allowed:
        do.add_unit_of_measure(cast.act(who), None, given)
    else:
        with pytest.raises(Refused):
            do.add_unit_of_measure(cast.act(who), None, given)

    assert UnitOfMeasure.objects.exists() is allowed


def test_everyone_knows_the_shared_lists(cast: Cast) -> None:
    do.add_unit_of_measure(cast.act("wanjiru"), None, {"key": "pct", "name": "percent"})

    assert UnitOfMeasure.objects.visible_to(cast.viewer("amara")).count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"time_aggregation": "rolling_avg"}, "rolling_window"),
        ({"time_aggregation": "cumulative_ytd", "flow_or_stock": "stock"}, "time_aggregation"),
        ({"factor": 0}, "factor"),
        ({"unit_of_measure": "ghosts"}, "unit_of_measure"),
        ({"polarity": "upwards"}, "polarity"),
        ({"min_coverage": 2}, "min_coverage"),
        ({"key": "people-trained"}, "key"),
    ],
)
def test_card_that_contradicts_itself_is_refused(
    cast: Cast, trained: Measure, given: dict[str, Any], field: str
) -> None:
    whole = {"name": "Waste", "owning_unit": cast.units["norrvik"].public_id, "from_": JAN, **given}

    with pytest.raises(Invalid) as caught:
        do.create_measure(cast.act("wanjiru"), None, whole)

    assert list(caught.value.problems) == [field]
    assert Measure.objects.count() == 1


def test_equal_card_changes_nothing(cast: Cast, trained: Measure) -> None:
    do.revise_measure(cast.act("divya"), trained, {"from_": JAN, "polarity": "maximize"})

    trained.refresh_from_db()
    assert (trained.version, MeasureVersion.objects.count()) == (1, 1)


def test_card_begins_with_the_kpi(cast: Cast, trained: Measure) -> None:
    with pytest.raises(Invalid, match="no card on that day"):
        do.revise_measure(cast.act("divya"), trained, {"from_": "2024-01-01", "grace_days": 3})


def test_unit_out_of_sight_does_not_exist(cast: Cast) -> None:
    given = {"name": "Waste", "owning_unit": "0190a000-0000-7000-8000-000000000000", "from_": JAN}

    with pytest.raises(NotFound):
        do.create_measure(cast.act("wanjiru"), None, given)


def test_rate_of_a_period_is_superseded(cast: Cast) -> None:
    for code, name in (("SEK", "Swedish krona"), ("EUR", "Euro")):
        do.add_currency(cast.act("wanjiru"), None, {"code": code, "name": name})
    given = {"base": "SEK", "currency": "EUR", "calendar": cast.calendar.public_id, "period": "2026-10"}

    first = do.set_rate(cast.act("wanjiru"), None, {**given, "average": "11.21"})
    same = do.set_rate(cast.act("wanjiru"), None, {**given, "average": "11.21"})
    do.set_rate(cast.act("wanjiru"), None, {**given, "average": "11.25"})

    assert first == same
    assert (ExchangeRate.objects.count(), ExchangeRate.objects.current().count()) == (2, 1)
    assert Currency.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [({"currency": "SEK"}, "currency"), ({"currency": "XXX"}, "currency"), ({"period": "October"}, "period")],
)
def test_impossible_rate_is_refused(cast: Cast, given: dict[str, str], field: str) -> None:
    for code, name in (("SEK", "Swedish krona"), ("EUR", "Euro")):
        do.add_currency(cast.act("wanjiru"), None, {"code": code, "name": name})
    whole = {"base": "SEK", "currency": "EUR", "calendar": cast.calendar.public_id, "period": "2026-10", **given}

    with pytest.raises(Invalid) as caught:
        do.set_rate(cast.act("wanjiru"), None, whole)

    assert list(caught.value.problems) == [field]
