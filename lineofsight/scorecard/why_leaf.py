"""Why a KPI has this score: the value's sources, how they were joined, the target row and the arithmetic."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import Q

from lineofsight.base.commands import Context
from lineofsight.base.models import Change, RowChange
from lineofsight.core import scoring
from lineofsight.core.time_aggregation import MISSING_POLICIES, SERIES_METHODS
from lineofsight.measures.models import MeasureVersion, Observation, Target
from lineofsight.measures.models.cards import ORG_AGGREGATIONS, TIME_AGGREGATIONS
from lineofsight.organization.models import Period, UnitVersion
from lineofsight.organization.models.calendars import FREQUENCIES
from lineofsight.scorecard import loading
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.dated_index import NONE
from lineofsight.scorecard.leaf_scores import LeafScores, parameters_of, phased_goal, score_leaves
from lineofsight.scorecard.leaf_values import LeafValues, Native, latest_positions, leaf_values, members, native_series
from lineofsight.scorecard.loading import Knowledge
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.why_tree import Exact, SourceRow, TargetRow


@dataclass(slots=True)
class LeafReason:
    """Everything that explains a KPI's number."""

    card: MeasureVersion | None
    exact: Exact
    measured: float | None
    label: str
    sources: tuple[SourceRow, ...]
    targets: tuple[TargetRow, ...]


def explain_leaf(ctx: Context, node: ScoreNode, column: Axis, knowledge: Knowledge) -> LeafReason:
    """Return how a KPI node came to its score in the one period of `column`."""
    one = np.array([node.measure_id], dtype=np.int64)
    unit = np.array([node.unit_id], dtype=np.int64)
    known_at = knowledge.known_at
    cards, facts = loading.load_cards(one, known_at), loading.load_facts(one, knowledge)
    targets, tree = loading.load_targets(one, known_at), loading.load_tree(known_at)
    if not len(cards.measure):
        return LeafReason(None, Exact(None, 0.0), None, "", (), ())
    card_at = cards.row_at(one, column.last_day)
    card = int(card_at[0, 0])
    values = leaf_values(one, unit, column, cards, card_at, facts, tree)
    scores = score_leaves(values, one, unit, column, cards, card_at, targets, tree, facts.labels)
    native = native_series(one, unit, card, cards, facts, tree)
    window = _window(native, column, card, cards, values)
    org = ORG_AGGREGATIONS[cards.org_aggregation[card]]
    sizes = _sizes(facts, native.axis) if org == "weighted_mean" else {}
    below: dict[int, int | None] = {node.unit_id: None}
    if org != "none":
        below = _units_below(node, tree, native, window)
    rows = _source_rows(ctx, node, native, window, below, knowledge, sizes)
    text = facts.labels[values.label[0, 0]] if values.label[0, 0] != NONE else ""
    parameters = {
        "org": org,
        "time": _time_method(native, column, card, cards, values),
        "policy": MISSING_POLICIES[cards.time_missing[card]],
        "window": int(cards.window[card]),
        "periods": tuple(_keys(native.axis.ids[window])),
        "factor": float(cards.factor[card]),
        "is_complement": bool(cards.is_complement[card]),
        "label": text,
        "is_fresh": bool(values.is_fresh[0, 0]),
        "is_withheld": bool(np.isnan(values.value[0, 0])),  # too few units reported, or the last value is too old
        **_scoring(scores, targets, card_at, cards, column),
    }
    row_card = _card(node, column, known_at)
    score, measured = _float(scores.score[0, 0]), _float(values.value[0, 0])
    exact = Exact(score, float(scores.coverage[0, 0]), parameters)
    return LeafReason(row_card, exact, measured, text, rows, _target_rows(node, scores, targets))


def _float(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def _keys(ids: np.ndarray) -> list[str]:
    known = dict(Period.objects.filter(pk__in=[int(one) for one in ids if one > 0]).values_list("pk", "key"))
    return [known.get(int(one), f"?{position}") for position, one in enumerate(ids)]


def _window(native: Native, column: Axis, card: int, cards: loading.Cards, values: LeafValues) -> np.ndarray:
    """Return the native positions that the value rests on."""
    first, end = members(native.axis, column)[0]
    if end == 0:
        return np.empty(0, dtype=np.int64)
    method = TIME_AGGREGATIONS[cards.time_aggregation[card]]
    at = int(latest_positions(native.has_value)[0, end - 1])
    if at == NONE:
        return np.arange(first, end)
    last = end - 1 if values.is_fresh[0, 0] else at
    if method == "rolling_avg":
        return np.arange(max(0, last - max(int(cards.window[card]), 1) + 1), last + 1)
    if method in SERIES_METHODS:
        start = int(np.flatnonzero(native.axis.fiscal_year == native.axis.fiscal_year[last])[0])
        return np.arange(start, last + 1)
    if _joins_periods(native, column, card, cards) and values.is_fresh[0, 0]:
        return np.arange(first, end)
    return np.array([at])


def _joins_periods(native: Native, column: Axis, card: int, cards: loading.Cards) -> bool:
    is_finer = cards.frequency[card] < FREQUENCIES.index(column.frequency)
    return bool(is_finer) and TIME_AGGREGATIONS[cards.time_aggregation[card]] != "cumulative_ytd"


def _time_method(native: Native, column: Axis, card: int, cards: loading.Cards, values: LeafValues) -> str:
    """Return the method by which the window becomes one value; `last` where there is one period."""
    method = TIME_AGGREGATIONS[cards.time_aggregation[card]]
    if method in SERIES_METHODS:
        return method
    return method if _joins_periods(native, column, card, cards) and values.is_fresh[0, 0] else "last"


def _scoring(
    scores: LeafScores, targets: loading.Targets, card_at: Any, cards: loading.Cards, column: Axis
) -> dict[str, Any]:
    row = int(scores.target_row[0, 0])
    if row == NONE:
        return {"scoring_type": "", "cap": "both", "polarity": 0, "parameters": {}}
    kind = scoring.SCORING_TYPES[targets.scoring_type[row]]
    cells = scores.target_row
    all_parameters = parameters_of(targets, cells, phased_goal(targets, cells, column))
    own: dict[str, Any] = {
        name: _float(all_parameters[name][0, 0]) for name in scoring.PARAMETERS[kind] if name in all_parameters
    }
    own |= {
        name: targets.parameters.get(row, {}).get(name)
        for name in ("points", "labels")
        if name in scoring.PARAMETERS[kind]
    }
    return {
        "scoring_type": kind,
        "cap": scoring.CAPS[targets.cap[row]],
        "polarity": int(cards.polarity[card_at[0, 0]]),
        "parameters": own,
    }


def _card(node: ScoreNode, column: Axis, known_at: datetime | None) -> MeasureVersion | None:
    rows = (
        MeasureVersion.objects.known(known_at)
        .filter(measure_id=node.measure_id)
        .select_related("unit_of_measure", "measure")
    )
    day, found = date.fromordinal(int(column.last_day[0])), None
    for row in rows.order_by("valid_from"):
        if found is None or row.valid_from <= day:
            found = row
    return found


def _target_rows(node: ScoreNode, scores: LeafScores, targets: loading.Targets) -> tuple[TargetRow, ...]:
    position = int(scores.target_row[0, 0])
    if position == NONE:
        return ()
    row = Target.objects.get(pk=int(targets.id[position]))
    name = (
        UnitVersion.objects.current()
        .filter(unit_id=row.unit_id)
        .order_by("-valid_from")
        .values_list("name", flat=True)
        .first()
    )
    plain = {
        field: None if getattr(row, field) is None else float(getattr(row, field)) for field in ("red_flag", "baseline")
    }
    return (
        TargetRow(
            target_id=row.pk,
            unit_name=name or "",
            scoring_type=row.scoring_type,
            goal=_float(scores.target[0, 0]),
            red_flag=plain["red_flag"],
            baseline=plain["baseline"],
            parameters=row.parameters,
            cap=row.cap,
            phasing=row.phasing,
            is_phased=row.is_phased_score,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            known_from=row.known_from,
            known_to=row.known_to,
            is_inherited=row.unit_id != node.unit_id,
        ),
    )


def _sizes(facts: loading.Facts, axis: Axis) -> dict[int, list[tuple[int, float]]]:
    """Return for each unit the sizes it reported, with the position of each, oldest first."""
    found: dict[int, list[tuple[int, float]]] = {}
    position = axis.position_of(facts.period)
    for row in np.argsort(position, kind="stable").tolist():
        if facts.denominator[row] > 0 and position[row] != NONE:
            found.setdefault(int(facts.unit[row]), []).append((int(position[row]), float(facts.denominator[row])))
    return found


def _size_at(sizes: list[tuple[int, float]], position: int) -> float:
    return next((size for at, size in reversed(sizes) if at <= position), 1.0)


def _source_rows(
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
    found = list(rows.select_related("file", "period", "unit").order_by("period__start_on", "unit_id"))
    seen = set(
        Observation.objects.visible_to(ctx.viewer).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True)
    )
    reporting = {(row.unit_id, row.period_id) for row in found}
    counted = {row.pk for row in found if not _is_hidden_by_own(row, node.unit_id, below, reporting)}
    names = dict(
        UnitVersion.objects.current()
        .filter(unit_id__in=list(below))
        .order_by("valid_from")
        .values_list("unit_id", "name")
    )
    changes = _changes_of(found)
    made = [
        _source_row(row, row.pk in seen, row.pk in counted, names, changes)
        for row in found
        if row.pk in counted or row.unit_id == node.unit_id
    ]
    if sizes:
        at = {int(one): position for position, one in enumerate(native.axis.ids)}
        by_row = {row.pk: _size_at(sizes.get(row.unit_id, []), at[row.period_id]) for row in found}
        made = [replace(row, weight=by_row.get(row.observation_id)) for row in made]
    hidden = [row for row in made if not row.is_open and row.is_counted]
    return tuple(_coarse(row) if len(hidden) == 1 and row.is_open else row for row in made)


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


def _units_below(node: ScoreNode, tree: loading.Tree, native: Native, window: Any) -> dict[int, int | None]:
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


def _changes_of(rows: list[Observation]) -> dict[int, Change]:
    """Return the change that recorded each observation: named by the row, by history, or the batch of its instant."""
    found: dict[int, Change] = {}
    by_id = Change.objects.in_bulk([row.change_id for row in rows if row.change_id])
    notes = RowChange.objects.filter(kind="observation", operation="insert", row_id__in=[row.pk for row in rows])
    by_row = {note.row_id: note.change for note in notes.select_related("change")}
    batches = {one.at: one for one in Change.objects.filter(at__in={row.known_from for row in rows}, bulk_count__gt=0)}
    for row in rows:
        change = by_id.get(row.change_id) or by_row.get(row.pk) or batches.get(row.known_from)
        if change is not None:
            found[row.pk] = change
    return found


def _source_row(
    row: Observation, is_open: bool, is_counted: bool, names: dict[int, str], changes: dict[int, Change]
) -> SourceRow:
    change = changes.get(row.pk)
    file = row.file if is_open else None
    read = row.reported_at or row.known_from
    end = datetime(row.period.until_on.year, row.period.until_on.month, row.period.until_on.day, tzinfo=read.tzinfo)

    def number(value: Any) -> float | None:
        return None if value is None or not is_open else float(value)

    return SourceRow(
        observation_id=row.pk if is_open else 0,
        unit_name=names.get(row.unit_id, row.unit.slug) if is_open else "",
        period_key=row.period.key,
        value=number(row.value),
        numerator=number(row.numerator),
        denominator=number(row.denominator),
        label=row.label if is_open else "",
        raw=row.raw if is_open else "",
        file_name=file.name if file else "",
        file_public_id=str(file.public_id) if file else "",
        lines=row.lines if is_open else "",
        pointer=row.pointer if is_open else "",
        source=row.source,
        reported_at=row.reported_at,
        known_from=row.known_from,
        known_to=row.known_to,
        change_id=change.pk if change else None,
        change_public_id=str(change.public_id) if change else "",
        recorded_by=change.actor_name if change and is_open else "",
        comment=row.comment if is_open else "",
        is_counted=is_counted,
        hours_after_end=(read - end).total_seconds() / 3600,
        is_open=is_open,
    )


def _coarse(row: SourceRow) -> SourceRow:
    """Return a row rounded so far that a hidden sibling cannot be worked out from it and the total."""

    def rough(value: float | None) -> float | None:
        return None if value is None else float(f"{value:.1g}")

    return replace(
        row, value=rough(row.value), numerator=rough(row.numerator), denominator=rough(row.denominator), raw=""
    )
