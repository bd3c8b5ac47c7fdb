"""Trying the cells: each function returns who may, as the code has it, to be held against the table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from lineofsight.base import commands
from lineofsight.base.errors import NotFound, Refused
from lineofsight.base.model import Record
from lineofsight.base.models import Change, RowChange
from tests.cast import EVERYBODY
from tests.permissions.calls import CALLS, Call
from tests.permissions.labels import label_of
from tests.permissions.table import COMMANDS, ROWS, Cells
from tests.permissions.world import World


class Changed(AssertionError):
    """A refused call left something behind."""


def who_may_call(world: World, name: str, case: str) -> set[str]:
    """Return who of the cast may make this call; a refused one must leave every table as it was."""
    made = CALLS[name][case]
    if not made.is_shared:
        return {who for who in EVERYBODY if _may_alone(world, name, case, who)}
    with taken_back():
        call = made.make(world, "")
        before = contents()
        return {who for who in EVERYBODY if _may(world, name, call, who, before)}


def _may_alone(world: World, name: str, case: str, who: str) -> bool:
    with taken_back():
        call = CALLS[name][case].make(world, who)
        return _may(world, name, call, who, contents())


def _may(world: World, name: str, call: Call, who: str, before: list[Any]) -> bool:
    """Make a call as somebody, then take everything back; return whether it was let through."""
    with taken_back():
        try:
            commands.find(name)(world.cast.act(who), call.target, call.data)
        except (Refused, NotFound):
            if contents() != before:
                raise Changed(f"{name} refused {who}, but something was written.") from None
            return False
        return True


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo whatever is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def contents() -> list[Any]:
    """Return how many rows each table of the domain and of its history holds: refusals are noted elsewhere."""
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, Record)]
    tables += [Change._meta.db_table, RowChange._meta.db_table]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))
        return sorted(cursor.fetchall())


def expected(cells: Cells, name: str, case: str) -> set[str]:
    """Return who the table lets through."""
    return set(cells[name][case].split())


def cells_of_commands() -> list[tuple[str, str]]:
    """Return every cell of the table of commands."""
    return [(name, case) for name, cases in COMMANDS.items() for case in cases]


def difference(found: set[str], wanted: set[str]) -> str:
    """Say who may and should not, and who may not and should."""
    return f"should not, but may: {sorted(found - wanted)}; should, but may not: {sorted(wanted - found)}"


def who_sees(world: World, model: str) -> dict[str, set[str]]:
    """Return who of the cast sees each row of a model, by the row's name in the table.

    Rows of one name must be seen by the same people.
    """
    rows = {row.pk: label_of(row) for row in apps.get_model(model)._default_manager.all()}
    seen: dict[Any, set[str]] = {pk: set() for pk in rows}
    for who in EVERYBODY:
        for pk in (
            apps.get_model(model)._default_manager.visible_to(world.cast.viewer(who)).values_list("pk", flat=True)
        ):
            seen[pk].add(who)
    found: dict[str, set[str]] = {}
    for pk, label in rows.items():
        if found.setdefault(label, seen[pk]) != seen[pk]:
            raise AssertionError(f"Rows of {model} named “{label}” are not seen by the same people.")
    return found


def rows_that_break(found: dict[str, set[str]], model: str) -> list[str]:
    """Return the names of the rows that others see than the table says."""
    return sorted(label for label, who in found.items() if who != set(ROWS[model].get(label, "").split()))
