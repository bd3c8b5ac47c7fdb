"""What can be done to the ways in beside the password: tokens for programs, and the second factor."""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from lineofsight.accounts import api_tokens, notices, sessions
from lineofsight.accounts.access import is_in_person, may_reset_second_factor, may_revoke_token
from lineofsight.accounts.models import ApiToken, User
from lineofsight.base import commands as registry
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid

LONGEST_DAYS = 366


class MakeToken(Input):
    """A token: its name, what it lets through of one's rights, and for how many days.

    `reach` read lets nothing change, write everything its owner may do, named the acts in `commands` alone.
    """

    name: str = Field(min_length=1, max_length=80)
    reach: Literal["read", "write", "named"] = "read"
    commands: list[str] = Field(default_factory=list, max_length=60)
    days: int = Field(default=90, ge=1, le=LONGEST_DAYS)


@command("accounts.make_token", on=User, allow=is_in_person)
def make_token(ctx: Context, user: User, data: MakeToken) -> api_tokens.MadeToken:
    """Make a token for a program that acts as oneself; its text is shown once."""
    unknown = sorted(set(data.commands) - registry.registry().keys())
    if unknown:
        raise Invalid({"commands": f"There is no act {unknown[0]}."})
    if (data.reach == "named") != bool(data.commands):
        raise Invalid({"commands": "Name the acts of a token that is for named acts, and none of any other."})
    secret = api_tokens.new_secret()
    token = ApiToken(
        user=user,
        name=data.name,
        digest=api_tokens.digest_of(secret),
        hint=secret[: api_tokens.HINT_LENGTH],
        reach=data.reach,
        commands=sorted(set(data.commands)),
        created_at=ctx.now,
        expires_at=ctx.now + timedelta(days=data.days),
    )
    token.key = str(token.public_id)
    token.save()
    return api_tokens.MadeToken(token, secret)


@command("accounts.revoke_token", on=ApiToken, allow=may_revoke_token)
def revoke_token(ctx: Context, token: ApiToken, data: Nothing) -> ApiToken:
    """Revoke a token: the next call with it is refused."""
    if token.revoked_at is None:
        token.revoked_at = ctx.now
        token.version += 1
        token.save(update_fields=["revoked_at", "version"])
    return token


class NoteSecondFactor(Input):
    """What happened to a second factor."""

    what: Literal["added", "removed", "renewed"]
    kind: Literal["totp", "webauthn", "recovery_codes"]


@command("accounts.note_second_factor", on=User, allow=is_in_person)
def note_second_factor(ctx: Context, user: User, data: NoteSecondFactor) -> User:
    """Keep on record that a person changed how they sign in; without the secret."""
    sessions.note(user, "second_factor", "", f"{data.kind} {data.what}")
    return user


@command("accounts.reset_second_factor", on=User, allow=may_reset_second_factor, asks_reason=True)
def reset_second_factor(ctx: Context, user: User, data: Nothing) -> User:
    """Take away the second factor of somebody who lost it; all sessions end, and the person is told."""
    if not sessions.drop_second_factors(user):
        raise Invalid({"": "This account has no second factor."})
    sessions.end_all(user)
    notices.tell_second_factor(user, "removed by an administrator")
    return user
