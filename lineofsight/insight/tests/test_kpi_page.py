"""The KPI page of the demo company: good? changed? and what it rests on."""

import pytest

from lineofsight.insight.tests.conftest import words_of
from lineofsight.organization.viewers import viewer_of

pytestmark = pytest.mark.one_database

P1 = "/kpis/temperature-excursions/"
OCTOBER = f"{P1}?period=2026-10"
PEOPLE = (
    "henrik.aalto",
    "linnea.sandberg",
    "astrid.nyberg",
    "divya.raman",
    "lars.holmqvist",
    "grace.wanjala",
    "ines.carvalho",
    "tomasz.nowak",
    "amara.okafor",
)


def test_headline_gives_value_status_path_score_and_whether_it_changed(linnea):
    seen = linnea.sees(OCTOBER)

    assert "Lower is better · monthly · Norrvik Cold Chain · lagging" in seen
    assert "5.14 ? Off track target 3.00 · path 3.20 for October · behind the path 31 ? score of 100" in seen
    assert "It did change. 4 periods in a row above the upper limit of 4.83. Not chance." in seen


def test_line_of_sight_leads_from_the_kpi_to_the_scorecard(linnea):
    assert linnea.sees(OCTOBER).startswith(
        "Temperature excursions per 1,000 pallets 100% of P1 P1 Keep the cold chain unbroken, dock to door 100% · "
        "Off track Process 40% · At risk Norrvik scorecard 12% · At risk"
    )


def test_chart_shows_limits_path_old_target_red_flag_and_signals(linnea):
    chart = linnea.get(OCTOBER).context["chart"]

    assert (chart.upper_label, chart.lower_label) == ("Upper limit 4.83", "Lower limit 3.42")
    assert (chart.target.label, chart.red_flag.label) == ("Target 3.00", "Red flag 5.00")
    assert [old.label for old in chart.old_targets] == ["Old target 2.50"]
    assert [chart.periods[place].name for place in sorted(chart.signals)] == [
        "Jul 2026",
        "Aug 2026",
        "Sep 2026",
        "Oct 2026",
    ]
    assert (chart.periods[0].name, chart.periods[-1].name, chart.periods[-1].tick) == ("Jan 2025", "Dec 2026", "Dec")
    assert chart.last_label == "5.14"
    assert len(chart.values) == 22


def test_changes_and_care_are_told_beside_the_chart(linnea):
    seen = linnea.sees(OCTOBER)

    assert "Target 2.5 → 3, Astrid Nyberg, 14 Apr 2026 “Change 31. 2.50 assumed new trailers in March" in seen
    assert "Steward Divya Raman · 0 open disputes Owner Linnea Sandberg" in seen
    assert "Last value October 2026" in seen


def test_parts_by_unit_add_up_to_the_whole(linnea):
    seen = linnea.sees(f"{OCTOBER}&view=units")

    assert "Unit Numerator Denominator Per 1,000 Score" in seen
    for row in ("Rotterdam hub 64 9,120 7.02", "Gdańsk hub 21 6,410 3.28", "Gothenburg hub 15 3,880 3.87"):
        assert row in seen
    assert "Porto hub 12 2,380 5.04" in seen
    assert "Together 112 21,790 5.14" in seen


def test_kpi_without_target_says_so(linnea):
    seen = linnea.sees("/kpis/pallets-handled/")

    assert "Pallets handled Attached to no objective" in seen
    assert "no target" in seen


def test_dispute_is_told_and_marks_the_status(linnea):
    seen = linnea.sees("/kpis/data-in-by-ten/?unit=porto&period=2026-10")

    assert "Not used in ratings until it is settled." in seen
    assert "disputed" in seen


def test_restated_value_of_a_closed_month_is_told_beside_the_frozen_one(linnea):
    seen = linnea.sees("/kpis/seal-checks/?unit=gothenburg&period=2026-05")

    assert "May 2026 is closed. You see the numbers as they were frozen. As known now the score would be 97.3." in seen


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("amara.okafor", 404),
        ("tomasz.nowak", 404),
        ("linnea.sandberg", 200),
        ("astrid.nyberg", 200),
        ("grace.wanjala", 200),
    ],
)
def test_restricted_kpi_is_not_there_for_others(reader, who, status):
    reading = reader(who)

    assert reading.get("/kpis/sick-leave/").status_code == status
    assert ("/kpis/sick-leave/" in reading.get("/kpis/").content.decode()) is (status == 200)


def test_missing_and_closed_kpis_units_and_periods_answer_alike(reader):
    amara = reader("amara.okafor")

    answers = [
        amara.get(address)
        for address in (
            "/kpis/nothing/",
            "/kpis/sick-leave/",
            f"{P1}?unit=nowhere",
            f"{P1}?unit=porto",
            "/why/999999999/2026-10/",
            "/why/1/1999-01/",
            "/sources/999999999/",
        )
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({words_of(answer) for answer in answers}) == 1


@pytest.mark.parametrize("period", ["1999-01", "%3Cb%3E", "2026-Q1"])
def test_period_that_is_not_there_leads_to_the_latest_one(linnea, period):
    answer = linnea.get(f"{P1}?unit=norrvik&period={period}")

    assert (answer.status_code, answer.url) == (302, f"{P1}?unit=norrvik")


def test_as_of_a_past_day_leads_to_the_month_known_then_without_forms(reader):
    answer = reader("astrid.nyberg").get(f"{OCTOBER}&as_of=2026-05-31")

    assert (answer.status_code, answer.url) == (302, f"{P1}?as_of=2026-05-31")
    then = reader("astrid.nyberg").get(answer.url)
    assert then.context["page"].period.key == "2026-04"
    assert then.context["actions"] == ()


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("lars.holmqvist", ["Record a value"]),
        ("divya.raman", ["Record a value", "Change the card"]),
        ("astrid.nyberg", ["Set a target", "Change the card"]),
        ("linnea.sandberg", []),
        ("tomasz.nowak", []),
        ("amara.okafor", []),
    ],
)
def test_page_offers_what_its_reader_may_do(reader, who, labels):
    assert [action.label for action in reader(who).get(OCTOBER).context["actions"]] == labels


def test_what_is_offered_is_what_the_rules_allow(reader):
    """The page asks in one statement; the rules, asked one by one, must say the same for everyone and every KPI."""
    from lineofsight.accounts.models import User
    from lineofsight.base import clock
    from lineofsight.base.commands import Context
    from lineofsight.insight import queries
    from lineofsight.measures import access
    from lineofsight.measures.commands.targets import SetTarget
    from lineofsight.measures.models import Measure

    for who in PEOPLE:
        ctx = Context(viewer=viewer_of(User.objects.get(email=f"{who}@norrvik.example")), now=clock.now())
        for measure in Measure.objects.visible_to(ctx.viewer).select_related("owning_unit"):
            unit = measure.owning_unit.public_id
            quick = queries.care(ctx, str(measure.public_id), str(unit)).acts
            target = access.can_set_target(ctx, measure, SetTarget.model_construct(unit=unit))
            ruled = (
                access.can_record(ctx, measure).allowed,
                target.allowed,
                access.can_edit_card(ctx, measure).allowed,
            )
            assert (quick.record, quick.set_target, quick.edit_card) == ruled, (who, measure.slug)
