"""The catalog: what is built, what is refused and how, and the worked examples of the domain reference."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lineofsight.core.errors import CalculationError, InvalidInputs, UnknownMethod
from lineofsight.core.methods import METHODS, PLANNED, evaluate, method_named

GOAL = {"scoring_type": "goal_red_flag", "value": 600, "goal": 700, "red_flag": 500}
CHILDREN = [{"id": "a", "score": 1}]
LINE = {"profile": "linear", "start_value": 1, "end_value": 2, "start_date": "2026-01-01", "end_date": "2027-01-01"}
STALE = {"frequency": "monthly", "last_period_end": "2026-01-31", "as_of": "2026-02-01", "grace_days": 1}
QUALITY = dict.fromkeys(["expected", "received", "on_time", "checks_run", "checks_passed", "disputed"], 1)


def test_the_methods_of_this_release_are_built() -> None:
    assert list(METHODS) == [
        "kpi_score", "rag_status", "rollup", "weight_rebalance", "aggregate_time", "aggregate_org", "currency_convert",
        "target_phasing", "bitemporal_target", "staleness", "data_quality", "xmr", "forecast", "kr_progress",
        "okr_rollup", "okr_pace", "line_of_sight", "alignment_index", "causal_link_check",
    ]  # fmt: skip
    assert all(method.title and method.section and method.rule_version == 1 and method.rules
               for method in METHODS.values())  # fmt: skip
    assert not PLANNED & set(METHODS)


@pytest.mark.parametrize(("name", "is_planned"), [("okr_score", True), ("nonsense", False), (None, False), ([], False)])
def test_other_methods_are_refused_with_the_built_ones(name: Any, is_planned: bool) -> None:
    with pytest.raises(UnknownMethod, match=r"Built: aggregate_org, .*, xmr\.") as refusal:
        method_named(name)

    assert refusal.value.is_planned is is_planned
    assert ("is not built yet" in str(refusal.value)) is is_planned


@pytest.mark.parametrize(
    ("method", "inputs", "sentence"),
    [
        ("kpi_score", None, "kpi_score: inputs must be an object with keys, not null."),
        ("kpi_score", {}, "kpi_score: 'scoring_type' is missing."),
        ("kpi_score", {**GOAL, "scoring_type": "stars"}, "kpi_score: 'scoring_type' must be one of goal_red_flag, "),
        ("kpi_score", {**GOAL, "scoring_type": 3}, "kpi_score: 'scoring_type' must be a text, not int."),
        ("kpi_score", {**GOAL, "value": "600"}, "kpi_score: 'value' must be a number, not a text."),
        ("kpi_score", {**GOAL, "value": True}, "kpi_score: 'value' must be a number, not true or false."),
        ("kpi_score", {**GOAL, "value": float("nan")}, "kpi_score: 'value' must be a finite number of usual size."),
        ("kpi_score", {**GOAL, "goal": float("inf")}, "kpi_score: 'goal' must be a finite number of usual size."),
        ("kpi_score", {**GOAL, "value": 10**400}, "kpi_score: 'value' must be a finite number of usual size."),
        ("kpi_score", {**GOAL, "value": Decimal("sNaN")}, "kpi_score: 'value' must be a finite number of usual size."),
        ("kpi_score", {**GOAL, "cap": "upper"}, "kpi_score: 'cap' must be one of both, lower, none, not 'upper'."),
        ("kpi_score", {"scoring_type": "yes_no", "value": 1, "good": 1}, "kpi_score: 'good' must be true or false"),
        ("kpi_score", {"scoring_type": "linear_points", "value": 1, "points": [[1]]}, "'points[0]' must be a pair."),
        ("kpi_score", {"scoring_type": "text", "value": "a", "labels": {"a": "b"}}, "labels: 'a' must be a number"),
        ("kpi_score", {"scoring_type": "text", "value": "a", "labels": {1: 2}}, "the key 1 must be a text."),
        ("rag_status", {"scores": 5}, "rag_status: 'scores' must be a list, not int."),
        ("rag_status", {"scores": [1, "x"]}, "rag_status: 'scores[1]' must be a number, not a text."),
        ("rag_status", {"scores": [1], "initial_status": "blue"}, "'initial_status' must be one of"),
        ("rollup", {"children": None}, "rollup: 'children' must be given."),
        ("rollup", {"children": [7]}, "rollup: children[0]: inputs must be an object with keys, not int."),
        ("rollup", {"children": [{"score": 1}]}, "rollup: children[0]: 'id' is missing."),
        ("rollup", {"children": CHILDREN * 2}, "rollup: 'children' has the id 'a' twice."),
        ("rollup", {"children": [{**CHILDREN[0], "coverage": 2}]}, "children[0]: 'coverage' must be from 0 to 1."),
        ("rollup", {"children": [{**CHILDREN[0], "state": "gone"}]}, "children[0]: 'state' must be one of ok, na"),
        ("rollup", {"children": CHILDREN, "gates": [{"id": "a", "cap": 1}]}, "gates[0]: 'min_score' is missing."),
        ("rollup", {"children": [{"id": "a", "score": 1e308, "weight": 1e308}]}, "too large to be combined."),
        ("weight_rebalance", {"weights": {"a": 1}, "locked": ["b"]}, "'locked' names 'b', which has no weight."),
        ("weight_rebalance", {"weights": {"a": 1}, "locked": "a"}, "'locked' must be a list of ids."),
        ("weight_rebalance", {"weights": {"a": None}}, "weights: 'a' must be given."),
        ("weight_rebalance", {"weights": {"a": Decimal("1e-40")}}, "'a' must be a finite number of usual size."),
        ("aggregate_time", {"method": "rolling_avg", "values": [1]}, "aggregate_time: 'window' is missing."),
        ("aggregate_time", {"method": "rolling_avg", "values": [1], "window": 0}, "from 1 to 100000, not 0."),
        ("aggregate_time", {"method": "rolling_avg", "values": [1], "window": 1.5}, "from 1 to 100000, not 1.5."),
        ("aggregate_time", {"method": "ratio", "num": [1], "den": []}, "'num' and 'den' must be of the same length."),
        ("aggregate_time", {"method": "sum", "values": [1e308, 1e308]}, "too large to be combined."),
        ("aggregate_org", {"method": "median", "units": []}, "'method' must be one of sum, mean, weighted_mean"),
        ("currency_convert", {"base": "USD", "amounts": []}, "currency_convert: 'kind' is missing."),
        ("currency_convert", {"base": "USD", "kind": "flow", "amounts": [],
                              "rates": {"2026": {"EUR": {"average": 0}}}}, "the rate of EUR in 2026 must be above 0."),
        ("target_phasing", {**LINE, "date": "2026-02-30"}, "target_phasing: 'date' is not a date: '2026-02-30'."),
        ("target_phasing", {**LINE, "date": 5}, "'date' must be a date such as 2026-01-31, not int."),
        ("bitemporal_target", {"rows": [], "valid_at": None, "known_at": "2026-01-01"}, "'valid_at' must be given."),
        ("staleness", STALE, "staleness: 'stale_after_days' is missing."),
        ("staleness", {**STALE, "stale_after_days": -1}, "'stale_after_days' must be a whole number from 0 to"),
        ("staleness", {**STALE, "stale_after_days": 1, "last_period_end": "9999-12-31"}, "too far in the future."),
        ("data_quality", {**QUALITY, "received": -1}, "data_quality: 'received' must not be negative."),
        ("data_quality", {**QUALITY, "received": 2, "on_time": 3},
         "'on_time' is 3 and must not be above 'received', which is 2."),
        ("data_quality", {**QUALITY, "received": 2, "disputed": 2.5}, "'disputed' is 2.5 and must not be above"),
        ("data_quality", {**QUALITY, "checks_run": 4, "checks_passed": 5}, "must not be above 'checks_run'"),
        ("data_quality", {**QUALITY, "weights": {"beauty": 1}}, "'weights' names 'beauty'; it must be one of"),
        ("data_quality", {**QUALITY, "weights": {"validity": -1}}, "'validity' must not be negative."),
        ("xmr", {"values": [1], "baseline_n": 0}, "xmr: 'baseline_n' must be a whole number from 1 to 100000, not 0."),
        ("xmr", {"values": [1], "segments": [0.5]}, "'segments' must hold whole numbers from 0, not 0.5."),
        ("xmr", {"values": [1e308] * 5 + [-1e308] * 5}, "too large to be combined."),
        ("forecast", {"method": "ols", "kind": "flow", "values": [1, 2, 3], "n_total": 1e9},
         "from 1 to 10000, not 1e+09."),
        ("kr_progress", {"type": "rocks"}, "kr_progress: 'type' must be one of metric, increase, decrease, milestone"),
        ("kr_progress", {"type": "metric", "start": None, "target": 1}, "'start' must be given."),
        ("okr_rollup", {"objectives": [{"id": "a", "children": [{"id": "b"}]}]}, "'id' names 'b', which is not among"),
        ("okr_rollup", {"objectives": [{"id": "a", "key_results": [{"progress": 1, "weight": -1}]}]},
         "'weight' must not be negative."),
        ("okr_pace", {"start": "2026-02-01", "end": "2026-01-01", "as_of": "2026-01-01"}, "'end' must not lie before"),
        ("line_of_sight", {"edges": [], "strategic_objectives": "C1", "node": "a"}, "must be a list of ids."),
        ("line_of_sight", {"edges": [{"child": "a", "parent": "b", "share": -1}], "strategic_objectives": [],
                           "node": "a"}, "edges[0]: 'share' must not be negative."),
        ("line_of_sight", {"edges": [{"child": "g", "parent": 1, "share": 1}], "strategic_objectives": ["1"],
                           "node": "g"}, "'edges' has the id '1' twice."),
        ("line_of_sight", {"edges": [], "strategic_objectives": [True], "node": "g"}, "must be a list of ids."),
        ("okr_rollup", {"objectives": [{"id": 1}, {"id": "1"}]}, "'objectives' has the id '1' twice."),
        ("alignment_index", {"objectives": [{"id": "a", "perspective": "x", "weight": 1}],
                             "goals": [{"id": "g", "weight": 1, "links": {"a": 2}}]}, "add to more than 1."),
        ("causal_link_check", {"driver": [], "outcome": [], "max_lag": 0, "expected_sign": 1}, "must be a text"),
    ],
)  # fmt: skip
def test_unreadable_inputs_get_one_sentence_that_names_the_key(method: str, inputs: Any, sentence: str) -> None:
    with pytest.raises(InvalidInputs) as refusal:
        evaluate(method, inputs)

    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith(f"{method}: ")
    assert str(refusal.value).count("\n") == 0


def test_every_mutilated_vector_is_answered_or_refused(vectors: list[tuple[str, dict[str, Any]]]) -> None:
    """One input at a time replaced by each odd value: a JSON result or a sentence, never a traceback."""
    odd_values = [None, "", [], {}, True, float("nan"), float("-inf"), -1, 0, 1e308, 10**400, "x", [[]], [None], 0.5]
    answered = refused = 0
    for method, inputs in vectors:
        for key in inputs:
            for odd in odd_values:
                try:
                    json.dumps(evaluate(method, {**inputs, key: odd}), allow_nan=False)
                    answered += 1
                except CalculationError:
                    refused += 1

    assert answered > 500
    assert refused > 1500


def test_ids_may_be_whole_numbers() -> None:
    children = [{"id": 1, "score": 80, "weight": 1}, {"id": 2, "score": None, "last_score": 10, "last_age": 0}]

    result = evaluate("rollup", {"children": children, "missing_policy": "carry_forward", "max_carry": 0})

    assert result["effective_weights"] == {"1": 0.5, "2": 0.5}
    assert result["carried"] == [2]


def test_dates_may_be_dates() -> None:
    line = {**LINE, "start_date": date(2026, 1, 1), "end_date": datetime(2026, 1, 3, tzinfo=UTC)}

    assert evaluate("target_phasing", {**line, "date": date(2026, 1, 2)}) == {"target": 1.5}


def test_absent_values_are_missing_not_zero() -> None:
    assert evaluate("kpi_score", {key: GOAL[key] for key in GOAL if key != "value"})["reason"] == "no_value"
    assert evaluate("rollup", {"children": [{"id": "a"}]})["score"] is None
    assert evaluate("aggregate_org", {"method": "sum", "units": [{"id": "a"}]})["missing"] == ["a"]


def test_worked_examples_of_the_domain_reference() -> None:
    kpi = {"scoring_type": "goal_red_flag", "goal": 700, "red_flag": 500}
    scores = [evaluate("kpi_score", {**kpi, "value": value})["score"] for value in (600, 720)]
    hours = {"scoring_type": "baseline_target", "baseline": 48, "target": 24, "value": 30}
    memory = {"green_at": 70, "amber_at": 40, "hysteresis": 2, "scores": [71, 69, 67.9, 70, 72]}
    children = [{"id": "a", "score": 80, "weight": 3}, {"id": "b", "score": None}, {"id": "c", "score": 40}]
    run_rate = {"method": "run_rate", "kind": "flow", "values": [100, 100, 100], "n_total": 12, "target": 1300}

    assert scores == pytest.approx([50, 70])
    assert evaluate("rag_status", {"scores": scores})["statuses"] == ["amber", "green"]
    assert evaluate("kpi_score", hours)["score"] == 75
    assert evaluate("rag_status", memory)["statuses"] == ["green", "green", "amber", "amber", "green"]
    assert evaluate("rollup", {"children": children})["score"] == 70
    assert evaluate("rollup", {"children": children})["coverage"] == 0.8
    assert evaluate("forecast", run_rate)["forecast"] == 1200
    assert evaluate("forecast", run_rate)["required_per_remaining_period"] == pytest.approx(111.1111, abs=1e-4)
