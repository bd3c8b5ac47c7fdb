"""Writers of SQLite wait in line instead of knocking: the kernel wakes them in order, nobody starves or times out.

SQLite's own busy handler sleeps and tries again, so a stream of long writers can keep a short one out until it gives
up. PostgreSQL locks rows, and needs none of this.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import connection

if sys.platform != "win32":  # there, the busy handler alone must do
    import fcntl

_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for this writer's turn and keep it until the transaction inside has ended."""
    place = _place()
    if sys.platform == "win32" or place is None or connection.in_atomic_block:
        yield
        return
    handle = _handle(place)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _place() -> Path | None:
    """Return the file on which writers of this database wait; None where there is no line."""
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        return None
    return Path(f"{name}-turns")


def _handle(place: Path) -> IO[Any]:
    """Return this thread's own open file: two threads that shared one would not wait for each other."""
    held: tuple[Path, IO[Any]] | None = getattr(_mine, "held", None)
    if held is None or held[0] != place:
        _mine.held = held = (place, place.open("a"))
    return held[1]
