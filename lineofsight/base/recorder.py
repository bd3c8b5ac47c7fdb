"""The recorder: the one thing that must be open for a domain row to be written."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from lineofsight.base.records import RecordClass


class WriteOutsideCommand(RuntimeError):
    """A domain row was about to be written outside a command."""


@dataclass(slots=True)
class RowNote:
    """One row touched: what it was and what it became (None where it did not exist)."""

    kind: str
    model: type
    row_id: Any
    operation: str  # insert | update | delete
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    record_class: RecordClass
    person_id: int | None = None


@dataclass(slots=True)
class Recorder:
    """Collects what one command writes, on one connection, while it is open."""

    connection: Any
    rows: list[RowNote] = field(default_factory=list)
    bulk_count: int = 0
    bulk_digest: Any = field(default_factory=hashlib.sha256)
    bulk_kinds: set[str] = field(default_factory=set)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    change_id: int | None = None  # reserved where rows must name the change that is still to be written
    open: bool = True

    def add(self, note: RowNote) -> None:
        """Remember a touched row."""
        self.rows.append(note)

    def add_bulk(self, count: int, content: bytes, kind: str = "") -> None:
        """Remember that `count` rows of a kind were written in bulk, by their digest."""
        if kind and count:
            self.bulk_kinds.add(kind)
        self.bulk_count += count
        self.bulk_digest.update(content)


_current: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


def current() -> Recorder | None:
    """Return the recorder that may write here and now, or None.

    Threads and late tasks that copied the context hold another connection or a closed recorder: both get None.
    """
    recorder = _current.get()
    if recorder is None or not recorder.open:
        return None
    return recorder if recorder.connection is connections[DEFAULT_DB_ALIAS] else None


def kind_of(model: type) -> str:
    """Return the kind that a model declares; "" for tables of the machinery."""
    return str(getattr(getattr(model, "declaration", None), "kind", ""))


def required(what: str) -> Recorder:
    """Return the open recorder or raise WriteOutsideCommand naming `what` was to be written."""
    recorder = current()
    if recorder is None:
        raise WriteOutsideCommand(f"{what} may only be written by a command.")
    return recorder


@contextmanager
def recording() -> Iterator[Recorder]:
    """Open a recorder on this thread's connection."""
    recorder = Recorder(connections[DEFAULT_DB_ALIAS])
    token = _current.set(recorder)
    try:
        yield recorder
    finally:
        recorder.open = False
        _current.reset(token)
