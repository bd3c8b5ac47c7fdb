"""Taking the values of an import back: by superseding, so that it stays visible that they were there."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from lineofsight.base import bulk, events
from lineofsight.base.bulk import Same
from lineofsight.base.commands import Context
from lineofsight.integrations.models import Import
from lineofsight.measures.models import Observation

RESTORED = (
    "measure_id",
    "unit_id",
    "period_id",
    "value",
    "numerator",
    "denominator",
    "label",
    "comment",
    "raw",
    "file_id",
    "lines",
    "pointer",
    "source",
    "reported_at",
)
SLICE = 5_000
MOST_KPIS = 200


def take_values_back(ctx: Context, run: Import) -> dict[str, int]:
    """Close the values that came with the import and still hold, and restore what they replaced; return the counts."""
    mine = Observation.objects.filter(change_id=run.change_id)
    held = mine.filter(known_to__isnull=True).order_by("pk")
    rows = list(
        held.values_list("pk", "supersedes_id", "measure_id", "unit_id", "period_id").iterator(chunk_size=SLICE)
    )
    superseded = mine.count() - len(rows)
    bulk.close(Observation, [row[0] for row in rows], ctx.now)
    earlier = [(row[1], row[0]) for row in rows if row[1]]
    for first in range(0, len(earlier), SLICE):
        _restore(ctx, dict(earlier[first : first + SLICE]))
    _tell(rows)
    return {"withdrawn": len(rows) - len(earlier), "restored": len(earlier), "corrected_since": superseded}


def _restore(ctx: Context, replaced: dict[int, int]) -> None:
    rows = list(Observation.objects.filter(pk__in=list(replaced)).values_list("pk", *RESTORED))
    columns: dict[str, Any] = dict(zip(("pk", *RESTORED), zip(*rows, strict=True), strict=True))
    ids = columns.pop("pk")
    bulk.append(
        Observation,
        {**columns, "supersedes_id": [replaced[pk] for pk in ids], "known_from": Same(ctx.now), "known_to": Same(None)},
    )


def _tell(rows: list[tuple[int, ...]]) -> None:
    touched: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for _, _, measure, unit, period in rows:
        touched[measure][0].add(unit)
        touched[measure][1].add(period)
    if len(touched) > MOST_KPIS:
        events.publish("scorecard.shape_changed", node_ids=[], since=date.min)
        return
    for measure, (units, periods) in touched.items():
        events.publish(
            "measures.observations_changed", measure_id=measure, unit_ids=sorted(units), period_ids=sorted(periods)
        )
