"""Recording, correcting and withdrawing values."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from lineofsight.base import clock
from lineofsight.base.errors import Invalid, NotFound, ReasonNeeded, Refused, Stale
from lineofsight.base.runner import system_change
from lineofsight.measures import commands as do
from lineofsight.measures.models import Measure, Observation
from lineofsight.organization.models import Period, PeriodClose, UnitVersion
from lineofsight.strategy.tests.cast import Cast


def record(cast: Cast, measure: Measure, who: str = "joost", reason: str = "", **data: Any) -> Observation:
    given = {"unit": cast.units["rotterdam"].public_id, "period": "2026-10", **data}
    return do.record_observation(cast.act(who, reason), measure, given)


def test_ratio_keeps_both_sides_and_derives_its_value(cast: Cast, excursions: Measure) -> None:
    row = record(cast, excursions, numerator=64, denominator=9120)

    row.refresh_from_db()
    assert (row.value, row.numerator, row.denominator) == (Decimal("7.017544"), Decimal(64), Decimal(9120))


def test_complement_counts_the_rest(cast: Cast, excursions: Measure) -> None:
    do.revise_measure(cast.act("divya"), excursions, {"from_": "2025-01-01", "is_complement": True, "factor": 1})

    assert record(cast, excursions, numerator=1, denominator=4).value == Decimal("0.75")


def test_correction_supersedes_and_keeps_the_first_value(cast: Cast, trained: Measure) -> None:
    first = record(cast, trained, value=45)
    second = record(cast, trained, "divya", value=48)

    assert second.supersedes_id == first.pk
    known = list(Observation.objects.order_by("known_from").values_list("value", "known_to"))
    assert known == [(Decimal(45), second.known_from), (Decimal(48), None)]


def test_same_value_twice_is_one_record(cast: Cast, trained: Measure) -> None:
    assert record(cast, trained, value=45) == record(cast, trained, value="45.000")
    assert Observation.objects.count() == 1


def test_second_writer_who_saw_the_old_value_is_told(cast: Cast, trained: Measure) -> None:
    first = record(cast, trained, value=45)
    record(cast, trained, value=46, seen=first.pk)

    with pytest.raises(Stale) as caught:
        record(cast, trained, "divya", value=47, seen=first.pk)

    assert caught.value.theirs["value"] == Decimal(46)
    assert Observation.objects.current().get().value == Decimal(46)


def test_writer_who_saw_nothing_does_not_overwrite(cast: Cast, trained: Measure) -> None:
    record(cast, trained, value=45, seen=0)

    with pytest.raises(Stale):
        record(cast, trained, "divya", value=47, seen=0)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"value": "12345678901234567890"}, "value", "has 20 digits; at most 15"),
        ({"value": "0.1234567"}, "value", "has 7 decimals; at most 6"),
        ({"value": "1e20"}, "value", "has 21 digits"),
        ({"value": "NaN"}, "value", "finite"),
        ({}, "value", "Enter a value"),
        ({"numerator": 3}, "denominator", "the denominator is missing"),
        ({"denominator": 3}, "numerator", "the numerator is missing"),
        ({"numerator": 3, "denominator": 0}, "denominator", "The denominator is 0"),
        ({"numerator": 1, "denominator": 3, "value": "0.34"}, "value", "The two sides give 0.333333, not 0.34"),
        ({"value": 1, "period": "2026-Q4"}, "period", "this KPI is monthly"),
        ({"value": 1, "period": "2026-13"}, "period", "is not in this calendar"),
        ({"value": 1, "period": "October"}, "period", "is no period"),
        ({"value": 1, "period": "2198-01"}, "period", "has not begun"),
        ({"value": 1, "period": "2019-12"}, "unit", "Rotterdam did not exist then"),
        ({"value": 1, "remark": "x"}, "remark", "no such field"),
    ],
)
def test_impossible_value_is_refused_by_name(
    cast: Cast, trained: Measure, given: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as caught:
        record(cast, trained, **given)

    assert words in caught.value.problems[field]
    assert not Observation.objects.exists()


def test_value_stated_beside_its_sides_agrees_as_far_as_it_is_stated(cast: Cast, trained: Measure) -> None:
    assert record(cast, trained, numerator=1, denominator=3, value="0.33").value == Decimal("0.333333")


def test_ratio_kpi_takes_no_bare_value(cast: Cast, excursions: Measure) -> None:
    with pytest.raises(Invalid, match="needs both sides"):
        record(cast, excursions, value=5)


def test_closed_period_asks_why_and_takes_the_restatement(cast: Cast, trained: Measure) -> None:
    first = record(cast, trained, value=45)
    with system_change("Close"):
        PeriodClose.objects.create(period=first.period, closed_at=clock.now())

    with pytest.raises(ReasonNeeded):
        record(cast, trained, value=44)
    restated = record(cast, trained, reason="The trailer log came late.", value=44)

    assert restated.supersedes_id == first.pk


def test_withdrawn_value_is_known_no_longer(cast: Cast, trained: Measure) -> None:
    record(cast, trained, value=45)
    where = {"unit": cast.units["rotterdam"].public_id, "period": "2026-10"}

    with pytest.raises(ReasonNeeded):
        do.withdraw_observation(cast.act("joost"), trained, where)
    do.withdraw_observation(cast.act("joost", "Wrong unit."), trained, where)

    assert not Observation.objects.current().exists()
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("joost", None),
        ("divya", None),
        ("operator", None),
        ("ines", Refused),
        ("wanjiru", Refused),
        ("linnea", Refused),
        ("auditor", Refused),
        ("administrator", Refused),
        ("amara", Refused),
    ],
)
def test_who_may_record(cast: Cast, trained: Measure, who: str, error: type[Exception] | None) -> None:
    if error is None:
        record(cast, trained, who, value=45)
    else:
        with pytest.raises(error):
            record(cast, trained, who, value=45)

    assert Observation.objects.exists() is (error is None)


def test_restricted_kpi_looks_missing_to_those_out_of_reach(cast: Cast, trained: Measure) -> None:
    do.revise_measure(cast.act("wanjiru"), trained, {"from_": "2025-01-01", "sensitivity": "restricted"})

    with pytest.raises(NotFound):
        record(cast, trained, "amara", value=45)


def test_bulk_counts_what_is_new_changed_and_same(cast: Cast, trained: Measure) -> None:
    unit, kept = cast.units["rotterdam"], record(cast, trained, value=45)
    old = record(cast, trained, period="2026-09", value=44)
    with system_change("A month"):
        august = Period.objects.create(
            calendar=cast.calendar,
            frequency="monthly",
            key="2026-08",
            start_on="2026-08-01",
            until_on="2026-09-01",
            fiscal_year=2026,
        )
    rows = [
        do.ObservationRow(trained.pk, unit.pk, kept.period_id, Decimal(45)),
        do.ObservationRow(trained.pk, unit.pk, old.period_id, Decimal("44.5"), raw="44,5", lines="12"),
        do.ObservationRow(trained.pk, unit.pk, august.pk, Decimal(43)),
    ]

    counts = do.record_observations(cast.act("operator", via="import"), None, {"rows": rows, "source": "hr.csv"})

    assert counts == {"new": 1, "changed": 1, "same": 1}
    now = {row.period.key: row for row in Observation.objects.current().select_related("period")}
    assert {key: row.value for key, row in now.items()} == {
        "2026-10": Decimal(45),
        "2026-09": Decimal("44.5"),
        "2026-08": Decimal(43),
    }
    assert (now["2026-09"].supersedes_id, now["2026-09"].raw, now["2026-09"].source) == (old.pk, "44,5", "hr.csv")


def test_only_imports_record_many(cast: Cast) -> None:
    with pytest.raises(Refused):
        do.record_observations(cast.act("divya"), None, {"rows": []})


def test_unit_that_ended_takes_no_later_value(cast: Cast, trained: Measure) -> None:
    with system_change("Close the hub"):
        row = UnitVersion.objects.get(unit=cast.units["rotterdam"])
        row.valid_to = "2026-10-01"
        row.save()

    with pytest.raises(Invalid, match="did not exist then"):
        record(cast, trained, value=1)
    assert record(cast, trained, period="2026-09", value=1).value == 1


def test_value_as_known_earlier(cast: Cast, trained: Measure) -> None:
    first = record(cast, trained, value=45)
    record(cast, trained, value=48)

    assert Observation.objects.known(first.known_from).get().value == Decimal(45)
    assert not Observation.objects.known(datetime(2020, 1, 1, tzinfo=timezone.utc)).exists()
    assert Observation.objects.known(clock.now() + timedelta(days=1)).get().value == Decimal(48)
