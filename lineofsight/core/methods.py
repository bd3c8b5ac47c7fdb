"""The catalog of methods: what each is called, where its rule stands, which version of it is built, how to run it.

No arithmetic here. `evaluate` runs a method on plain JSON values through the same functions that production uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lineofsight.core import (
    alignment,
    bitemporal,
    causality,
    currency,
    data_quality,
    freshness,
    okr,
    org_aggregation,
    phasing,
    rollup,
    scoring,
    signals,
    status,
    time_aggregation,
    weights,
)
from lineofsight.core import forecast as forecasts
from lineofsight.core.adapters import aggregation, data, targets
from lineofsight.core.adapters import alignment as alignment_adapter
from lineofsight.core.adapters import okr as okr_adapter
from lineofsight.core.adapters import rollup as rollup_adapter
from lineofsight.core.adapters import scoring as scoring_adapter
from lineofsight.core.adapters import signals as signals_adapter
from lineofsight.core.adapters.reading import Inputs, refuse_overflow
from lineofsight.core.errors import InvalidInputs, UnknownMethod


@dataclass(frozen=True, slots=True)
class Method:
    """One method: `evaluate` reads JSON and calls `rules`, the functions that production calls."""

    name: str
    title: str
    section: str
    rule_version: int
    evaluate: Callable[[Inputs], dict[str, Any]]
    rules: tuple[Callable[..., Any], ...]


_METHODS = (
    Method(
        "kpi_score", "Score of a KPI", "4.1", 1, scoring_adapter.kpi_score,
        (scoring.score_values, scoring.score_points, scoring.score_labels),
    ),
    Method("rag_status", "Status with hysteresis", "4.2", 1, scoring_adapter.rag_status, (status.step_status,)),
    Method("rollup", "Roll-up of scores", "4.3", 1, rollup_adapter.roll_up, (rollup.roll_up, rollup.roll_up_groups)),
    Method(
        "weight_rebalance", "Rebalancing of weights", "4.4", 1, rollup_adapter.weight_rebalance, (weights.rebalance,)
    ),
    Method(
        "aggregate_time", "Aggregation over time", "3.3", 1, aggregation.aggregate_time,
        (time_aggregation.aggregate_time, time_aggregation.aggregate_ratio),
    ),
    Method(
        "aggregate_org", "Aggregation over units", "3.4", 1, aggregation.aggregate_org,
        (org_aggregation.aggregate_org, org_aggregation.aggregate_tree),
    ),
    Method("currency_convert", "Conversion of currencies", "3.5", 1, aggregation.currency_convert, (currency.convert,)),
    Method(
        "target_phasing", "Targets per period", "3.6", 1, targets.target_phasing,
        (phasing.linear_target, phasing.step_target, phasing.custom_target, phasing.seasonal_targets),
    ),
    Method(
        "bitemporal_target", "Target as known at a time", "3.7", 1, targets.bitemporal_target, (bitemporal.target_at,)
    ),
    Method("staleness", "Staleness of values", "3.8", 1, data.staleness, (freshness.freshness,)),
    Method("data_quality", "Quality of data", "3.9", 1, data.data_quality, (data_quality.data_quality,)),
    Method(
        "xmr", "Signals on an XmR chart", "5.1", 1, signals_adapter.xmr,
        (signals.xmr, signals.xmr_segments, signals.assurance),
    ),
    Method("forecast", "Forecast to period end", "5.2", 1, signals_adapter.forecast, (forecasts.forecast,)),
    Method(
        "kr_progress", "Progress of a key result", "6.1", 1, okr_adapter.kr_progress,
        (okr.metric_progress, okr.milestone_progress, okr.control_progress, okr.capped),
    ),
    Method(
        "okr_rollup", "Roll-up of objectives and key results", "6.3", 1, okr_adapter.okr_rollup,
        (okr.roll_up_objectives,),
    ),
    Method("okr_pace", "Pace of a key result", "6.4", 1, okr_adapter.okr_pace, (okr.expected_progress, okr.pace)),
    Method(
        "line_of_sight", "Line of sight", "7.1", 1, alignment_adapter.line_of_sight,
        (alignment.shares_in_ends, alignment.exceeding),
    ),
    Method(
        "alignment_index", "Effort against strategy", "7.2", 1, alignment_adapter.alignment_index,
        (alignment.alignment, alignment.neglected, alignment.neglects_learning, alignment.one_sided),
    ),
    Method(
        "causal_link_check", "Testing a cause-and-effect link", "2.4", 1, alignment_adapter.causal_link_check,
        (causality.check_link,),
    ),
)  # fmt: skip

METHODS: Mapping[str, Method] = {method.name: method for method in _METHODS}

# fmt: off
PLANNED = frozenset({  # methods of the domain reference that a later release brings
    "adjusted_pay_gap", "adoption", "alert_quality", "alert_stream", "backlog_priority", "bonus", "calibration_shift",
    "competency_gap", "decision_latency", "efqm_points", "facilitator_rotation", "forced_distribution", "four_fifths",
    "hc_metric", "jv_shadow", "kpi_audit", "matrix_reporting", "maturity_staged", "merit_matrix", "metric_crosswalk",
    "multi_source_feedback", "nine_box", "okr_carry_over", "okr_score", "outlier_protocol", "pay_gap", "payout_curve",
    "proration", "raci_check", "rater_severity", "review_bias_signals", "review_score", "salary_range", "say_do",
    "shared_service", "smart_check", "succession", "variance_nested", "variance_oneway", "x_matrix", "zscore_adjust",
})
# fmt: on


def method_named(name: object) -> Method:
    """Return a built method; raise `UnknownMethod` for any other name, saying whether it is planned."""
    method = METHODS.get(name) if isinstance(name, str) else None
    if method is None:
        raise UnknownMethod(name, METHODS, is_planned=isinstance(name, str) and name in PLANNED)
    return method


def evaluate(method: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the unrounded result of a method as plain JSON types.

    Raise `UnknownMethod`, or `InvalidInputs` with one sentence that names the key at fault. Contradictory but readable
    inputs give None with a reason code instead, as the domain rules define.
    """
    chosen = method_named(method)
    try:
        with np.errstate(all="ignore"):  # a number too large is refused below by name, not by a warning
            result = chosen.evaluate(Inputs(inputs, method))
    except OverflowError:
        raise InvalidInputs(f"{method}: the numbers are too large to be combined.") from None
    refuse_overflow(method, result)
    return result
