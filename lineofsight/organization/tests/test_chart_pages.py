"""The pages of units and people as their readers see them, and the forms that change them."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lineofsight.base import clock
from lineofsight.organization import commands
from lineofsight.organization.models import (
    Holding,
    Person,
    Position,
    Reorganization,
    ReportingLine,
    Unit,
    UnitVersion,
)
from lineofsight.organization.tests.cast import Cast, system

pytestmark = pytest.mark.one_database

TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)
MOST_QUERIES = 15


def browser(cast: Cast, who: str) -> Client:
    """Return a browser in which somebody signed in."""
    client = Client()
    client.force_login(cast.users[who])
    return client


def words(answer: Any) -> str:
    """Return the text of the page's main part."""
    html = answer.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).strip()


def sent(page: Any, **typed: Any) -> dict[str, Any]:
    """Return the form of a page as a browser would send it, with some fields typed anew."""
    form = page.context["form"]
    fields = {field.html_name: field.value() for field in form}
    return {name: value for name, value in {**fields, **typed}.items() if value is not None}


@pytest.mark.parametrize(
    "address",
    [
        "/organization/?at=dock&q=o",
        "/organization/units/dock/",
        "/organization/units/top/?people=below",
        "/people/worker/",
        "/people/worker/lines/edit/",
        "/people/worker/positions/new/",
        "/organization/units/dock/edit/",
        "/organization/reorganizations/",
    ],
)
def test_a_page_costs_few_statements_and_as_many_with_more_rows(cast: Cast, address: str) -> None:
    client = browser(cast, "hr")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for n in range(3):
        commands.create_unit(
            system(), None, {"name": f"Quay {n}", "from_": TODAY, "parent": cast.units["dock"].public_id}
        )
        commands.plan_reorganization(cast.context("hr"), None, {"name": f"Plan {n}", "takes_effect_on": TODAY})
    rows = [{"key": f"o{n}", "name": f"Otto {n}", "title": "Hand", "unit": "dock", "from_": TODAY} for n in range(3)]
    commands.place_people(system(), None, {"rows": rows})
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(few) == len(many) <= MOST_QUERIES


def test_a_unit_says_who_works_in_it_and_how_it_came_to_be_so(cast: Cast) -> None:
    commands.revise_unit(cast.context("hr"), cast.units["dock"], {"name": "Quay", "from_": TODAY})

    seen = words(browser(cast, "colleague").get("/organization/units/dock/"))

    assert "2 people work in Quay." in seen
    assert "Lead lead dock" not in seen
    assert "Quay" in seen
    assert "Below south" in seen
    assert f"dock 1 Jan 2026 – {TODAY.day} {TODAY:%b %Y}" in seen


def test_the_file_holds_the_rows_on_screen_in_their_order(cast: Cast) -> None:
    address = "/organization/units/south/?people=below&sort=-name"
    client = browser(cast, "worker")
    shown = [row.name for row in client.get(address).context["people"].rows]

    sheet = list(csv.reader(io.StringIO(client.get(f"{address}&format=csv").getvalue().decode("utf-8-sig"))))

    assert shown == ["Worker", "Lead", "Hr_South", "Head"]
    assert sheet[0] == ["Name", "Position", "Unit"]
    assert [row[0] for row in sheet[1:]] == shown


@pytest.mark.parametrize(
    ("who", "is_open"),
    [("worker", True), ("lead", True), ("head", True), ("hr", True), ("hr_south", True), ("administrator", True),
     ("colleague", False), ("strategist", False), ("auditor", False), ("stranger", False)],
)  # fmt: skip
def test_contact_and_lines_are_open_to_those_in_reach_and_the_page_says_so(cast: Cast, who: str, is_open: bool) -> None:
    answer = browser(cast, who).get("/people/worker/")
    seen = words(answer)

    assert "Worker worker, dock" in seen
    assert ("worker@example.org" in answer.content.decode()) is is_open
    assert ("Worker reports to Lead (100%)." in seen) is is_open
    assert ("Not open to you" in seen) is not is_open


def test_what_a_person_answers_for_is_counted_where_it_is_closed(cast: Cast) -> None:
    thing = {"target": "measure:018f0000-0000-7000-8000-000000000001", "code": "owner", "from_": TODAY}
    commands.set_accountability(system(), None, {**thing, "person": cast.people["worker"].public_id})

    assert "1 thing that is not open to you" in words(browser(cast, "colleague").get("/people/worker/"))


def test_a_form_sent_twice_founds_one_unit(cast: Cast) -> None:
    client = browser(cast, "hr")
    page = client.get("/organization/units/south/units/new/")
    typed = sent(page, name="Quay")

    answers = [client.post("/organization/units/south/units/new/", typed) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == ["/organization/units/quay/"] * 2
    assert UnitVersion.objects.current().filter(name="Quay").count() == 1
    assert UnitVersion.objects.get(name="Quay").parent == cast.units["south"]


@pytest.mark.parametrize(
    ("address", "typed", "model"),
    [
        ("/organization/people/new/", {"name": "New Person"}, Person),
        ("/organization/units/dock/positions/new/", {"title": "New seat"}, Position),
        ("/organization/reorganizations/new/", {"name": "Two hubs", "takes_effect_on": "2027-01-01"}, Reorganization),
    ],
)
def test_a_form_sent_twice_makes_its_thing_once(cast: Cast, address: str, typed: dict[str, str], model: Any) -> None:
    client, before = browser(cast, "hr"), model.objects.count()
    data = sent(client.get(address), **typed)

    answers = [client.post(address, data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert model.objects.count() == before + 1


def test_two_people_in_one_form_see_both_texts_and_lose_neither(cast: Cast) -> None:
    client = browser(cast, "hr")
    data = sent(client.get("/organization/units/dock/edit/"), name="My quay")
    commands.revise_unit(cast.context("administrator"), cast.units["dock"], {"name": "Their quay", "from_": TODAY})

    answer = client.post("/organization/units/dock/edit/", data)

    assert answer.status_code == 409
    assert "Name My quay Their quay" in words(answer)
    assert UnitVersion.objects.at(TODAY).get(unit=cast.units["dock"]).name == "Their quay"
    again = client.post("/organization/units/dock/edit/", sent(answer))
    assert again.status_code == 302
    assert UnitVersion.objects.at(TODAY).get(unit=cast.units["dock"]).name == "My quay"


def test_lines_that_do_not_add_up_are_refused_with_weights_that_do(cast: Cast) -> None:
    client, address = browser(cast, "hr"), "/people/worker/lines/edit/"
    typed = {"weight_1": "60", "manager_2": "Colleague", "weight_2": "30 %"}
    data = sent(client.get(address), **typed)

    refused = client.post(address, data)

    assert refused.status_code == 422
    assert "2 reporting lines add up to 90 %. They must add up to 100 %." in words(refused)
    assert "Set 67+33" in words(refused)
    assert client.post(address, {**data, "fix": "67+33"}).status_code == 302
    held = ReportingLine.objects.at(TODAY).filter(person=cast.people["worker"])
    assert dict(held.values_list("manager__key", "weight")) == {"lead": Decimal(67), "colleague": Decimal(33)}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"manager_1": "Nobody Here"}, "There is nothing called “Nobody Here”."),
        ({"weight_1": "lots"}, "“lots” is no percentage; write it like 70."),
        ({"manager_1": "worker"}, "Nobody reports to themselves."),
        ({"from_": "soon"}, "Enter a valid date."),
    ],
)
def test_what_cannot_be_read_stays_in_the_form_with_a_sentence(
    cast: Cast, typed: dict[str, str], sentence: str
) -> None:
    client, address = browser(cast, "hr"), "/people/worker/lines/edit/"
    before = list(ReportingLine.objects.order_by("pk").values())

    answer = client.post(address, sent(client.get(address), **typed))

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert next(iter(typed.values())) in answer.content.decode()
    assert list(ReportingLine.objects.order_by("pk").values()) == before


def test_a_name_that_two_people_bear_is_asked_for_by_address(cast: Cast) -> None:
    commands.create_person(system(), None, {"name": "Lead", "slug": "lead-2"})
    client, address = browser(cast, "hr"), "/people/worker/lines/edit/"

    answer = client.post(address, sent(client.get(address), manager_1="Lead"))
    chosen = client.post(address, sent(client.get(address), manager_1="lead (Lead)"))

    assert "Several are called so. Write one of: lead (Lead), lead-2 (Lead)." in words(answer)
    assert chosen.status_code == 302


def test_leaving_a_position_can_be_undone_at_once(cast: Cast) -> None:
    client = browser(cast, "hr")
    seat = cast.positions["worker"].public_id
    page = client.get(f"/people/worker/positions/{seat}/leave/")

    left = client.post(f"/people/worker/positions/{seat}/leave/", sent(page, on=str(TODAY)), follow=True)
    assert not Holding.objects.at(TODAY).filter(person=cast.people["worker"]).exists()
    undo = unescape(re.search(r'ls-undo.*?action="([^"]+)"', left.content.decode(), re.DOTALL)[1])  # type: ignore[index]
    client.post(undo)

    assert Holding.objects.at(TODAY).filter(person=cast.people["worker"]).exists()
    assert Holding.objects.at(TODAY + timedelta(days=400)).filter(person=cast.people["worker"]).exists()


def test_giving_a_position_shows_those_of_the_unit_asked_for(cast: Cast) -> None:
    commands.create_position(system(), None, {"title": "Crane", "unit": cast.units["north"].public_id, "from_": TODAY})
    client, address = browser(cast, "hr"), "/people/worker/positions/new/?unit=north"
    page = client.get(address)
    seats = {name: value for value, name in page.context["form"].fields["position"].choices}

    answer = client.post(address, sent(page, position=seats["Crane"], fte="50"))

    assert list(seats) == ["Crane", "colleague · Colleague", "works_council · Works_Council"]
    assert answer.status_code == 302
    assert Holding.objects.at(TODAY).get(position__versions__title="Crane").fte == Decimal("0.5")


@pytest.mark.parametrize(
    "address",
    ["/organization/units/dock/edit/", "/organization/units/dock/close/", "/organization/units/dock/positions/new/",
     "/people/lead/edit/", "/people/lead/lines/edit/", "/people/lead/positions/new/", "/organization/people/new/"],
)  # fmt: skip
def test_whoever_may_not_sees_why_and_sends_in_vain(cast: Cast, address: str) -> None:
    client, before = browser(cast, "worker"), Unit.objects.count()
    page = client.get(address)

    answer = client.post(address, sent(page, name="Mine", title="Mine", on=str(TODAY), sort_name="", email=""))

    assert "Only HR" in words(page)
    assert answer.status_code in (403, 422)
    assert Unit.objects.count() == before
    assert not UnitVersion.objects.filter(name="Mine").exists()


def test_markup_in_names_is_shown_as_typed(cast: Cast) -> None:
    commands.correct_person(system(), cast.people["worker"], {"name": "<b>Bo</b> & Co"})
    commands.revise_unit(system(), cast.units["dock"], {"name": "<i>Dock</i>", "from_": TODAY})

    for address in ("/people/worker/", "/organization/units/dock/", "/organization/?at=dock&q=Bo"):
        html = browser(cast, "hr").get(address).content.decode()
        assert "<b>Bo" not in html
        assert "<i>Dock" not in html
        assert "&lt;i&gt;Dock" in html


def test_a_plan_goes_its_way_by_buttons(cast: Cast) -> None:
    hr, chief = browser(cast, "hr"), browser(cast, "chief")
    page = hr.get("/organization/reorganizations/new/")
    plan = hr.post("/organization/reorganizations/new/", sent(page, name="Two hubs", takes_effect_on=str(TODAY)))[
        "Location"
    ]
    move = f"{plan}moves/new/?kind=merge_unit"

    added = hr.post(move, sent(hr.get(move), unit="south", target="North"), follow=True)
    assert "south is merged into north" in words(added)
    assert "Still reports to Chief" in words(added)
    hr.post(f"{plan}submit/")
    assert "You prepared this plan." in words(hr.get(plan))
    chief.post(f"{plan}approve/")
    hr.post(f"{plan}apply/")
    assert UnitVersion.objects.at(TODAY).get(unit=cast.units["dock"]).parent == cast.units["north"]

    back = f"{plan}take-back/"
    done = hr.post(back, sent(hr.get(back), reason="Too early."), follow=True)

    assert "Taken back" in words(done)
    assert UnitVersion.objects.at(TODAY).get(unit=cast.units["dock"]).parent == cast.units["south"]


def test_a_plan_says_why_a_step_cannot_be_taken(cast: Cast) -> None:
    plan = commands.plan_reorganization(cast.context("hr"), None, {"name": "Empty", "takes_effect_on": TOMORROW})

    answer = browser(cast, "hr").post(f"/organization/reorganizations/{plan.public_id}/submit/", follow=True)

    assert "Add a move first: there is nothing to approve yet." in words(answer)
    assert browser(cast, "hr").post(f"/organization/reorganizations/{plan.public_id}/nonsense/").status_code == 404
    assert browser(cast, "worker").get(f"/organization/reorganizations/{plan.public_id}/").status_code == 404
