"""Calls about accounts."""

from lineofsight.accounts import commands
from lineofsight.base import clock, history
from lineofsight.base.models import Installation
from tests.cast import system
from tests.permissions.calls.making import Call, Case, account_of, always, other_account
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
    "accounts.place_demo_accounts": {"in a demo": always(_in_a_demo), "elsewhere": always(_elsewhere)},
    "accounts.set_password_by_link": {"another's": Case(lambda world, who: Call(other_account(world, who)))},
    "accounts.set_preferences": {
        "their own": Case(lambda world, who: Call(account_of(world, who), {"theme": "dark"})),
        "another's": Case(lambda world, who: Call(other_account(world, who), {"theme": "dark"})),
    },
}
