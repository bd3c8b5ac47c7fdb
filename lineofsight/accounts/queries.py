"""What one sees of one's own ways in: sessions and tokens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from lineofsight.accounts import devices
from lineofsight.accounts.models import ApiToken, TokenUse, User
from lineofsight.base import commands as registry
from lineofsight.base.commands import Context
from lineofsight.base.queries import query


@dataclass(frozen=True, slots=True)
class Session:
    """A session of one's own: the device in words, where from, since when, and when it was seen last."""

    number: int
    browser: str
    system: str
    ip: str
    since: datetime
    last_seen: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A token of one's own; `state` is valid, expired or revoked."""

    public_id: UUID
    name: str
    hint: str
    reach: str
    commands: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How somebody may sign in beside their password."""

    totp: bool
    keys: int
    recovery_codes: bool


def sessions_of(ctx: Context, session_key: str | None) -> tuple[Session, ...]:
    """Return the viewer's own sessions, this one first; those that ended meanwhile are swept away."""
    if ctx.viewer.looker_id is not None:  # when somebody was here is shown to them alone
        return ()
    user = User.objects.filter(pk=ctx.viewer.user_id).first()
    rows = UserSession.objects.purge_and_list(user) if user else []
    found = [
        Session(
            row.pk,
            *devices.in_words(row.user_agent),
            row.ip,
            row.created_at,
            row.last_seen_at,
            row.session_key == session_key,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_this, -one.last_seen.timestamp())))


@query("accounts.tokens", "/tokens")
def tokens(ctx: Context) -> tuple[Token, ...]:
    """List one's own tokens, the newest first; never their text."""
    if ctx.viewer.user_id is None or ctx.viewer.looker_id is not None:
        return ()
    rows = ApiToken.objects.visible_to(ctx.viewer).filter(user_id=ctx.viewer.user_id).order_by("-created_at", "-pk")
    found = list(rows)
    used = dict(TokenUse.objects.filter(token__in=found).values_list("token_id", "last_used_at"))
    return tuple(
        Token(
            public_id=row.public_id,
            name=row.name,
            hint=row.hint,
            reach=row.reach,
            commands=tuple(
                registry.registry()[name].title if name in registry.registry() else name for name in row.commands
            ),
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=used.get(row.pk),
            state="revoked" if row.revoked_at else "expired" if row.expires_at <= ctx.now else "valid",
        )
        for row in found
    )


def ways_in(ctx: Context) -> WaysIn:
    """Return how the viewer may sign in beside the password."""
    kinds = list(Authenticator.objects.filter(user_id=ctx.viewer.user_id).values_list("type", flat=True))
    return WaysIn("totp" in kinds, kinds.count("webauthn"), "recovery_codes" in kinds)
