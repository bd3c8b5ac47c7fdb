"""Sessions end at once: each carries a hash that changes with the account's password, state and epoch."""

from importlib import import_module
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings

from lineofsight.accounts.models import User
from lineofsight.base import recorder as recorders
from lineofsight.base.recorder import RowNote
from lineofsight.base.records import RecordClass

#: Never copied into history, not even as a hash.
SECRET = frozenset({"password"})


def end_all(user: User) -> None:
    """End every session of the account at its next request; runs inside a command."""
    save(user, session_epoch=user.session_epoch + 1)


def end_one(user: User, number: int) -> bool:
    """End one session of the account; False where it has none of that number."""
    row = UserSession.objects.filter(user=user, pk=number).first()
    if row is None:
        return False
    import_module(settings.SESSION_ENGINE).SessionStore().delete(row.session_key)
    row.delete()
    note(user, "session", number, "ended")
    return True


def drop_second_factors(user: User) -> int:
    """Take every second factor of the account away; return how many there were."""
    kinds = sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    Authenticator.objects.filter(user=user).delete()
    if kinds:
        note(user, "second_factor", ", ".join(kinds), "taken away")
    return len(kinds)


def note(user: User, what: str, before: Any, after: Any) -> None:
    """Note in history what happened to an account outside of its own row; runs inside a command."""
    recorders.required(User._meta.label).add(
        RowNote("user", User, user.pk, "update", {what: before}, {what: after}, RecordClass.OPEN)
    )


def save(user: User, *, operation: str = "update", **values: Any) -> None:
    """Write fields of an account and note them in history: the account itself is outside of the write guards."""
    recorder = recorders.required(User._meta.label)
    before = {name: getattr(user, name) for name in values if name not in SECRET}
    for name, value in values.items():
        setattr(user, name, value)
    if operation == "insert":
        user.save()
    else:
        user.save(update_fields=sorted(values))
    after = {name: value for name, value in values.items() if name not in SECRET}
    if SECRET & values.keys():
        before["password_changes"], after["password_changes"] = "earlier", "new"
    recorder.add(
        RowNote(
            kind="user",
            model=User,
            row_id=user.pk,
            operation=operation,
            before=before if operation == "update" else None,
            after=after,
            record_class=RecordClass.OPEN,
        )
    )
