"""As of one day as known on another, over 5,000 KPIs: the page's own reads against the same rows read by plain SQL."""

import statistics
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django.db import connection

from lineofsight.base import bulk, runner
from lineofsight.base.bulk import Same
from lineofsight.bench.company import make
from lineofsight.measures.models import Target

DAY = date(2025, 6, 30)
FIRST_KNOWN = datetime(2026, 1, 2, tzinfo=timezone.utc)
REVISIONS = 4
RUNS = 15
COLUMNS = ("measure_id", "unit_id", "scoring_type", "target", "red_flag")


def run() -> dict[str, Any]:
    """Return median milliseconds of reading every KPI's target now, and as known before its revisions."""
    company = make(n_months=1)
    _revise(REVISIONS)
    then = FIRST_KNOWN + timedelta(days=10)
    now_rows, now_ms = _median(lambda: list(Target.objects.at(DAY).values_list(*COLUMNS)))
    then_rows, then_ms = _median(lambda: list(Target.objects.at(DAY, then).values_list(*COLUMNS)))
    _, raw_now = _median(lambda: _raw("known_to IS NULL", []))
    known = "known_from <= %s AND (known_to IS NULL OR known_to > %s)"
    _, raw_then = _median(lambda: _raw(known, [then, then]))
    return {
        "kpis": len(company.measure_ids),
        "rows_now": now_rows,
        "rows_then": then_rows,
        "now_ms": round(now_ms, 1),
        "as_known_then_ms": round(then_ms, 1),
        "now_to_raw": round(now_ms / raw_now, 2),
        "as_known_then_to_raw": round(then_ms / raw_then, 2),
    }


def _revise(times: int) -> None:
    """Supersede every target, some months apart in the time of knowing."""
    fields = [field.attname for field in Target._meta.concrete_fields if field.attname != "id"]
    for number in range(1, times + 1):
        with runner.system_change("The bench revises every target."):
            rows = list(Target.objects.current().values())
            at = FIRST_KNOWN + timedelta(days=30 * number)
            bulk.close(Target, [row["id"] for row in rows], at)
            columns: dict[str, bulk.Column] = {name: [row[name] for row in rows] for name in fields}
            bulk.append(Target, {**columns, "known_from": Same(at), "known_to": Same(None)})
    bulk.analyze(Target)


def _raw(known: str, values: list[Any]) -> list[Any]:
    sql = (
        f"SELECT {', '.join(COLUMNS)} FROM measures_target WHERE {known} "  # noqa: S608 our own names
        "AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, DAY, DAY])
        return list(cursor.fetchall())


def _median(read: Callable[[], list[Any]]) -> tuple[int, float]:
    rows, taken = 0, []
    for _ in range(RUNS):
        started = time.perf_counter()
        rows = len(read())
        taken.append((time.perf_counter() - started) * 1000)
    return rows, statistics.median(taken)
