"""What is read of KPIs: cards, targets in both times, freshness, quality, gaps, the sentence before a new target."""

import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lineofsight import core
from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.runner import system_change
from lineofsight.core.data_quality import Counts
from lineofsight.measures import commands as do
from lineofsight.measures import queries
from lineofsight.measures.models import Measure, MeasureVersion, Observation, Target
from lineofsight.organization.models import Calendar, Period, PeriodClose
from lineofsight.organization.periods import ensure_period
from lineofsight.strategy.tests.cast import Cast

GOLDEN = Path(core.__file__).parent / "tests" / "golden"
JAN, APR = date(2026, 1, 1), date(2026, 4, 14)


def vectors(method: str) -> list[dict[str, Any]]:
    return json.loads((GOLDEN / f"{method}.json").read_text(encoding="utf-8"))["cases"]


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc) if text else None


@pytest.mark.parametrize("case", vectors("bitemporal_target"), ids=lambda case: case["name"])
def test_bitemporal_target_through_stored_rows(cast: Cast, trained: Measure, case: dict[str, Any]) -> None:
    given, unit, ids = case["inputs"], cast.units["rotterdam"], {}
    with system_change("The rows of the vector"):
        for row in given["rows"]:
            stored = Target.objects.create(
                measure=trained,
                unit=unit,
                target=row["target"],
                valid_from=instant(row["valid_from"]).date(),
                valid_to=instant(row["valid_to"]).date(),
                known_from=instant(row["recorded_at"]),
                known_to=instant(row["superseded_at"]),
            )
            ids[stored.pk] = row["id"]

    found = queries.target_in_force(
        cast.act("amara"),
        slug=trained.slug,
        unit="rotterdam",
        on=instant(given["valid_at"]).date(),
        known_at=instant(given["known_at"]),
    )

    assert (ids[found.id] if found else None) == case["expected"]["row"]
    assert (found.target if found else None) == case["expected"]["target"]


@pytest.mark.parametrize("case", vectors("staleness"), ids=lambda case: case["name"])
def test_staleness_through_stored_rows(cast: Cast, case: dict[str, Any]) -> None:
    given, expected = case["inputs"], case["expected"]
    measure = do.create_measure(
        cast.act("wanjiru"),
        None,
        {
            "name": "A series",
            "owning_unit": cast.units["norrvik"].public_id,
            "from_": JAN,
            "frequency": given["frequency"],
            "grace_days": given["grace_days"],
            "stale_after_days": given["stale_after_days"],
        },
    )
    if given["last_period_end"]:
        with system_change("The last value"):
            period = ensure_period(cast.calendar, given["frequency"], date.fromisoformat(given["last_period_end"]))
            Observation.objects.create(
                measure=measure, unit=cast.units["norrvik"], period=period, value=1, known_from=clock.now()
            )

    found = queries.freshness_of(
        cast.act("amara"), slug=measure.slug, unit="norrvik", as_of=date.fromisoformat(given["as_of"])
    )

    due = found.due_on.isoformat() if found.due_on else None
    assert (found.status, due, found.days_overdue) == (
        expected["status"],
        expected["due_date"],
        expected["days_overdue"],
    )


@pytest.mark.parametrize(("as_of", "status"), [(date(2026, 3, 29), "fresh"), (date(2026, 3, 30), "overdue")])
def test_a_value_for_a_month_of_five_weeks_is_due_after_the_fifth(
    cast: Cast, trained: Measure, as_of: date, status: str
) -> None:
    with system_change("A calendar of weeks"):
        weeks = Calendar.objects.create(name="Weeks", key="weeks", pattern="4-4-5")
        MeasureVersion.objects.filter(measure=trained).update(
            calendar=weeks, frequency="monthly", grace_days=0, stale_after_days=7
        )
        february = ensure_period(weeks, "monthly", date(2026, 2, 1))  # 26 January to 22 February; March has five weeks
        Observation.objects.create(
            measure=trained, unit=cast.units["rotterdam"], period=february, value=1, known_from=clock.now()
        )

    found = queries.freshness_of(cast.act("amara"), slug=trained.slug, unit="rotterdam", as_of=as_of)

    assert (found.status, found.due_on) == (status, date(2026, 3, 29))


def record(cast: Cast, measure: Measure, period: str, value: int, **more: Any) -> Observation:
    given = {"unit": cast.units["rotterdam"].public_id, "period": period, "value": value, **more}
    return do.record_observation(cast.act("divya"), measure, given)


def test_quality_counts_what_came_when_and_how_well(cast: Cast, trained: Measure) -> None:
    do.revise_measure(cast.act("divya"), trained, {"from_": "2025-01-01", "lower_bound": 0})
    record(cast, trained, "2026-06", 50, source="hr.csv", reported_at=datetime(2026, 7, 5, tzinfo=timezone.utc))
    record(cast, trained, "2026-07", -1, reported_at=datetime(2026, 9, 5, tzinfo=timezone.utc))
    record(cast, trained, "2026-09", 51, source="hr.csv", reported_at=datetime(2026, 10, 10, tzinfo=timezone.utc))
    dispute(cast, trained, "2026-09")

    view = queries.quality_of(cast.act("amara"), slug=trained.slug, unit="rotterdam", as_of=date(2026, 10, 31))

    assert view.counts == Counts(expected=4, received=3, on_time=2, checks_run=6, checks_passed=4, disputed=1)
    assert view.quality.dimensions["completeness"] == pytest.approx(0.75)
    assert view.quality.grade == "D"


def dispute(cast: Cast, measure: Measure, period: str) -> None:
    given = {"unit": cast.units["rotterdam"].public_id, "period": period, "claim": "Counted twice."}
    do.open_dispute(cast.act("amara"), measure, given)


def test_superseded_targets_stay_readable_with_who_and_why(cast: Cast, excursions: Measure) -> None:
    given = {"unit": cast.units["rotterdam"].public_id, "scoring_type": "goal_red_flag", "red_flag": 5}
    do.set_target(cast.act("wanjiru"), excursions, {**given, "from_": JAN, "target": "2.5"})
    do.set_target(cast.act("ines", "Two hubs moved."), excursions, {**given, "from_": APR, "target": 3})

    lines = queries.targets_of(cast.act("amara"), slug=excursions.slug, unit="rotterdam")

    assert [(line.valid_from, line.target, line.is_superseded, line.set_by, line.reason) for line in lines] == [
        (JAN, Decimal("2.5"), True, "Wanjiru", ""),
        (JAN, Decimal("2.5"), False, "Ines", "Two hubs moved."),
        (APR, Decimal(3), False, "Ines", "Two hubs moved."),
    ]


def test_card_as_of_a_day_as_known_at_an_instant(cast: Cast, trained: Measure) -> None:
    before = clock.now()
    do.revise_measure(cast.act("divya"), trained, {"from_": APR, "name": "People trained and tested"})
    ctx = cast.act("amara")

    assert queries.measure_card(ctx, slug=trained.slug).name == "People trained and tested"
    assert queries.measure_card(ctx, slug=trained.slug, as_of=JAN).name == "People trained"
    assert queries.measure_card(ctx, slug=trained.slug, known_at=before).name == "People trained"


def test_card_says_who_answers_and_what_the_viewer_may_do(cast: Cast, trained: Measure) -> None:
    card = queries.measure_card(cast.act("joost"), slug=trained.slug)

    assert [(one.code, one.name) for one in card.answering] == [
        ("owner", "Ines"),
        ("steward", "Divya"),
        ("updater", "Joost"),
    ]
    assert (card.may_record.allowed, card.may_edit.allowed) == (True, False)
    assert "strategy office" in card.may_edit.reason


def test_restricted_kpi_is_seen_by_readers_and_the_accountable_only(cast: Cast, trained: Measure) -> None:
    record(cast, trained, "2026-10", 45)
    do.revise_measure(cast.act("wanjiru"), trained, {"from_": JAN, "sensitivity": "restricted"})

    seen = {name for name in cast.users if Measure.objects.visible_to(cast.viewer(name)).exists()}
    values = {name for name in cast.users if Observation.objects.visible_to(cast.viewer(name)).exists()}

    assert seen == {"ines", "linnea", "wanjiru", "henrik", "divya", "joost", "auditor", "operator"}
    assert values == seen
    with pytest.raises(NotFound):
        queries.measure_card(cast.act("amara"), slug=trained.slug)


def test_values_of_other_units_stay_closed(cast: Cast, trained: Measure) -> None:
    record(cast, trained, "2026-10", 45)

    assert len(queries.values_of(cast.act("amara"), slug=trained.slug, unit="rotterdam")) == 1
    assert queries.values_of(cast.act("mateus"), slug=trained.slug, unit="rotterdam") == ()
    assert len(queries.values_of(cast.act("ines"), slug=trained.slug, unit="rotterdam")) == 1


def test_card_gaps_name_what_is_missing(cast: Cast, trained: Measure) -> None:
    (gap,) = queries.card_gaps(cast.act("amara"))

    assert gap.missing == ("question", "formula", "unit of measure", "source", "target", "value")


def test_impact_of_a_target_names_open_and_closed_periods(cast: Cast, excursions: Measure) -> None:
    unit = cast.units["rotterdam"].public_id
    for period in ("2026-03", "2026-04", "2026-05", "2026-06"):
        do.record_observation(
            cast.act("divya"), excursions, {"unit": unit, "period": period, "numerator": 5, "denominator": 1000}
        )
    with system_change("Close"):
        PeriodClose.objects.create(period=Period.objects.get(key="2026-04"), closed_at=clock.now())
    do.set_target(
        cast.act("wanjiru"),
        excursions,
        {"unit": unit, "from_": JAN, "scoring_type": "goal_red_flag", "target": "2.5", "red_flag": 5},
    )

    said = queries.target_impact(
        cast.act("wanjiru"), slug=excursions.slug, unit="rotterdam", from_=APR, target=Decimal(3)
    )

    assert said == (
        "From 14 Apr 2026 the target is 3 instead of 2.5. 2 periods are scored anew; 1 closed one keeps its result."
    )


def test_entry_form_offers_the_latest_ended_period_and_shows_what_is_there(cast: Cast, trained: Measure) -> None:
    with clock.seeded(datetime(2026, 11, 17, tzinfo=timezone.utc)):
        ctx = Context(cast.viewer("divya"), clock.now())
        form = queries.entry_form(ctx, slug=trained.slug, unit="rotterdam")
    assert (form.period, form.earlier, form.may_record.allowed) == ("2026-10", None, True)

    row = record(cast, trained, "2026-10", 45)
    form = queries.entry_form(cast.act("divya"), slug=trained.slug, unit="rotterdam", period="2026-10")

    assert form.earlier is not None
    assert (form.earlier.id, form.earlier.value) == (row.pk, Decimal(45))


def test_value_known_at_an_instant(cast: Cast, trained: Measure) -> None:
    first = record(cast, trained, "2026-10", 45)
    record(cast, trained, "2026-10", 48)
    ctx = cast.act("divya")

    now = queries.values_of(ctx, slug=trained.slug, unit="rotterdam")
    then = queries.values_of(ctx, slug=trained.slug, unit="rotterdam", known_at=first.known_from)
    ever = queries.values_of(ctx, slug=trained.slug, unit="rotterdam", with_superseded=True)

    assert [line.value for line in now] == [Decimal(48)]
    assert [line.value for line in then] == [Decimal(45)]
    assert [line.value for line in ever] == [Decimal(45), Decimal(48)]
    before = first.known_from - timedelta(days=1)
    assert queries.values_of(ctx, slug=trained.slug, unit="rotterdam", known_at=before) == ()
