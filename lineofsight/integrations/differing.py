"""Compare what files want with what is known: new, changed, same, each with what was before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lineofsight.integrations.current import Found
from lineofsight.integrations.reading import THREADS
from lineofsight.integrations.wanted import Item, Wishes

#: Values that say how to bring something about, not what it is to be; of objectives, goals and links all are compared.
NOT_COMPARED = frozenset(
    [
        "from_",
        "order",
        "theme",
        "owner",
        "steward",
        "updater",
        "hired_on",
        "left_on",
        "position",
        "rows",
        "objective_unit",
    ]
)


@dataclass(slots=True)
class Compared:
    """One object with its verdict; `before` has the values that differ, as they are known today."""

    item: Item
    verdict: str
    before: dict[str, Any] = field(default_factory=dict)


def compare(wanted: Wishes, known: dict[str, Found]) -> list[Compared]:
    """Return every wanted object with its verdict, in the order wanted."""
    return [_one(item, known.get(item.table, {}).get(item.key)) for item in wanted]


def tally(compared: list[Compared]) -> dict[str, dict[str, int]]:
    """Return {table: {new, changed, same}}."""
    counts: dict[str, Counter[str]] = {}
    for one in compared:
        counts.setdefault(one.item.table, Counter({"new": 0, "changed": 0, "same": 0}))[one.verdict] += 1
    return {table: dict(count) for table, count in counts.items()}


def _one(item: Item, earlier: dict[str, Any] | None) -> Compared:
    if earlier is None:
        return Compared(item, "new")
    left_alone = frozenset[str]() if item.table in THREADS else NOT_COMPARED
    before = {
        name: earlier[name]
        for name, value in item.values.items()
        if name in earlier and name not in left_alone and _plain(earlier[name]) != _plain(value)
    }
    return Compared(item, "changed" if before else "same", before)


def _plain(value: Any) -> Any:
    """Return a value in a form in which empty is empty, and order among supported objectives does not count."""
    if isinstance(value, list):
        return sorted(value)
    return value or None if not isinstance(value, int) else value
