"""Tells the runner which calls to keep back, and keeps them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext

from lineofsight.base import runner
from lineofsight.base.commands import Command, Context, Input
from lineofsight.governance.commands import AskRelease, ask_release
from lineofsight.governance.models import ControlledCommand


def under_change_control(ctx: Context, command: Command[Any], target: Any, data: Input) -> str | None:
    """Return why a call must wait, or None where the command is not under change control or the system acts."""
    if ctx.viewer.is_system or command.name.startswith("governance."):
        return None
    if not ControlledCommand.objects.filter(command=command.name, is_on=True).exists():
        return None
    return gettext("This is under change control: it happens once somebody else has released it.")


def keep(ctx: Context, command: Command[Any], target: Any, data: Input, sentence: str) -> str:
    """Store a call with its input and the version of its target; return the address of the request."""
    loaded = _loaded(command, target)
    asked = AskRelease(
        command=command.name,
        target=getattr(loaded, "address", ""),
        target_key=str(loaded.public_id) if loaded is not None else "",
        target_version=ctx.expected_version or getattr(loaded, "version", None),
        input=data.model_dump(mode="json", exclude_unset=True),
    )
    return ask_release(ctx, None, asked).address


def _loaded(command: Command[Any], target: Any) -> Any:
    """Return the row that the call is about; None where the command needs none."""
    if command.on is None:
        return None
    if isinstance(target, models.Model):
        return command.on._base_manager.get(pk=target.pk)
    return command.on._base_manager.get(public_id=target)


runner.register_hold(under_change_control)
runner.register_keeper(keep)
