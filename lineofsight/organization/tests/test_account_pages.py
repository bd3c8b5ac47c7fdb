"""Pages of accounts and roles, as administrators use them; and the command line that begins an installation."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from lineofsight import cli
from lineofsight.accounts.models import User
from lineofsight.base.errors import Invalid
from lineofsight.organization import operator
from lineofsight.organization.commands import create_person
from lineofsight.organization.models import Person, RoleAssignment
from lineofsight.organization.viewers import viewer_of
from tests.cast import Cast, make_cast, system

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module")
def cast(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Cast]:
    """The company, made once: what a test does to it is taken back."""
    cheap = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with cheap, django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.users["administrator"])
    return client


def address(user: User) -> str:
    return f"/admin/accounts/{user.public_id}/"


def test_account_is_made_linked_and_given_a_role_which_opens_a_scorecard_page(client: Client, cast: Cast) -> None:
    person = create_person(system(), None, {"name": "Ana Lind", "email": "ana@example.org", "key": "ana"})

    page = client.post("/admin/accounts/new/", {"email": "ana@example.org", "name": "Ana Lind"}, follow=True)
    made = User.objects.get(email="ana@example.org")
    assert page.redirect_chain[-1][0] == address(made)
    assert "same e-mail address" in page.text

    client.post(f"{address(made)}person/", {"person": str(person.public_id)})
    given = {
        "role": "unit_head",
        "unit": str(cast.units["east"].public_id),
        "from_": "2026-01-01",
        "reason": "new head",
    }
    page = client.post(f"{address(made)}roles/new/", given, follow=True)

    assert "Unit head" in page.text
    assert Person.objects.get(user=made) == person
    assert viewer_of(made).units_of("unit_head") == [cast.units["east"].pk]

    client.post(
        f"{address(made)}roles/unit_head/end/?unit={cast.units['east'].public_id}",
        {"on": "2026-06-01", "reason": "moved"},
    )
    assert viewer_of(made).roles == frozenset()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"role": "unit_head", "from_": "2026-01-01", "reason": "x"}, "Say over which unit"),
        ({"role": "auditor", "from_": "2026-01-01"}, "This field is required"),
        ({"role": "auditor", "from_": "soon", "reason": "x"}, "Enter a valid date"),
    ],
)
def test_refusal_keeps_what_was_typed(client: Client, cast: Cast, data: dict[str, str], sentence: str) -> None:
    count = RoleAssignment.objects.count()

    answer = client.post(f"{address(cast.users['employee'])}roles/new/", data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{data["role"]}" selected' in answer.text
    assert RoleAssignment.objects.count() == count


def test_own_roles_say_who_changes_them(client: Client, cast: Cast) -> None:
    page = client.get(address(cast.users["administrator"])).text

    assert "You cannot change your own roles. Ask another administrator." in page
    assert "Give a role" not in page


def test_disabled_account_is_enabled_again(client: Client, cast: Cast) -> None:
    user = cast.users["peer"]

    client.post(f"{address(user)}disable/", {"reason": "left"})
    assert "Disabled" in client.get(address(user)).text

    client.post(f"{address(user)}enable/", {"reason": "came back"})
    assert User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize(
    ("query", "found"),
    [("?q=unit_head", ["unit_head"]), ("?state=disabled", ["leaver"]), ("?state=unlinked", []), ("?state=active", [])],
)
def test_accounts_are_filtered(client: Client, query: str, found: list[str]) -> None:
    page = client.get(f"/admin/accounts/{query}").text

    assert re.findall(r'<th scope="row"><a href="/admin/accounts/[^"]+">([^<]+)</a>', page) == found
    text = client.get(f"/admin/accounts/{query}&format=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in text[1:]] == found


def test_roles_say_who_holds_what_over_what(client: Client) -> None:
    rows = client.get("/admin/roles/?q=east&format=csv").content.decode("utf-8-sig").splitlines()

    assert [line.rsplit(",", 1)[0] for line in rows[1:]] == [
        "data_steward,Data steward,East,2025-01-01,,Now",
        "hr_east,HR,East,2025-01-01,,Now",
        "unit_head,Unit head,East,2025-01-01,,Now",
    ]


def test_pages_ask_the_database_little(client: Client, cast: Cast) -> None:
    for page in ("/admin/accounts/", address(cast.users["employee"]), "/admin/roles/", "/delegations/", "/looks/"):
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        assert len(asked) <= 15, (page, len(asked))


def test_command_line_links_the_first_administrator_and_gives_roles(cast: Cast, capsys: Any) -> None:
    code = cli.main(
        ["admin", "boss@example.org", "--name", "Boss", "--role", "unit_head@east", "--role", "strategy_office"]
    )

    said = capsys.readouterr().out
    user = User.objects.get(email="boss@example.org")
    assert code == 0
    assert {grant.role for grant in viewer_of(user).grants} == {"administrator", "unit_head", "strategy_office"}
    assert "It belongs to no person yet" in said
    assert "/accounts/password/reset/key/" in said


@pytest.mark.parametrize(
    ("who", "told"), [("nobody", "Nobody is known"), ("employee", "signs in with another account"), ("", "Several")]
)
def test_person_who_cannot_be_linked_is_said_to_be_none(cast: Cast, who: str, told: str) -> None:
    user = operator.make_administrator("boss@example.org")
    for key in ("one", "two"):
        create_person(system(), None, {"name": "Same Name", "key": key})

    with pytest.raises(Invalid, match=told):
        operator.settle(user, person=who or "Same Name")

    assert operator.settle(user, person="two") == ["The account belongs to Same Name."]
    assert viewer_of(user).person_id == Person.objects.get(key="two").pk


@pytest.mark.parametrize(("given", "called"), [("", "Jana Petersen"), ("Jana P.", "Jana P.")])
def test_new_administrator_is_called_as_their_person(cast: Cast, given: str, called: str) -> None:
    create_person(system(), None, {"name": "Jana Petersen", "key": "one"})

    user, done = operator.establish("jana@example.org", given, person="one")

    assert (user.name, done) == (called, ["The account belongs to Jana Petersen."])


def test_new_administrator_is_told_what_is_missing(cast: Cast) -> None:
    user = operator.make_administrator("boss@example.org")

    first, second = operator.next_steps(user)

    assert "--person KEY" in first
    assert "--role strategy_office" in second
    operator.settle(user, roles=["strategy_office"])
    assert operator.next_steps(user) == [first]
