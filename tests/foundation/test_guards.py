"""Nothing writes past a command: not the model, not the manager, not SQL, not a copied thread, not a late task."""

import asyncio
import contextvars
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from lineofsight.base import guards, recorder, runner
from lineofsight.base.models import Change, Seal
from lineofsight.base.recorder import WriteOutsideCommand
from lineofsight.organization.models import Unit

WRITES: dict[str, Callable[[Unit], Any]] = {
    "save": lambda unit: unit.save(),
    "delete": lambda unit: unit.delete(),
    "new row saved": lambda unit: Unit(slug="new").save(),
    "create": lambda unit: Unit.objects.create(slug="new"),
    "get_or_create": lambda unit: Unit.objects.get_or_create(slug="new"),
    "update of a queryset": lambda unit: Unit.objects.update(slug="new"),
    "delete of a queryset": lambda unit: Unit.objects.all().delete(),
    "bulk_create": lambda unit: Unit.objects.bulk_create([Unit(slug="new")]),
    "bulk_update": lambda unit: Unit.objects.bulk_update([unit], ["slug"]),
    "raw delete": lambda unit: Unit._base_manager.filter(pk=unit.pk)._raw_delete("default"),
}
STATEMENTS = [
    "UPDATE organization_unit SET slug = 'sql'",
    "update \"organization_unit\" set slug = 'sql'",
    "DELETE FROM organization_unit",
    "INSERT INTO organization_unit (slug) VALUES ('sql')",
    "WITH x AS (SELECT 1) UPDATE organization_unit SET slug = 'sql'",
    "  \n delete from organization_unit",
]


@pytest.mark.parametrize("way", WRITES)
def test_no_way_of_the_orm_leads_past_a_command(unit: Unit, way: str) -> None:
    with pytest.raises(WriteOutsideCommand):
        WRITES[way](unit)

    assert list(Unit.objects.values_list("slug", flat=True)) == ["dock"]


@pytest.mark.parametrize("sql", STATEMENTS)
def test_no_sql_leads_past_a_command(unit: Unit, sql: str) -> None:
    with pytest.raises(WriteOutsideCommand), connection.cursor() as cursor:
        cursor.execute(sql)

    assert list(Unit.objects.values_list("slug", flat=True)) == ["dock"]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("INSERT OR IGNORE INTO organization_unit (slug) VALUES (1)", ("organization_unit",)),
        ("REPLACE INTO organization_unit (slug) VALUES (1)", ("organization_unit",)),
        ("UPDATE OR REPLACE organization_unit SET slug = 1", ("organization_unit",)),
        ("TRUNCATE TABLE organization_unit", ("organization_unit",)),
        ("COPY organization_unit FROM STDIN", ("organization_unit",)),
        ("MERGE INTO organization_unit USING x", ("organization_unit",)),
        ("DELETE FROM ONLY organization_unit", ("organization_unit",)),
        ("SELECT * FROM organization_unit FOR UPDATE", ()),
        ("SAVEPOINT update_organization_unit", ()),
    ],
)
def test_the_net_knows_what_a_statement_writes(sql: str, tables: tuple[str, ...]) -> None:
    assert guards.tables_written(sql) == tables


def test_every_write_of_the_orm_is_recorded_inside_a_command(unit: Unit) -> None:
    with runner.system_change("all ways"):
        Unit.objects.bulk_create([Unit(slug="a", key="a"), Unit(slug="b", key="b")])
        Unit.objects.filter(slug="a").update(source="crm")
        unit.source = "erp"
        Unit.objects.bulk_update([unit], ["source"])
        Unit.objects.filter(slug="b").delete()

    rows = Change.objects.get(reason="all ways").rows.order_by("pk")
    shown = [(row.operation, row.values.get("source", row.values.get("slug"))) for row in rows]
    assert shown == [
        ("insert", [None, ""]),
        ("insert", [None, ""]),
        ("update", ["", "crm"]),
        ("update", ["", "erp"]),
        ("delete", ["", None]),
    ]


def test_rows_that_may_or_may_not_be_written_are_refused(unit: Unit) -> None:
    with runner.system_change("try"), pytest.raises(ValueError, match="cannot be recorded"):
        Unit.objects.bulk_create([Unit(slug="dock")], ignore_conflicts=True)


def test_history_itself_is_written_by_the_runner_only(unit: Unit) -> None:
    with runner.system_change("try"), pytest.raises(WriteOutsideCommand, match="runner only"):
        Change.objects.filter(pk=0).update(reason="nothing to see")


@pytest.mark.parametrize("table", ["base_change", "base_rowchange", "base_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_the_database_refuses_to_alter_history(unit: Unit, table: str, statement: str) -> None:
    from django.db import DatabaseError, transaction

    from lineofsight.base import sealer

    sealer.seal_all()
    column = "hash" if table == "base_seal" else "id"
    forging = pytest.raises(DatabaseError, match="append-only")
    with forging, guards.machinery(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))

    assert (Change.objects.count(), Seal.objects.count()) == (1, 1)


def test_a_thread_that_copied_the_context_is_refused(unit: Unit) -> None:
    caught: list[BaseException | None] = []

    def stray() -> None:
        caught.append(recorder.current())  # type: ignore[arg-type]

    with runner.system_change("outer"):
        thread = threading.Thread(target=contextvars.copy_context().run, args=(stray,))
        thread.start()
        thread.join()

    assert caught == [None]


def test_a_task_that_outlives_its_command_is_refused(unit: Unit) -> None:
    async def scene() -> object:
        with recorder.recording():
            late = asyncio.get_running_loop().create_future()
            task = asyncio.ensure_future(_look(late))
            await asyncio.sleep(0)
        late.set_result(None)
        return await task

    async def _look(late: "asyncio.Future[None]") -> object:
        await late
        return recorder.current()

    assert asyncio.run(scene()) is None


def test_a_connection_that_comes_back_has_the_net_once(flushed_db: None) -> None:
    connection.close()

    connection.ensure_connection()

    assert connection.execute_wrappers.count(guards.refuse_stray_writes) == 1
