"""The lists: filter, sort, pages, downloads, and how much they ask of the database."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.accounts.models import User
from lineofsight.insight import queries
from lineofsight.insight.presenting import lists
from lineofsight.insight.views import pages

pytestmark = pytest.mark.one_database

LINE = queries.KpiLine(
    "a", "A", "Unit", "maximize", "monthly", "", 2, "number", 1, 1.0, 50.0, "green", "2026-10", date(2026, 10, 1)
)
MOST_QUERIES = 15


def test_filter_keeps_rows_that_hold_every_word(linnea):
    seen = linnea.get("/kpis/?q=EXCURSIONS+norrvik")

    assert [row.slug for row in seen.context["rows"]] == ["temperature-excursions"]


def test_filter_that_finds_nothing_says_how_many_there_are_without_it(linnea):
    count = len(linnea.get("/kpis/").context["rows"])
    seen = linnea.sees("/kpis/?q=%3Cb%3Enothing")

    assert "<b>nothing" in seen
    assert f"{count} without the filter" in seen
    assert "Clear filter" in seen


@pytest.mark.parametrize("sort", ["name", "-name", "status", "score", "-value", "period_start", "nonsense", "-"])
def test_every_sort_shows_all_rows_with_missing_numbers_last(linnea, sort):
    rows = list(linnea.get(f"/kpis/?sort={sort}").context["rows"])

    assert len(rows) == len(linnea.get("/kpis/").context["rows"])
    if sort == "score":
        scores = [row.score for row in rows]
        known = [score for score in scores if score is not None]
        assert scores == [*sorted(known), *[None] * (len(scores) - len(known))]


@pytest.mark.parametrize(
    "address", ["/kpis/?q=hub&sort=-score", "/scorecards/", "/scorecards/norrvik/2026-10/?view=table&sort=-score"]
)
def test_csv_holds_the_rows_on_screen_in_their_order(linnea, address):
    rows = linnea.get(address).context["rows"]
    join = "&" if "?" in address else "?"

    sheet = list(csv.reader(io.StringIO(linnea.get(f"{address}{join}format=csv").getvalue().decode("utf-8-sig"))))

    names = [row[1] if "norrvik" in address else row[0] for row in sheet[1:]]
    assert names == [row.name for row in rows]


def test_csv_of_a_kpi_holds_its_series(linnea):
    answer = linnea.get("/kpis/temperature-excursions/?period=2026-10&format=csv")
    sheet = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    assert sheet[0] == ["Period", "From", "Value", "Target", "Score", "Status"]
    assert len(sheet) == 23
    assert sheet[-1][0] == "2026-10"


def test_xlsx_is_a_workbook(linnea):
    assert linnea.get("/kpis/?format=xlsx").getvalue()[:2] == b"PK"


def test_ten_thousand_rows_come_in_pages_of_200(linnea, monkeypatch, rf):
    many = tuple(replace(LINE, slug=f"kpi-{n}", name=f"KPI {n:05}") for n in range(10_000))
    shown = {}
    monkeypatch.setattr(pages, "show", lambda request, template, words, period="": shown.update(words))

    pages.listing(rf.get("/kpis/?page=50&sort=-name"), "insight/kpis.html", "KPIs", many, lists.KPI_COLUMNS, "name")

    assert shown["subtitle"].startswith("10,000")
    assert [row.name for row in shown["rows"]][:2] == ["KPI 00199", "KPI 00198"]
    assert (len(shown["rows"]), shown["rows"].paginator.num_pages) == (200, 50)


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999"])
def test_page_that_is_not_there_gives_one_that_is(linnea, page):
    assert linnea.get(f"/kpis/?page={page}").status_code == 200


@pytest.mark.parametrize("who", ["linnea.sandberg", "tomasz.nowak", "divya.raman", "amara.okafor"])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/scorecards/",
        "/kpis/",
        "/scorecards/norrvik/2026-10/",
        "/scorecards/norrvik/2026-10/?view=table",
        "/scorecards/norrvik/2026-10/?view=trend",
        "/scorecards/norrvik/2026-09/",
        "/kpis/temperature-excursions/?period=2026-10",
        "/kpis/temperature-excursions/?period=2026-10&view=units",
        "/kpis/right-first-time/",
        "/kpis/data-in-by-ten/",  # with an open dispute
    ],
)
def test_page_asks_at_most_15_statements_with_session_and_viewer(reader, who, address):
    reading = reader(who)
    reading.get(address)

    with CaptureQueriesContext(connection) as asked:
        assert reading.get(address).status_code == 200

    assert len(asked) <= MOST_QUERIES


def test_lists_ask_the_same_for_one_row_and_for_many(reader):
    counts = []
    for query in ("?q=excursions+per", ""):
        reading = reader("linnea.sandberg")
        reading.get("/kpis/")
        with CaptureQueriesContext(connection) as asked:
            reading.get(f"/kpis/{query}")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_account_without_a_person_or_role_sees_nothing_and_is_told_why(reader):
    stranger = User(email="nobody@norrvik.example", is_active=True)
    stranger.set_password("x" * 20)
    stranger.save()
    reading = reader("nobody")

    assert "Nothing is open to you yet" in reading.sees("/")
    assert "No scorecard is open to you yet" in reading.sees("/scorecards/")
    assert "No KPI is open to you yet" in reading.sees("/kpis/")
    assert reading.get("/scorecards/norrvik/2026-10/").status_code == 404
    assert reading.get("/kpis/temperature-excursions/").status_code == 404
