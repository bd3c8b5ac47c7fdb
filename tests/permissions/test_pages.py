"""Every address: nobody who did not sign in, only those of the table, and nothing changes by looking."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lineofsight.base.web.gate import OPEN_URLS
from tests.cast import EVERYBODY
from tests.permissions.checks import contents, difference, expected
from tests.permissions.questions import address_of, cells_of_pages
from tests.permissions.table import PAGES, WITHOUT_PAGE
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

#: What stands in an address where its pattern has a hole.
FILLED = {"int": "1", "uuid": "018f0000-0000-7000-8000-000000000001", "uuidstr": "018f0000-0000-7000-8000-000000000001"}


def addresses(resolver: Any = None, before: str = "/", space: str = "") -> Iterator[tuple[str, str]]:
    """Yield (name, example) of every address of the product."""
    for pattern in (resolver or get_resolver()).url_patterns:
        part = re.sub(r"<(?:(\w+):)?\w+>", lambda hole: FILLED.get(hole[1] or "", "yield"), str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = ":".join(name for name in (space, pattern.namespace) if name)
            yield from addresses(pattern, before + part, inner)
        elif isinstance(pattern, URLPattern):
            part = "1-set-password/" if part.startswith("^") is False and "(?P" in part else part
            example = "password/reset/key/1-x/" if "(?P" in part else part
            yield ":".join(name for name in (space, pattern.name or "") if name), before + example


ALL = sorted(set(addresses()))
#: One of each kind asks for every page in every run; all of the cast do in the slow one.
ONE_OF_EACH = (
    "anonymous",
    "leaver",
    "employee",
    "colleague",
    "updater",
    "unit_head",
    "council_member",
    "administrator",
    "strategy_office",
)
ASKING = pytest.mark.parametrize(
    "people", [ONE_OF_EACH, pytest.param(EVERYBODY, marks=pytest.mark.slow)], ids=["one of each", "everybody"]
)


def signed_in(world: World, who: str) -> Client:
    """Return a browser in which somebody signed in; a disabled account stays outside."""
    client = Client()
    if who in world.cast.users:
        client.force_login(world.user(who))
    return client


def test_every_address_has_cells() -> None:
    named = {name for name, _ in ALL if not name.startswith("api:operation")}
    missing = sorted(named - PAGES.keys() - WITHOUT_PAGE - OPEN_URLS)
    gone = sorted((PAGES.keys() | WITHOUT_PAGE) - named)

    assert not missing, f"Say in tests/permissions/table, PAGES, who gets {', '.join(missing)}."
    assert not gone, f"There is no address {', '.join(gone)} any more: take it out of the table."


@pytest.mark.parametrize(("name", "address"), ALL)
def test_whoever_did_not_sign_in_gets_only_open_pages(name: str, address: str) -> None:
    """T05: everything but the listed pages leads to the sign-in page, or answers programs with 401."""
    for method in ("get", "head", "options", "post"):
        answer = getattr(Client(), method)(address)

        if name in OPEN_URLS:
            continue
        if address.startswith("/api/"):
            assert answer.status_code == 401, (method, address)
        else:
            assert (answer.status_code, answer.get("Location", "").partition("?")[0]) == (302, "/accounts/login/")


@ASKING
@pytest.mark.parametrize(("name", "case"), cells_of_pages())
def test_who_gets_a_page(world: World, name: str, case: str, people: tuple[str, ...]) -> None:
    address = address_of(world, name, case)

    statuses = {who: signed_in(world, who).get(address).status_code for who in people}

    good = 302 if name == "insight:scorecard_latest" else 200  # that one leads on to the latest period
    inside = set(people) - {"anonymous", "leaver"}
    found = {who for who in inside if statuses[who] == good}
    wanted = expected(PAGES, name, case) & set(people)
    assert found == wanted, f"{name} ({case}): {difference(found, wanted)}"
    assert {statuses[who] for who in inside - found} <= {403, 404}
    assert {statuses[who] for who in set(people) - inside} == {302}


@pytest.mark.parametrize(("name", "case"), cells_of_pages())
def test_looking_changes_nothing(world: World, name: str, case: str) -> None:
    """T08: GET, HEAD and OPTIONS write nothing, whoever looks and whatever stands in the address."""
    address, before = address_of(world, name, case), contents()
    client = signed_in(world, "strategy_office")

    for method in ("get", "head", "options"):
        said = {"value": "99", "_method": "POST", "act": "save"}
        getattr(client, method)(address, said, headers={"X-HTTP-Method-Override": "POST"})

    assert contents() == before


def test_commands_of_the_api_take_post_alone(world: World) -> None:
    """T08: a command is never run by an address."""
    client = signed_in(world, "strategy_office")
    commands = [address for _, address in ALL if address.startswith("/api/v1/commands/")]

    statuses = {getattr(client, way)(address).status_code for address in commands for way in ("get", "put", "delete")}

    assert len(commands) > 50
    assert statuses == {405}


@ASKING
@pytest.mark.parametrize("case", sorted(PAGES["insight:kpi"]))
def test_who_gets_a_series_as_file(world: World, case: str, people: tuple[str, ...]) -> None:
    address = address_of(world, "insight:kpi", case)

    found = {
        kind: {who for who in people if _is_file(signed_in(world, who).get(address, {"format": kind}))}
        for kind in ("csv", "xlsx")
    }

    wanted = expected(PAGES, "insight:kpi", case) & set(people)
    assert found == {"csv": wanted, "xlsx": wanted}


@ASKING
def test_lists_as_files_hold_what_their_readers_may_see(world: World, people: tuple[str, ...]) -> None:
    found: dict[str, set[str]] = {case: set() for case in PAGES["insight:kpi"]}
    for who in people:
        file = signed_in(world, who).get("/kpis/", {"format": "csv"})
        text = file.content.decode() if _is_file(file) else ""
        for case in found:
            found[case] |= {who} if case.title() in text else set()

    assert found == {case: expected(PAGES, "insight:kpi", case) & set(people) for case in found}


def _is_file(answer: Any) -> bool:
    return answer.status_code == 200 and answer.get("Content-Disposition", "").startswith("attachment")
