"""The start page: what waits comes first and is done in place; then one part for each role, and none for others."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.base import clock
from lineofsight.insight.presenting import home as words
from lineofsight.insight.presenting import waiting as waiting_words
from lineofsight.insight.queries.administration import Administration, Begun
from lineofsight.insight.queries.waiting import Waiting
from lineofsight.insight.tests.conftest import TODAY, words_of
from lineofsight.measures.models import Dispute, Observation

pytestmark = pytest.mark.one_database

MOST_STATEMENTS = 15
PARTS = {
    "glance": "Norrvik scorecard",
    "keeping": "KPIs you keep",
    "admin": "What you look after",
    "waiting": "Waiting for you",
}


@pytest.mark.parametrize(
    ("who", "parts"),
    [
        ("henrik.aalto", {"glance"}),
        ("divya.raman", {"waiting", "keeping"}),
        ("jonas.berg", {"admin"}),
        ("grace.wanjala", {"glance"}),
        ("amara.okafor", set()),
    ],
)
def test_home_holds_the_parts_of_the_readers_roles_and_no_others(reader, who, parts):
    seen = reader(who).sees("/")

    assert {name for name, said in PARTS.items() if said in seen} == parts


@pytest.mark.parametrize(
    ("statuses", "is_said"),
    [(["green", "green"], True), (["green", "no_data"], False), (["no_data"], False), ([], False)],
)
def test_every_objective_is_on_track_only_where_each_is_known_to_be(statuses, is_said):
    facts = SimpleNamespace(objectives=[SimpleNamespace(cell=SimpleNamespace(status=one)) for one in statuses])

    assert words.Band(facts, ()).is_on_track is is_said


def test_executive_reads_first_what_is_off_track_and_which_value_is_behind_it(reader):
    seen = reader("henrik.aalto").sees("/")

    assert "In October 2026 1 objective is off track: P1 Keep the cold chain unbroken, dock to door. 62.7" in seen
    first = seen.index("Process At risk 53.6")
    assert first < seen.index("Financial At risk 65.9")
    assert seen.index("Temperature excursions per 1,000 pallets 5.14") > first


def test_steward_sees_what_is_late_with_its_age_before_what_is_due_later(reader):
    seen = reader("divya.raman").sees("/")

    assert "5 things wait for you. The oldest has waited 68 days." in seen
    assert (
        "Record Refrigerant lost, Porto hub August 2026 is missing: the score rests on the value before, or on none"
        " · open 68 days was due 10 Sep"
    ) in seen
    assert "Settle the dispute of Data in by 10:00, Porto hub Ana Moreira disputes it" in seen
    assert seen.index("Refrigerant lost") < seen.index("Energy per pallet") < seen.index("Settle the dispute")


def test_late_value_is_recorded_in_place_and_leaves_the_list(reader):
    lars = reader("lars.holmqvist")
    line = next(one for one in lars.get("/").context["waiting"] if one.due and not one.due.is_closed)
    rows = Observation.objects.current().filter(measure__slug=line.due.slug, unit__slug=line.due.unit_slug)
    before = rows.count()

    answer = lars.client.post(line.url, {**hidden(line), **number(line, "1.5")})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert rows.count() == before + 1
    assert line.title not in [one.title for one in lars.get("/").context["waiting"]]


def test_value_of_a_closed_period_asks_for_a_reason_in_place(reader):
    lars = reader("lars.holmqvist")
    line = next(one for one in lars.get("/").context["waiting"] if one.due and one.due.is_closed)
    seen = lars.sees("/")

    answer = lars.client.post(line.url, {**hidden(line), **number(line, "1.5"), "reason": "The meter was read late."})

    assert "This period is closed." in seen
    assert (answer.status_code, answer["Location"]) == (302, "/")


def hidden(line):
    """Return what the form in place sends beside the number."""
    return {"then": "home", "unit": line.due.unit_public_id, "period": line.due.period_key, "seen": "0"}


def number(line, text):
    """Return the fields that hold the number of a line."""
    return {"numerator": text, "denominator": "2"} if line.due.is_ratio else {"value": text}


def test_value_that_cannot_be_read_shows_its_form_with_what_was_typed(reader):
    lars = reader("lars.holmqvist")
    line = lars.get("/").context["waiting"][0]

    answer = lars.client.post(line.url, {**hidden(line), **number(line, "many")})

    assert answer.status_code == 422
    assert 'value="many"' in answer.content.decode()


def test_dispute_is_settled_in_place(reader):
    divya = reader("divya.raman")
    line = next(one for one in divya.get("/").context["waiting"] if one.dispute)

    answer = divya.client.post(
        line.url, {"then": "home", "version": line.dispute.version, "outcome": "upheld", "finding": "Read twice."}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert Dispute.objects.get(public_id=line.dispute.public_id).outcome == "upheld"
    assert "Settle" not in words_of(divya.get("/"))


def test_nobody_is_led_to_another_page_by_the_form(reader):
    divya = reader("divya.raman")
    line = next(one for one in divya.get("/").context["waiting"] if one.dispute)
    sent = {"then": "//elsewhere.example/", "version": 1, "outcome": "upheld", "finding": "Read twice."}

    assert divya.client.post(line.url, sent)["Location"] == f"/kpis/{line.dispute.slug}/"


def test_nothing_waits_on_a_past_day(reader):
    seen = reader("divya.raman").sees("/?as_of=2026-10-31")

    assert "Waiting for you" not in seen
    assert "Saturday 31 October 2026" in seen


@pytest.mark.parametrize("who", ["henrik.aalto", "divya.raman", "jonas.berg", "amara.okafor", "tomasz.nowak"])
def test_home_asks_at_most_15_statements(reader, who):
    reading = reader(who)
    reading.get("/")

    with CaptureQueriesContext(connection) as asked:
        assert reading.get("/").status_code == 200

    assert len(asked) <= MOST_STATEMENTS


def test_waiting_says_how_long_the_oldest_has_waited():
    with clock.seeded(TODAY):
        today = clock.today()
    one = Waiting("call", "x", since=today.replace(day=11))

    assert waiting_words.sentence((), today) == "Nothing waits for you."
    assert waiting_words.sentence((one,), today) == "1 thing waits for you. The oldest has waited 6 days."
    assert waiting_words.sentence((Waiting("call", "x", since=today),), today) == "1 thing waits for you."


@pytest.mark.parametrize(
    ("hour", "said"), [(5, "Good morning, Inês"), (12, "Good afternoon, Inês"), (23, "Good evening, Inês")]
)
def test_greeting_follows_the_hour(hour, said):
    assert words.greeting("Inês Carvalho", TODAY.replace(hour=hour)) == said


def test_account_that_is_only_an_address_is_not_called_by_it():
    assert words.greeting("ops@norrvik.example", TODAY) == "Home"


def test_empty_installation_names_its_next_steps_until_they_are_done():
    def steps(*there):
        found = Administration(Begun(*there), 1, (), (), 0, 0, None)
        return [(step.label, step.is_done) for step in words.next_steps(found)]

    assert [done for _, done in steps(False, False, False)] == [False, False, False, False]
    assert [done for _, done in steps(True, True, False)] == [True, True, False, False]
    assert steps(True, True, True) == []
