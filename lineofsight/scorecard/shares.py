"""What part of its parent each child is, by the weights of the links."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """A child in a parent: its stated weight (None: equal) and its share of the parent."""

    parent: int
    child: int
    weight: float | None
    share: float
    is_gate: bool


def grouped(rows: Iterable[Any]) -> dict[int, list[Link]]:
    """Return {parent: its applicable children}, each with its share of the parent, from rows of links."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        if row.is_applicable:
            found.setdefault(row.parent_id, []).append(row)
    return {parent: _shares(sorted(children, key=lambda row: row.child_id)) for parent, children in found.items()}


def _shares(rows: list[Any]) -> list[Link]:
    """An absent weight counts as the mean of its stated siblings, as the roll-up counts it; all equal where none is."""
    stated = [float(row.weight) for row in rows if row.weight is not None]
    usual = sum(stated) / len(stated) if stated else 1.0
    weights = [usual if row.weight is None else float(row.weight) for row in rows]
    total = sum(weights)
    return [
        Link(
            parent=row.parent_id,
            child=row.child_id,
            weight=None if row.weight is None else float(row.weight),
            share=weight / total if total else 0.0,
            is_gate=row.gate_cap is not None,
        )
        for row, weight in zip(rows, weights, strict=True)
    ]
