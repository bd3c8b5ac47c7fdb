"""Two days side by side, and who changed what: what an auditor is asked to prove."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.base.models import Change
from lineofsight.measures.models import Measure, Target

pytestmark = pytest.mark.one_database

P1 = "/kpis/temperature-excursions/"
COMPARED = f"{P1}compare/?a=2026-03-03&a_known=2026-04-01&b=2026-04-20"
BOARD = "/scorecards/norrvik/compare/?period=2026-04&a=2026-05-10&b=2026-11-16"


def history_address() -> str:
    return f"/history/measure/{Measure.objects.get(slug='temperature-excursions').public_id}/"


def test_the_target_then_and_who_had_set_it(reader):
    page = reader("linnea.sandberg").sees(COMPARED)

    assert "On 3 March 2026 as known on 1 April 2026 the target was 2.5, set by Astrid Nyberg on" in page
    assert "On the other day it is 3, set by Astrid Nyberg on 14 April 2026, because “Change 31." in page


def test_an_earlier_day_as_known_later_keeps_who_set_the_piece_that_stayed(linnea):
    known_then = linnea.sees(f"{P1}compare/?a=2026-03-03&a_known=2026-04-01&b=2026-03-03&b_known=2026-06-01")

    assert "Target 2.5" in known_then
    assert "14 April 2026" not in known_then


def test_scorecard_on_two_days_counts_and_names_what_differs(linnea):
    page = linnea.sees(BOARD)

    assert "objectives differ" in page or "All objectives say the same" in page
    assert "10 May 2026 as known then" in page


def test_comparison_with_a_day_before_anything_says_so(linnea):
    assert "Nothing was known of this KPI on 1 January 2001" in linnea.sees(f"{P1}compare/?a=2001-01-01")


@pytest.mark.parametrize("query", ["", "?a=x&b=y", "?a=2026-13-40&b_known=zzz", "?unit=rotterdam&period=2026-10"])
def test_comparison_reads_any_address(linnea, query):
    assert linnea.get(f"{P1}compare/{query}").status_code == 200


def test_comparison_as_a_file_holds_what_the_page_shows(linnea):
    text = linnea.get(f"{COMPARED}&format=csv").content.decode("utf-8-sig").splitlines()

    assert text[0] == "Code,What,3 March 2026 as known on 1 April 2026,20 April 2026 as known then,Difference"
    assert any(line.startswith(",Target,2.5,3") for line in text)


def test_history_of_a_kpi_says_who_changed_its_target_and_why(linnea):
    page = linnea.sees(history_address())

    assert (
        "Astrid Nyberg changed the target of Norrvik Cold Chain from 2.5 to 3 from 1 Apr 2026, because “Change 31."
        in page
    )


def test_history_before_the_change_does_not_know_it(linnea):
    assert "from 2.5 to 3" not in linnea.sees(f"{history_address()}?as_of=2026-04-01")


def test_history_inside_a_page_is_the_list_alone(linnea):
    part = linnea.get(history_address(), **{"HX-Request": "true"}).content.decode()

    assert part.startswith("<ol")
    assert "<main" not in part


def test_taking_a_target_back_asks_why_and_sets_it_as_it_was(reader):
    astrid = reader("astrid.nyberg")
    act = Change.objects.get(command="measures.set_target", reason__startswith="Change 31.")
    address = f"/history/acts/{act.public_id}/take-back/"
    assert address in astrid.get(history_address()).content.decode()

    refused = astrid.client.post(address, {"reason": ""})
    done = astrid.client.post(address, {"reason": "The trailers come after all."})

    assert (refused.status_code, done.status_code) == (422, 302)
    p1 = Measure.objects.get(slug="temperature-excursions")
    last = Target.objects.current().filter(measure=p1, unit_id=p1.owning_unit_id).order_by("valid_from").last()
    assert last.target == 2.5
    assert "from 3 to 2.5 from 1 Apr 2026, because “The trailers come after all.”" in astrid.sees(history_address())


def test_who_may_not_take_back_is_not_offered_it(reader):
    amara = reader("amara.okafor")
    act = Change.objects.get(command="measures.set_target", reason__startswith="Change 31.")
    before = Change.objects.count()

    assert "take-back" not in amara.get(history_address()).content.decode()
    answer = amara.client.post(f"/history/acts/{act.public_id}/take-back/", {"reason": "x"})

    assert answer.status_code in (403, 404)
    assert Change.objects.count() == before


@pytest.mark.parametrize(("address", "most"), [(COMPARED, 28), (BOARD, 26), ("history", 15)])
def test_statements(linnea, address, most):
    address = history_address() if address == "history" else address
    linnea.get(address)

    with CaptureQueriesContext(connection) as asked:
        assert linnea.get(address).status_code == 200

    assert len(asked) <= most
