"""Change control: calls are held, and released, refused or withdrawn."""

from dataclasses import replace
from typing import Any

from pydantic import Field

from lineofsight.base import commands, runner
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid
from lineofsight.governance import askers
from lineofsight.governance.access import can_ask, can_control, can_decide, can_withdraw
from lineofsight.governance.models import ControlledCommand, HeldCall


class ControlCommand(Input):
    """The command, and whether each call of it waits for somebody else."""

    command: str = Field(max_length=80)
    is_on: bool = True


class AskRelease(Input):
    """The call that is held, as it will be replayed."""

    command: str
    target: str = ""
    target_key: str = ""
    target_version: int | None = None
    input: dict[str, Any]


@command("governance.control_command", allow=can_control, asks_reason=True)
def control_command(ctx: Context, target: None, data: ControlCommand) -> ControlledCommand:
    """Put a command under change control, or take it out."""
    known = commands.registry().get(data.command)
    if known is None or data.command.startswith("governance."):
        raise Invalid({"command": f"There is no act {data.command} that could be controlled."})
    if not known.audited_input:
        raise Invalid({"command": f"{data.command} takes too much to be kept and asked about; control what it calls."})
    row = ControlledCommand.objects.filter(command=data.command).first()
    if row is None:
        return ControlledCommand.objects.create(command=data.command, is_on=data.is_on, key=data.command)
    if row.is_on != data.is_on:
        row.is_on = data.is_on
        row.version += 1
        row.save()
    return row


@command("governance.ask_release", allow=can_ask)
def ask_release(ctx: Context, target: None, data: AskRelease) -> HeldCall:
    """Keep a call until somebody else decides; the same call asked twice waits once.

    Why it waits is said by what holds it, never by whoever asks; what needs nobody's release is not asked for.
    """
    asked = commands.registry().get(data.command)
    if asked is None or data.command.startswith("governance."):
        raise Invalid({"command": f"There is no act {data.command} that could wait for somebody else."})
    sentence = runner.why_held(ctx, asked, data.target_key or None, data.input)
    if sentence is None:
        raise Invalid({"command": "This act waits for nobody. Call it itself."})
    asker = {"asked_by_id": ctx.viewer.user_id, "asked_for_id": ctx.on_behalf_of}
    values = data.model_dump() | asker | {"state": "waiting", "sentence": sentence}
    same = {name: values[name] for name in ("command", "target_key", "state")} | asker
    for waiting in HeldCall.objects.filter(**same):
        if waiting.input == data.input:
            return waiting
    return HeldCall.objects.create(**values, reason=ctx.reason, asked_at=ctx.now)


@command("governance.release_call", on=HeldCall, allow=can_decide)
def release_call(ctx: Context, call: HeldCall, data: Nothing) -> Any:
    """Release a held call: it runs as it was asked for, by the rights its asker holds now, or not at all.

    Raises what the held command raises, Stale where its target was changed meanwhile; the call then still waits.
    """
    _decide(ctx, call, "released")
    held = commands.find(call.command)
    asked = replace(
        ctx,
        viewer=askers.viewer_of(call.asked_by, call.asked_for),
        reason=call.reason,
        expected_version=call.target_version,
        on_behalf_of=None,
        released=True,
    )
    return held(asked, call.target_key or None, call.input)


@command("governance.refuse_call", on=HeldCall, allow=can_decide, asks_reason=True)
def refuse_call(ctx: Context, call: HeldCall, data: Nothing) -> HeldCall:
    """Refuse a held call, with a reason for whoever asked."""
    return _decide(ctx, call, "refused")


@command("governance.withdraw_call", on=HeldCall, allow=can_withdraw)
def withdraw_call(ctx: Context, call: HeldCall, data: Nothing) -> HeldCall:
    """Withdraw what one asked for."""
    return _decide(ctx, call, "withdrawn")


def _decide(ctx: Context, call: HeldCall, state: str) -> HeldCall:
    if call.state != "waiting":
        raise Invalid({"": f"This was {call.state} already."})
    call.state, call.decided_by_id, call.decided_at = state, ctx.viewer.user_id, ctx.now
    call.version += 1
    call.save()
    return call
