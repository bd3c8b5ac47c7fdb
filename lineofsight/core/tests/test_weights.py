"""Weights: exact, in steps, by largest remainder."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core import weights
from lineofsight.core.methods import evaluate


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"weights": {"b": 0, "a": 0, "c": 0}}, {"b": 33, "a": 34, "c": 33}),
        ({"weights": {"a": 1, "b": 2}, "total": 10}, {"a": 3, "b": 7}),
        ({"weights": {"a": 1, "b": 1, "c": 2}, "step": 0.5, "total": 1}, {"a": 0.5, "b": 0, "c": 0.5}),
        ({"weights": {"a": 1, "b": 1}, "step": 0.1, "total": 0.3}, {"a": 0.2, "b": 0.1}),
        ({"weights": {"a": 60, "b": 1}, "locked": ["a"]}, {"a": 60, "b": 40}),
        ({"weights": {"a": 100, "b": 1}, "locked": ["a"]}, {"a": 100, "b": 0}),
        ({"weights": {"a": 12.5, "b": 3, "c": 3}, "locked": ["a"], "step": 0.5}, {"a": 12.5, "b": 44, "c": 43.5}),
        ({"weights": {"a": 0, "b": 3}}, {"a": 0, "b": 100}),
        ({"weights": {"a": 101, "b": 1}, "locked": ["a"]}, None),
        ({"weights": {"a": 40, "b": 60}, "locked": ["a", "b"]}, None),
        ({"weights": {"a": 1}, "step": 30}, None),
        ({"weights": {"a": 1}, "step": 0}, None),
        ({"weights": {"a": -1, "b": 2}}, None),
        ({"weights": {}}, None),
    ],
)
def test_rebalancing(inputs: dict[str, Any], expected: dict[str, float] | None) -> None:
    error = "infeasible" if expected is None else None

    assert evaluate("weight_rebalance", inputs) == {"weights": expected, "error": error}


def test_a_tie_goes_to_the_larger_weight_then_to_the_smaller_id() -> None:
    assert evaluate("weight_rebalance", {"weights": {"z": 3, "a": 1}, "total": 2})["weights"] == {"z": 2, "a": 0}
    assert evaluate("weight_rebalance", {"weights": {"z": 1, "a": 1}, "total": 1})["weights"] == {"z": 0, "a": 1}


@given(st.dictionaries(st.text(max_size=3), st.fractions(0, 50), min_size=1, max_size=7), st.sampled_from([1, 2, 5]))
def test_rebalanced_weights_sum_to_the_total_and_stay_within_a_step(given: dict[str, Fraction], step: int) -> None:
    result = weights.rebalance(given, step=Fraction(step))

    assert result is not None
    assert sum(result.values()) == 100
    total = sum(given.values())
    for id_, weight in result.items():
        share = given[id_] / total if total else Fraction(1, len(given))
        assert abs(weight - 100 * share) < step
        assert weight % step == 0


@pytest.mark.parametrize(("third", "is_total"), [("33.34", True), ("33.35", True), ("33.36", False), ("33.32", False)])
def test_weights_add_up_within_a_hundredth(third: str, is_total: bool) -> None:
    given = [Fraction("33.33"), Fraction("33.33"), Fraction(third)]

    assert weights.adds_up(given) is is_total
