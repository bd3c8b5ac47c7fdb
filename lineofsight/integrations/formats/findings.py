"""What a format says about the rows it read: findings with a place, and an account in which no row goes missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Severity(StrEnum):
    """How much a finding takes out.

    `BLOCKS`: the file as a whole cannot be applied. `REFUSED`: this row or object is not taken over. `REMARK`: it is,
    and the person should know something about it.
    """

    BLOCKS = "blocks"
    REFUSED = "refused"
    REMARK = "remark"


class Place(NamedTuple):
    """Where something stands: line from 1 (a workbook's row), column from 1, in JSON the pointer as well."""

    file: str
    line: int | None = None
    column: int | None = None
    pointer: str | None = None

    def words(self) -> str:
        """Return the place as people read it."""
        if self.line is None:
            return self.file
        return f"line {self.line}" if self.column is None else f"line {self.line}, column {self.column}"


class Finding(NamedTuple):
    """One sentence about one place; `key` names the object, `next_step` the way on, `raw` what the file says."""

    severity: Severity
    code: str
    sentence: str
    place: Place
    key: str | None = None
    next_step: str = ""
    raw: str = ""


def blocks(
    code: str, sentence: str, place: Place, key: str | None = None, next_step: str = "", raw: str = ""
) -> Finding:
    """Return a finding that keeps the whole file from being applied."""
    return Finding(Severity.BLOCKS, code, sentence, place, key, next_step, raw)


def refused(
    code: str, sentence: str, place: Place, key: str | None = None, next_step: str = "", raw: str = ""
) -> Finding:
    """Return a finding that takes the row or value out."""
    return Finding(Severity.REFUSED, code, sentence, place, key, next_step, raw)


def remark(
    code: str, sentence: str, place: Place, key: str | None = None, next_step: str = "", raw: str = ""
) -> Finding:
    """Return a finding that leaves the row in."""
    return Finding(Severity.REMARK, code, sentence, place, key, next_step, raw)


@dataclass(slots=True)
class Account:
    """Count the rows of one table: read = used + merged + empty + filtered + refused, always."""

    read: int = 0
    used: int = 0
    merged: int = 0
    empty: int = 0
    filtered: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def balanced(self) -> bool:
        """Test whether every row read is accounted for."""
        return self.read == self.used + self.merged + self.empty + self.filtered.total() + self.refused.total()

    def as_json(self) -> dict[str, Any]:
        """Return the account as plain values."""
        return {
            "read": self.read,
            "used": self.used,
            "merged": self.merged,
            "empty": self.empty,
            "filtered": dict(sorted(self.filtered.items())),
            "refused": dict(sorted(self.refused.items())),
        }
