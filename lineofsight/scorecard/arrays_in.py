"""Reading numbers from tables straight into arrays: one statement, every column a float, NULL as nan.

On PostgreSQL each column comes as one binary array, which numpy reads without a loop; on SQLite from the cursor.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from lineofsight.core.arrays import Array, Index

_COPY_HEADER_BYTES, _ARRAY_HEADER_BYTES = 19 + 2, 20
_ELEMENT = np.dtype([("length", ">i4"), ("value", ">f8")])


def number(expression: str) -> str:
    """Return SQL that gives a column as a float, NULL as infinity (which no domain value is)."""
    nothing = "'Infinity'::float8" if _is_postgres() else "9e999"
    return f"COALESCE(CAST({expression} AS double precision), {nothing})"


def day(expression: str) -> str:
    """Return SQL that gives a date as its ordinal (`date.toordinal`)."""
    if _is_postgres():
        return number(f"{expression} - DATE '0001-01-01' + 1")
    return number(f"julianday({expression}) - 1721424.5")


def instant(expression: str) -> str:
    """Return SQL that gives an instant as seconds since 1970."""
    if _is_postgres():
        return number(f"EXTRACT(EPOCH FROM {expression})")
    return number(f"unixepoch({expression}, 'subsec')")


def code(expression: str, words: Sequence[str]) -> str:
    """Return SQL that gives a word as its position in `words`, an unknown one as nothing."""
    cases = " ".join(f"WHEN '{word}' THEN {position}" for position, word in enumerate(words))
    return number(f"CASE {expression} {cases} END")


def flag(condition: str) -> str:
    """Return SQL that gives a condition as 1 or 0."""
    return number(f"CASE WHEN {condition} THEN 1 ELSE 0 END")


def known(table: str, known_at: datetime | None) -> tuple[str, list[Any]]:
    """Return the test that a row was believed at an instant (None: now), with its parameters."""
    if known_at is None:
        return f"{table}.known_to IS NULL", []
    stamp = connection.ops.adapt_datetimefield_value(known_at)
    return f"{table}.known_from <= %s AND ({table}.known_to IS NULL OR {table}.known_to > %s)", [stamp, stamp]


def among(expression: str, ids: Sequence[int] | Index | None) -> tuple[str, list[Any]]:
    """Return the test for membership in a list of any length, as one parameter; None asks nothing."""
    if ids is None:
        return "1 = 1", []
    plain = [int(one) for one in ids]
    if _is_postgres():
        return f"{expression} = ANY(%s)", [plain]
    return f"{expression} IN (SELECT value FROM json_each(%s))", [str(plain)]  # noqa: S608 expressions of this package


def only(rows: QuerySet[Any], column: str, ids: Sequence[int] | Index | None) -> QuerySet[Any]:
    """Return rows narrowed to a list of ids of any length in one parameter; None asks nothing."""
    member, given = among(column, ids)
    return rows.extra(where=[member], params=given)  # noqa: S610 columns of our own tables


def read(columns: Sequence[str], rest: str, parameters: Sequence[Any] = ()) -> Array:
    """Return the rows of `SELECT columns rest` as an array; `columns` are made by the functions above."""
    if _is_postgres():
        rows = _read_copy(columns, rest, parameters)
    else:
        statement = f"SELECT {', '.join(columns)} {rest}"
        rows = _read_cursor(statement, parameters).reshape(-1, len(columns))
    rows[np.isinf(rows)] = np.nan
    return rows


def whole(column: Array, *, missing: int = -1) -> Index:
    """Return a column as integers, nan as `missing`."""
    return np.where(np.isnan(column), missing, column).astype(np.int64)


def ordinal(value: date | None, *, missing: int) -> int:
    """Return a date as its ordinal."""
    return missing if value is None else value.toordinal()


def _read_cursor(statement: str, parameters: Sequence[Any]) -> Array:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return np.fromiter(chain.from_iterable(cursor.fetchall()), dtype=np.float64)


def _read_copy(columns: Sequence[str], rest: str, parameters: Sequence[Any]) -> Array:
    named = ", ".join(f"{column} AS c{n}" for n, column in enumerate(columns))
    arrays = ", ".join(f"array_send(array_agg(c{n}))" for n in range(len(columns)))
    statement = f"COPY (SELECT {arrays} FROM (SELECT {named} {rest}) AS found) TO STDOUT (FORMAT BINARY)"  # noqa: S608 as above
    execute: Callable[..., bytes] = _copied
    for wrapper in reversed(connection.execute_wrappers):
        execute = partial(wrapper, execute)
    with connection.cursor() as cursor:
        content = execute(statement, list(parameters), False, {"connection": connection, "cursor": cursor})
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": "0.000"})
    found, at = [], _COPY_HEADER_BYTES
    for _ in columns:
        size = int.from_bytes(content[at : at + 4], "big", signed=True)
        if size < 0:
            return np.empty((0, len(columns)))
        elements = np.frombuffer(content[at + 4 + _ARRAY_HEADER_BYTES : at + 4 + size], dtype=_ELEMENT)
        found.append(elements["value"].astype(np.float64))
        at += 4 + size
    return np.column_stack(found)


def _copied(statement: str, parameters: list[Any], many: bool, context: dict[str, Any]) -> bytes:
    """Run a copy on the driver's own cursor: Django's, where it notes statements, takes no values for one."""
    with connection.wrap_database_errors, context["cursor"].cursor.copy(statement, parameters) as copy:
        return b"".join(copy)


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"
