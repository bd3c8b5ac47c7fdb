"""Tokens for programs: a long random text, of which the database knows the digest alone."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext

from lineofsight.accounts.models import ApiToken, TokenUse
from lineofsight.base import clock
from lineofsight.base.access import Limit, Viewer

PREFIX = "los_"
HINT_LENGTH = 8
#: The last use is noted at most this often: a token in a loop must not write with every call.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token and its text, which nobody can be shown again."""

    token: ApiToken
    secret: str

    @property
    def address(self) -> str:
        """Return the address of the token, never its text."""
        return self.token.address


def new_secret() -> str:
    """Return the text of a new token: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what is stored; a text of 256 random bits needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str) -> ApiToken | None:
    """Return the token of that text while it is valid: not revoked, not expired, of an account that may sign in."""
    if not secret.startswith(PREFIX):
        return None
    rows = ApiToken.objects.select_related("user").filter(digest=digest_of(secret), revoked_at__isnull=True)
    found: ApiToken | None = rows.filter(expires_at__gt=clock.now(), user__is_active=True).first()
    return found


def note_use(token: ApiToken) -> None:
    """Remember when the token was used last, to the minute."""
    now = clock.now()
    use, made = TokenUse.objects.get_or_create(token=token, defaults={"last_used_at": now})
    if not made and now - use.last_used_at >= NOTED_EVERY:
        TokenUse.objects.filter(pk=use.pk).update(last_used_at=now)


def limit_of(token: ApiToken) -> Limit:
    """Return what the token lets through of its owner's rights."""
    if token.reach == "read":
        return Limit(gettext("This token may only read. Make one that may write under your profile."))
    if token.reach == "named":
        told = gettext("This token may not do this. Under your profile you can make one that names this act.")
        return Limit(told, frozenset(token.commands))
    return Limit("", None)


def limited(viewer: Viewer, token: ApiToken | None) -> Viewer:
    """Return the viewer with no more than the token lets through."""
    return viewer if token is None else replace(viewer, limit=limit_of(token))
