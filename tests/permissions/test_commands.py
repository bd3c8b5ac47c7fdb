"""Every command, in every case of the table, by everyone of the cast."""

import pytest

from lineofsight.base import commands
from tests.permissions.calls import CALLS
from tests.permissions.checks import cells_of_commands, difference, expected, who_may_call
from tests.permissions.table import COMMANDS
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_every_command_has_cells() -> None:
    missing = sorted(commands.registry().keys() - COMMANDS.keys())

    assert not missing, f"Say in tests/permissions/table, COMMANDS, who may run {', '.join(missing)}."


def test_every_cell_has_a_command_and_a_call() -> None:
    gone = sorted(COMMANDS.keys() - commands.registry().keys())
    without = [f"{name} ({case})" for name, case in cells_of_commands() if case not in CALLS.get(name, {})]
    unused = [f"{name} ({case})" for name in CALLS for case in CALLS[name] if case not in COMMANDS.get(name, {})]

    assert not gone, f"There is no command {', '.join(gone)} any more: take its cells out of the table."
    assert not without, f"Write a valid call in tests/permissions/calls for {', '.join(without)}."
    assert not unused, f"Say in tests/permissions/table, COMMANDS, who may make the call {', '.join(unused)}."


@pytest.mark.parametrize(("name", "case"), cells_of_commands())
def test_who_may(world: World, name: str, case: str) -> None:
    found, wanted = who_may_call(world, name, case), expected(COMMANDS, name, case)

    assert found == wanted, f"{name} ({case}): {difference(found, wanted)}"
