"""The target that governed a moment, as it was known at another (domain section 3.7)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target with both times, half-open; None is open-ended."""

    id: Hashable
    target: float | None
    valid_from: datetime | None
    valid_to: datetime | None
    known_from: datetime | None
    known_to: datetime | None


@dataclass(frozen=True, slots=True)
class TargetFound:
    """The one row, or why there is not exactly one: ``none`` or ``overlap``."""

    row: TargetRow | None
    error: str | None = None


def target_at(rows: Sequence[TargetRow], *, valid_at: datetime, known_at: datetime) -> TargetFound:
    """Return the row that governs `valid_at` by what was known at `known_at`; two such rows are an integrity error."""
    found = [
        row
        for row in rows
        if _holds(row.valid_from, row.valid_to, valid_at) and _holds(row.known_from, row.known_to, known_at)
    ]
    if len(found) == 1:
        return TargetFound(found[0])
    return TargetFound(None, "overlap" if found else "none")


def _holds(from_: datetime | None, to: datetime | None, at: datetime) -> bool:
    return (from_ is None or from_ <= at) and (to is None or at < to)
