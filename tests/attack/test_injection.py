"""T19: quotes, comments and UNION in every filter, sort and search answer like any other word, and quickly."""

import time

import pytest

from tests.attack.browsers import browser, call
from tests.permissions.checks import contents
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PAYLOADS = (
    "'",
    "' OR '1'='1",
    "1; DROP TABLE measures_measure; --",
    "') UNION SELECT password FROM accounts_user --",
    'name"; SELECT pg_sleep(5); --',
    "%' AND 1=1 /*",
    "\\",
    "name__startswith",
    "-user__password",
    "\x00",
    "𝕏" * 300,
    "99999999999999999999",
    "-1",
)
#: The words that each address takes.
FILTERS = {
    "/": ("as_of", "known_at"),
    "/kpis/": ("q", "sort", "page"),
    "/scorecards/": ("q", "sort", "page"),
    "/kpis/yield/": ("unit", "period", "view", "why", "as_of", "known_at"),
    "/scorecards/group/2026-02/": ("view", "sort", "why", "known_at"),
    "/kpis/yield/values/new/": ("at", "for"),
    "/kpis/yield/targets/new/": ("at", "by", "path"),
    "/imports/": ("page",),
    "/api/v1/kpis": ("as_of", "known_at"),
    "/api/v1/kpis/yield": ("unit", "period"),
    "/api/v1/kpis/yield/values": ("unit", "known_at"),
}


@pytest.mark.parametrize(("address", "names"), FILTERS.items())
def test_no_filter_reaches_the_database_as_language(world: World, address: str, names: tuple[str, ...]) -> None:
    client, before = browser(world), contents()
    started = time.perf_counter()

    statuses = {
        (name, payload): client.get(address, {name: payload}).status_code for name in names for payload in PAYLOADS
    }

    assert {cell: status for cell, status in statuses.items() if status >= 500} == {}
    assert contents() == before
    assert time.perf_counter() - started < len(statuses), "one of them made the database wait"


def test_search_for_a_condition_finds_what_a_nonsense_word_finds(world: World) -> None:
    client = browser(world)

    rows = [client.get("/kpis/", {"q": q, "format": "csv"}).content for q in ("' OR '1'='1", "%", "zzzz")]

    assert rows[0] == rows[1] == rows[2]


def test_zero_byte_is_refused_in_every_field(world: World) -> None:
    where = {"unit": str(world.unit("plant").public_id), "period": "2026-03", "value": "93"}
    target = str(world.measures["yield"].public_id)

    answer = call(
        browser(world, "updater"), "measures.record_observation", target=target, input={**where, "raw": "\x00"}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_in_the_path_or_as_key_is_not_found(world: World, payload: str) -> None:
    client = browser(world)

    target = call(client, "strategy.draft_version", target=payload, input={})

    assert target.status_code == 404
    for address in ("/api/v1/people/{}", "/api/v1/units/{}", "/api/v1/kpis/{}/card", "/scorecards/group/{}/"):
        answer = client.get(address.format(payload.replace("/", "").replace("\\", "").replace("\x00", "") or "x"))
        assert answer.status_code in (404, 422), address
