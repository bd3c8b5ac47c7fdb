"""Rules the database itself keeps: history is insert-only, and dated rows of one entity never overlap.

SQLite drops triggers silently when a table is rebuilt, so they are laid again after every migrate and checked at start.
"""

from typing import Any

from django.apps import apps
from django.db import connection, models

from lineofsight.base.dated_models import Dated

APPEND_ONLY = ("base_change", "base_rowchange", "base_seal")
PREFIX = "ls_"


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
    statements = []
    for table in append_only:
        for verb in ("update", "delete"):
            statements.append(
                f"CREATE TRIGGER IF NOT EXISTS {PREFIX}{table}_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
            )
    for model in dated:
        table, name = model._meta.db_table, _overlap_name(model)
        same = " AND ".join(f"o.{column} IS NEW.{column}" for column in _entity_columns(model))
        body = (
            f"WHEN NEW.known_to IS NULL BEGIN SELECT RAISE(ABORT, 'overlap in {table}') WHERE EXISTS "
            f"(SELECT 1 FROM {table} o WHERE o.known_to IS NULL AND o.id <> NEW.id AND {same} "
            f"AND (o.valid_to IS NULL OR o.valid_to > NEW.valid_from) "
            f"AND (NEW.valid_to IS NULL OR NEW.valid_to > o.valid_from)); END"
        )
        statements.append(f"CREATE TRIGGER IF NOT EXISTS {name} AFTER INSERT ON {table} {body}")
        statements.append(
            f"CREATE TRIGGER IF NOT EXISTS {name}_u AFTER UPDATE OF valid_from, valid_to, known_to ON {table} {body}"
        )
    return statements


def _postgres(append_only: list[str], dated: list[type[Dated]]) -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION ls_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$"
    ]
    for table in append_only:
        for verb in ("update", "delete"):
            name = f"{PREFIX}{table}_{verb}"
            statements.append(
                f"CREATE OR REPLACE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION ls_refuse()"
            )
    if dated:
        statements.append("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for model in dated:
        table, name = model._meta.db_table, _overlap_name(model)
        same = ", ".join(f"{_comparable(model, column)} WITH =" for column in _entity_columns(model))
        statements.append(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN "
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist "
            f"({same}, daterange(valid_from, valid_to) WITH &&) WHERE (known_to IS NULL); END IF; END $$"
        )
    return statements


def _entity_columns(model: type[Dated]) -> list[str]:
    return [str(model._meta.get_field(name).column) for name in model.entity_fields]


def _comparable(model: type[Dated], column: str) -> str:
    """Return an expression in which NULL equals NULL: an exclusion constraint takes NULLs for different."""
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    if not field.null:
        return column
    return f"(COALESCE({column}, 0))"
