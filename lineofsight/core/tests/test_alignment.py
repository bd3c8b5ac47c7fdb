"""Shares through the graph, effort against strategy, and the test of cause-and-effect links."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core import alignment
from lineofsight.core.methods import evaluate

DRIVER = [3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13]


def sight(node: str, *edges: tuple[str, str, float], ends: str = "CF") -> tuple[Any, Any, Any]:
    rows = [{"child": child, "parent": parent, "share": share} for child, parent, share in edges]
    result = evaluate("line_of_sight", {"node": node, "edges": rows, "strategic_objectives": list(ends)})
    return result["shares"], result["unaligned"], result["error"]


@pytest.mark.parametrize(
    ("node", "edges", "expected"),
    [
        ("g", [], ({}, 1, None)),
        ("C", [("C", "F", 0.5)], ({"C": 1}, 0, None)),
        ("g", [("g", "C", 0.5), ("C", "F", 1)], ({"C": 0.5}, 0.5, None)),
        ("g", [("g", "a", 0)], ({}, 1, None)),
        ("g", [("g", "C", 0.1), ("g", "C", 0.2)], ({"C": pytest.approx(0.3)}, pytest.approx(0.7), None)),
        ("g", [("g", "C", 0.1), ("g", "F", 0.2), ("g", "a", 0.7), ("a", "C", 1)],
         ({"C": pytest.approx(0.8), "F": 0.2}, 0, None)),
        ("g", [("g", "C", 0.7), ("g", "F", 0.4)], (None, None, "shares_exceed_1")),
        ("g", [("g", "C", 0.7), ("x", "F", 1.01)], (None, None, "shares_exceed_1")),
        ("g", [("g", "a", 1), ("a", "g", 1)], (None, None, "cycle")),
        ("g", [("g", "g", 0.1)], (None, None, "cycle")),
        ("g", [("g", "C", 1), ("x", "y", 2), ("y", "x", 0.1)], (None, None, "cycle")),
    ],
)  # fmt: skip
def test_line_of_sight(node: str, edges: list[Any], expected: tuple[Any, ...]) -> None:
    assert sight(node, *edges) == expected


@given(st.data())
def test_shares_of_many_nodes_are_the_sums_over_all_paths_and_nothing_is_lost(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 9))
    ends = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    edges: dict[tuple[int, int], float] = {}
    for child in range(count):
        parents = [parent for parent in range(child + 1, count) if data.draw(st.booleans())]
        parts = [data.draw(st.integers(0, 4)) for _ in parents]
        total = sum(parts) + data.draw(st.integers(0, 3))
        edges |= {(child, parent): part / total for parent, part in zip(parents, parts, strict=True) if total}

    def along(node: int, end: int) -> float:
        if ends[node]:
            return float(node == end)
        return sum(share * along(parent, end) for (child, parent), share in edges.items() if child == node)

    found = alignment.shares_in_ends(
        alignment.Links(
            np.array([child for child, _ in edges], dtype=np.int64),
            np.array([parent for _, parent in edges], dtype=np.int64),
            np.array(list(edges.values()), dtype=np.float64),
        ),
        np.array(ends, dtype=np.bool_),
    )

    shares = {(int(n), int(e)): float(s) for n, e, s in zip(found.node, found.end, found.share, strict=True)}
    by_hand = {(n, e): along(n, e) for n in range(count) for e in range(count) if ends[e] and along(n, e) > 0}
    assert shares == pytest.approx(by_hand)
    assert list(found.unaligned) == pytest.approx(
        [1 - sum(along(n, e) for e in range(count) if ends[e]) for n in range(count)]
    )
    assert all(one <= other for one, other in pairwise(zip(found.node, found.end, strict=True)))


def index(goals: list[dict[str, Any]], weights: tuple[float, ...] = (25, 30, 30, 15)) -> dict[str, Any]:
    keys = ("financial", "customer", "process", "learning_growth")
    objectives = [{"id": key[0], "perspective": key, "weight": w} for key, w in zip(keys, weights, strict=True)]
    return evaluate("alignment_index", {"objectives": objectives, "goals": goals})


def test_rotterdam_would_have_to_move_37_of_100() -> None:
    goals = [{"id": str(w), "weight": w, "links": {o: 1}} for o, w in (("c", 26), ("p", 67), ("l", 7))]

    result = index(goals)

    assert result["divergence"] == pytest.approx(0.37)
    assert result["flags"] == ["under_half:financial", "under_half:learning_growth", "little_learning"]
    assert result["objective_coverage"] == 0.75


@pytest.mark.parametrize(
    "goals", [[], [{"id": "o", "weight": 5, "links": {}}], [{"id": "o", "weight": 5, "links": {"x": 1}}]]
)
def test_nothing_aligned_has_index_0_and_no_divergence(goals: list[dict[str, Any]]) -> None:
    result = index(goals)

    assert (result["index"], result["divergence"], result["effort_mix"]) == (0, None, {})
    assert result["orphan_goals"] == [goal["id"] for goal in goals]
    assert result["orphan_share"] == (1 if goals else None)


def test_one_perspective_with_four_fifths_of_the_effort_is_said_unless_the_strategy_says_so_too() -> None:
    goals = [{"id": "a", "weight": 80, "links": {"p": 1}}, {"id": "b", "weight": 20, "links": {"l": 1}}]

    assert "one_sided:process" in index(goals, (25, 35, 25, 15))["flags"]
    assert "one_sided:process" not in index(goals, (25, 30, 30, 15))["flags"]


@pytest.mark.filterwarnings("error")
def test_without_weight_in_the_strategy_there_is_no_index_and_nothing_stands_out() -> None:
    result = index([{"id": "a", "weight": 80, "links": {"p": 1}}], (0, 0, 0, 0))

    assert (result["objective_coverage"], result["divergence"], result["index"]) == (None, None, None)
    assert result["effort_mix"]["process"] == 1
    assert result["flags"] == ["little_learning"]


def test_links_to_unknown_objectives_count_as_unlinked() -> None:
    result = index([{"id": "a", "weight": 50, "links": {"c": 0.5, "archived": 0.5}}])

    assert (result["orphan_share"], result["orphan_goals"]) == (0.5, [])
    assert result["effort_mix"]["customer"] == 1


def causal(driver: list[Any], outcome: list[Any], **options: Any) -> tuple[str, int | None]:
    inputs = {"driver": driver, "outcome": outcome, "max_lag": 3, "expected_sign": "+", **options}
    result = evaluate("causal_link_check", inputs)
    return result["verdict"], result["best_lag"]


@pytest.mark.parametrize(
    ("driver", "outcome", "options", "expected"),
    [
        (DRIVER, [5.0] * 12, {}, ("insufficient", None)),
        (DRIVER, [], {}, ("insufficient", None)),
        (DRIVER, [2 * x for x in DRIVER], {}, ("supported", 0)),
        (DRIVER, [2 * x for x in DRIVER], {"expected_sign": "-"}, ("contradicted", 0)),
        (DRIVER, [None, None, *[-x for x in DRIVER]], {"expected_sign": "-"}, ("supported", 2)),
        ([0, 1] * 8, [0, 1] * 8, {}, ("supported", 0)),  # lag 2 ties with lag 0, lag 1 has -1: the smallest lag wins
        (DRIVER[:8], [1, -1, -1, 1, 1, -1, -1, 1], {"max_lag": 0}, ("inconclusive", 0)),
        (DRIVER[:7], DRIVER[:7], {"max_lag": 0}, ("insufficient", None)),
        (DRIVER[:7], DRIVER[:7], {"max_lag": 0, "min_n": 7}, ("supported", 0)),
        ([*DRIVER[:7], None, 3], [*DRIVER[:7], 3, None], {"max_lag": 0}, ("insufficient", None)),
        ([x * 1e-300 for x in DRIVER], [x * 1e300 for x in DRIVER], {"max_lag": 0}, ("supported", 0)),
    ],
)  # fmt: skip
def test_verdicts(driver: list[Any], outcome: list[Any], options: dict[str, Any], expected: Any) -> None:
    assert causal(driver, outcome, **options) == expected


@pytest.mark.parametrize(("r2", "verdict"), [(0.5, "supported"), (0.49, "inconclusive")])
def test_a_correlation_at_the_border_counts(r2: float, verdict: str) -> None:
    driver = np.array([1, 1, 1, 1, -1, -1, -1, -1.0])
    noise = np.array([1, -1, 1, -1, 1, -1, 1, -1.0])
    outcome = np.sqrt(r2) * driver + np.sqrt(1 - r2) * noise

    assert causal(list(driver), list(outcome), max_lag=0)[0] == verdict
