"""Aggregation over units: leaf facts once, own values first, coverage by weight."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core import org_aggregation
from lineofsight.core.errors import CycleFound
from lineofsight.core.methods import evaluate
from lineofsight.core.org_aggregation import aggregate_tree

UNITS = [
    {"id": "a", "value": 70, "weight": 1},
    {"id": "b", "value": None, "weight": 2},
    {"id": "c", "value": 40, "weight": 5},
]


@pytest.mark.parametrize(
    ("method", "value"), [("sum", 110), ("mean", 55), ("weighted_mean", 45), ("min", 40), ("max", 70)]
)
def test_present_units_are_aggregated(method: str, value: float) -> None:
    result = evaluate("aggregate_org", {"method": method, "units": UNITS})

    assert result == {"value": value, "coverage": 0.75, "missing": ["b"], "error": None}


@pytest.mark.parametrize(("minimum", "value"), [(0.75, 45), (0.76, None)])
def test_minimum_coverage(minimum: float, value: float | None) -> None:
    result = evaluate("aggregate_org", {"method": "weighted_mean", "units": UNITS, "min_coverage": minimum})

    assert result["value"] == value
    assert result["coverage"] == 0.75


@pytest.mark.parametrize("method", ["sum", "mean", "weighted_mean", "min", "max", "ratio"])
@pytest.mark.parametrize(("units", "coverage"), [([], None), ([{"id": "b", "weight": 2}], 0)])
def test_nothing_present_is_unknown_not_zero(method: str, units: list[Any], coverage: float | None) -> None:
    result = evaluate("aggregate_org", {"method": method, "units": units})

    assert result["value"] is None
    assert result["coverage"] == coverage


def test_ratio_leaves_out_units_with_one_side() -> None:
    units = [{"id": "a", "num": 45, "den": 50}, {"id": "b", "num": 10, "den": None}, {"id": "c", "num": 5, "den": 50}]

    result = evaluate("aggregate_org", {"method": "ratio", "units": units})

    assert result["value"] == 0.5
    assert result["coverage"] == pytest.approx(2 / 3)
    assert result["missing"] == ["b"]


def test_ratio_over_nothing_is_unknown() -> None:
    assert evaluate("aggregate_org", {"method": "ratio", "units": [{"id": 1, "num": 0, "den": 0}]})["value"] is None


def test_weights_of_zero_and_below() -> None:
    idle = [{"id": "a", "value": 3, "weight": 0}]
    negative = [{"id": "a", "value": 3, "weight": -1}]

    assert evaluate("aggregate_org", {"method": "sum", "units": idle})["value"] == 3
    assert evaluate("aggregate_org", {"method": "sum", "units": idle})["coverage"] is None
    assert evaluate("aggregate_org", {"method": "weighted_mean", "units": idle})["value"] is None
    assert evaluate("aggregate_org", {"method": "sum", "units": negative})["error"] == "invalid_weight"


#  0 company ── 1 north ── 3, 4     2 south ── 5
TREE = np.array([-1, 0, 0, 1, 1, 2])
WEIGHTS = np.array([np.nan, np.nan, np.nan, 1.0, 3.0, 4.0])


def reported(**values: float) -> np.ndarray:
    column = np.full((6, 1), np.nan)
    for unit, value in values.items():
        column[int(unit[1:])] = value
    return column


def test_leaf_facts_are_aggregated_once_at_every_level() -> None:
    result = aggregate_tree("weighted_mean", TREE, reported(u3=10, u4=50, u5=60), WEIGHTS)

    assert result.value[:, 0].tolist() == [50, 40, 60, 10, 50, 60]
    assert result.coverage[:, 0].tolist() == [1] * 6
    assert not result.is_override.any()


def test_a_mean_counts_leaves_not_units_in_between() -> None:
    assert aggregate_tree("mean", TREE, reported(u3=10, u4=20, u5=60), WEIGHTS).value[0, 0] == 30


def test_an_own_value_overrides_the_children_and_is_flagged() -> None:
    result = aggregate_tree("weighted_mean", TREE, reported(u1=20, u3=10, u4=50, u5=60), WEIGHTS)

    assert result.value[:, 0].tolist() == [40, 20, 60, 10, 50, 60]
    assert result.is_override[:, 0].tolist() == [False, True, False, False, False, False]


def test_an_own_weight_goes_with_an_own_value() -> None:
    weights = np.array([np.nan, 12.0, np.nan, 1.0, 3.0, 4.0])

    result = aggregate_tree("weighted_mean", TREE, reported(u1=20, u5=60), weights)

    assert result.value[0, 0] == 30
    assert result.coverage[:, 0].tolist() == [1, 1, 1, 0, 0, 1]


def test_the_weight_of_an_inner_unit_is_ignored_without_an_own_value() -> None:
    weights = np.array([99.0, 99.0, 99.0, 1.0, 3.0, 4.0])

    result = aggregate_tree("weighted_mean", TREE, reported(u3=10, u5=60), weights)

    assert result.value[0, 0] == 50
    assert result.coverage[:, 0].tolist() == [0.625, 0.25, 1, 1, 0, 1]


def test_minimum_coverage_blanks_the_unit_but_not_the_ones_above() -> None:
    result = aggregate_tree("sum", TREE, reported(u3=10, u5=60), WEIGHTS, min_coverage=0.5)

    assert result.value[:, 0] == pytest.approx([70, np.nan, 60, 10, np.nan, 60], nan_ok=True)


def test_extremes_and_ratios_over_a_tree() -> None:
    values = reported(u3=10, u4=-50, u5=60)

    assert aggregate_tree("min", TREE, values, WEIGHTS).value[:3, 0].tolist() == [-50, -50, 60]
    assert aggregate_tree("max", TREE, values, WEIGHTS).value[:3, 0].tolist() == [60, 10, 60]
    ratio = aggregate_tree("ratio", TREE, values, WEIGHTS, denominators=reported(u3=20, u4=100, u5=np.nan))
    assert ratio.value[:, 0] == pytest.approx([-40 / 120, -40 / 120, np.nan, 0.5, -0.5, np.nan], nan_ok=True)


def test_weights_and_reports_differ_by_period() -> None:
    values = np.hstack([reported(u3=10, u4=50), reported(u1=7)])
    weights = np.hstack([WEIGHTS[:, np.newaxis], np.array([[np.nan, 2, np.nan, 1, 1, 6]]).T])

    result = aggregate_tree("weighted_mean", TREE, values, weights)

    assert result.value[0].tolist() == [40, 7]
    assert result.coverage[0].tolist() == [0.5, 0.25]


def test_a_loop_or_a_negative_weight_is_refused() -> None:
    with pytest.raises(CycleFound, match="leads back to itself"):
        aggregate_tree("sum", np.array([1, 0]), np.ones((2, 1)), np.ones(2))
    with pytest.raises(ValueError, match="weight is negative"):
        aggregate_tree("sum", np.array([-1]), np.ones((1, 1)), np.array([-1.0]))
    with pytest.raises(ValueError, match="needs denominators"):
        aggregate_tree("ratio", np.array([-1]), np.ones((1, 1)), np.ones(1))


@given(
    st.lists(st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(-99, 99)), st.integers(0, 5)), max_size=12)
)
def test_the_top_of_a_tree_equals_its_leaves_in_one_group(nodes: list[tuple[int, int | None, int]]) -> None:
    """However deep the tree: nothing is lost, nothing counted twice."""
    parent = np.array([-1, *(place % (row + 1) for row, (place, _, _) in enumerate(nodes))])
    is_leaf = ~np.isin(np.arange(len(parent)), parent)
    leaf_values = np.array([np.nan, *(np.nan if value is None else value for _, value, _ in nodes)])
    weights = np.array([0.0, *(weight for _, _, weight in nodes)])
    values = np.where(is_leaf, leaf_values, np.nan)

    for method in ("sum", "mean", "weighted_mean", "min", "max"):
        tree = aggregate_tree(method, parent, values[:, np.newaxis], weights)
        flat = org_aggregation.aggregate_org(method, values[is_leaf], weights[is_leaf])
        assert [tree.value[0, 0], tree.coverage[0, 0]] == pytest.approx(list(flat), nan_ok=True)
