"""Names that pages need beside numbers: units, cards, and shares of links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lineofsight.base.commands import Context
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization.models import UnitVersion
from lineofsight.scorecard.models import NodeLink


@dataclass(frozen=True, slots=True)
class Link:
    """A child in a parent: its stated weight (None: equal) and its share of the parent."""

    parent: int
    child: int
    weight: float | None
    share: float
    is_gate: bool


def unit_names(ids: Iterable[int], day: date, known_at: datetime | None) -> dict[int, tuple[str, str]]:
    """Return {unit: (name, slug)} on a day."""
    rows = UnitVersion.objects.at(day, known_at).filter(unit_id__in=set(ids))
    return {unit: (name, slug) for unit, name, slug in rows.values_list("unit_id", "name", "unit__slug")}


def cards(ids: Iterable[int], day: date, known_at: datetime | None) -> dict[int, Any]:
    """Return {KPI: its card} on a day; before the first card, the first."""
    rows = MeasureVersion.objects.known(known_at).filter(measure_id__in=set(ids))
    found: dict[int, Any] = {}
    for card in rows.select_related("unit_of_measure", "measure", "calendar").order_by("measure_id", "valid_from"):
        if card.measure_id not in found or card.valid_from <= day:
            found[card.measure_id] = card
    return found


def open_measures(ctx: Context, ids: Iterable[int]) -> set[int]:
    """Return which of these KPIs the viewer may open."""
    return set(Measure.objects.visible_to(ctx.viewer).filter(pk__in=set(ids)).values_list("pk", flat=True))


def links(parents: Iterable[int], day: date, known_at: datetime | None) -> dict[int, list[Link]]:
    """Return {parent: its applicable children} on a day, each with its share of the parent."""
    rows = NodeLink.objects.at(day, known_at).filter(parent_id__in=set(parents), is_applicable=True)
    grouped: dict[int, list[Any]] = {}
    for row in rows.order_by("parent_id", "child_id"):
        grouped.setdefault(row.parent_id, []).append(row)
    return {parent: _shares(children) for parent, children in grouped.items()}


def _shares(rows: list[Any]) -> list[Link]:
    weights = [1.0 if row.weight is None else float(row.weight) for row in rows]
    if all(row.weight is None for row in rows):
        weights = [1.0] * len(rows)
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
