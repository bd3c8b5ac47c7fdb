"""Names that pages need beside numbers: units and cards."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from lineofsight.base.commands import Context
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization.models import UnitVersion


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
