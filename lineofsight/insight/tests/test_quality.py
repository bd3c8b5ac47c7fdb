"""Whose data fails: worst first, with what costs the grade and the next step; only for those who keep it right."""

from dataclasses import replace
from datetime import date, datetime, timezone
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lineofsight.base.commands import Context
from lineofsight.insight.presenting import quality as words
from lineofsight.insight.queries.quality import DataQuality, failing_data
from lineofsight.measures import commands as measures
from lineofsight.measures import queries as kept
from lineofsight.measures.models import Measure
from lineofsight.organization import commands
from lineofsight.organization.models import Person, Unit
from lineofsight.organization.tests.cast import START, Cast, make_cast, system

DAY = date(2026, 9, 30)
PERIODS = [f"2026-0{month}" for month in range(1, 9)]
MOST_STATEMENTS = 8


@pytest.fixture
def cast(db: None) -> Cast:
    """The small company; the steward keeps four KPIs."""
    return make_cast()


def measure(cast: Cast, name: str, *, steward: str = "steward", **card: Any) -> Measure:
    """Return a monthly KPI of the top with its steward."""
    given = {"from_": START, "calendar": cast.calendar.public_id if cast.calendar else None, "grace_days": 5}
    top = cast.units["top"].public_id
    row = measures.create_measure(system(), None, {**given, "name": name, "key": name, "owning_unit": top, **card})
    person: Person = cast.people[steward]
    answers = {"target": row.address, "code": "steward", "person": person.public_id, "from_": START}
    commands.set_accountability(system(), None, answers)
    return row


def record(row: Measure, unit: Unit, periods: list[str], *, day: int = 2, **more: Any) -> None:
    """Record a value for each period, reported on a day of the month after."""
    for key in periods:
        came = datetime(int(key[:4]), int(key[5:]) + 1, day, tzinfo=timezone.utc)
        given = {"unit": unit.public_id, "period": key, "value": 7, "source": "hr.csv", "reported_at": came, **more}
        measures.record_observation(system(), row, given)


def looking(cast: Cast, name: str) -> Context:
    return replace(cast.context(name), as_of=DAY)


@pytest.fixture
def failing(cast: Cast) -> Cast:
    """Good is whole, Late came late, Gaps misses values of the south and their source, Nothing never came."""
    north, south = cast.units["north"], cast.units["south"]
    record(measure(cast, "Good"), north, PERIODS)
    record(measure(cast, "Late"), north, PERIODS, day=28)
    gaps = measure(cast, "Gaps")
    record(gaps, north, PERIODS)
    record(gaps, south, [PERIODS[0], PERIODS[-1]], source="")
    measure(cast, "Nothing")
    return cast


def test_worst_comes_first_with_its_reason_its_unit_and_the_next_step(failing: Cast) -> None:
    found = failing_data(looking(failing, "steward"))

    assert (found.kept, found.judged) == (4, 4)
    assert [(one.name, one.grade, round(one.index, 4)) for one in found.failing] == [
        ("Nothing", "D", 0.0),
        ("Late", "C", 0.8),
        ("Gaps", "C", 0.8075),
    ]
    said = [(line.reason, line.place, line.step, line.step_url) for line in words.lines(found)]
    grace = "Agree with its updater on the day, or change the days of grace"
    assert said == [
        ("8 of 8 values are missing", "top", "Record the missing values", "/kpis/nothing/values/new/?at=top"),
        ("8 of 8 values came late", "north", grace, "/kpis/late/?unit=north"),
        ("6 of 16 values are missing", "south", "Record the missing values", "/kpis/gaps/values/new/?at=south"),
    ]
    assert words.sentence(found) == "The data of 3 KPIs of 4 fails. What has grade D feeds no ratings and no pay."


def test_disputes_that_cost_most_ask_to_be_settled(cast: Cast) -> None:
    row, north = measure(cast, "Contested"), cast.units["north"]
    record(row, north, PERIODS[:6])
    for key in PERIODS[:6]:
        claim = {"unit": north.public_id, "period": key, "claim": "Counted twice."}
        measures.open_dispute(cast.context("chief"), row, claim)

    found = failing_data(looking(cast, "steward"))

    assert [(one.weakest, one.missed, one.of, one.grade) for one in found.failing] == [("undisputed", 6, 6, "C")]
    assert found.failing[0].index == pytest.approx(0.825)
    assert [line.step for line in words.lines(found)] == ["Settle the disputes"]


def test_one_unit_is_judged_as_on_the_page_of_the_kpi(failing: Cast) -> None:
    ctx = looking(failing, "steward")
    there = kept.quality_of(ctx, slug="late", unit="north", as_of=DAY).quality

    assert [one.index for one in failing_data(ctx).failing if one.slug == "late"] == [there.index]


def test_only_the_steward_is_shown_it_and_others_learn_nothing(failing: Cast) -> None:
    for name in ("chief", "hr", "colleague", "stranger"):
        assert failing_data(looking(failing, name)) == DataQuality(0, 0, ())


def test_statements_do_not_grow_with_what_is_kept(failing: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            failing_data(looking(failing, "steward"))
        return len(asked)

    before = count()
    record(measure(failing, "More"), failing.units["south"], PERIODS)

    assert count() == before <= MOST_STATEMENTS


def test_page_part_of_home_and_file_say_the_same(failing: Cast) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(failing.users["steward"])

    page = client.get("/data-quality/").content.decode()
    part = client.get("/data-quality/", headers={"HX-Request": "true", "HX-Target": "ls-quality"}).content.decode()
    home = client.get("/").content.decode()
    sheet = client.get("/data-quality/?format=csv").content.decode("utf-8-sig")

    assert "<main" in page
    assert "<main" not in part
    for name in ("Nothing", "Late", "Gaps"):
        assert name in page
        assert name in part
        assert name in sheet
    assert 'hx-get="/data-quality/"' in home
