"""Bringing staged rows over into a domain table in one statement: the short last step of a long import.

The rows are read from a staging table, never from the table being filled; nothing travels to the client and back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

from lineofsight.base import recorder as recorders
from lineofsight.base.model import Record


def append_from(
    model: type[Record],
    staged: type[models.Model],
    columns: Mapping[str, str],
    *,
    where: str,
    joins: str = "",
    order: str = "",
    parameters: Sequence[Any] = (),
    digest: str,
) -> int:
    """Insert a row for each staged row (alias `s`) that meets `where`; return how many.

    `columns` maps columns of the model to SQL over the staged row; `parameters` fill the marks in the order in which
    they stand in columns, joins and where. `digest` names the staged content in history.
    """
    recorder = recorders.required(model._meta.label)
    quote = connection.ops.quote_name
    table = model._meta.db_table
    statement = (
        f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) SELECT {', '.join(columns.values())}"  # noqa: S608
        f" FROM {quote(staged._meta.db_table)} s {joins} WHERE {where} {order}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        count = max(int(cursor.rowcount), 0)
    recorder.add_bulk(count, f"append {table} {','.join(columns)} {count} {digest}".encode(), recorders.kind_of(model))
    return count


def close_from(
    model: type[Record],
    staged: type[models.Model],
    *,
    id_column: str,
    where: str,
    parameters: Sequence[Any],
    known_to: datetime,
) -> int:
    """End the belief in the rows that staged rows replace; return how many were still believed."""
    recorder = recorders.required(model._meta.label)
    quote = connection.ops.quote_name
    table = model._meta.db_table
    statement = (
        f"UPDATE {quote(table)} AS o SET known_to = %s FROM {quote(staged._meta.db_table)} s"  # noqa: S608
        f" WHERE o.known_to IS NULL AND o.id = s.{quote(id_column)} AND {where}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [instant(known_to), *parameters])
        count = max(int(cursor.rowcount), 0)
    recorder.add_bulk(count, f"close {table} {known_to.isoformat()} {count}".encode(), recorders.kind_of(model))
    return count


def instant(moment: datetime) -> Any:
    """Return an instant as the database's driver takes it in a statement of our own."""
    return connection.ops.adapt_datetimefield_value(moment)
