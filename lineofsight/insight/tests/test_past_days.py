"""Looking at a past day: every page says which, links stay there, forms are closed, rights are those of today."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.accounts.models import User
from lineofsight.base.runner import system_change
from lineofsight.insight.tests.conftest import words_of
from lineofsight.measures.models import Observation
from lineofsight.organization.models import RoleAssignment

pytestmark = pytest.mark.one_database

MOST_QUERIES = 15
THEN = "as_of=2026-05-31"
P1 = "/kpis/temperature-excursions/"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("as_of=2026-05-31", "You look at 31 May 2026 as it was known then. Forms are closed."),
        ("as_of=2026-05-31&known_at=2026-07-02", "You look at 31 May 2026 as it was known on 2 July 2026."),
        ("known_at=2026-07-02", "You look at 17 November 2026 as it was known on 2 July 2026."),
        ("as_of=2027-01-01", "You look ahead to 1 January 2027 as it is planned today."),
    ],
)
@pytest.mark.parametrize("address", ["/", "/kpis/", P1])
def test_page_says_which_day_it_shows(linnea, address, query, said):
    assert said in linnea.get(f"{address}?{query}").content.decode()


@pytest.mark.parametrize("query", ["", "?as_of=", "?as_of=yesterday", "?as_of=2026-11-17", "?known_at=2026-13-45"])
def test_page_of_today_has_no_strip(linnea, query):
    page = linnea.get(f"/kpis/{query}").content.decode()

    assert "ls-strip" in page  # the demo's own, so that its absence below can fail
    assert 'id="ls-strip"' not in page


def test_links_stay_on_the_day_and_lead_to_what_was_known_then(linnea):
    page = linnea.get(f"/kpis/?{THEN}").content.decode()

    assert f'href="{P1}?{THEN}"' in page
    assert f'href="{P1}"' not in page
    assert 'href="?"' in page  # back to today
    assert "5.14" in linnea.sees(P1)
    assert "5.14" not in linnea.sees(f"{P1}?{THEN}")
    assert linnea.get(f"/scorecards/norrvik/?{THEN}").headers["Location"].endswith(f"?{THEN}")


def test_forms_are_shown_closed_and_a_post_changes_nothing(reader):
    divya, before = reader("divya.raman"), Observation.objects.count()
    address = f"{P1}values/new/?{THEN}"

    shown = divya.get(address).content.decode()
    sent = divya.client.post(address, {"value": "4", "period": "2026-10"})

    assert '<fieldset class="ls-closed-form" disabled' in shown
    assert "This page always shows today: a form writes what is true from today on. Forms are closed." in shown
    assert sent.status_code == 403
    assert "Forms are closed on a past day" in words_of(sent)
    assert Observation.objects.count() == before


def test_a_day_before_the_first_is_answered_with_the_first(linnea):
    answer = linnea.get(f"{P1}?as_of=1999-01-01")

    assert answer.status_code == 404
    assert "Nothing was known yet on that day The first day that can be looked at is" in words_of(answer)
    first = answer.content.decode().partition(f'href="{P1}?as_of=')[2][:10]
    assert linnea.get(f"/kpis/?as_of={first}").status_code == 200


def test_rights_on_a_past_day_are_those_of_today(reader):
    henrik = reader("henrik.aalto")
    address = f"/kpis/?q=sick&{THEN}"
    assert "Sick" in henrik.sees(address)

    with system_change("his role ends"):
        RoleAssignment.objects.filter(user=User.objects.get(email="henrik.aalto@norrvik.example")).delete()

    assert "/kpis/sick" not in henrik.get(address).content.decode()


@pytest.mark.parametrize("address", ["/", "/kpis/", "/scorecards/norrvik/2026-04/", P1])
def test_page_of_a_past_day_asks_at_most_15_statements(linnea, address):
    linnea.get(f"{address}?{THEN}")

    with CaptureQueriesContext(connection) as asked:
        assert linnea.get(f"{address}?{THEN}").status_code == 200

    assert len(asked) <= MOST_QUERIES
