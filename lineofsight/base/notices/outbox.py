"""Writing notices: in the transaction of the act they tell of, or by a job that looks what changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lineofsight.base.commands import Context
from lineofsight.base.notice_models import Notice, NoticePreference


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice to be: its type, who is told, a key under which it is told once, and what its words need."""

    type: str
    users: Iterable[int | None]
    key: str
    data: dict[str, Any] = field(default_factory=dict)
    tells_actor: bool = False


#: `(ctx, target, data, result) -> drafts`, asked after the body of a command, inside its transaction.
Teller = Callable[[Context, Any, Any, Any], Iterable[Draft]]
_tellers: dict[str, list[Teller]] = defaultdict(list)


def told_by(*commands: str) -> Callable[[Teller], Teller]:
    """Register who is told of acts of these commands."""

    def register(function: Teller) -> Teller:
        for command in commands:
            _tellers[command].append(function)
        return function

    return register


def after(ctx: Context, command: str, target: Any, data: Any, result: Any) -> None:
    """Write the notices of an act; they are there if and only if the act is."""
    for tell in _tellers.get(command, ()):
        write(tell(ctx, target, data, result), now=ctx.now, actor_id=ctx.viewer.user_id, actor=ctx.viewer.name)


def write(drafts: Iterable[Draft], *, now: datetime, actor_id: int | None = None, actor: str = "") -> int:
    """Write notices, each once per person and key, to those who want to be told; nobody is told of their own act."""
    rows = []
    for draft in drafts:
        users = {user for user in draft.users if user is not None and (draft.tells_actor or user != actor_id)}
        rows += [
            Notice(user_id=user, type=draft.type, key=draft.key[:160], data=draft.data, actor=actor[:120], at=now)
            for user in sorted(users)
        ]
    if not rows:
        return 0
    chosen = NoticePreference.objects.filter(user_id__in={row.user_id for row in rows})
    unwanted = {user: set(types) for user, types in chosen.values_list("user_id", "not_told")}
    kept = [row for row in rows if row.type not in unwanted.get(row.user_id, ())]
    Notice.objects.bulk_create(kept, ignore_conflicts=True)
    return len(kept)
