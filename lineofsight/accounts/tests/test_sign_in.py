"""Signing in and out, links to choose a password, and sessions that end at once."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from lineofsight.accounts import commands, tokens
from lineofsight.accounts.models import User
from lineofsight.base import clock, history
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.errors import Refused
from lineofsight.base.models import Change, Installation

pytestmark = pytest.mark.django_db

PASSWORD = "five oarsmen by lamplight"
NEW = "a heron over cold water"
PAGE = "/accounts/profile/"


@pytest.fixture(autouse=True)
def _plain(settings: Any) -> None:
    """Send mail to the outbox, hash quickly, and forget earlier tries."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.BASE_URL = "https://sight.example.org"
    cache.clear()


@pytest.fixture
def user() -> User:
    return User.objects.create_user("amara@example.org", PASSWORD, name="Amara Okafor")


def system(reason: str = "asked for") -> Context:
    return Context(viewer=SYSTEM, now=clock.now(), via="system", reason=reason)


def sign_in(client: Client, email: str = "amara@example.org", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password}, **extra)


def signed_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def reset_link(client: Client, **extra: Any) -> str:
    client.post("/accounts/password/reset/", {"email": "amara@example.org"}, **extra)
    found = re.search(r"https?://\S+", mail.outbox[-1].body)
    assert found
    return found[0]


def choose(client: Client, link: str, password: str = NEW) -> Any:
    form = client.get(link.removeprefix("https://sight.example.org"), follow=True)
    return client.post(
        form.redirect_chain[-1][0] if form.redirect_chain else link, {"password1": password, "password2": password}
    )


def test_password_opens_and_sign_out_closes(client: Client, user: User) -> None:
    assert client.get(PAGE).status_code == 302
    assert sign_in(client).status_code == 302
    assert signed_in(client)

    client.post("/accounts/logout/")

    assert not signed_in(client)


@pytest.mark.parametrize(("email", "password"), [("amara@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
def test_refusal_is_the_same_for_a_wrong_password_and_an_unknown_account(
    client: Client, user: User, email: str, password: str
) -> None:
    answer = sign_in(client, email, password)

    assert "The email address and/or password you specified are not correct" in answer.text
    assert not signed_in(client)


def test_sixth_wrong_try_waits(client: Client, user: User) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")

    answer = sign_in(client)

    assert "Too many failed login attempts" in answer.text
    assert not signed_in(client)


def test_nobody_signs_up(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})

    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda user: commands.disable_user(system(), user),
        lambda user: commands.end_sessions(system(), user),
        lambda user: commands.set_password_by_link(system(), user),
        lambda user: commands.choose_password(system(), user, {"password": NEW}),
    ],
    ids=["disabled", "sessions ended", "link sent", "password changed"],
)
def test_session_is_dead_at_its_next_request_once(client: Client, user: User, act: Any) -> None:
    sign_in(client)
    assert signed_in(client)

    act(user)

    assert not signed_in(client)


def test_disabled_account_cannot_sign_in_until_enabled(client: Client, user: User) -> None:
    commands.disable_user(system("left the company"), user)
    sign_in(client)
    assert not signed_in(client)

    commands.enable_user(system("came back"), user)
    sign_in(client)

    assert signed_in(client)


def test_password_change_ends_the_session_that_changed_it_and_others(client: Client, user: User) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert not signed_in(client)
    assert not signed_in(other)
    assert sign_in(client, password=NEW).status_code == 302


def test_link_sets_a_password_once(client: Client, user: User) -> None:
    link = reset_link(client)

    choose(client, link)

    assert sign_in(client, password=NEW).status_code == 302
    client.post("/accounts/logout/")
    again = client.get(link.removeprefix("https://sight.example.org"), follow=True)
    assert "This link does not work any more" in again.text


def test_link_of_one_account_does_not_open_another(client: Client, user: User) -> None:
    other = User.objects.create_user("joost@example.org", PASSWORD)
    token = tokens.key_for(user).partition("-")[2]
    account = tokens.key_for(other).partition("-")[0]

    answer = client.get(f"/accounts/password/reset/key/{account}-{token}/", follow=True)

    assert "This link does not work any more" in answer.text
    assert User.objects.get(pk=other.pk).check_password(PASSWORD)


def test_link_dies_after_an_hour(client: Client, user: User, settings: Any) -> None:
    link = reset_link(client)
    settings.PASSWORD_RESET_TIMEOUT = -1

    answer = client.get(link.removeprefix("https://sight.example.org"), follow=True)

    assert "This link does not work any more" in answer.text


def test_later_link_kills_the_earlier_one(client: Client, user: User) -> None:
    first = tokens.link_for(user)
    commands.end_sessions(system(), user)

    answer = client.get(first.removeprefix("https://sight.example.org"), follow=True)

    assert "This link does not work any more" in answer.text


@pytest.mark.parametrize("header", [{"HTTP_HOST": "localhost"}, {"HTTP_X_FORWARDED_HOST": "evil.example"}])
def test_mail_names_the_address_of_the_setting(client: Client, user: User, header: dict[str, str]) -> None:
    assert reset_link(client, **header).startswith("https://sight.example.org/accounts/password/reset/key/")
    message = mail.outbox[-1]
    assert "localhost" not in message.body + message.subject
    assert "evil" not in message.body


def test_unknown_host_is_refused(client: Client, user: User) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "amara@example.org"}, headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert mail.outbox == []


def test_asking_for_an_unknown_address_looks_the_same_and_mails_nobody(client: Client, user: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": "amara@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert [message.to for message in mail.outbox] == [["amara@example.org"]]


def test_administrators_link_reaches_the_person_alone(user: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        commands.set_password_by_link(system(), user)

    assert [message.to for message in mail.outbox] == [["amara@example.org"]]
    assert "https://sight.example.org/accounts/password/reset/key/" in mail.outbox[0].body


def test_history_keeps_that_a_password_changed_and_not_what_it_is(user: User) -> None:
    commands.choose_password(system(), user, {"password": NEW})

    change = Change.objects.get(command="accounts.choose_password")
    assert change.input == {}
    assert change.rows.get().values == {"password_changes": ["earlier", "new"]}


def test_sign_in_page_shows_the_demo_people_in_a_demo_only(client: Client) -> None:
    user = User.objects.create_user("demo@example.org", PASSWORD, name="Inês Carvalho", demo_note="Hub manager")
    assert user.name not in client.get("/accounts/login/").text

    Installation.objects.update_or_create(id=1, defaults={"is_demo": True, "created_at": clock.now()})
    history.forget_installation()

    page = client.get("/accounts/login/").text
    assert "Inês Carvalho" in page
    assert "Hub manager" in page


def test_demo_accounts_exist_in_a_demo_only() -> None:
    rows = {"password": PASSWORD, "rows": [{"email": "a@example.org", "name": "A", "note": "Auditor"}]}
    with pytest.raises(Refused, match="demo database"):
        commands.place_demo_accounts(system(), None, rows)
    assert User.objects.count() == 0

    Installation.objects.update_or_create(id=1, defaults={"is_demo": True, "created_at": clock.now()})
    history.forget_installation()
    commands.place_demo_accounts(system(), None, rows)

    assert User.objects.get().check_password(PASSWORD)


def test_preferences_reach_the_browser(client: Client, user: User) -> None:
    sign_in(client)

    answer = client.post(PAGE, {"theme": "dark", "density": "grid", "language": "en", "time_zone": "Europe/Lisbon"})

    assert answer.status_code == 302
    assert (answer.cookies["ls-theme"].value, answer.cookies["ls-density"].value) == ("dark", "grid")
    user.refresh_from_db()
    assert (user.theme, user.time_zone) == ("dark", "Europe/Lisbon")
    other = Client()
    assert sign_in(other).cookies["ls-theme"].value == "dark"


def test_unknown_time_zone_keeps_what_was_typed(client: Client, user: User) -> None:
    sign_in(client)

    answer = client.post(PAGE, {"theme": "dark", "time_zone": "Europe/Atlantis"})

    assert answer.status_code == 422
    assert "There is no time zone named Europe/Atlantis" in answer.text
    assert 'value="Europe/Atlantis"' in answer.text
    user.refresh_from_db()
    assert user.theme == ""


def test_sign_out_everywhere(client: Client, user: User) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)

    client.post("/accounts/sessions/end/")

    assert not signed_in(client)
    assert not signed_in(other)


@pytest.mark.parametrize("path", ["/accounts/sessions/end/", "/accounts/logout/"])
def test_reading_an_address_changes_nothing(client: Client, user: User, path: str) -> None:
    sign_in(client)

    client.get(path)

    assert signed_in(client)
