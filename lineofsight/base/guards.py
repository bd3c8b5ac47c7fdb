"""The net under the commands: a SQL statement that writes a domain table without an open recorder is refused."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from lineofsight.base import recorder as recorders
from lineofsight.base.recorder import WriteOutsideCommand

_READS = re.compile(
    r"\s*(select|savepoint|release|rollback|pragma|explain|show|set|begin|analyze|create|drop|alter)\b", re.I
)
_WRITES = re.compile(
    r"\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|update(?:\s+or\s+\w+)?|delete\s+from|truncate(?:\s+table)?"
    r"|merge\s+into|copy)\s+(?:only\s+)?[\"`]?(\w+)",
    re.I,
)
_machinery: ContextVar[bool] = ContextVar("machinery", default=False)

#: Written under `machinery()` only: not domain rows, yet nobody's to write by the way.
MACHINERY_TABLES = frozenset(
    {"base_seal", "base_pendingseal", "base_refusal", "base_change", "base_rowchange", "base_repeatablecall"}
)


@contextmanager
def machinery() -> Iterator[None]:
    """Let the runner and the sealer write the tables of history."""
    token = _machinery.set(True)
    try:
        yield
    finally:
        _machinery.reset(token)


@cache
def domain_tables() -> frozenset[str]:
    """Return the tables of all models that are written by commands only."""
    from lineofsight.base.model import Record  # inline: models must be loaded first

    return frozenset(model._meta.db_table for model in apps.get_models() if issubclass(model, Record))


@cache
def tables_written(sql: str) -> tuple[str, ...]:
    """Return the tables a statement writes; () for reads."""
    if _READS.match(sql):
        return ()
    return tuple(name.lower() for name in _WRITES.findall(sql))


def refuse_stray_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute a statement unless it writes a guarded table outside a command."""
    for table in tables_written(sql[:400]):
        if table in MACHINERY_TABLES and not _machinery.get():
            raise WriteOutsideCommand(f"{table} is written by the command runner only.")
        if table in domain_tables() and recorders.current() is None:
            raise WriteOutsideCommand(f"{table} may only be written by a command.")
    return execute(sql, params, many, context)


def watch_connection(sender: Any, connection: Any, **_: Any) -> None:
    """Put the net on a new connection."""
    if refuse_stray_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_stray_writes)


def guarded_models() -> list[type[models.Model]]:
    """Return the models whose rows only commands may write."""
    from lineofsight.base.model import Record  # inline: models must be loaded first

    return [model for model in apps.get_models() if issubclass(model, Record)]
