"""Writing many rows at once: COPY on PostgreSQL, executemany on SQLite. The only writer beside the models.

Every function that touches a domain table demands an open recorder, and tells it how many rows were written and
their digest; history then holds one change with both. Fields that a caller does not name take their model default.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, repeat
from typing import Any, Generic, TypeVar

from django.db import connection, models

from lineofsight.base import recorder as recorders
from lineofsight.base.bulk_encoding import Encoder, as_is, encoder_of
from lineofsight.base.model import Record

CHUNK_ROWS = 10_000
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Same:
    """One value for every row of a column."""

    value: Any


Column = Sequence[Any] | Same


def append(model: type[models.Model], columns: Mapping[str, Column]) -> int:
    """Insert rows given as columns (field or column names → values in row order); return how many.

    At least one column must be a sequence; all sequences have the same length.
    """
    count = next(len(column) for column in columns.values() if not isinstance(column, Same))
    recorder = recorders.required(model._meta.label) if issubclass(model, Record) else None
    if count == 0:
        return 0
    names, encoded = _encode(model, columns, count)
    writer = _copy if connection.vendor == "postgresql" else _insert
    digest = hashlib.sha256() if recorder else None
    for start in range(0, count, CHUNK_ROWS):
        size = min(CHUNK_ROWS, count - start)
        chunk = [repeat(part.value, size) if isinstance(part, Same) else part[start : start + size] for part in encoded]
        content = writer(model._meta.db_table, names, chunk)
        if digest:
            digest.update(content())
    if recorder and digest:
        recorder.add_bulk(
            count,
            f"append {model._meta.db_table} {','.join(names)} {digest.hexdigest()}".encode(),
            recorders.kind_of(model),
        )
    return count


def append_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows given one by one, in the order of `names`; constant memory; return how many."""
    count = 0
    source = iter(rows)
    while chunk := list(islice(source, CHUNK_ROWS)):
        count += append(model, dict(zip(names, zip(*chunk, strict=True), strict=True)))
    return count


def close(model: type[models.Model], ids: Sequence[int], known_to: datetime) -> int:
    """End the belief in these rows at an instant; return how many were closed."""
    recorder = recorders.required(model._meta.label)
    table = connection.ops.quote_name(model._meta.db_table)
    closed = 0
    with connection.cursor() as cursor:
        for chunk in _chunks(ids):
            test, chosen = _membership(chunk)
            cursor.execute(
                f"UPDATE {table} SET known_to = %s WHERE id {test} AND known_to IS NULL",  # noqa: S608 our own table name
                [
                    encoder_of(model._meta.get_field("known_to"), "sqlite")(known_to) if _is_sqlite() else known_to,
                    chosen,
                ],
            )
            closed += cursor.rowcount
    digest = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()
    recorder.add_bulk(
        closed, f"close {model._meta.db_table} {known_to.isoformat()} {digest}".encode(), recorders.kind_of(model)
    )
    return closed


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Reserve primary keys for rows that must know each other before they are written.

    On SQLite the surrounding transaction already keeps other writers out.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if _is_sqlite():
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or [0])[0]
            return list(range(last + 1, last + 1 + count))
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [row[0] for row in cursor.fetchall()]


def analyze(*tables: type[models.Model]) -> None:
    """Let the database look at what was written, so that its next plans fit."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


@dataclass(frozen=True, slots=True)
class Difference(Generic[K]):
    """What an incoming set of rows means against the current ones, by key."""

    new: list[K]
    changed: list[tuple[K, int]]
    same: list[K]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many of each."""
        return {"new": len(self.new), "changed": len(self.changed), "same": len(self.same)}


def diff(
    current: Mapping[K, tuple[int, Any]],
    incoming: Mapping[K, Any],
    *,
    equal: Callable[[Any, Any], bool] = lambda one, other: bool(one == other),
) -> Difference[K]:
    """Compare incoming values with current ones ({key: (row id, values)}); a changed key names the id it replaces."""
    new: list[K] = []
    changed: list[tuple[K, int]] = []
    same: list[K] = []
    for key, values in incoming.items():
        earlier = current.get(key)
        if earlier is None:
            new.append(key)
        elif equal(earlier[1], values):
            same.append(key)
        else:
            changed.append((key, earlier[0]))
    return Difference(new, changed, same)


def _encode(model: type[models.Model], columns: Mapping[str, Column], count: int) -> tuple[list[str], list[Any]]:
    """Return column names and encoded columns, with the defaults of the fields that were not named."""
    vendor = connection.vendor
    names: list[str] = []
    encoded: list[Any] = []
    left = dict(columns)
    for field in model._meta.concrete_fields:
        column = left.pop(field.attname, left.pop(field.name, None))
        if column is None:
            if field.primary_key and isinstance(field, models.AutoField):
                continue
            column = (
                [field.get_default() for _ in range(count)] if callable(field.default) else Same(field.get_default())
            )
        elif not isinstance(column, Same) and len(column) != count:
            raise ValueError(f"{field.name} has {len(column)} values for {count} rows.")
        encode = encoder_of(field, vendor)
        names.append(str(field.column))
        encoded.append(Same(encode(column.value)) if isinstance(column, Same) else _each(encode, column))
    if left:
        raise ValueError(f"{model._meta.label} has no field {', '.join(sorted(left))}.")
    return names, encoded


def _each(encode: Encoder, column: Sequence[Any]) -> Sequence[Any]:
    return column if encode is as_is else list(map(encode, column))


def _copy(table: str, names: Sequence[str], columns: Sequence[Iterable[str]]) -> Callable[[], bytes]:
    quote = connection.ops.quote_name
    content = ("\n".join(map("\t".join, zip(*columns, strict=True))) + "\n").encode()
    statement = f"COPY {quote(table)} ({', '.join(map(quote, names))}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(content)
    return lambda: content


def _insert(table: str, names: Sequence[str], columns: Sequence[Iterable[Any]]) -> Callable[[], bytes]:
    quote = connection.ops.quote_name
    marks = ", ".join(["%s"] * len(names))
    rows = list(zip(*columns, strict=True))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(table)} ({', '.join(map(quote, names))}) VALUES ({marks})",  # noqa: S608 our own names
            rows,
        )
    return lambda: repr(rows).encode()  # costly, and only history asks for it


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK_ROWS):
        yield [int(one) for one in ids[start : start + CHUNK_ROWS]]


def _membership(ids: list[int]) -> tuple[str, Any]:
    """Return a test for membership in a list of any length, as one parameter."""
    if _is_sqlite():
        return "IN (SELECT value FROM json_each(%s))", str(ids)
    return "= ANY(%s)", ids


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"
