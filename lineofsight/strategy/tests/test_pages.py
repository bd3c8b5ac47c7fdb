"""The pages of strategies and the editor of a draft's map, without JavaScript."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lineofsight.base.models import Change
from lineofsight.strategy import commands as do
from lineofsight.strategy.models import Strategy
from lineofsight.strategy.tests.cast import Cast
from lineofsight.strategy.tests.test_versions import adopt_first, strategy

pytestmark = pytest.mark.one_database

__all__ = ["strategy"]
JAN = date(2026, 1, 12)
EDITOR = "/strategy/versions/2/map/edit/"
MOST_STATEMENTS = 15


@pytest.fixture
def reader(cast: Cast) -> Callable[[str], Client]:
    """Return a function that lets somebody of the cast sign in."""

    def sign_in(name: str) -> Client:
        client = Client(headers={"host": "localhost"})
        client.force_login(cast.users[name])
        return client

    return sign_in


@pytest.fixture
def office(cast: Cast, strategy: Strategy, reader: Callable[[str], Client]) -> Client:
    """The strategy office, with version 1 in force and version 2 drafted."""
    adopt_first(cast, strategy, JAN)
    do.draft_version(cast.act("wanjiru"), strategy)
    return reader("wanjiru")


def words(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def codes(client: Client) -> list[str]:
    """Return the codes on the picture of the draft, in their order."""
    return re.findall(r'"ls-m-code">(\w+)<', client.get(EDITOR).content.decode())


def post(client: Client, made: Strategy, **data: Any) -> Any:
    """Do one act in the editor; objectives are named by their codes."""
    ids = {row.code: str(row.public_id) for row in made.objectives.all()}
    sent = {
        name: ids.get(value, value) if name in ("objective", "driver", "outcome") else value
        for name, value in data.items()
    }
    return client.post(EDITOR, sent)


@pytest.mark.parametrize(
    "address",
    ["/strategy/", "/strategy/versions/2/", "/strategy/versions/2/changes/", "/strategy/versions/2/submit/", EDITOR],
)
def test_pages_ask_the_database_little(office: Client, address: str) -> None:
    office.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = office.get(address)

    assert answer.status_code == 200
    assert len(asked) <= MOST_STATEMENTS


def test_a_version_in_review_asks_the_database_no_more(office: Client, strategy: Strategy) -> None:
    office.post("/strategy/versions/2/submit/")
    assert strategy.versions.get(number=2).state == "in_review"
    office.get("/strategy/versions/2/")

    with CaptureQueriesContext(connection) as asked:
        assert office.get("/strategy/versions/2/").status_code == 200

    assert len(asked) <= MOST_STATEMENTS


def test_a_reader_sees_what_is_in_force_and_no_draft(office: Client, reader: Callable[[str], Client]) -> None:
    amara = reader("amara")

    assert "L1 Train" in words(amara.get("/strategy/versions/1/"))
    assert [amara.get(address).status_code for address in ("/strategy/versions/2/", EDITOR)] == [404, 404]
    assert "Version 2" not in words(amara.get("/strategy/"))


def test_an_objective_is_added_with_the_next_code_of_its_perspective(office: Client, strategy: Strategy) -> None:
    answer = post(office, strategy, act="add", name="Load right", perspective="process")

    assert answer["Location"] == f"{EDITOR}?objective=P2"
    assert codes(office) == ["P1", "P2", "L1"]


@pytest.mark.parametrize(
    ("act", "shown"),
    [
        ({"act": "move", "objective": "P1", "to": "up"}, "P1 moved."),
        ({"act": "place", "objective": "L1", "perspective": "customer"}, "L1 moved."),
        ({"act": "link", "driver": "P1", "outcome": "L1", "sign": "-1", "lag": "3"}, "P1 leads to L1."),
        ({"act": "unlink", "driver": "L1", "outcome": "P1"}, "Link L1 → P1 removed."),
        ({"act": "drop", "objective": "P1"}, "P1 left out of the draft."),
        ({"act": "edit", "objective": "P1", "name": "Never warm", "statement": "Keep it cold by 2027"}, "P1 saved."),
        ({"act": "add", "name": "Load right", "perspective": "process"}, "P2 added."),
    ],
    ids=lambda value: value["act"] if isinstance(value, dict) else "",
)
def test_every_act_is_told_and_undo_takes_it_back(
    office: Client,
    strategy: Strategy,
    act: dict[str, str],
    shown: str,
) -> None:
    before = state(strategy)

    done = post(office, strategy, **act)
    told = words(office.get(done["Location"]))
    after = state(strategy)
    office.post(f"{EDITOR}?undo=1")

    assert done.status_code == 302
    assert f"{shown} Undo" in told
    assert after != before
    assert state(strategy) == before


def state(made: Strategy) -> list[Any]:
    """Return all that the draft says."""
    draft = made.versions.get(number=2)
    said = draft.objectives.order_by("sort_order").values_list(
        "objective__code", "name", "statement", "perspective__key", "themes__theme__key"
    )
    links = draft.links.order_by("driver__code").values_list("driver__code", "outcome__code", "sign", "lag", "why")
    return [*said, *links]


def test_a_wording_is_added_to_the_statement(office: Client, strategy: Strategy) -> None:
    sent = {"name": "Keep cold", "statement": "Keep it cold", "wording": "for every customer"}
    post(office, strategy, act="edit", objective="P1", **sent)

    said = strategy.versions.get(number=2).objectives.get(objective__code="P1")
    assert said.statement == "Keep it cold for every customer"
    assert [theme.theme.key for theme in said.themes.all()] == ["pharma"]


def test_two_people_at_one_objective_see_both_texts(
    cast: Cast,
    office: Client,
    reader: Callable[[str], Client],
    strategy: Strategy,
) -> None:
    seen = {"act": "edit", "objective": "P1", "version": str(strategy.objectives.get(code="P1").version)}
    post(reader("henrik"), strategy, **seen, name="Keep cold", statement="Theirs, by 2027")

    answer = post(office, strategy, **seen, name="Keep cold", statement="Mine, by 2026")
    again = post(
        office, strategy, **{**seen, "version": version_in(answer)}, name="Keep cold", statement="Mine, by 2026"
    )

    assert answer.status_code == 409
    assert "Yours Mine, by 2026 Theirs Theirs, by 2027" in words(answer)
    assert again.status_code == 302


def version_in(answer: Any) -> str:
    found = re.search(r'name="version" value="(\d+)"', answer.content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize(
    "act",
    [
        {"act": "fly"},
        {"act": "drop", "objective": "018f0000-0000-7000-8000-000000000001"},
        {"act": "move", "objective": "P1", "to": "left"},
        {"act": "link", "driver": "P1", "outcome": "P1"},
        {"act": "link", "driver": "P1", "outcome": "L1", "lag": "soon"},
        {"act": "add", "name": "", "perspective": "process"},
        {"act": "add", "name": "Again", "perspective": "process", "code": "P1"},
        {"act": "place", "objective": "P1", "perspective": "nowhere"},
    ],
    ids=lambda act: "-".join(act.values()),
)
def test_what_cannot_be_done_is_refused_in_a_sentence(office: Client, strategy: Strategy, act: dict[str, str]) -> None:
    before = state(strategy)

    answer = post(office, strategy, **act)

    assert answer.status_code == 422
    assert "This was not done" in words(answer)
    assert state(strategy) == before


def test_a_version_that_is_no_draft_shows_why_it_cannot_be_edited(office: Client) -> None:
    answer = office.get("/strategy/versions/1/map/edit/")

    assert "Only a draft can be changed; draft a new version first." in words(answer)
    assert 'value="drop"' not in answer.content.decode()


def test_differences_are_listed_field_by_field(office: Client, strategy: Strategy) -> None:
    post(office, strategy, act="add", name="Load right", perspective="process")
    post(office, strategy, act="drop", objective="L1")
    post(office, strategy, act="edit", objective="P1", name="Never warm", statement="")

    said = words(office.get("/strategy/versions/2/changes/"))

    assert "Against version 1: 1 objectives new, 1 left out, 1 put otherwise, 1 links left out." in said
    assert "P1 Never warm Objective: Changed Name Keep cold Never warm" in said


def test_a_draft_is_sent_returned_approved_by_another_and_put_in_force(
    office: Client,
    reader: Callable[[str], Client],
    strategy: Strategy,
) -> None:
    draft = strategy.versions.get(number=2)
    way = "/strategy/versions/2"

    office.post(f"{way}/submit/")
    own = office.post(f"{way}/approve/")
    empty = office.post(f"{way}/return/", {"reason": ""})
    office.post(f"{way}/return/", {"reason": "Say for whom."})
    office.post(f"{way}/submit/")
    reader("henrik").post(f"{way}/approve/")
    asked = words(reader("linnea").get(f"{way}/adopt/"))
    reader("linnea").post(f"{way}/adopt/", {"on": "2026-02-01"})

    draft.refresh_from_db()
    assert (own.status_code, empty.status_code) == (403, 422)
    assert "Version 1, Cold and certain, is replaced from that day on" in asked
    assert draft.adoptions.get().valid_from == date(2026, 2, 1)
    assert draft.state == "active"
    reasons = Change.objects.filter(command="strategy.return_version").values_list("reason", flat=True)
    assert list(reasons) == ["Say for whom."]


def test_texts_of_a_draft_are_written_and_a_conflict_shows_both(office: Client, strategy: Strategy) -> None:
    page = office.get("/strategy/versions/2/texts/edit/")
    seen = {"title": "Cold and certain", "version": version_in(page)}

    first = office.post("/strategy/versions/2/texts/edit/", {**seen, "vision": "First"})
    second = office.post("/strategy/versions/2/texts/edit/", {**seen, "vision": "Second"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Vision Second First" in words(second)
    assert strategy.versions.get(number=2).vision == "First"
