"""What waits for a decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lineofsight.base import commands
from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.governance.access import can_decide, can_withdraw
from lineofsight.governance.models import ControlledCommand, HeldCall


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was held: what was asked for, by whom, why, and what became of it."""

    public_id: str
    command: str
    title: str
    target: str
    input: dict[str, Any]
    reason: str
    sentence: str
    asked_by: str
    asked_at: datetime
    state: str
    decided_by: str
    decided_at: datetime | None
    may_decide: Decision
    may_withdraw: Decision

    @property
    def kind(self) -> str:
        """Return what kind of thing it is about."""
        return self.target.partition(":")[0]

    @property
    def key(self) -> str:
        """Return the public id of what it is about."""
        return self.target.partition(":")[2]


def held_calls(ctx: Context, *, state: str | None = "waiting", target: str | None = None) -> tuple[Call, ...]:
    """Return the held calls that the viewer may see, oldest first; of one state and target, where named."""
    rows = HeldCall.objects.visible_to(ctx.viewer).select_related("asked_by", "decided_by").order_by("asked_at", "id")
    if state is not None:
        rows = rows.filter(state=state)
    if target is not None:
        rows = rows.filter(target=target)
    return tuple(_call(ctx, row) for row in rows)


def controlled_commands(ctx: Context) -> tuple[str, ...]:
    """Return the names of the commands under change control."""
    rows = ControlledCommand.objects.visible_to(ctx.viewer).filter(is_on=True)
    return tuple(rows.order_by("command").values_list("command", flat=True))


def _call(ctx: Context, row: HeldCall) -> Call:
    known = commands.registry().get(row.command)
    return Call(
        public_id=str(row.public_id),
        command=row.command,
        title=known.title if known else row.command,
        target=row.target,
        input=row.input,
        reason=row.reason,
        sentence=row.sentence,
        asked_by=str(row.asked_by),
        asked_at=row.asked_at,
        state=row.state,
        decided_by=str(row.decided_by) if row.decided_by else "",
        decided_at=row.decided_at,
        may_decide=can_decide(ctx, row),
        may_withdraw=can_withdraw(ctx, row),
    )
