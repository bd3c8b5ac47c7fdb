"""Every scoring type, phasing and rhythm through stored rows: what is stored, and that Why? works it out again."""

from datetime import date, timedelta
from typing import Any

import pytest

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.measures.models import Dispute
from lineofsight.organization.models import Period
from lineofsight.organization.periods import ensure_periods
from lineofsight.scorecard import flags, recompute
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.tests.builders import World, change, make_world, quarters
from lineofsight.scorecard.why import why
from lineofsight.scorecard.why_check import recompute_tree

pytestmark = pytest.mark.django_db

#: scoring type, target row, value or label, score, the formula of Why?
TYPES: tuple[tuple[str, dict[str, Any], Any, float | None, str], ...] = (
    ("two_color", {"parameters": {"floor": 50}}, 75, 25, "50 × (1 + (75.00 − 100) / (100 − 50)) = 25.0"),
    ("baseline_target", {"baseline": 50}, 75, 50, "100 × (75.00 − 50) / (100 − 50) = 50.0"),
    ("min_max", {"parameters": {"min": 0, "max": 100}}, 75, 75, "100 × (75.00 − 0) / (100 − 0) = 75.0"),
    ("attainment", {}, 75, 75, "100 × 75.00 / 100 = 75.0"),
    ("binary", {}, 75, 0, "75.00 ≥ 100 ? 100 : 0 = 0.0"),
    (
        "range",
        {"parameters": {"low_fail": 0, "low_ok": 80, "high_ok": 90, "high_fail": 100}},
        60,
        75,
        "60.00 in 0 | 80–90 | 100 = 75.0",
    ),
    ("linear_points", {"parameters": {"points": [[50, 0], [100, 100]]}}, 75, 50, "75.00 on (50, 0), (100, 100) = 50.0"),
    ("yes_no", {"parameters": {"good": 1}}, 1, 100, "1.00 = 1 ? 100 : 0 = 100.0"),
    ("text", {"parameters": {"labels": {"good": 80}}}, "good", 80, "“good” = 80.0"),
    ("unscored", {}, 75, None, ""),
    ("goal_red_flag", {"red_flag": 50}, 250, 100, "kept within 0 and 100 = 100.0"),
)
YEAR = {"phasing_start_on": date(2026, 1, 1), "phasing_end_on": date(2026, 12, 31), "is_phased_score": True}
PHASINGS: tuple[tuple[str, dict[str, Any], float], ...] = (
    ("linear", {**YEAR, "phasing_start_value": 0, "target": 364}, 30),
    ("step", {**YEAR, "phasing_start_value": 40, "target": 100}, 40),
    ("custom", {**YEAR, "target": 100, "parameters": {"path": [["2026-01-01", 0], ["2026-03-02", 60]]}}, 30),
    ("seasonal", {**YEAR, "target": 120, "parameters": {"weights": [2, *[1] * 10, 0]}}, 20),
    ("linear", {"is_phased_score": True, "phasing_start_value": 0, "target": 100}, float("nan")),
    ("seasonal", {**YEAR, "target": 120, "parameters": {}}, float("nan")),
)
PHASED = ("linear", "step", "custom", "seasonal", "without an end", "without seasons")


def stored(kpi: Any, period: Period) -> Score:
    """Return the score of a KPI in a period."""
    found: Score = Score.objects.current().get(node__measure=kpi, period=period)
    return found


@pytest.mark.parametrize(("kind", "target", "value", "score", "formula"), TYPES, ids=[one[0] for one in TYPES])
def test_a_scoring_type_is_stored_as_it_is_defined_and_why_says_how(kind, target, value, score, formula):
    world = make_world(1)
    said = {"label": value} if isinstance(value, str) else {"value": value}
    with change():
        kpi = world.measure()
        world.target(kpi, **{"red_flag": None, **target, "scoring_type": kind})
        world.observe(kpi, world.top, world.periods[0], **said)

    recompute.full()

    row = stored(kpi, world.periods[0])
    assert row.unrounded == (None if score is None else pytest.approx(score))
    tree = why(Context(viewer=SYSTEM, now=clock.now()), row.node_id, "2026-01")
    assert formula in tree.arithmetic
    assert recompute_tree(tree) == (None if score is None else pytest.approx(score, abs=1e-9))
    assert tree.sentence.startswith("January 2026 is")


@pytest.mark.parametrize(("phasing", "target", "goal"), PHASINGS, ids=PHASED)
def test_the_target_of_a_period_follows_its_phasing(phasing, target, goal):
    world = make_world(1)
    with change():
        kpi = world.measure()
        world.target(
            kpi, **{"red_flag": 0, "scoring_type": "baseline_target", "baseline": 0, **target}, phasing=phasing
        )
        world.observe(kpi, world.top, world.periods[0], 10)

    recompute.full()

    row = stored(kpi, world.periods[0])
    assert row.target == (None if goal != goal else pytest.approx(goal))
    assert row.unrounded == (None if goal != goal else pytest.approx(1000 / goal))


def weeks(world: World, how_many: int) -> list[Period]:
    """Make consecutive weeks from that of 29 December 2025, which ends in January."""
    first = date(2025, 12, 29)
    made = []
    for number in range(how_many):
        start = first + timedelta(days=7 * number)
        key = f"{start + timedelta(days=3):%G-W%V}"
        end = {"start_on": start, "until_on": start + timedelta(days=7), "fiscal_year": 2026}
        made.append(Period.objects.create(calendar=world.calendar, frequency="weekly", key=key, **end))
    return made


def test_weeks_count_in_the_month_of_their_last_day():
    world = make_world(2)
    with change():
        kpi = world.measure(frequency="weekly", time_aggregation="sum")
        world.link(world.root, world.kpi_node(kpi))
        for number, week in enumerate(weeks(world, 6)):
            world.observe(kpi, world.top, week, 10**number)

    recompute.full()

    # weeks end on 4, 11, 18 and 25 January, and on 1 and 8 February
    assert [stored(kpi, month).measured for month in world.periods] == [1111.0, 110_000.0]


def test_a_quarter_stands_in_the_months_after_it_until_it_is_stale():
    world = make_world(12)
    with change():
        first = quarters(world.calendar, 4)[0]
        kpi = world.measure(frequency="quarterly", grace_days=10, stale_after_days=31)
        world.link(world.root, world.kpi_node(kpi))
        world.observe(kpi, world.top, first, 7)

    recompute.full()

    rows = Score.objects.current().filter(node__measure=kpi, period__frequency="monthly", measured__isnull=False)
    assert sorted(rows.values_list("period__key", flat=True)) == ["2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]
    late = Score.objects.current().filter(node__measure=kpi, period__key="2026-08").get()
    assert (flags.words(late.flags), late.measured) == ({"stale"}, None)


def test_a_month_of_four_weeks_grows_stale_by_its_own_calendar():
    world = make_world(0)
    with change():
        world.calendar.pattern = "4-4-5"
        world.calendar.save()
        january, _, march = ensure_periods(world.calendar, "monthly", date(2026, 1, 1), date(2026, 3, 1))
        kpi = world.measure(frequency="monthly", grace_days=0, stale_after_days=33)
        world.link(world.root, world.kpi_node(kpi))
        world.observe(kpi, world.top, january, 7)

    recompute.full()

    # the value of February was due on the 22nd, not a calendar month after 25 January; March ends on the 29th
    assert flags.words(stored(kpi, march).flags) == {"stale"}


def test_a_dispute_marks_the_totals_above_up_to_a_unit_that_reported_itself():
    world = make_world(1)
    with change():
        hub = world.unit(world.top)
        team = world.unit(hub)
        kpi = world.measure(org_aggregation="sum")
        for unit, value in ((team, 5), (world.unit(hub), 4)):
            world.observe(kpi, unit, world.periods[0], value)
        world.kpi_node(kpi, hub)
        world.observe(kpi, world.top, world.periods[0], 20)
        claim = {"claim": "Counted twice", "opened_at": world.tick(), "due_on": date(2026, 12, 1)}
        Dispute.objects.create(measure=kpi, unit=team, period=world.periods[0], **claim)

    recompute.full()

    rows = Score.objects.current().filter(node__measure=kpi).select_related("node")
    marked = {row.node.unit_id for row in rows if "disputed" in flags.words(row.flags)}
    assert marked == {team.pk, hub.pk}
