"""Names that pages need beside numbers: units, cards, and shares of links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from lineofsight.base.commands import Context
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization.models import UnitVersion


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


def cards(ctx: Context, ids: Iterable[int], day: date, known_at: datetime | None) -> dict[int, Any]:
    """Return {KPI: its card} on a day (before the first card, the first); `is_open`: the viewer may open the KPI."""
    seen = Measure.objects.visible_to(ctx.viewer).filter(pk=OuterRef("measure_id"))
    rows = MeasureVersion.objects.known(known_at).filter(measure_id__in=set(ids)).annotate(is_open=Exists(seen))
    found: dict[int, Any] = {}
    for card in rows.select_related("unit_of_measure", "measure").order_by("measure_id", "valid_from"):
        if card.measure_id not in found or card.valid_from <= day:
            found[card.measure_id] = card
    return found


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
