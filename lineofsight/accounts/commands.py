"""What can be done to accounts. Roles are given in `organization`."""

from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext
from pydantic import Field, SecretStr, field_validator

from lineofsight.accounts import sessions, tokens
from lineofsight.accounts.access import is_in_person, is_own, may_disable, may_end_sessions, may_keep_accounts
from lineofsight.accounts.models import User
from lineofsight.base import history
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid, Refused

ADDRESS = r"^[^@\s]+@[^@\s]+$"


class CreateUser(Input):
    """An account by e-mail address; nobody can sign in to it until its person has chosen a password."""

    email: str = Field(max_length=254, pattern=ADDRESS)
    name: str = Field(default="", max_length=120)
    language: str = Field(default="", max_length=10)


@command("accounts.create_user", allow=may_keep_accounts)
def create_user(ctx: Context, target: None, data: CreateUser) -> User:
    """Make an account."""
    email = _free(data.email)
    user = User(email=email)
    user.set_unusable_password()
    sessions.save(user, operation="insert", email=email, name=data.name, language=data.language)
    return user


@command("accounts.disable_user", on=User, allow=may_disable, asks_reason=True)
def disable_user(ctx: Context, user: User, data: Nothing) -> User:
    """Disable an account: its sessions and links are dead at once."""
    sessions.save(user, is_active=False, session_epoch=user.session_epoch + 1)
    return user


@command("accounts.enable_user", on=User, allow=may_disable, asks_reason=True)
def enable_user(ctx: Context, user: User, data: Nothing) -> User:
    """Enable a disabled account again; the person signs in anew."""
    sessions.save(user, is_active=True)
    return user


class EndSession(Input):
    """One of one's own sessions, by its number."""

    session: int


@command("accounts.end_session", on=User, allow=is_own)
def end_session(ctx: Context, user: User, data: EndSession) -> User:
    """End one session of one's own."""
    if not sessions.end_one(user, data.session):
        raise Invalid({"session": "This session has ended already."})
    return user


@command("accounts.end_sessions", on=User, allow=may_end_sessions)
def end_sessions(ctx: Context, user: User, data: Nothing) -> User:
    """End every session of an account."""
    sessions.end_all(user)
    return user


@command("accounts.set_password_by_link", on=User, allow=may_keep_accounts)
def set_password_by_link(ctx: Context, user: User, data: Nothing) -> User:
    """Send a person a link to choose a password; earlier links and all sessions end."""
    if not user.is_active or user.is_operator:
        raise Invalid({"": "Nobody can sign in to this account. Enable it first."})
    sessions.end_all(user)
    transaction.on_commit(lambda: tokens.mail_link(user))
    return user


class ChoosePassword(Input):
    """The password as typed; it was checked by the form, and is kept out of history."""

    password: SecretStr


@command("accounts.choose_password", on=User, allow=is_in_person, audited_input=False)
def choose_password(ctx: Context, user: User, data: ChoosePassword) -> User:
    """Set one's own password; every other session ends."""
    sessions.save(user, password=make_password(data.password.get_secret_value()))
    return user


class SetPreferences(Input):
    """How the product looks and speaks to a person; empty means as the installation does."""

    language: str = ""
    time_zone: str = ""
    theme: Literal["", "system", "light", "dark"] = ""
    density: Literal["", "comfortable", "work", "grid"] = ""

    @field_validator("language")
    @classmethod
    def _spoken(cls, code: str) -> str:
        if code and code not in dict(settings.LANGUAGES):
            raise ValueError("This language is not available here.")
        return code

    @field_validator("time_zone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"There is no time zone named {name}; write for example Europe/Stockholm.") from None
        return name


@command("accounts.set_preferences", on=User, allow=is_own)
def set_preferences(ctx: Context, user: User, data: SetPreferences) -> User:
    """Choose one's language, time zone, theme and density."""
    sessions.save(user, **data.model_dump())
    return user


class DemoAccount(Input):
    """An account of the demo company, with a line on the sign-in page that says whom one becomes."""

    email: str = Field(max_length=254, pattern=ADDRESS)
    name: str = Field(min_length=1, max_length=120)
    note: str = Field(min_length=1, max_length=160)


class PlaceDemoAccounts(Input):
    """The accounts of the demo company, with one password for all of them."""

    password: SecretStr
    rows: list[DemoAccount]


@command("accounts.place_demo_accounts", allow=may_keep_accounts, audited_input=False)
def place_demo_accounts(ctx: Context, target: None, data: PlaceDemoAccounts) -> list[User]:
    """Make the accounts of the demo company; refused in any other database."""
    if not history.is_demo():
        raise Refused(gettext("Accounts with a known password exist in a demo database only."))
    hashed = make_password(data.password.get_secret_value())  # once: hashing is slow on purpose
    made = []
    for row in data.rows:
        email = _free(row.email)
        user = User(email=email)
        sessions.save(user, operation="insert", email=email, name=row.name, demo_note=row.note, password=hashed)
        made.append(user)
    return made


def _free(email: str) -> str:
    if User.objects.filter(email__iexact=email).exists():
        raise Invalid({"email": f"There is an account for {email} already."})
    return email.lower()
