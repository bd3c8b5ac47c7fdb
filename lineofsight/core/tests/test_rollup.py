"""Roll-up: every option for one parent, and many parents at once with the same result."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core import rollup
from lineofsight.core.methods import evaluate
from lineofsight.core.rollup import Child, Gate, GateTable, GroupRules, RollUpRule, roll_up, roll_up_groups

A = {"id": "a", "score": 80, "weight": 3}
B = {"id": "b", "score": None, "weight": 1}
C = {"id": "c", "score": 40, "weight": 1}
IDLE = {"id": "idle", "score": 5, "weight": 0}
SILENT_IDLE = {"id": "silent", "score": None, "weight": 0}


def rolled(*children: dict[str, Any], **options: Any) -> dict[str, Any]:
    return evaluate("rollup", {"children": list(children), **options})


@pytest.mark.parametrize(
    ("children", "options", "score", "coverage"),
    [
        ((A, B, C), {}, 70, 0.8),
        ((A, B, C), {"method": "mean"}, 60, 0.8),
        ((A, B, C, IDLE), {"method": "mean"}, 125 / 3, 0.8),
        ((A, B, C), {"method": "mean", "missing_policy": "zero"}, 40, 0.8),
        ((A, B, C), {"method": "worst_of", "missing_policy": "zero"}, 0, 0.8),
        ((A, C, SILENT_IDLE), {"method": "worst_of", "missing_policy": "zero"}, 40, 1),
        ((A, C, IDLE), {"method": "worst_of"}, 40, 1),
        ((A, C, {"id": "idle", "score": 99, "weight": 0}), {"method": "best_of"}, 80, 1),
        ((A, B, C), {"method": "best_of"}, 80, 0.8),
        ((A, B, C), {"missing_policy": "propagate"}, None, 0.8),
        ((A, C, SILENT_IDLE), {"missing_policy": "propagate"}, 70, 1),
        ((A, C, SILENT_IDLE), {"missing_policy": "propagate", "method": "mean"}, None, 1),
        ((A, C), {"missing_policy": "propagate"}, 70, 1),
        ((A, B, C), {"min_coverage": 0.8}, 70, 0.8),
        ((A, B, C), {"min_coverage": 0.81}, None, 0.8),
        ((A, B, C), {"min_coverage": 0.81, "missing_policy": "zero"}, None, 0.8),
        ((B,), {}, None, 0),
        ((B,), {"missing_policy": "zero"}, 0, 0),
        ((B,), {"method": "mean"}, None, 0),
        ((IDLE,), {}, None, None),
        ((IDLE,), {"method": "mean"}, None, None),
        ((), {}, None, None),
        (({**B, "state": "na"},), {}, None, None),
        ((A, {**C, "state": "na"}), {"missing_policy": "zero"}, 80, 1),
    ],
)
def test_methods_and_missing_policies(
    children: tuple[dict[str, Any], ...], options: dict[str, Any], score: float | None, coverage: float | None
) -> None:
    result = rolled(*children, **options)

    assert result["score"] == (None if score is None else pytest.approx(score, abs=1e-9))
    assert result["coverage"] == (None if coverage is None else pytest.approx(coverage, abs=1e-9))
    assert result["error"] is None


def test_effective_weights_are_of_those_that_count() -> None:
    assert rolled(A, B, C, IDLE)["effective_weights"] == {"a": 0.75, "c": 0.25, "idle": 0}
    assert rolled(A, C, method="mean")["effective_weights"] == {}


@pytest.mark.parametrize(
    ("last", "options", "score", "carried"),
    [
        ({"last_score": 20, "last_age": 2}, {"max_carry": 2}, 60, ["b"]),
        ({"last_score": 20, "last_age": 3}, {"max_carry": 2}, 70, []),
        ({"last_score": 20}, {"max_carry": 2}, 70, []),
        ({"last_score": 20, "last_age": 99}, {}, 60, ["b"]),
        ({"last_age": 1}, {"max_carry": 2}, 70, []),
        ({"last_score": 20, "last_age": 2, "state": "na"}, {"max_carry": 2}, 70, []),
        ({"last_score": 20, "last_age": 1}, {"max_carry": 2, "missing_policy": "renormalize"}, 70, []),
    ],
)
def test_carrying_forward(last: dict[str, Any], options: dict[str, Any], score: float, carried: list[str]) -> None:
    result = rolled(A, {**B, **last}, C, **{"missing_policy": "carry_forward", **options})

    assert result["score"] == pytest.approx(score)
    assert result["carried"] == carried
    assert result["coverage"] == (1 if "state" in last else 0.8)


def test_a_last_score_does_not_replace_a_fresh_one() -> None:
    result = rolled({**A, "last_score": 0, "last_age": 1}, missing_policy="carry_forward", max_carry=5)

    assert result["score"] == 80
    assert result["carried"] == []


@pytest.mark.parametrize(
    ("child", "options", "score", "gated"),
    [
        ({"score": 49.99}, {}, 30, ["g"]),
        ({"score": 50}, {}, 80, []),
        ({"score": None}, {}, 30, ["g"]),
        ({"score": None}, {"gate_missing": "ignore"}, 80, []),
        ({"score": None, "state": "na"}, {}, 80, []),
        ({"score": None, "last_score": 90, "last_age": 1}, {"missing_policy": "carry_forward"}, 30, ["g"]),
        ({"score": 0}, {"gates": [{"id": "g", "min_score": 50, "cap": 90}]}, 80, ["g"]),
        ({"score": 90}, {"gates": [{"id": "elsewhere", "min_score": 50, "cap": 30}]}, 30, ["elsewhere"]),
    ],
)
def test_gates_only_lower(child: dict[str, Any], options: dict[str, Any], score: float, gated: list[str]) -> None:
    gates = [{"id": "g", "min_score": 50, "cap": 30}]

    result = rolled(A, {"id": "g", "weight": 0, **child}, **{"gates": gates, **options})

    assert result["score"] == score
    assert result["gated"] == gated


def test_a_gate_does_not_make_a_score_out_of_none() -> None:
    result = rolled(B, gates=[{"id": "b", "min_score": 50, "cap": 30}])

    assert result["score"] is None
    assert result["gated"] == []


def test_a_negative_weight_gives_no_score() -> None:
    result = rolled(A, {**C, "weight": -1})

    assert result["score"] is None
    assert result["error"] == "invalid_weight"


def test_coverage_of_a_tree_is_tested_against_the_minimum() -> None:
    half_known = {**A, "weight": 1, "coverage": 0.5}
    known = {**C, "coverage": 1}

    assert rolled(half_known, known)["coverage"] == 0.75
    assert rolled(half_known, known, min_coverage=0.76)["score"] is None
    assert rolled(half_known, known, min_coverage=0.75)["score"] == 60


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValueError, match="method is 'median'"):
        RollUpRule(method="median")


scores = st.one_of(st.none(), st.integers(0, 1000).map(lambda tenths: tenths / 10))
children = st.lists(
    st.builds(
        Child,
        id=st.integers(),
        score=scores,
        weight=st.integers(0, 5).map(float),
        is_applicable=st.sampled_from([True, True, True, False]),
        coverage=st.one_of(st.none(), st.sampled_from([0.0, 0.25, 0.5, 1.0])),
        last_score=scores,
        last_age=st.sampled_from([None, 1.0, 2.0, 3.0]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda child: child.id,
)
rules = st.builds(
    RollUpRule,
    method=st.sampled_from(rollup.METHODS),
    missing_policy=st.sampled_from(rollup.MISSING_POLICIES),
    max_carry=st.sampled_from([None, 2.0]),
    min_coverage=st.sampled_from([None, 0.5, 0.75]),
    gate_missing=st.sampled_from(rollup.GATE_MISSING),
)


def with_gate(family: list[Child], rule: RollUpRule) -> RollUpRule:
    return RollUpRule(
        rule.method, rule.missing_policy, rule.max_carry, rule.min_coverage,
        (Gate(family[0].id, 50.0, 30.0),), rule.gate_missing,
    )  # fmt: skip


def column(values: list[Any]) -> np.ndarray:
    return np.array([[np.nan if value is None else value] for value in values], dtype=float)


@given(st.lists(st.tuples(children, rules), min_size=1, max_size=4), st.randoms())
def test_groups_equal_parents_one_by_one(families: list[tuple[list[Child], RollUpRule]], shuffler: Any) -> None:
    families = [(family, with_gate(family, rule)) for family, rule in families]
    rows = [(parent, child) for parent, (family, _) in enumerate(families) for child in family]
    shuffler.shuffle(rows)
    everyone = [child for _, child in rows]
    gate_rows = [next(i for i, (_, child) in enumerate(rows) if child is family[0]) for family, _ in families]

    group_scores, coverage = roll_up_groups(
        np.array([parent for parent, _ in rows]),
        column([child.score for child in everyone]),
        np.array([child.weight for child in everyone]),
        GroupRules.of([rule for _, rule in families]),
        coverage=column([child.own_coverage for child in everyone]),
        is_applicable=np.array([[child.is_applicable] for child in everyone]),
        last_scores=column([child.last_score for child in everyone]),
        last_ages=column([child.last_age for child in everyone]),
        gates=GateTable(
            np.arange(len(families)), np.array(gate_rows), np.full(len(families), 50.0), np.full(len(families), 30.0)
        ),
    )

    for parent, (family, rule) in enumerate(families):
        alone = roll_up(family, rule)
        expected = [np.nan if value is None else value for value in (alone.score, alone.coverage)]
        assert [group_scores[parent, 0], coverage[parent, 0]] == pytest.approx(expected, abs=1e-9, nan_ok=True)


@given(children, rules, st.randoms())
def test_the_order_of_children_does_not_matter(family: list[Child], rule: RollUpRule, shuffler: Any) -> None:
    shuffled = list(family)
    shuffler.shuffle(shuffled)

    one, other = roll_up(family, rule), roll_up(shuffled, rule)

    assert one.score == pytest.approx(other.score, abs=1e-9)
    assert one.coverage == pytest.approx(other.coverage, abs=1e-9)


@given(children, rules)
def test_a_better_child_never_lowers_the_parent(family: list[Child], rule: RollUpRule) -> None:
    better = [Child(c.id, None if c.score is None else c.score + 5, c.weight, c.is_applicable, c.coverage,
                    c.last_score, c.last_age) for c in family]  # fmt: skip

    before, after = roll_up(family, with_gate(family, rule)).score, roll_up(better, with_gate(family, rule)).score

    assert (before is None) == (after is None)
    assert before is None or after >= before - 1e-9


@given(children)
def test_effective_weights_sum_to_one_and_give_the_score(family: list[Child]) -> None:
    result = roll_up(family)

    if result.score is not None:
        score_of = {child.id: child.score for child in family}
        shares = result.effective_weights.items()
        assert sum(share for _, share in shares) == pytest.approx(1)
        assert sum(share * score_of[id_] for id_, share in shares) == pytest.approx(result.score)


@given(children)
def test_weighted_mean_equals_exact_fractions(family: list[Child]) -> None:
    present = [child for child in family if child.is_applicable and child.score is not None]
    total = sum(Fraction(child.weight) for child in present)

    score = roll_up(family).score

    if total == 0:
        assert score is None
    else:
        exact = sum(Fraction(child.weight) * Fraction(str(child.score)) for child in present) / total
        assert score == pytest.approx(float(exact), abs=1e-9)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.integers(1, 4))
def test_nothing_is_lost_over_two_levels(leaf_scores: list[float], width: int) -> None:
    """With weights that count leaves, the top is the mean of all leaves however they are grouped."""
    group_of_leaf = np.arange(len(leaf_scores)) // width
    n_groups = int(group_of_leaf[-1]) + 1
    leaves = np.array(leaf_scores)[:, np.newaxis]

    middle, _ = roll_up_groups(group_of_leaf, leaves, np.ones(len(leaves)), GroupRules.same(n_groups))
    weights = np.bincount(group_of_leaf).astype(float)
    top, coverage = roll_up_groups(np.zeros(n_groups, dtype=int), middle, weights, GroupRules.same(1))

    assert top[0, 0] == pytest.approx(np.mean(leaf_scores), abs=1e-9)
    assert coverage[0, 0] == 1


def test_parents_without_children_and_bad_weights_are_unknown() -> None:
    group_scores, coverage = roll_up_groups(
        np.array([0, 2, 2]), np.array([[50.0], [60.0], [70.0]]), np.array([1.0, 1.0, -1.0]), GroupRules.same(3)
    )

    assert group_scores[:, 0] == pytest.approx([50, np.nan, np.nan], nan_ok=True)
    assert coverage[:, 0] == pytest.approx([1, np.nan, np.nan], nan_ok=True)


def test_no_children_at_all_gives_unknown_parents() -> None:
    group_scores, coverage = roll_up_groups(np.array([], dtype=int), np.zeros((0, 2)), np.array([]), GroupRules.same(1))

    assert np.isnan(group_scores).all()
    assert np.isnan(coverage).all()


def test_weights_may_differ_by_period() -> None:
    group_scores, _ = roll_up_groups(
        np.array([0, 0]), np.array([[80.0, 80.0], [40.0, 40.0]]), np.array([[1.0, 3.0], [1.0, 1.0]]), GroupRules.same(1)
    )

    assert group_scores.tolist() == [[60, 70]]


def test_a_missing_last_age_is_carried_only_without_a_limit() -> None:
    arrays = np.array([0, 1]), np.array([[np.nan], [np.nan]]), np.ones(2)
    limited = RollUpRule(missing_policy="carry_forward", max_carry=2)
    unlimited = RollUpRule(missing_policy="carry_forward")

    group_scores, _ = roll_up_groups(*arrays, GroupRules.of([limited, unlimited]), last_scores=np.array([[9.0], [9.0]]))

    assert group_scores[:, 0] == pytest.approx([np.nan, 9], nan_ok=True)
