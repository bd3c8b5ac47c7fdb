"""The observations that a KPI's value rests on, each with its file and line, in the viewer's scope."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import BigIntegerField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from lineofsight.base.commands import Context
from lineofsight.base.models import Change, RowChange
from lineofsight.measures.models import Observation
from lineofsight.organization.models import UnitVersion
from lineofsight.scorecard import loading
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.dated_index import NONE
from lineofsight.scorecard.loading import Knowledge
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.native_series import Native
from lineofsight.scorecard.why_names import called
from lineofsight.scorecard.why_tree import SourceRow


def reported_sizes(facts: loading.Facts, axis: Axis) -> dict[int, list[tuple[int, float]]]:
    """Return for each unit the sizes it reported, with the position of each, oldest first."""
    found: dict[int, list[tuple[int, float]]] = {}
    position = axis.position_of(facts.period)
    for row in np.argsort(position, kind="stable").tolist():
        if facts.denominator[row] > 0 and position[row] != NONE:
            found.setdefault(int(facts.unit[row]), []).append((int(position[row]), float(facts.denominator[row])))
    return found


def _size_at(sizes: list[tuple[int, float]], position: int) -> float:
    return next((size for at, size in reversed(sizes) if at <= position), 1.0)


def source_rows(
    ctx: Context,
    node: ScoreNode,
    native: Native,
    window: Any,
    below: dict[int, int | None],
    knowledge: Knowledge,
    sizes: dict[int, list[tuple[int, float]]],
) -> tuple[SourceRow, ...]:
    """Return the observations in the window, of the unit or of those below that report in its place."""
    ids = [int(one) for one in native.axis.ids[window] if one > 0]
    if not ids:
        return ()
    rows = Observation.objects.filter(
        _known_then(knowledge), measure=node.measure, period_id__in=ids, unit_id__in=list(below)
    )
    seen = Observation.objects.visible_to(ctx.viewer).filter(pk=OuterRef("pk"))
    notes = RowChange.objects.filter(kind="observation", operation="insert", row_id=OuterRef("pk")).values("change_id")
    batches = Change.objects.filter(at=OuterRef("known_from"), bulk_count__gt=0).values("pk")
    told = {  # the change that recorded it: named by the row, by history, or the batch of its instant
        "told_by": Coalesce("change_id", Subquery(notes[:1]), Subquery(batches[:1]), output_field=BigIntegerField()),
        "is_open": Exists(seen),
        "said_unit": called(UnitVersion, "unit", "unit_id", date.max, None),
    }
    by = Change.objects.filter(pk=OuterRef("told_by"))
    people = {f"told_{name}": Subquery(by.values(name)[:1]) for name in ("public_id", "actor_name")}
    named = rows.annotate(**told).annotate(**people).select_related("file", "period", "unit")
    found = list(named.order_by("period__start_on", "unit_id"))
    reporting = {(row.unit_id, row.period_id) for row in found}
    counted = {row.pk for row in found if not _is_hidden_by_own(row, node.unit_id, below, reporting)}
    made = [
        _source_row(row, is_counted=row.pk in counted)
        for row in found
        if row.pk in counted or row.unit_id == node.unit_id
    ]
    if sizes:
        at = {int(one): position for position, one in enumerate(native.axis.ids)}
        by_row = {row.pk: _size_at(sizes.get(row.unit_id, []), at[row.period_id]) for row in found}
        made = [replace(row, weight=by_row.get(row.observation_id)) for row in made]
    return tuple(made)


def _known_then(knowledge: Knowledge) -> Q:
    then = _believed(knowledge.known_at)
    if knowledge.restated is None:
        return then
    first, last = int(knowledge.restated.start[0]) + 1, int(knowledge.restated.until[0])
    inside = Q(period__until_on__gte=date.fromordinal(first), period__until_on__lte=date.fromordinal(last))
    return (then & ~inside) | (inside & _believed(knowledge.restated_at))


def _believed(at: datetime | None) -> Q:
    if at is None:
        return Q(known_to__isnull=True)
    return Q(known_from__lte=at) & (Q(known_to__isnull=True) | Q(known_to__gt=at))


def units_below(node: ScoreNode, tree: loading.Tree, native: Native, window: Any) -> dict[int, int | None]:
    """Return the unit and those below it on the last day of the window, each with the unit above it."""
    parents = tree.parents(native.axis.last_day[window][-1:])[:, 0]
    home = int(np.searchsorted(tree.units, node.unit_id))
    found: dict[int, int | None] = {node.unit_id: None}
    fresh = {home}
    while fresh:
        fresh = {
            child
            for child in np.flatnonzero(np.isin(parents, list(fresh))).tolist()
            if int(tree.units[child]) not in found
        }
        found |= {int(tree.units[child]): int(tree.units[parents[child]]) for child in fresh}
    return found


def _is_hidden_by_own(
    row: Observation, top: int, above: dict[int, int | None], reporting: set[tuple[int, int]]
) -> bool:
    """Test whether a unit above the row's, up to the top, reported itself in that period."""
    unit = row.unit_id
    while unit != top:
        parent = above[unit]
        assert parent is not None
        if (parent, row.period_id) in reporting:
            return True
        unit = parent
    return False


def _source_row(row: Any, *, is_counted: bool) -> SourceRow:
    """Return a row as the viewer may read it: one of a unit out of sight says no more than that it is there."""
    is_open = row.is_open
    file = row.file if is_open else None
    read = row.reported_at or row.known_from
    end = datetime(row.period.until_on.year, row.period.until_on.month, row.period.until_on.day, tzinfo=read.tzinfo)

    def number(value: Any) -> float | None:
        return None if value is None or not is_open else float(value)

    def text(value: str | None) -> str:
        return (value or "") if is_open else ""

    return SourceRow(
        observation_id=row.pk if is_open else 0,
        unit_id=row.unit_id,
        unit_name=text(row.said_unit or row.unit.slug),
        period_key=row.period.key,
        value=number(row.value),
        numerator=number(row.numerator),
        denominator=number(row.denominator),
        label=text(row.label),
        raw=text(row.raw),
        file_name=file.name if file else "",
        file_public_id=str(file.public_id) if file else "",
        lines=text(row.lines),
        pointer=text(row.pointer),
        source=row.source,
        reported_at=row.reported_at,
        known_from=row.known_from,
        known_to=row.known_to,
        change_id=row.told_by,
        change_public_id=str(row.told_public_id or ""),
        recorded_by=text(row.told_actor_name),
        comment=text(row.comment),
        is_counted=is_counted,
        hours_after_end=(read - end).total_seconds() / 3600,
        is_open=is_open,
    )
