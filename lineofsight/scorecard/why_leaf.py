"""Why a KPI has this score: the value's sources, how they were joined, the target row and the arithmetic."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lineofsight.base.commands import Context
from lineofsight.core import scoring
from lineofsight.core.arrays import or_none
from lineofsight.core.time_aggregation import MISSING_POLICIES, SERIES_METHODS
from lineofsight.measures.models.cards import ORG_AGGREGATIONS, TIME_AGGREGATIONS
from lineofsight.organization.models.calendars import FREQUENCIES
from lineofsight.scorecard import loading
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.dated_index import NONE
from lineofsight.scorecard.derived import NO_FORMULAS, Formula, values_of, with_operands
from lineofsight.scorecard.leaf_scores import LeafScores, parameters_of, phased_goal, score_leaves
from lineofsight.scorecard.leaf_values import LeafValues, members
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.money import load_rates
from lineofsight.scorecard.native_series import Axes, Native, latest_positions, native_series
from lineofsight.scorecard.results.cells import as_float
from lineofsight.scorecard.why_ground import Ground, axis_of
from lineofsight.scorecard.why_inputs import card_rows, cards_of, target_rows_of, targets_of
from lineofsight.scorecard.why_operands import operands_of
from lineofsight.scorecard.why_rates import with_rates
from lineofsight.scorecard.why_sources import reported_sizes, source_rows, units_below
from lineofsight.scorecard.why_tree import Exact, Operand, SourceRow, TargetRow


@dataclass(slots=True)
class LeafReason:
    """Everything that explains a KPI's number; `card` is the one in force, None where there was none yet."""

    card: Any
    exact: Exact
    measured: float | None
    sources: tuple[SourceRow, ...] = ()
    operands: tuple[Operand, ...] = ()
    targets: tuple[TargetRow, ...] = ()


def explain_leaf(ctx: Context, ground: Ground) -> LeafReason:
    """Return how a KPI node came to its score."""
    node, knowledge = ground.node, ground.instant.inputs
    one, unit = (np.array([value], dtype=np.int64) for value in (node.measure_id, node.unit_id))
    column, rows = axis_of(ground.period), card_rows(ground)
    if not rows:
        return LeafReason(None, Exact(None, 0.0), None)
    cards, formulas, read = cards_of(rows), NO_FORMULAS, one
    card_at = cards.row_at(one, column.last_day)
    card = int(card_at[0, 0])
    formula: Formula | None = None
    if cards.has_expression[card]:
        read, cards, formulas = with_operands(one, knowledge.known_at)
        card_at = cards.row_at(one, column.last_day)
        card = int(card_at[0, 0])
        formula = formulas.by_card[(int(one[0]), int(cards.valid_from[card]))]
    facts = loading.load_facts(read, knowledge)
    stated = target_rows_of(node, knowledge.known_at)
    targets, org = targets_of(stated), ORG_AGGREGATIONS[cards.org_aggregation[card]]
    needs_tree = any(ORG_AGGREGATIONS[code] != "none" for code in cards.org_aggregation)
    needs_tree |= bool(stated) and all(row.unit_id != node.unit_id for row in stated)
    tree = loading.load_tree(knowledge.known_at) if needs_tree else None
    rates = load_rates(knowledge.known_at) if cards.is_local_money.any() else None
    axes: Axes = {}
    values = values_of(one, unit, column, cards, card_at, facts, tree, formulas, axes, rates)
    scores = score_leaves(values, one, unit, column, cards, card_at, targets, tree, facts.labels)
    native = native_series(one, unit, card, cards, facts, tree, axes, rates)
    window = _window(native, column, card, cards, values)
    sizes = reported_sizes(facts, native.axis) if org == "weighted_mean" else {}
    below: dict[int, int | None] = {node.unit_id: None}
    if tree is not None and org != "none" and len(window):  # no window where no period of its rhythm has ended yet
        below = units_below(node, tree, native, window)
    told = source_rows(ctx, node, native, window, below, knowledge, sizes)
    told, base = with_rates(told, node, native, below, tree, rates, is_stock=bool(cards.is_stock[card]))
    operands: tuple[Operand, ...] = ()
    if formula is not None and not any(row.is_counted for row in told):
        operands = operands_of(ctx, ground, formula, column, cards, facts, tree, formulas, axes, rates)
    parameters = {
        "currency": base,
        "expression": formula.expression.text if formula and operands else "",
        "missing": formula.missing if formula else "",
        "org": org,
        "time": _time_method(native, column, card, cards, values),
        "policy": MISSING_POLICIES[cards.time_missing[card]],
        "window": int(cards.window[card]),
        "periods": tuple(native.axis.keys[at] for at in window.tolist()),
        "factor": float(cards.factor[card]),
        "is_complement": bool(cards.is_complement[card]),
        "label": facts.labels[values.label[0, 0]] if values.label[0, 0] != NONE else "",
        "is_fresh": bool(values.is_fresh[0, 0]),
        "is_withheld": bool(np.isnan(values.value[0, 0])),  # too few units reported, or the last value is too old
        **_scoring(scores, targets, card_at, cards, column),
    }
    return LeafReason(
        _card_in_force(rows, ground),
        Exact(or_none(scores.score[0, 0]), float(scores.coverage[0, 0]), parameters),
        or_none(values.value[0, 0]),
        told,
        operands,
        _target_rows(node, scores, stated),
    )


def _card_in_force(rows: list[Any], ground: Ground) -> Any:
    """Return the card that holds on the day; before the first one, the first."""
    return ([row for row in rows if row.valid_from <= ground.day] or rows[:1])[-1]


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


def _target_rows(node: ScoreNode, scores: LeafScores, stated: list[Any]) -> tuple[TargetRow, ...]:
    position = int(scores.target_row[0, 0])
    if position == NONE:
        return ()
    row = stated[position]
    return (
        TargetRow(
            target_id=row.pk,
            unit_name=row.unit_name or "",
            scoring_type=row.scoring_type,
            goal=or_none(scores.target[0, 0]),
            red_flag=as_float(row.red_flag),
            baseline=as_float(row.baseline),
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
