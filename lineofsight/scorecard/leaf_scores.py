"""From the value of a KPI to its score, by the target in force on the last day of the period."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from lineofsight.core import phasing, scoring, status
from lineofsight.core.arrays import Array, Codes, Index, Mask
from lineofsight.measures.models.cards import ORG_AGGREGATIONS
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard.axis import Axis, year_starts
from lineofsight.scorecard.dated_index import NONE, positions, rows_at
from lineofsight.scorecard.leaf_values import LeafValues
from lineofsight.scorecard.loading import PHASINGS, Cards, Targets, Tree

REASONS = (
    *scoring.REASONS,
    "no_target",
    "stale",
    "low_coverage",
    "missing_child",
    "no_weight",
    "nothing_below",
    "no_rate",
)
OK, NO_VALUE = scoring.OK, scoring.NO_VALUE
NO_TARGET, STALE, LOW_COVERAGE, MISSING_CHILD, NO_WEIGHT, NOTHING_BELOW, NO_RATE = range(
    len(scoring.REASONS), len(REASONS)
)
_SUM = ORG_AGGREGATIONS.index("sum")
_IN_COLUMNS = {"goal": "target", "target": "target", "red_flag": "red_flag", "baseline": "baseline"}


@dataclass(slots=True)
class LeafScores:
    """Scores of KPI nodes × periods, unrounded, with what the status and the page need."""

    score: Array
    reason: Codes
    measured: Array
    target: Array
    coverage: Array
    flags: Index
    green_at: Array
    amber_at: Array
    hysteresis: Array
    target_row: Index


def score_leaves(
    values: LeafValues,
    measures: Index,
    units: Index,
    columns: Axis,
    cards: Cards,
    card_at: Index,
    targets: Targets,
    tree: Tree | None,
    labels: tuple[str, ...],
) -> LeafScores:
    """Return the scores of nodes: the unit's own target, else that of the nearest unit above.

    Where units are added up a target above says nothing about a part, so only the unit's own one counts.
    """
    if not len(targets.id) or not len(cards.measure):
        return _unscored(values)
    is_sum = (card_at != NONE) & (cards.org_aggregation[card_at] == _SUM)
    row = target_rows(measures, units, columns, targets, tree, is_sum.any(axis=1))
    has_row = row != NONE
    goal = phased_goal(targets, row, columns)
    parameters = parameters_of(targets, row, goal)
    kind = np.where(has_row, targets.scoring_type[row], scoring.SCORING_TYPES.index("unscored")).astype(np.int8)
    polarity = np.where(card_at == NONE, 0, cards.polarity[card_at]).astype(np.int8)
    cap = np.where(has_row, targets.cap[row], 0).astype(np.int8)
    scored = _score(kind, values, parameters, cap, polarity, targets, row, labels)
    reason = np.where(has_row, scored.reasons, NO_TARGET).astype(np.int8)
    is_missing = ~np.isfinite(values.value) & (values.label == NONE)
    reason[is_missing & has_row & (reason != scoring.UNSCORED)] = NO_VALUE
    is_stale = (values.flags & flag_bits.STALE) > 0
    reason[is_missing & is_stale & has_row & (reason == NO_VALUE)] = STALE
    reason[is_missing & ((values.flags & flag_bits.NO_RATE) > 0)] = NO_RATE
    is_estimate = (card_at != NONE) & cards.is_estimate[card_at] & ~is_missing
    return LeafScores(
        score=scored.scores,
        reason=reason,
        measured=values.value,
        target=np.where(has_row, goal, np.nan),
        coverage=(values.is_fresh & np.isfinite(scored.scores)).astype(np.float64),
        flags=values.flags | np.where(is_estimate, flag_bits.ESTIMATE, 0),
        green_at=_or(targets.numbers["green_at"], row, status.GREEN_AT),
        amber_at=_or(targets.numbers["amber_at"], row, status.AMBER_AT),
        hysteresis=_or(targets.numbers["hysteresis"], row, status.HYSTERESIS),
        target_row=row,
    )


def target_rows(
    measures: Index, units: Index, columns: Axis, targets: Targets, tree: Tree | None, own_only: Mask
) -> Index:
    """Return the position of the target row in force for each node and period."""
    days = columns.last_day
    keys = np.unique((targets.measure << 32) | targets.unit)
    table = rows_at(
        positions((targets.measure << 32) | targets.unit, keys), targets.valid_from, targets.valid_to, days, len(keys)
    )
    own = positions((measures << 32) | units, keys)
    found = np.where((own == NONE)[:, np.newaxis], NONE, table[own])
    needs = (found == NONE) & ~own_only[:, np.newaxis] & np.isin(measures, targets.measure)[:, np.newaxis]
    if tree is None or not needs.any():
        return found
    parents = tree.parents(days)
    unit_row = positions(units, tree.units)[:, np.newaxis] + np.zeros(len(days), dtype=np.int64)
    every = np.arange(len(days))
    while needs.any():
        unit_row = np.where(unit_row == NONE, NONE, parents[unit_row, every])
        needs &= unit_row != NONE
        key = positions((measures[:, np.newaxis] << 32) | tree.units[unit_row], keys)
        above = np.where(key == NONE, NONE, table[key, every])
        found = np.where(needs & (above != NONE), above, found)
        needs &= found == NONE
    return found


def phased_goal(targets: Targets, row: Index, columns: Axis) -> Array:
    """Return the goal of each cell: the target itself, or its phased value where the card scores by that."""
    goal = np.where(row == NONE, np.nan, targets.numbers["target"][row])
    is_phased = (row != NONE) & targets.is_phased[row]
    for one in np.unique(row[is_phased]):
        path = target_path(targets, int(one), columns)
        nodes, at = np.nonzero(row == one)
        goal[nodes, at] = path[at]
    return goal


def target_path(targets: Targets, row: int, columns: Axis) -> Array:
    """Return where a target stands on the last day of each period, by its phasing."""
    kind, on = PHASINGS[targets.phasing[row]], columns.last_day.astype(np.float64)
    numbers = {name: float(column[row]) for name, column in targets.numbers.items()}
    parameters = targets.parameters.get(row, {})
    start_on = np.array(targets.start_on[row] if targets.start_on[row] != NONE else targets.valid_from[row])
    end_on, start, end = (
        np.array(targets.end_on[row]),
        np.array(numbers["phasing_start_value"]),
        np.array(numbers["target"]),
    )
    if np.isnan(start):
        start = np.array(numbers["baseline"])
    if kind in ("linear", "step") and targets.end_on[row] == NONE:
        return np.full(len(on), np.nan)
    if kind == "linear":
        return phasing.linear_target(start_on, start, end_on, end, on)
    if kind == "step":
        return phasing.step_target(start_on, start, end_on, end, on)
    if kind == "custom":
        points = parameters.get("path") or []
        days = np.array([date.fromisoformat(str(day)).toordinal() for day, _ in points])
        values = np.array([float(value) for _, value in points])
        return phasing.custom_target(days, values, on, interpolation=parameters.get("path_by", "linear"))
    return _seasonal(numbers["target"], parameters.get("weights") or [], columns)


def _seasonal(annual: float, weights: list[Any], columns: Axis) -> Array:
    """Return each period's share of a year's target, by its place in the fiscal year."""
    spread = phasing.seasonal_targets(annual, np.array([float(weight) for weight in weights]))
    if spread is None:
        return np.full(len(columns), np.nan)
    days_into_year = columns.start - year_starts(columns)
    place = np.rint(days_into_year * len(weights) / 365.25).astype(np.int64)
    return np.where(place < len(weights), spread.periods[np.clip(place, 0, len(weights) - 1)], np.nan)


def parameters_of(targets: Targets, row: Index, goal: Array) -> dict[str, Array]:
    """Return each scoring parameter per cell. A phased goal takes its red flag along, at the same distance.

    A seasonal one scales it, since a month's share of a year's target is of another size.
    """
    cell = np.where(row == NONE, 0, row)
    out = {name: np.where(row == NONE, np.nan, targets.numbers[source][cell]) for name, source in _IN_COLUMNS.items()}
    fixed = out["target"]
    is_phased = (row != NONE) & targets.is_phased[cell]
    if is_phased.any():
        is_seasonal = targets.phasing[cell] == PHASINGS.index("seasonal")
        with np.errstate(all="ignore"):
            moved = np.where(is_seasonal, out["red_flag"] * goal / fixed, out["red_flag"] + goal - fixed)
        out["red_flag"] = np.where(is_phased, moved, out["red_flag"])
        out["goal"] = out["target"] = goal
    for name in ("floor", "min", "max", "low_fail", "low_ok", "high_ok", "high_fail", "good"):
        column = np.full(len(targets.id), np.nan)
        for position, parameters in targets.parameters.items():
            if parameters.get(name) is not None:
                column[position] = float(parameters[name])
        out[name] = column[cell]
    return out


def _score(
    kind: Codes,
    values: LeafValues,
    parameters: dict[str, Array],
    cap: Codes,
    polarity: Codes,
    targets: Targets,
    row: Index,
    labels: tuple[str, ...],
) -> scoring.Scored:
    """Return the scores of all cells, type by type."""
    scores = np.full(kind.shape, np.nan)
    reasons = np.full(kind.shape, scoring.UNSCORED, dtype=np.int8)
    for code in np.unique(kind[row != NONE]):
        name, here = scoring.SCORING_TYPES[code], (kind == code) & (row != NONE)
        if name in ("linear_points", "text"):
            for one in np.unique(row[here]):
                cells = here & (row == one)
                part = _score_by_list(name, cells, values, targets.parameters.get(int(one), {}), cap[cells], labels)
                scores[cells], reasons[cells] = part.scores, part.reasons
            continue
        own = {key: parameters[key][here] for key in scoring.PARAMETERS[name]}
        part = scoring.score_values(name, values.value[here], own, cap=cap[here], polarity=polarity[here])
        scores[here], reasons[here] = part.scores, part.reasons
    return scoring.Scored(scores, reasons)


def _score_by_list(
    name: str, cells: Mask, values: LeafValues, parameters: dict[str, Any], cap: Codes, labels: tuple[str, ...]
) -> scoring.Scored:
    if name == "linear_points":
        points = np.array([[float(at), float(score)] for at, score in parameters.get("points") or []]).reshape(-1, 2)
        return scoring.score_points(values.value[cells], points, cap=cap)
    said = [labels[code] if code != NONE else None for code in values.label[cells].tolist()]
    mapped = {label: float(score) for label, score in (parameters.get("labels") or {}).items()}
    return scoring.score_labels(said, mapped, cap=cap)


def _or(column: Array, row: Index, otherwise: float) -> Array:
    found = np.where(row == NONE, np.nan, column[row])
    return np.where(np.isnan(found), otherwise, found)


def _unscored(values: LeafValues) -> LeafScores:
    """Return what remains of values that nothing says how to score."""
    shape = values.value.shape
    unknown = np.full(shape, np.nan)
    reason = np.full(shape, NO_TARGET, dtype=np.int8)
    reason[np.isnan(values.value) & ((values.flags & flag_bits.NO_RATE) > 0)] = NO_RATE
    return LeafScores(
        score=unknown,
        reason=reason,
        measured=values.value,
        target=unknown,
        coverage=np.zeros(shape),
        flags=values.flags,
        green_at=np.full(shape, status.GREEN_AT),
        amber_at=np.full(shape, status.AMBER_AT),
        hysteresis=np.full(shape, status.HYSTERESIS),
        target_row=np.full(shape, NONE),
    )
