"""The strategy map as its readers see it: picture, table, panel of an arrow, and paper."""

import csv
import io
import re

import pytest
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from lineofsight.base import documents

pytestmark = pytest.mark.one_database

OCTOBER = "/strategy/map/?scorecard=norrvik&period=2026-10"
ARROW = re.compile(r'href="([^"]*why=link:[^"]*)"[^>]*aria-label="([^"]*)"')
MOST_STATEMENTS = 15
SCORES = ["78", "52", "71", "81", "48", "69", "31", "74", "62", "70", "—", "55"]


def arrows(linnea) -> dict[str, str]:
    """Return the address of each arrow by its words."""
    html = linnea.get(OCTOBER).content.decode()
    return {
        words.partition(":")[0]: (OCTOBER.partition("?")[0] + href.replace("&amp;", "&"))
        for href, words in ARROW.findall(html)
    }


def test_the_map_says_what_the_data_say_of_its_links(linnea):
    said = re.search(r"12 links: (the data agree with [^.]*)\.", linnea.sees(OCTOBER))

    assert said is not None
    assert sum(map(int, re.findall(r"\d+", said[1]))) == 12
    assert "P1 leads to C1: Data disagree. Why?" in linnea.get(OCTOBER).content.decode()


def test_every_objective_stands_on_the_picture_as_text_with_its_score_and_a_link(linnea):
    html = linnea.get(OCTOBER).content.decode()
    drawing = html[html.index('<svg class="ls-map ') : html.index('<div class="ls-bands')]

    codes = re.findall(r'<tspan class="ls-m-code">(\w+)</tspan>', drawing)
    assert sorted(codes) == ["C1", "C2", "C3", "F1", "F2", "F3", "L1", "L2", "L3", "P1", "P2", "P3"]
    assert len(re.findall(r'class="ls-m-open" href="/strategy/objectives/', drawing)) == 12
    assert re.findall(r'class="ls-m-score[^>]*>([^<]+)<', drawing) == SCORES
    assert "style=" not in html


def test_why_of_an_arrow_shows_its_pairs_its_correlation_and_its_doubt(linnea):
    said = linnea.sees(arrows(linnea)["P1 leads to C1"])
    panel = linnea.get(arrows(linnea)["P1 leads to C1"], HX_Target="ls-side").content.decode()

    assert "move in the same direction: r 0.52 over 22 pairs. Expected: opposite direction." in panel
    assert "|r| = 0.52 ≥ 2/√22 = 0.43" in panel
    assert panel.count("<tr>") == 1 + 1 + 22
    assert "Agreement is not proof" in panel
    assert "Why “Data disagree”?" in said or "<aside" in panel


def test_an_arrow_that_is_not_on_the_map_is_not_found(linnea):
    assert linnea.get(f"{OCTOBER}&why=link:1:99999").status_code == 404


def test_a_theme_keeps_its_slice_of_the_map(linnea):
    html = linnea.get(f"{OCTOBER}&theme=pharma-growth").content.decode()
    drawing = html[html.index('<svg class="ls-map ') : html.index('<div class="ls-bands')]

    codes = set(re.findall(r'<tspan class="ls-m-code">(\w+)</tspan>', drawing))
    assert 0 < len(codes) < 12
    assert {end for words in re.findall(r'aria-label="(\w+) leads to (\w+)', drawing) for end in words} <= codes


def test_the_table_holds_the_same_links_and_can_be_downloaded(linnea):
    said = linnea.sees(f"{OCTOBER}&view=table&sort=verdict")
    sheet = list(csv.DictReader(io.StringIO(linnea.get(f"{OCTOBER}&format=csv").content.decode("utf-8-sig"))))

    assert said.index("Data disagree") < said.index("No clear answer") < said.index("Data agree")
    assert len(sheet) == 12
    broken = next(row for row in sheet if (row["Driver"], row["Outcome"]) == ("P1", "C1"))
    assert (broken["Verdict"], broken["Pairs"], round(float(broken["r"]), 2)) == ("Data disagree", "22", 0.52)


def test_links_were_tested_with_what_was_known_then(linnea):
    said = linnea.sees("/strategy/map/?scorecard=norrvik&as_of=2026-05-31")

    assert "links: " in said
    assert said.partition("links: ")[2][:60] != linnea.sees(OCTOBER).partition("links: ")[2][:60]


def test_paper_holds_the_whole_map_on_one_landscape_page(linnea):
    answer = linnea.get(f"{OCTOBER}&format=pdf")

    document = PdfReader(io.BytesIO(answer.content))
    page = document.pages[0]
    text = page.extract_text()
    assert (answer["Content-Type"], len(document.pages)) == ("application/pdf", 1)
    assert page.mediabox.width > page.mediabox.height
    assert "P1 Keep the cold chain unbroken" in text
    assert "printed by Linnea Sandberg on 17 Nov 2026" in text
    assert documents.STANDARD == "a-2b"
    assert "<pdfaid:part>2</pdfaid:part>" in document.trailer["/Root"]["/Metadata"].get_data().decode()


@pytest.mark.parametrize("more", ["", "&view=table", "&why=1"])
def test_the_map_asks_the_database_little(linnea, more):
    from django.db import connection  # inline: the demo fixture exchanges the connection

    linnea.get(OCTOBER + more)
    with CaptureQueriesContext(connection) as asked:
        linnea.get(OCTOBER + more)

    assert len(asked) <= MOST_STATEMENTS + (10 if more == "&why=1" else 0)


@pytest.mark.parametrize("who", ["linnea.sandberg", "ines.carvalho"])
def test_an_objectives_page_asks_the_database_little(reader, who):
    from django.db import connection  # inline: the demo fixture exchanges the connection

    address = "/strategy/objectives/p1-keep-the-cold-chain-unbroken-dock-to-door/"
    visitor = reader(who)
    visitor.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert visitor.get(address).status_code == 200

    assert len(asked) <= MOST_STATEMENTS


def test_a_reader_who_may_not_open_a_scorecard_does_not_learn_of_it(reader):
    assert reader("amara.okafor").get("/strategy/map/?scorecard=nowhere").status_code == 404
