"""Calls about accounts."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from lineofsight.accounts import commands, commands_access
from lineofsight.base import clock, history
from lineofsight.base.models import Installation
from tests.cast import system
from tests.permissions.calls.making import NOBODY, Call, Case, account_of, always, other_account
from tests.permissions.world import World

PASSWORD = "a password of six words"
DEMO = {"password": PASSWORD, "rows": [{"email": "demo@northlight.example", "name": "Demo", "note": "anyone"}]}


def _in_a_demo(world: World) -> Call:
    Installation.objects.create(is_demo=True, created_at=clock.now())
    history.forget_installation()
    return Call(None, DEMO)


def _elsewhere(world: World) -> Call:
    history.forget_installation()
    return Call(None, DEMO)


def _disabled(world: World, who: str) -> Call:
    commands.disable_user(system(), other_account(world, who))
    return Call(other_account(world, who))


TOKEN = {"name": "reader"}
FACTOR = {"what": "added", "kind": "totp"}


def _session(world: World, who: str) -> Call:
    return _ended(account_of(world, who))


def _session_of_another(world: World, who: str) -> Call:
    return _ended(other_account(world, who))


def _ended(account: Any) -> Call:
    if account == NOBODY:
        return Call(account, {"session": 0})
    row = UserSession.objects.create(user=account, ip="192.0.2.1", session_key="x" * 30, user_agent="")
    return Call(account, {"session": row.pk})


def _factor_of(account: Any) -> Call:
    if account != NOBODY:
        Authenticator.objects.create(user=account, type="totp", data={})
    return Call(account)


def _token_of(account: Any) -> Call:
    if account == NOBODY:
        return Call(account)
    return Call(commands_access.make_token(system(), account, TOKEN).token)


CALLS: dict[str, dict[str, Case]] = {
    "accounts.choose_password": {
        "their own": Case(lambda world, who: Call(account_of(world, who), {"password": PASSWORD})),
        "another's": Case(lambda world, who: Call(other_account(world, who), {"password": PASSWORD})),
    },
    "accounts.create_user": {"": always(lambda world: Call(None, {"email": "new@northlight.example"}))},
    "accounts.disable_user": {
        "their own": Case(lambda world, who: Call(account_of(world, who))),
        "another's": Case(lambda world, who: Call(other_account(world, who))),
    },
    "accounts.enable_user": {"another's": Case(_disabled)},
    "accounts.end_sessions": {
        "their own": Case(lambda world, who: Call(account_of(world, who))),
        "another's": Case(lambda world, who: Call(other_account(world, who))),
    },
    "accounts.end_session": {"their own": Case(_session), "another's": Case(_session_of_another)},
    "accounts.make_token": {
        "their own": Case(lambda world, who: Call(account_of(world, who), TOKEN)),
        "another's": Case(lambda world, who: Call(other_account(world, who), TOKEN)),
    },
    "accounts.note_second_factor": {
        "their own": Case(lambda world, who: Call(account_of(world, who), FACTOR)),
        "another's": Case(lambda world, who: Call(other_account(world, who), FACTOR)),
    },
    "accounts.reset_second_factor": {
        "their own": Case(lambda world, who: _factor_of(account_of(world, who))),
        "another's": Case(lambda world, who: _factor_of(other_account(world, who))),
    },
    "accounts.revoke_token": {
        "their own": Case(lambda world, who: _token_of(account_of(world, who))),
        "another's": Case(lambda world, who: _token_of(other_account(world, who))),
    },
    "accounts.place_demo_accounts": {"in a demo": always(_in_a_demo), "elsewhere": always(_elsewhere)},
    "accounts.set_password_by_link": {"another's": Case(lambda world, who: Call(other_account(world, who)))},
    "accounts.set_preferences": {
        "their own": Case(lambda world, who: Call(account_of(world, who), {"theme": "dark"})),
        "another's": Case(lambda world, who: Call(other_account(world, who), {"theme": "dark"})),
    },
}
