"""What a reader of tables hands on: records of one table with the findings of the same rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from .findings import Finding
from .records import Record


@dataclass(slots=True)
class Batch:
    """Records for one target table in file order.

    `withdrawn` names records of earlier batches, by the line on which they start, that turned out to contradict or
    repeat each other when the whole file was known: they must not be applied. `columns` says in which column of the
    file each field stands.
    """

    table: str
    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
