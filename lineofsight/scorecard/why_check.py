"""Working a Why? tree out from its leaves: the check that an explanation explains."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lineofsight.core import org_aggregation, scoring, time_aggregation
from lineofsight.core.ratios import dressed_ratio
from lineofsight.core.rollup import Child, Gate, RollUpRule, roll_up
from lineofsight.measures import expressions
from lineofsight.scorecard.why_tree import ChildLine, Exact, SourceRow, WhyTree

_SERIES = time_aggregation.SERIES_METHODS


def recompute_tree(tree: WhyTree) -> float | None:
    """Return the unrounded score of a tree, computed bottom-up from its sources, targets and weights alone."""
    return _recompute(tree)[0]


def recompute_value(tree: WhyTree) -> float | None:
    """Return the value of a KPI, computed from its source rows alone."""
    if tree.operands and not tree.exact.parameters.get("is_withheld", True):
        said = {operand.key: operand.value for operand in tree.operands}
        named: dict[str, Any] = tree.exact.parameters
        return expressions.evaluate(expressions.parse(named["expression"]), said, missing=named["missing"])
    return _value(tree.exact, [_in_base(row) for row in tree.sources if row.is_counted])


def _in_base(row: SourceRow) -> SourceRow:
    return row if row.rate is None or row.value is None else replace(row, value=row.value * row.rate)


def _recompute(tree: WhyTree) -> tuple[float | None, float]:
    if tree.kind == "measure":
        score = _leaf_score(tree)
        return score, 1.0 if score is not None and tree.exact.parameters.get("is_fresh") else 0.0
    named: dict[str, Any] = tree.exact.parameters
    gates = tuple(
        Gate(str(line.node_id), line.gate_min_score, line.gate_cap)
        for line in tree.children
        if line.gate_min_score is not None and line.gate_cap is not None and line.is_applicable
    )
    rule = RollUpRule(
        method=named["method"],
        missing_policy=named["missing_policy"],
        max_carry=named["max_carry"],
        min_coverage=named["min_coverage"],
        gates=gates,
        gate_missing=named["gate_missing"],
    )
    rolled = roll_up([_child(line) for line in tree.children], rule)
    return rolled.score, rolled.coverage or 0.0


def _child(line: ChildLine) -> Child:
    if line.tree is not None:
        score, coverage = _recompute(line.tree)
    else:
        exact = line.exact or Exact(line.score, line.coverage)
        score, coverage = exact.score, exact.coverage or 0.0
    return Child(
        id=str(line.node_id),
        score=score,
        weight=line.weight,
        is_applicable=line.is_applicable,
        coverage=coverage,
        last_score=line.last_score,
        last_age=line.last_age,
    )


def _leaf_score(tree: WhyTree) -> float | None:
    named: dict[str, Any] = tree.exact.parameters
    kind = named.get("scoring_type", "")
    if not kind or kind == "unscored":
        return None
    cap = scoring.CAPS.index(named["cap"])
    if kind == "text":
        scores = {label: float(score) for label, score in (named["parameters"].get("labels") or {}).items()}
        done = scoring.score_labels([named["label"] or None], scores, cap=cap)
    else:
        value = recompute_value(tree)
        values = np.array([np.nan if value is None else value])
        if kind == "linear_points":
            points = np.array([[float(at), float(score)] for at, score in named["parameters"]["points"]])
            done = scoring.score_points(values, points, cap=cap)
        else:
            own = {name: np.nan if number is None else number for name, number in named["parameters"].items()}
            done = scoring.score_values(kind, values, own, cap=cap, polarity=named["polarity"])
    return None if np.isnan(done.scores[0]) else float(done.scores[0])


def _value(exact: Exact, rows: Sequence[SourceRow]) -> float | None:
    """Join sources over units within each period, then over the periods of the window."""
    named: dict[str, Any] = exact.parameters
    if named.get("is_withheld", True):
        return None
    by_period: dict[str, list[SourceRow]] = defaultdict(list)
    for row in rows:
        by_period[row.period_key].append(row)
    joined = [_over_units(named, by_period.get(key, [])) for key in named["periods"]]
    method, policy = named["time"], named["policy"]
    if method == "ratio" and any(not np.isnan(below) for _, _, below in joined):
        above, below = (np.array([[part[n] for part in joined]]) for n in (1, 2))
        ratio = time_aggregation.aggregate_ratio(above, below, missing_policy=policy).value[0]
        return _plain(_scaled(named, ratio))
    values = [
        value if np.isnan(above) else (value if method in _SERIES else _scaled(named, above / below))
        for value, above, below in joined
    ]
    line = np.array([values])
    if method in _SERIES:
        return _plain(
            time_aggregation.aggregate_time(method, line, missing_policy=policy, window=max(named["window"], 1)).value[
                0, -1
            ]
        )
    plain = "last" if method == "ratio" else method
    return _plain(time_aggregation.aggregate_time(plain, line, missing_policy=policy).value[0])


def _over_units(named: dict[str, Any], rows: Sequence[SourceRow]) -> tuple[float, float, float]:
    """Return value, numerator and denominator of one period."""
    if not rows:
        return np.nan, np.nan, np.nan
    value, above, below, weight = (
        np.array([np.nan if part is None else part for part in column])
        for column in zip(*((row.value, row.numerator, row.denominator, row.weight) for row in rows), strict=True)
    )
    if named["org"] == "none":
        is_pair = not (np.isnan(above[0]) or np.isnan(below[0])) and below[0] != 0
        return value[0], above[0] if is_pair else np.nan, below[0] if is_pair else np.nan
    if named["org"] == "ratio":
        pair = np.isfinite(above) & np.isfinite(below)
        if not pair.any():
            return value[0] if len(rows) == 1 else np.nan, np.nan, np.nan
        return np.nan, float(above[pair].sum()), float(below[pair].sum())
    total, _ = org_aggregation.aggregate_org(named["org"], value, np.where(np.isnan(weight), 1.0, weight))
    single = len(rows) == 1 and np.isfinite(above[0]) and np.isfinite(below[0]) and below[0] != 0
    return total, above[0] if single else np.nan, below[0] if single else np.nan


def _scaled(named: dict[str, Any], ratio: float) -> float:
    return float(dressed_ratio(np.array(ratio), factor=named["factor"], is_complement=named["is_complement"]))


def _plain(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
