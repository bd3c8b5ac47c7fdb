"""Turning rules and scopes into their opposite, one at a time, to see whether the table notices."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models

from lineofsight.base import access, commands
from lineofsight.base.access import EVERYTHING, NOTHING, Decision, Viewer
from tests.permissions.checks import expected, rows_that_break, who_may_call, who_sees
from tests.permissions.table import COMMANDS
from tests.permissions.world import World


def _cell_of(rule: Callable[..., Decision]) -> Any:
    """Return the cell in which the registered rule keeps the function it asks, wherever it was imported to."""
    closure = rule.__closure__ or ()
    return closure[rule.__code__.co_freevars.index("function")]


@contextmanager
def inverted_rule(name: str) -> Iterator[None]:
    """Let a rule allow what it denies and deny what it allows."""
    cell = _cell_of(access.rules()[name])
    original = cell.cell_contents

    def opposite(ctx: Any, target: Any = None, data: Any = None) -> Decision:
        return Decision(not original(ctx, target, data).allowed, "turned around")

    cell.cell_contents = opposite
    try:
        yield
    finally:
        cell.cell_contents = original


@contextmanager
def inverted_scope(model: type[models.Model]) -> Iterator[None]:
    """Show of a model exactly what was hidden, and hide what was shown."""
    original = access._scopes[model]

    def opposite(viewer: Viewer) -> Any:
        shown = original(viewer)
        return NOTHING if shown == EVERYTHING else ~shown

    access._scopes[model] = opposite
    try:
        yield
    finally:
        access._scopes[model] = original


def commands_under(rule: str) -> list[tuple[str, str]]:
    """Return the cells of the commands that ask a rule."""
    asked = access.rules()[rule]
    mine = [name for name, command in commands.registry().items() if command.allow is asked and name in COMMANDS]
    return [(name, case) for name in mine for case in COMMANDS[name]]


def first_broken_call(world: World, cells: list[tuple[str, str]]) -> str | None:
    """Return the first cell that does not hold, None where all do; a call that crashes does not hold either."""
    for name, case in cells:
        try:
            if who_may_call(world, name, case) != expected(COMMANDS, name, case):
                return f"{name} ({case})"
        except Exception as error:  # whatever it is: the table did not hold
            return f"{name} ({case}): {error}"
    return None


def first_broken_row(world: World, model: str) -> str | None:
    """Return the first row of a model that others see than the table says, None where none is."""
    broken = rows_that_break(who_sees(world, model), model)
    return broken[0] if broken else None
