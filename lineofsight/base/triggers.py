"""Rules the database itself keeps: history is insert-only, and dated rows of one entity never overlap.

SQLite drops triggers silently when a table is rebuilt, so they are laid again after every migrate and checked at start.
"""

from typing import Any

from django.apps import apps
from django.db import connection, models

from lineofsight.base.dated_models import Dated

APPEND_ONLY = ("base_change", "base_rowchange", "base_seal")
PREFIX = "ls_"

_SQLITE_REFUSAL = "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
_SQLITE_OVERLAP = """
WHEN NEW.known_to IS NULL BEGIN SELECT RAISE(ABORT, 'overlap in {table}') WHERE EXISTS (
    SELECT 1 FROM {table} o WHERE o.known_to IS NULL AND o.id <> NEW.id AND {same}
    AND (o.valid_to IS NULL OR o.valid_to > NEW.valid_from) AND (NEW.valid_to IS NULL OR NEW.valid_to > o.valid_from)
); END"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION ls_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$"""
_POSTGRES_REFUSAL = """
CREATE OR REPLACE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION ls_refuse()"""
_POSTGRES_OVERLAP = """
DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN
    ALTER TABLE {table} ADD CONSTRAINT {name}
    EXCLUDE USING gist ({same}, daterange(valid_from, valid_to) WITH &&) WHERE (known_to IS NULL);
END IF; END $$"""


def reinstall(**_: Any) -> None:
    """Lay every trigger and constraint whose table exists; safe to run any number of times."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in _statements(tables):
            cursor.execute(statement)


def remove() -> None:
    """Take the append-only triggers away; for tests that empty tables between cases."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            if table not in tables:
                continue
            for verb in ("update", "delete"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {PREFIX}{table}_{verb}{on}")


def missing() -> list[str]:
    """Return the names of triggers and constraints that should be there and are not."""
    tables = set(connection.introspection.table_names())
    present = _present()
    wanted = [f"{PREFIX}{table}_{verb}" for table in APPEND_ONLY if table in tables for verb in ("update", "delete")]
    wanted += [_overlap_name(model) for model in dated_models() if model._meta.db_table in tables]
    return [name for name in wanted if name not in present]


def dated_models() -> list[type[Dated]]:
    """Return every concrete dated model."""
    return [model for model in apps.get_models() if issubclass(model, Dated)]


def _overlap_name(model: type[models.Model]) -> str:
    return f"{PREFIX}{model._meta.db_table}_overlap"


def _present() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger UNION SELECT conname FROM pg_constraint")
        return {row[0] for row in cursor.fetchall()}


def _statements(tables: set[str]) -> list[str]:
    build = _sqlite if connection.vendor == "sqlite" else _postgres
    dated = [model for model in dated_models() if model._meta.db_table in tables]
    return build([table for table in APPEND_ONLY if table in tables], dated)


def _sqlite(append_only: list[str], dated: list[type[Dated]]) -> list[str]:
    refusals = [
        f"CREATE TRIGGER IF NOT EXISTS {PREFIX}{table}_{verb} BEFORE {verb.upper()} ON {table} {_SQLITE_REFUSAL}"
        for table in append_only
        for verb in ("update", "delete")
    ]
    overlaps = []
    for model in dated:
        table, name = model._meta.db_table, _overlap_name(model)
        same = " AND ".join(f"o.{column} IS NEW.{column}" for column in _entity_columns(model))
        body = _SQLITE_OVERLAP.format(table=table, same=same)
        moments = (("", "INSERT"), ("_u", "UPDATE OF valid_from, valid_to, known_to"))
        overlaps += [f"CREATE TRIGGER IF NOT EXISTS {name}{mark} AFTER {on} ON {table} {body}" for mark, on in moments]
    return [*refusals, *overlaps]


def _postgres(append_only: list[str], dated: list[type[Dated]]) -> list[str]:
    refusals = [
        _POSTGRES_REFUSAL.format(name=f"{PREFIX}{table}_{verb}", verb=verb.upper(), table=table)
        for table in append_only
        for verb in ("update", "delete")
    ]
    overlaps = [
        _POSTGRES_OVERLAP.format(
            name=_overlap_name(model),
            table=model._meta.db_table,
            same=", ".join(f"{_comparable(model, column)} WITH =" for column in _entity_columns(model)),
        )
        for model in dated
    ]
    return [_POSTGRES_FUNCTION, *refusals, "CREATE EXTENSION IF NOT EXISTS btree_gist", *overlaps]


def _entity_columns(model: type[Dated]) -> list[str]:
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return [columns[name] for name in model.entity_fields]


def _comparable(model: type[Dated], column: str) -> str:
    """Return an expression in which NULL equals NULL: an exclusion constraint takes NULLs for different."""
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    if not field.null:
        return column
    return f"(COALESCE({column}, 0))"
