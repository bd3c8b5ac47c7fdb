"""Why a KPI has this score: the value's sources, how they were joined, the target row and the arithmetic."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from lineofsight.base.commands import Context
from lineofsight.core import scoring
from lineofsight.core.arrays import or_none
from lineofsight.core.time_aggregation import MISSING_POLICIES, SERIES_METHODS
from lineofsight.measures.models import MeasureVersion, Target
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
from lineofsight.scorecard.why_sources import reported_sizes, source_rows, units_below
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
    sizes = reported_sizes(facts, native.axis) if org == "weighted_mean" else {}
    below: dict[int, int | None] = {node.unit_id: None}
    if org != "none" and len(window):  # empty where no period of the KPI's own rhythm has ended yet
        below = units_below(node, tree, native, window)
    rows = source_rows(ctx, node, native, window, below, knowledge, sizes)
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
    score, measured = or_none(scores.score[0, 0]), or_none(values.value[0, 0])
    exact = Exact(score, float(scores.coverage[0, 0]), parameters)
    return LeafReason(row_card, exact, measured, text, rows, _target_rows(node, scores, targets))


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
        name: or_none(all_parameters[name][0, 0]) for name in scoring.PARAMETERS[kind] if name in all_parameters
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
            goal=or_none(scores.target[0, 0]),
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
