"""Sessions end at once: each carries a hash that changes with the account's password, state and epoch."""

from typing import Any

from lineofsight.accounts.models import User
from lineofsight.base import recorder as recorders
from lineofsight.base.recorder import RowNote
from lineofsight.base.records import RecordClass

#: Never copied into history, not even as a hash.
SECRET = frozenset({"password"})


def end_all(user: User) -> None:
    """End every session of the account at its next request; runs inside a command."""
    save(user, session_epoch=user.session_epoch + 1)


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
