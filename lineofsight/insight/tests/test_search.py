"""Search and the command menu, on the demo company."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.accounts.models import User
from lineofsight.base import clock, search
from lineofsight.base.commands import Context
from lineofsight.base.models import SearchEntry
from lineofsight.base.search import index
from lineofsight.goals.models import Goal
from lineofsight.insight.finding import SOURCES
from lineofsight.measures import commands as measures
from lineofsight.measures.models import Measure
from lineofsight.okr import commands as okr
from lineofsight.okr.models import Cycle
from lineofsight.organization.models import Unit
from lineofsight.organization.viewers import viewer_of


@pytest.mark.parametrize(
    ("typed", "title", "url"),
    [
        ("temperature excursions", "Temperature excursions per 1,000 pallets", "/kpis/temperature-excursions/"),
        ("cursion", "Temperature excursions per 1,000 pallets", "/kpis/temperature-excursions/"),
        ("PALLETS temp", "Temperature excursions per 1,000 pallets", "/kpis/temperature-excursions/"),
        ("temprature", "Temperature excursions per 1,000 pallets", "/kpis/temperature-excursions/"),
        ("ines carvalho", "Inês Carvalho", "/people/ines-carvalho/"),
        ("Inês", "Inês Carvalho", "/people/ines-carvalho/"),
        ("carvalo ines", "Inês Carvalho", "/people/ines-carvalho/"),
        ("@amara", "Amara Okafor", "/people/amara-okafor/"),
        ("gdansk", "Gdańsk", "/organization/units/"),
        ("#P1", "P1 Keep the cold chain unbroken, dock to door", "/scorecards/norrvik/"),
        ("#break room", "Renew the break room", "/okrs/objectives/"),
        ("doors closed within", "Dock doors closed within 3 minutes", "/okrs/objectives/"),
    ],
)
def test_finds_by_part_accent_and_slip(linnea, typed, title, url):
    page = linnea.client.get("/search/", {"q": typed}).content.decode()

    assert title.replace("'", "&#x27;") in page
    assert f'href="{url}' in page


def test_a_mark_finds_only_its_kind(linnea):
    page = linnea.client.get("/search/", {"q": "#a"}).content.decode()

    assert "/people/" not in page.partition("<main")[2]


def test_what_is_out_of_reach_is_neither_found_nor_counted(reader):
    with_right = search.find(viewer_of(User.objects.get(email="henrik.aalto@norrvik.example")), "sick")
    without = search.find(viewer_of(User.objects.get(email="amara.okafor@norrvik.example")), "sick")
    slipped = search.find(viewer_of(User.objects.get(email="amara.okafor@norrvik.example")), "sikc leave")

    assert "sick-leave" in str(with_right)
    assert "sick-leave" not in str(without)
    assert "sick-leave" not in str(slipped)
    kpis = [group.count for found in (with_right, without) for group in found.groups if group.kind == "measure"]
    assert kpis[1:] == [] or kpis[1] < kpis[0]


@pytest.mark.parametrize(
    "typed", ["'", '"', "% _", "a' OR 1=1 --", '" OR "', "*", "NEAR(", "<b>x</b>", "\\", "-", "(", "x" * 3000]
)
def test_odd_texts_are_texts(linnea, typed):
    answer = linnea.client.get("/search/", {"q": typed})

    assert answer.status_code == 200
    assert "<b>x</b>" not in answer.content.decode()


def test_empty_shows_marks_what_waits_and_the_last_things_of_this_browser_alone(reader):
    divya, amara = reader("divya.raman"), reader("amara.okafor")
    divya.get("/kpis/temperature-excursions/")
    divya.get("/people/samira-haddad/")
    divya.get("/kpis/")

    page = divya.sees("/search/")

    assert "Last looked at Samira Haddad" in page
    assert page.index("Samira Haddad") < page.index("Temperature excursions per 1,000")
    assert "Waiting for you" in page
    amara.client.cookies["ls-last"] = divya.client.cookies["ls-last"].value
    assert "Last looked at" not in amara.sees("/search/")


def test_acts_are_those_the_reader_may_do(reader):
    divya, amara = reader("divya.raman"), reader("amara.okafor")

    assert "Record a value of Temperature excursions" in divya.sees("/search/?q=>record temp")
    assert "Record a value" not in amara.sees("/search/?q=>record temp")
    assert "Go to KPIs" in amara.sees("/search/?q=>kpi")


def test_the_menu_gets_the_results_alone(linnea):
    part = linnea.get("/search/?q=rotterdam", **{"HX-Request": "true"}).content.decode()

    assert "<main" not in part
    assert "Rotterdam" in part


def test_a_renamed_kpi_is_found_by_its_new_name_at_once(linnea):
    measure = Measure.objects.get(slug="temperature-excursions")
    astrid = viewer_of(User.objects.get(email="astrid.nyberg@norrvik.example"))
    ctx = Context(viewer=astrid, now=clock.now(), reason="Said more simply.")

    measures.revise_measure(ctx, measure, {"from_": "2026-11-01", "name": "Warm pallets zyx"})

    assert [g.results[0].title for g in search.find(astrid, "zyx").groups] == ["Warm pallets zyx"]
    assert "measure" not in [g.kind for g in search.find(astrid, "temperature excursions per").groups]


@pytest.mark.parametrize("name", ["amara.okafor", "ines.carvalho"])
def test_goals_are_found_and_counted_by_those_who_may_read_them(demo, name):
    viewer = viewer_of(User.objects.get(email=f"{name}@norrvik.example"))
    seen = Goal.objects.visible_to(viewer).filter(title__contains="dock door", state="active").count()

    groups = {group.kind: group for group in search.find(viewer, "dock door within").groups}

    assert 0 < seen < Goal.objects.filter(title__contains="dock door", state="active").count()
    assert groups["goal"].count == seen
    if name == "amara.okafor":
        assert [(one.url, one.note) for one in groups["goal"].results] == [
            ("/people/amara-okafor/goals/", "Amara Okafor")
        ]


def test_a_draft_is_found_by_who_may_shape_it_and_by_nobody_else(demo):
    ines, amara = (
        viewer_of(User.objects.get(email=f"{one}@norrvik.example")) for one in ("ines.carvalho", "amara.okafor")
    )
    ctx = Context(viewer=ines, now=clock.now(), reason="For the test.")
    cycle, unit = Cycle.objects.get(slug="2026-q4"), Unit.objects.get(slug="rotterdam")
    said = {"cycle": cycle.public_id, "unit": unit.public_id, "title": "Zyxword at the gates", "state": "draft"}
    row = okr.add_objective(ctx, None, said)
    okr.add_key_result(ctx, row, {"title": "Zyxword gates", "start": 0, "target": 4})

    assert [group.kind for group in search.find(ines, "zyxword").groups] == ["okr", "key_result"]
    assert search.find(amara, "zyxword").groups == ()
    assert search.find(amara, "zyxwrod").groups == ()

    okr.start_objective(ctx, row, {})
    okr.edit_objective(ctx, row, {"title": "Gates open"})

    assert [group.results[0].note for group in search.find(amara, "zyxword").groups] == ["Gates open"]
    okr.drop_objective(ctx, row, {})
    assert search.find(ines, "zyxword").groups == ()


def test_rebuilding_finds_nothing_to_write_and_mends_what_was_lost(demo):
    with CaptureQueriesContext(connection) as asked:
        count = index.rebuild()
    assert not [q for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]

    SearchEntry.objects.filter(kind="unit").delete()

    assert index.rebuild() == count == SearchEntry.objects.count()


def test_every_source_says_who_may_see(demo):
    for source in SOURCES:
        ids = source.scope(viewer_of(User.objects.get(email="amara.okafor@norrvik.example")))
        assert (ids is None) == (source.kind in ("person", "unit")), source.kind


@pytest.mark.parametrize("address", ["/search/", "/search/?q=rotterdam", "/search/?q=temprature", "/search/?q=>a"])
def test_search_asks_at_most_15_statements(reader, address):
    divya = reader("divya.raman")
    divya.get("/kpis/temperature-excursions/")

    with CaptureQueriesContext(connection) as asked:
        assert divya.get(address).status_code == 200

    assert len(asked) <= 15
