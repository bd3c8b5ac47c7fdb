"""The last step of an import: one short transaction that reads only what was staged."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from lineofsight.base import bulk, bulk_staged, events, history
from lineofsight.base import recorder as recorders
from lineofsight.base.bulk import Same
from lineofsight.base.commands import Context
from lineofsight.base.errors import Invalid
from lineofsight.integrations.founding import Ground, calendar_for, found
from lineofsight.integrations.models import Import, StagedKey, StagedObservation, StagedRow
from lineofsight.integrations.staging_published import TABLE as PUBLISHED
from lineofsight.measures.models import Measure, Observation, PublishedFigure
from lineofsight.organization.models import Calendar, Unit
from lineofsight.organization.periods import ensure_period

MOST_KPIS_FOLLOWED_ONE_BY_ONE = 200
KINDS = ("measure", "unit", "period")
COPIED = ("value", "numerator", "denominator", "label", "comment", "raw", "file_id", "lines", "pointer", "reported_at")


class Outdated(Invalid):
    """What was compared has changed since: the preview no longer says what would happen."""

    def __init__(self) -> None:
        super().__init__({"": "Values changed since this preview was made. Compare again, then apply."})


def apply_staged(ctx: Context, run: Import) -> list[str]:
    """Bring everything staged about; return what people should know besides the counts."""
    change_id = history.reserve_change(recorders.required("An import"))
    ground = found(ctx, run)
    kinds = _resolve(ground, run.pk)
    _values(ctx, run, change_id, kinds)
    _published(ctx, run)
    run.change_id = change_id
    if ground.cascade is not None:
        run.report = {**run.report, "cascade": ground.cascade}
    return ground.remarks


def _resolve(ground: Ground, run_id: int) -> set[str]:
    """Fill in which rows the placeholders became; return the kinds for which there are any."""
    keys = list(StagedKey.objects.filter(run_id=run_id))
    if not keys:
        return set()
    by_kind: dict[str, dict[str, int]] = {
        "measure": dict(Measure.objects.filter(source=ground.source).values_list("key", "pk")),
        "unit": dict(Unit.objects.filter(source=ground.source).values_list("key", "pk")),
        "period": {},
    }
    calendars: dict[int, Calendar] = {}
    for row in keys:
        if row.kind == "period":
            number, frequency, start = row.key.split("|")
            pk = int(number)
            if pk not in calendars:
                calendars[pk] = Calendar.objects.get(pk=pk) if pk else calendar_for(ground)
            row.real_id = ensure_period(calendars[pk], frequency, date.fromisoformat(start)).pk
        else:
            row.real_id = by_kind[row.kind].get(row.key)
    StagedKey.objects.bulk_update([row for row in keys if row.real_id], ["real_id"], batch_size=500)
    return {row.kind for row in keys}


def _values(ctx: Context, run: Import, change_id: int, kinds: set[str]) -> None:
    staged = StagedObservation.objects.filter(run_id=run.pk)
    counts = run.report["tables"].get("observations", {})
    changed = staged.filter(verdict="changed").count()
    if staged.count() != counts.get("new", 0) + counts.get("changed", 0):
        raise Outdated  # what was staged is not all there any more
    if changed:
        closed = bulk_staged.close_from(
            Observation,
            StagedObservation,
            id_column="earlier_id",
            where="s.run_id = %s AND s.verdict = 'changed'",
            parameters=[run.pk],
            known_to=ctx.now,
        )
        if closed != changed:
            raise Outdated
    columns = {f"{kind}_id": _real(kind, kinds) for kind in KINDS} | {name: f"s.{name}" for name in COPIED}
    columns |= {"supersedes_id": "s.earlier_id", "source": "%s", "known_from": "%s", "change_id": "%s"}
    now = bulk_staged.instant(ctx.now)
    try:
        with transaction.atomic():
            bulk_staged.append_from(
                Observation,
                StagedObservation,
                columns,
                joins=" ".join(_join(kind) for kind in KINDS if kind in kinds),
                where="s.run_id = %s",
                order="ORDER BY s.measure_id, s.unit_id, s.period_id",
                parameters=[run.source, now, change_id, run.pk],
                digest=run.report["digest"],
            )
    except IntegrityError as error:
        if "unique" in str(error).casefold():
            raise Outdated from error
        raise
    _tell(run, kinds)


def _real(kind: str, kinds: set[str]) -> str:
    return f"COALESCE(k_{kind}.real_id, s.{kind}_id)" if kind in kinds else f"s.{kind}_id"


def _join(kind: str) -> str:
    alias = f"k_{kind}"
    return (
        f"LEFT JOIN integrations_stagedkey {alias} ON {alias}.run_id = s.run_id"
        f" AND {alias}.kind = '{kind}' AND {alias}.placeholder = s.{kind}_id"
    )


def _tell(run: Import, kinds: set[str]) -> None:
    """Tell what changed: KPI by KPI, or of very many once that everything is to be computed."""
    staged = StagedObservation.objects.filter(run_id=run.pk)
    if not staged.exists():
        return
    real = {(row.kind, row.placeholder): row.real_id for row in StagedKey.objects.filter(run_id=run.pk)}
    measures = list(staged.values_list("measure_id", flat=True).distinct()[: MOST_KPIS_FOLLOWED_ONE_BY_ONE + 1])
    if len(measures) > MOST_KPIS_FOLLOWED_ONE_BY_ONE:
        events.publish("scorecard.shape_changed", node_ids=[], since=date.min)
        return
    touched: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for at, kind in enumerate(("unit", "period")):
        for measure, other in staged.values_list("measure_id", f"{kind}_id").distinct():
            pk = real.get(("measure", measure)) or measure
            touched[pk][at].add(real.get((kind, other)) or other)
    for measure_id, (units, periods) in touched.items():
        events.publish(
            "measures.observations_changed",
            measure_id=measure_id,
            unit_ids=sorted(units),
            period_ids=sorted(periods),
        )


def _published(ctx: Context, run: Import) -> None:
    rows = list(StagedRow.objects.filter(run_id=run.pk, table=PUBLISHED, verdict__in=("new", "changed")))
    if not rows:
        return
    real = {(row.kind, row.placeholder): row.real_id for row in StagedKey.objects.filter(run_id=run.pk)}
    files = {file.name: file.pk for file in run.files()}
    payloads: list[dict[str, Any]] = [row.payload or {} for row in rows]
    places = [
        tuple(real.get((kind, one)) or one for kind, one in zip(KINDS, payload["place"], strict=True))
        for payload in payloads
    ]
    earlier = [payload["earlier"] for payload in payloads if payload["earlier"]]
    if earlier:
        bulk.close(PublishedFigure, earlier, ctx.now)
    bulk.append(
        PublishedFigure,
        {
            "measure_id": [place[0] for place in places],
            "unit_id": [place[1] for place in places],
            "period_id": [place[2] for place in places],
            "kind": Same("progress"),
            **{name: [payload[name] for payload in payloads] for name in ("value", "raw", "lines", "pointer")},
            "file_id": [files.get(payload["file"], run.file_id) for payload in payloads],
            "known_from": Same(ctx.now),
            "known_to": Same(None),
        },
    )
