"""What follows when a person changes their second factor: allauth does it, history and a mail tell it."""

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.http import HttpRequest

from lineofsight.accounts import notices
from lineofsight.accounts.commands_access import note_second_factor
from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context


def _tell(what: str) -> Any:
    def react(sender: Any, *, request: HttpRequest, user: User, authenticator: Any, **rest: Any) -> None:
        ctx = Context(viewer=Viewer(user_id=user.pk, name=str(user)), now=clock.now())
        note_second_factor(ctx, user, {"what": what, "kind": str(authenticator.type)})
        if authenticator.type != authenticator.Type.RECOVERY_CODES:
            notices.tell_second_factor(user, what)

    return react


_ADDED, _REMOVED, _RENEWED = _tell("added"), _tell("removed"), _tell("renewed")
authenticator_added.connect(_ADDED)
authenticator_removed.connect(_REMOVED)
authenticator_reset.connect(_RENEWED)
