"""Why? on the pages: the ladder in its order, numbers that add up, links to the lines, closed parts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.measures.models import MeasureVersion
from lineofsight.scorecard.models import ScoreNode

LINES = re.compile(r'href="(/sources/\d+/)"')


def node_of(**place):
    return ScoreNode.objects.get(**place).pk


@pytest.fixture
def excursions(demo):
    return node_of(kind="measure", measure__slug="temperature-excursions", unit__slug="norrvik")


@pytest.fixture
def total(demo):
    return node_of(kind="scorecard", scorecard__slug="norrvik")


def test_panel_of_p1_explains_in_the_order_every_explanation_has(linnea, excursions):
    seen = linnea.sees(f"/kpis/temperature-excursions/?period=2026-10&why={excursions}").partition("Why 31.0?")[2]

    parts = [
        "October 2026 is 5.14. That is above the red flag of 5.00, so the score is under 33.3.",
        "Score 31.0 Off track",
        "100/3 × (1 + (5.14 − 5) / (3 − 5)) = 31.0",
        "Rule “Goal and red flag”",
        "Value 5.14",
        "1,000 × 112 / 21,790 = 5.14",
        "4 values, added up Unit Numerator Denominator Per 1,000",
        "Together 112 21,790 5.14",
        "Source rows",
        "64 lines, 1,204 to 1,267",
        "Who answers for it Result: Linnea Sandberg. Data: Divya Raman.",
        "What it does above",
        "31.0 × 12.0% = 3.72 of 62.7 points",
        "As known",
    ]
    assert [part for part in parts if part not in seen] == []
    assert [seen.index(part) for part in parts] == sorted(seen.index(part) for part in parts)


def test_total_is_made_of_four_perspectives_with_their_points(linnea, total):
    seen = linnea.sees(f"/why/{total}/2026-10/")

    assert "4 parts, added up Part Score Share Points" in seen
    assert "Financial 65.9 25.0% 16.48" in seen
    assert re.search(r"Together 100\.0% 62\.70", seen)


def test_page_of_its_own_and_panel_give_the_same_ladder(linnea, excursions):
    own = linnea.get(f"/why/{excursions}/2026-10/")
    beside = linnea.get(f"/kpis/temperature-excursions/?period=2026-10&why={excursions}")

    assert own.context["why_panel"].steps == beside.context["why_panel"].steps


def test_script_gets_the_panel_alone(linnea, excursions):
    answer = linnea.get(f"/why/{excursions}/2026-10/", **{"HX-Request": "true", "HX-Target": "ls-side"})

    assert answer.content.decode().lstrip().startswith('<aside class="ls-panel"')


def test_source_links_lead_to_the_lines_of_the_file(linnea, excursions):
    html = linnea.get(f"/why/{excursions}/2026-10/").content.decode()

    pages = [linnea.get(address) for address in LINES.findall(html)]

    numbers = sorted(number for page in pages for number, _ in page.context["source"].lines if number > 1)
    assert numbers == list(range(1204, 1316))
    assert {page.context["source"].file_name for page in pages} == {"trailer-log-2026-10.csv"}


def test_dispute_is_offered_today_and_not_on_a_past_day(linnea, excursions):
    now = linnea.get(f"/why/{excursions}/2026-10/").context["why_panel"]
    then = linnea.get(f"/why/{excursions}/2026-04/?as_of=2026-05-31").context["why_panel"]

    assert now.dispute_url == "/kpis/temperature-excursions/disputes/new/?for=2026-10"
    assert then.dispute_url == ""
    assert linnea.get(now.dispute_url).status_code == 200


def test_other_day_gives_the_number_as_it_was_known_then(linnea, total):
    now = linnea.get(f"/why/{total}/2026-04/").context["why_panel"]
    then = linnea.get(f"/why/{total}/2026-04/?as_of=2026-05-31")

    assert then.status_code == 200
    assert "As known" in then.content.decode()
    assert then.context["why_panel"].known != now.known


def test_frozen_and_present_number_of_a_restated_month_stand_together(linnea):
    node = node_of(kind="measure", measure__slug="seal-checks", unit__slug="gothenburg")
    panel = linnea.get(f"/why/{node}/2026-05/").context["why_panel"]

    assert panel.frozen == ("May 2026 is closed: this is the number as it was frozen. As known now it would be 97.3.")


def test_parts_of_other_hubs_are_closed_to_a_dock_operator(reader, excursions):
    seen = reader("amara.okafor").sees(f"/why/{excursions}/2026-10/")

    assert "112 / 21,790" not in seen
    for hidden in ("9.120", "6,410", "2,380", "Per 1,000 64"):
        assert hidden not in seen
    assert seen.count("Not open to you — — —") == 3


def test_why_of_another_hub_is_not_there(reader):
    node = node_of(kind="measure", measure__slug="temperature-excursions", unit__slug="porto")

    assert reader("amara.okafor").get(f"/why/{node}/2026-10/").status_code == 404
    assert reader("linnea.sandberg").get(f"/why/{node}/2026-10/").status_code == 200


@pytest.mark.parametrize("who", ["linnea.sandberg", "amara.okafor"])
@pytest.mark.parametrize("kind", ["measure", "objective", "perspective", "scorecard", "unit"])
def test_why_asks_at_most_15_statements(reader, who, kind):
    node = ScoreNode.objects.filter(kind=kind, unit__slug="norrvik").order_by("pk").first()
    reading = reader(who)
    reading.get(f"/why/{node.pk}/2026-10/")

    with CaptureQueriesContext(connection) as asked:
        assert reading.get(f"/why/{node.pk}/2026-10/").status_code == 200

    assert len(asked) <= 15


@pytest.mark.parametrize("slug", ["scorecard", "unit"])
def test_every_kind_of_node_has_an_answer(linnea, slug):
    node = ScoreNode.objects.filter(kind=slug, unit__slug="norrvik").first()

    assert "As known" in linnea.sees(f"/why/{node.pk}/2026-10/")


def test_kpi_of_which_no_period_had_ended_yet_has_an_answer(linnea):
    rare = MeasureVersion.objects.exclude(frequency="monthly").values("measure_id")
    nodes = ScoreNode.objects.filter(measure_id__in=rare)

    answers = {linnea.get(f"/why/{node.pk}/2024-11/").status_code for node in nodes}

    assert answers == {200}
