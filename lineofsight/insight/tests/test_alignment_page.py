"""Who serves what: boxes, shares, what stops, what nobody works on; objectives with key results; effort; the team."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.insight.presenting import alignment as words
from lineofsight.scorecard.results.alignment import AlignmentLine, AlignmentNode, AlignmentView

MOST_STATEMENTS = 15


@pytest.fixture
def ines(reader):
    """The manager of the Rotterdam hub."""
    return reader("ines.carvalho")


def test_rotterdam_is_drawn_as_in_the_picture(ines):
    seen = ines.sees("/okrs/alignment/rotterdam/")

    assert "Alignment, Rotterdam hub" in seen
    assert "Who serves what, Q4 2026. 31 goals, 7 objectives. 2 stop before the strategy." in seen
    assert "5 of 12 strategic objectives 49% of strategy weight" in seen
    for name in ("No pallet waits in the warm", "Halve dwell time at the docks", "P1 Keep the cold chain unbroken"):
        assert name in seen
    assert "Learn Excel pivot tables Mateus Silva" in seen
    assert "Stops here 2" in seen


def test_effort_says_what_would_have_to_move_and_why(ines):
    seen = ines.sees("/okrs/effort/rotterdam/")

    assert "37% of effort would have to move to match the strategy." in seen
    assert "Financial 0% of 25% Customer 26% of 30% Process 67% of 30% Learning & growth 7% of 15%" in seen
    assert "Financial has no goal here." in seen
    alone = ines.get("/okrs/effort/rotterdam/?why=effort", **{"HX-Target": "ls-side"}).content.decode()
    assert "(|0% − 25%| + |26% − 30%| + |67% − 30%| + |7% − 15%|) / 2 = 37%" in alone
    assert "<html" not in ines.get("/okrs/effort/rotterdam/", **{"HX-Target": "ls-effort"}).content.decode()


def test_search_shows_what_a_box_hangs_together_with(ines):
    drawn = ines.get("/okrs/alignment/rotterdam/?q=excel").context["drawn"]

    assert [node.name for node in drawn.nodes] == ["Learn Excel pivot tables"]
    assert "No box matches" in ines.sees("/okrs/alignment/rotterdam/?q=nothing-like-this")
    door = {node.name for node in ines.get("/okrs/alignment/rotterdam/?q=dock+door").context["drawn"].nodes}
    assert {"Close the dock door within 3 minutes", "No pallet waits in the warm"} <= door
    assert "Renew the break room" not in door


def test_way_down_lists_what_serves_each(ines):
    seen = ines.sees("/okrs/alignment/rotterdam/?direction=down")

    assert seen.index("Strategic objectives") < seen.index("Team objectives") < seen.index("Goals of people")
    assert "serve it" in seen


def test_picture_holds_at_most_30_boxes_and_says_how_many_are_left_out():
    nodes = tuple(AlignmentNode(f"goal:{n}", "goal", 0, f"Goal {n}") for n in range(90))
    end = AlignmentNode("objective:1", "objective", 3, "End", weight=1.0)
    lines = tuple(AlignmentLine(node.key, end.key, contributes=True, share=1.0) for node in nodes)
    view = AlignmentView("U", "u", "up", "Q4", 90, 0, 90, 1, 1, 1.0, (*nodes, end), lines, (), 0, ())

    drawn = words.shown(view, "")

    assert (len(drawn.nodes), drawn.left_out) == (words.MOST_DRAWN, 61)
    assert end in drawn.nodes
    found = words.shown(view, "goal 77")
    assert [node.name for node in found.nodes] == ["Goal 77", "End"]


def test_objective_shows_its_key_results_and_its_progress_adds_up(ines):
    page = ines.get("/okrs/2026-q4/rotterdam/")
    seen = ines.sees("/okrs/2026-q4/rotterdam/")

    assert "Halve dwell time at the docks On track 47%" in seen
    assert "contributes to P1 Keep the cold chain unbroken, dock to door" in seen
    number = [card.line.name for card in page.context["page"].cards].index("Halve dwell time at the docks")
    why = ines.get(f"/okrs/2026-q4/rotterdam/?why=okr-{number}", **{"HX-Target": "ls-side"}).content.decode()
    assert "(33% + 61%) / 2 = 47%" in why


def test_lists_download_what_they_show(ines):
    rows = ines.get("/okrs/?q=rotterdam").context["rows"]
    sheet = list(csv.reader(io.StringIO(ines.get("/okrs/?q=rotterdam&format=csv").getvalue().decode("utf-8-sig"))))

    assert [row[0] for row in sheet[1:]] == [row.name for row in rows]
    assert ines.get("/okrs/alignment/rotterdam/?format=xlsx").getvalue()[:2] == b"PK"
    assert ines.get("/okrs/2026-q4/rotterdam/?format=csv")["Content-Disposition"].startswith("attachment")


def test_leader_sees_objectives_of_the_units_with_where_today_should_be(ines):
    seen = ines.sees("/team/")

    assert "No pallet waits in the warm Joost van der Meer" in seen
    assert "Renew the break room" in seen
    assert "Only you see this list. It is never part of a rating." in seen
    assert 'hx-get="/team/"' in ines.get("/").content.decode()
    assert 'hx-get="/team/"' not in ines.__class__("amara.okafor").get("/").content.decode()


def test_unit_out_of_reach_has_no_page(reader):
    amara = reader("amara.okafor")

    assert amara.get("/okrs/alignment/porto/").status_code == 404
    assert amara.get("/okrs/effort/porto/").status_code == 404
    assert amara.get("/okrs/2026-q4/porto/").status_code == 404


@pytest.mark.parametrize("who", ["ines.carvalho", "henrik.aalto"])
@pytest.mark.parametrize(
    "address",
    ["/okrs/", "/okrs/2026-q4/rotterdam/", "/okrs/alignment/rotterdam/", "/okrs/effort/rotterdam/", "/team/"],
)
def test_page_asks_at_most_15_statements(reader, who, address):
    reading = reader(who)
    reading.get(address)

    with CaptureQueriesContext(connection) as asked:
        assert reading.get(address).status_code == 200

    assert len(asked) <= MOST_STATEMENTS
