"""Figures that sources published themselves, staged beside the values: few, and never mixed with them."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from lineofsight.base import bulk
from lineofsight.base.bulk import Same
from lineofsight.base.turns import turn
from lineofsight.integrations.models import StagedRow
from lineofsight.integrations.staging_values import Published
from lineofsight.measures.models import PublishedFigure
from lineofsight.measures.numbers import to_six_decimals

TABLE = "published"
Known = dict[tuple[int, int, int], tuple[int, Decimal | None, str]]


def stage_published(run_id: int, found: list[Published]) -> dict[str, int]:
    """Stage figures that are new or differ; return how many of each."""
    counts = {"new": 0, "changed": 0, "same": 0}
    known = _known({one.measure_id for one in found if one.measure_id > 0})
    rows: dict[tuple[int, int, int], dict[str, object]] = {}
    for one in found:
        place = (one.measure_id, one.unit_id, one.period_id)
        value = to_six_decimals(one.record.published_progress or Decimal(0))
        status = (one.record.published_status or "")[:200]
        earlier = known.get(place)
        if place in rows or (earlier and earlier[1:] == (value, status)):
            counts["same"] += place not in rows
            continue
        counts["changed" if earlier else "new"] += 1
        rows[place] = {
            "place": place,
            "value": str(value),
            "raw": status,
            "lines": str(one.record.place.line or ""),
            "pointer": (one.record.place.pointer or "")[:200],
            "file": one.record.place.file,
            "earlier": earlier[0] if earlier else None,
        }
    if rows:
        columns: dict[str, bulk.Column] = {
            "run_id": Same(run_id),
            "table": Same(TABLE),
            "verdict": ["changed" if row["earlier"] else "new" for row in rows.values()],
            "payload": list(rows.values()),
        }
        with turn(), transaction.atomic():
            bulk.append(StagedRow, columns)
    return counts


def _known(measure_ids: set[int]) -> Known:
    rows = PublishedFigure.objects.current().filter(measure__in=measure_ids, kind="progress")
    fields = ("measure_id", "unit_id", "period_id", "pk", "value", "raw")
    return {row[:3]: row[3:] for row in rows.values_list(*fields)} if measure_ids else {}
