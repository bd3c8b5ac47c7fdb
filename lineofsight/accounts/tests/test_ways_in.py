"""Ways in beside the password: the second factor, tokens for programs, sessions one by one."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from lineofsight.accounts import api_tokens, commands, commands_access, devices, notices, second_factor
from lineofsight.accounts.models import ApiToken, TokenUse, User
from lineofsight.accounts.tests.test_sign_in import NEW, PASSWORD, sign_in, signed_in, system
from lineofsight.base import clock
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.base.models import Change

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FACTOR = "/accounts/2fa/authenticate/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TOKENS = "/accounts/tokens/"
ME = "/api/v1/tokens"


@pytest.fixture(autouse=True)
def _plain(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.BASE_URL = "https://sight.example.org"
    cache.clear()


@pytest.fixture
def user() -> User:
    return User.objects.create_user("amara@example.org", PASSWORD, name="Amara Okafor")


@pytest.fixture
def totp(user: User) -> User:
    TOTP.activate(user, SECRET)
    return user


def own(user: User, **more: Any) -> Context:
    return Context(viewer=Viewer(user_id=user.pk, name=str(user)), now=clock.now(), **more)


def code(step: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(clock.now().timestamp()) // 30 + step))


def token(user: User, **data: Any) -> str:
    return commands_access.make_token(own(user), user, {"name": "loader", **data}).secret


def call(secret: str, path: str = ME, **rest: Any) -> Any:
    return Client(enforce_csrf_checks=True).get(path, headers={"Authorization": f"Bearer {secret}"}, **rest)


def order(secret: str, name: str, **body: Any) -> Any:
    return Client(enforce_csrf_checks=True).post(
        f"/api/v1/commands/{name}",
        json.dumps({"input": {}, **body}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )


def test_password_alone_does_not_open_an_account_with_a_second_factor(client: Client, totp: User) -> None:
    answer = sign_in(client)

    assert answer.headers["Location"] == FACTOR
    assert not signed_in(client)

    client.post(FACTOR, {"code": code()})

    assert signed_in(client)


@pytest.mark.parametrize("sent", [{}, {"code": ""}, {"code": "null"}, {"code": ["1", "2"]}, {"code": "000000"}])
def test_no_code_opens_nothing(client: Client, totp: User, sent: dict[str, Any]) -> None:
    """T25: a field that is missing, empty, null, an array or wrong."""
    sign_in(client)

    client.post(FACTOR, sent)

    assert not signed_in(client)


@pytest.mark.parametrize("step", [-20, 20])
def test_code_of_another_time_opens_nothing(client: Client, totp: User, step: int) -> None:
    sign_in(client)

    client.post(FACTOR, {"code": code(step)})

    assert not signed_in(client)


def test_code_opens_once(client: Client, totp: User) -> None:
    used = code()
    sign_in(client)
    client.post(FACTOR, {"code": used})
    other = Client()
    sign_in(other)

    other.post(FACTOR, {"code": used})

    assert (signed_in(client), signed_in(other)) == (True, False)


def test_code_of_another_account_opens_nothing(client: Client, totp: User) -> None:
    other = User.objects.create_user("joost@example.org", PASSWORD)
    TOTP.activate(other, SECRET[::-1])
    sign_in(client, "joost@example.org")

    client.post(FACTOR, {"code": code()})

    assert not signed_in(client)


def test_sixth_wrong_code_waits(client: Client, totp: User) -> None:
    sign_in(client)
    for _ in range(5):
        client.post(FACTOR, {"code": "000000"})

    client.post(FACTOR, {"code": code()})

    assert not signed_in(client)


def test_secret_is_kept_under_a_key(totp: User, settings: Any) -> None:
    kept = Authenticator.objects.get(user=totp).data["secret"]

    assert SECRET not in kept
    assert second_factor.EncryptedSecrets().decrypt(kept) == SECRET

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another " * 10
    assert second_factor.EncryptedSecrets().decrypt(kept) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    assert second_factor.EncryptedSecrets().decrypt(kept) == ""


def test_setting_up_asks_for_the_password_again_and_stands_in_history(
    client: Client, user: User, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert "reauthenticate" in client.get("/accounts/2fa/totp/activate/").headers["Location"]

    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").text
    secret = re.findall(r'<code class="ls-raw">(\w+)</code>', page)[0]
    now = int(clock.now().timestamp()) // 30
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": format_hotp_value(hotp_value(secret, now))})

    assert answer.status_code == 302
    noted = [change.rows.get().values["second_factor"][1] for change in Change.objects.order_by("pk")]
    assert noted == ["totp added", "recovery_codes added"]


def test_administrator_takes_a_lost_second_factor_away(
    client: Client, totp: User, django_capture_on_commit_callbacks: Any
) -> None:
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        commands_access.reset_second_factor(system("lost the phone"), totp)

    sign_in(client)
    told = [row.args_kwargs["args"] for row in DBTaskResult.objects.all()]
    assert (totp.pk, "second_factor", "removed by an administrator") in [
        (args[0], args[1], args[2].get("what")) for args in told
    ]

    assert signed_in(client)


def test_role_of_the_setting_asks_for_a_second_factor_first(client: Client, settings: Any, user: User) -> None:
    from lineofsight.organization.operator import make_administrator

    make_administrator(user.email)
    settings.SECOND_FACTOR_ROLES = ["administrator"]
    sign_in(client)

    page, program = client.get("/admin/accounts/"), client.get("/api/v1/accounts")

    assert (page.status_code, page.headers["Location"]) == (302, reverse("mfa_index"))
    assert (program.status_code, "second factor" in program.json()["detail"]) == (403, True)
    assert client.get(page.headers["Location"]).status_code == 200

    TOTP.activate(user, SECRET)
    assert client.get("/admin/accounts/").status_code == 200


def test_token_is_shown_once_and_kept_as_digest(client: Client, user: User) -> None:
    sign_in(client)

    page = client.post(TOKENS, {"name": "loader", "reach": "read", "days": "30"}).text

    secret = re.search(r"los_[\w-]{40,}", page)
    assert secret
    assert secret[0] not in client.get(TOKENS).text
    row = ApiToken.objects.get()
    assert row.digest == api_tokens.digest_of(secret[0])
    assert secret[0] not in json.dumps([str(change.input) for change in Change.objects.all()])
    assert call(secret[0]).status_code == 200


def test_token_signs_in_without_session_and_notes_its_last_use(user: User) -> None:
    secret = token(user)

    assert call(secret).json()[0]["name"] == "loader"
    assert TokenUse.objects.get().token.user == user
    assert call(secret, "/accounts/profile/").status_code == 302


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 403),
        ({"reach": "write"}, 200),
        ({"reach": "named", "commands": ["accounts.set_preferences"]}, 200),
        ({"reach": "named", "commands": ["accounts.end_sessions"]}, 403),
    ],
    ids=["read", "write", "named", "another named"],
)
def test_token_does_no_more_than_it_was_made_for(user: User, data: dict[str, Any], status: int) -> None:
    secret = token(user, **data)

    answer = order(secret, "accounts.set_preferences", target=str(user.public_id), input={"theme": "dark"})

    assert answer.status_code == status
    assert User.objects.get(pk=user.pk).theme == ("dark" if status == 200 else "")


@pytest.mark.parametrize(
    ("name", "data"),
    [("accounts.make_token", {"name": "more", "reach": "write"}), ("accounts.choose_password", {"password": NEW})],
)
def test_token_changes_no_way_in(user: User, name: str, data: dict[str, Any]) -> None:
    """T09: a token makes no wider one, and takes no account over."""
    secret = token(user, reach="write")

    answer = order(secret, name, target=str(user.public_id), input=data)

    assert (answer.status_code, "profile page" in answer.json()["detail"]) == (403, True)
    assert ApiToken.objects.count() == 1
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


@pytest.mark.parametrize(
    "end",
    [
        lambda user: commands_access.revoke_token(own(user), ApiToken.objects.get()),
        lambda user: commands.disable_user(system(), user),
        lambda user: ApiToken.objects.filter(pk=0) or _expire(),
    ],
    ids=["revoked", "disabled", "expired"],
)
def test_token_is_dead_at_its_next_call(user: User, end: Any) -> None:
    """T14."""
    secret = token(user)
    assert call(secret).status_code == 200

    end(user)

    assert call(secret).status_code == 401


def _expire() -> None:
    from lineofsight.base import runner

    with runner.system_change("for the test"):
        ApiToken.objects.update(expires_at=clock.now())


@pytest.mark.parametrize("header", ["Bearer los_unknown", "Bearer ", "Basic YTpi", "los_x"])
def test_unknown_token_is_refused_whatever_session_comes_along(client: Client, user: User, header: str) -> None:
    sign_in(client)
    assert client.get(ME).status_code == 200

    answer = client.get(ME, headers={"Authorization": header})

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_sessions_are_told_apart_and_ended_one_by_one(client: Client, user: User) -> None:
    other, third = Client(), Client()
    sign_in(client)
    sign_in(other, headers={"user-agent": FIREFOX})
    sign_in(third)
    page = client.get("/accounts/sessions/").text
    assert "Firefox, Linux" in page
    number = re.search(r"Firefox, Linux.*?name=\"session\" value=\"(\d+)\"", page, re.S)
    assert number

    client.post("/accounts/sessions/end/one/", {"session": number[1]})

    assert (signed_in(client), signed_in(other), signed_in(third)) == (True, False, True)

    client.post("/accounts/sessions/end/others/")

    assert (signed_in(client), signed_in(third)) == (True, False)


def test_session_of_another_is_not_ended(client: Client, user: User) -> None:
    other = Client()
    User.objects.create_user("joost@example.org", PASSWORD)
    sign_in(other, "joost@example.org")
    sign_in(client)
    number = other.get("/accounts/sessions/").wsgi_request.user.usersession_set.get().pk

    client.post("/accounts/sessions/end/one/", {"session": number})

    assert signed_in(other)


def test_new_browser_is_told_by_mail_once(client: Client, user: User) -> None:
    assert sign_in(client, headers={"user-agent": FIREFOX}).cookies[devices.KNOWN_COOKIE].value
    client.post("/accounts/logout/")

    again = sign_in(client, headers={"user-agent": FIREFOX})

    from django_tasks_db.models import DBTaskResult

    queued = [row.args_kwargs["args"] for row in DBTaskResult.objects.all()]
    assert again.status_code == 302
    assert [(args[0], args[1], args[2]["browser"]) for args in queued] == [(user.pk, "new_sign_in", "Firefox")]
    notices.mail.call(*queued[0])
    assert (mail.outbox[0].to, "Firefox, Linux" in mail.outbox[0].body) == (["amara@example.org"], True)
    assert "https://sight.example.org/accounts/sessions/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, ("Firefox", "Linux")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Safari/604", ("Safari", "iPhone")),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140 Safari/537 Edg/140", ("Edge", "Windows")),
        ("curl/8", ("", "")),
    ],
)
def test_device_in_words(agent: str, words: tuple[str, str]) -> None:
    assert devices.in_words(agent) == words


def test_forged_cookie_makes_no_browser_known(client: Client, user: User) -> None:
    client.cookies[devices.KNOWN_COOKIE] = f"[{user.pk}]:forged"

    assert sign_in(client).cookies[devices.KNOWN_COOKIE].value


def test_limits_on_tries_are_shared_by_all_processes(client: Client, user: User) -> None:
    """T31: what one process counts stands in the database, where every other process reads it."""
    from django.db import connection

    sign_in(client, password="wrong")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM lineofsight_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] > 0


def test_too_many_tries_say_when_to_try_again(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    client.post("/accounts/password/reset/", {"email": "a@example.org"})

    answer = client.post("/accounts/password/reset/", {"email": "a@example.org"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")


def test_unknown_field_is_told_in_our_words(client: Client, user: User) -> None:
    secret = token(user, reach="write")

    answer = order(secret, "accounts.set_preferences", target=str(user.public_id), input={"color": "red"})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "body.input.color", "detail": "There is no such field."}]
