"""`line_of_sight`, `alignment_index` and `causal_link_check` on JSON values."""

from __future__ import annotations

from typing import Any

import numpy as np

from lineofsight.core import alignment, causality
from lineofsight.core.adapters.reading import Inputs
from lineofsight.core.arrays import or_none

SIGNS = {"+": 1, "-": -1}


def line_of_sight(inputs: Inputs) -> dict[str, Any]:
    """Return the share of one node in each strategic objective, and what stops before."""
    edges = [
        (edge.identifier("child"), edge.identifier("parent"), _share(edge, "share")) for edge in inputs.items("edges")
    ]
    ends, node = _identifiers(inputs, "strategic_objectives"), inputs.identifier("node")
    names = list(dict.fromkeys([node, *ends, *(name for edge in edges for name in edge[:2])]))
    inputs.refuse_alike("edges", names)
    place = {name: position for position, name in enumerate(names)}
    links = alignment.Links(
        np.array([place[child] for child, _, _ in edges], dtype=np.int64),
        np.array([place[parent] for _, parent, _ in edges], dtype=np.int64),
        np.array([share for _, _, share in edges], dtype=np.float64),
    )
    try:
        found = alignment.shares_in_ends(links, np.array([name in set(ends) for name in names], dtype=np.bool_))
    except alignment.CircleOfLinks:
        return {"shares": None, "unaligned": None, "error": "cycle"}
    if alignment.exceeding(links, len(names)).any():
        return {"shares": None, "unaligned": None, "error": "shares_exceed_1"}
    mine = found.node == place[node]
    reached = dict(zip(found.end[mine], found.share[mine], strict=True))
    shares = {str(end): float(reached[place[end]]) for end in ends if place[end] in reached}
    return {"shares": shares, "unaligned": float(found.unaligned[place[node]]), "error": None}


def alignment_index(inputs: Inputs) -> dict[str, Any]:
    """Return how far the work of goals serves the strategy, and where it does not."""
    objectives, goals = inputs.unique_ids("objectives"), inputs.unique_ids("goals")
    perspectives = list(dict.fromkeys(row.text("perspective") for _, row in objectives))
    place = {str(id_): position for position, (id_, _) in enumerate(objectives)}
    links = [
        (position, place[name], _share(row.object("links", {}), name))
        for position, (_, row) in enumerate(goals)
        for name in row.object("links", {}).names()
        if name in place
    ]
    goal = np.array([link[0] for link in links], dtype=np.int64)
    share = np.array([link[2] for link in links], dtype=np.float64)
    if (np.bincount(goal, share, len(goals)) > 1 + 1e-9).any():
        raise inputs.refuse("the links of one goal add to more than 1.")
    answer = alignment.alignment(
        alignment.Work(
            objective_weight=np.array([_weight(row) for _, row in objectives], dtype=np.float64),
            objective_perspective=np.array(
                [perspectives.index(row.text("perspective")) for _, row in objectives], dtype=np.int64
            ),
            n_perspectives=len(perspectives),
            goal_weight=np.array([_weight(row) for _, row in goals], dtype=np.float64),
            goal=goal,
            objective=np.array([link[1] for link in links], dtype=np.int64),
            share=share,
        )
    )
    return {
        "objective_coverage": or_none(answer.coverage),
        "orphan_share": or_none(answer.orphan_share),
        "divergence": or_none(answer.divergence),
        "index": or_none(answer.index),
        "uncovered_objectives": [
            id_ for (id_, _), is_covered in zip(objectives, answer.is_covered, strict=True) if not is_covered
        ],
        "orphan_goals": [id_ for (id_, _), is_orphan in zip(goals, answer.is_orphan, strict=True) if is_orphan],
        "effort_mix": {name: float(part) for name, part in zip(perspectives, answer.effort)},  # noqa: B905 empty where nothing is aligned
        "flags": _flags(perspectives, answer),
    }


def causal_link_check(inputs: Inputs) -> dict[str, Any]:
    """Return how driver and outcome go together at each lag, and the verdict."""
    check = causality.check_link(
        inputs.numbers("driver"),
        inputs.numbers("outcome"),
        max_lag=inputs.whole("max_lag", maximum=1000),
        expected_sign=SIGNS[inputs.choice("expected_sign", SIGNS)],
        min_n=inputs.whole("min_n", causality.MIN_PAIRS, minimum=1),
    )
    return {
        "lags": {str(lag.lag): {"n": lag.n, "r": lag.r} for lag in check.lags},
        "best_lag": check.best.lag if check.best else None,
        "verdict": check.verdict,
    }


def _flags(perspectives: list[str], answer: alignment.Alignment) -> list[str]:
    """Return what stands out, as `under_half:key`, `little_learning` and `one_sided:key`."""
    if not len(answer.effort):
        return []
    learning = np.array([name == "learning_growth" for name in perspectives], dtype=np.bool_)
    under_half = alignment.neglected(answer.strategy, answer.effort)
    flags = [f"under_half:{name}" for name, is_low in zip(perspectives, under_half, strict=True) if is_low]
    if alignment.neglects_learning(answer.effort, learning):
        flags.append("little_learning")
    largest = alignment.one_sided(answer.strategy, answer.effort)
    return flags if largest is None else [*flags, f"one_sided:{perspectives[largest]}"]


def _identifiers(inputs: Inputs, key: str) -> list[str | int]:
    items = inputs.raw(key)
    if not isinstance(items, (list, tuple)) or not all(type(item) in (str, int) for item in items):
        raise inputs.refuse(f"'{key}' must be a list of ids.")
    return list(dict.fromkeys(items))


def _share(item: Inputs, key: str) -> float:
    share = item.required_number(key)
    if share < 0:
        raise item.refuse(f"'{key}' must not be negative.")
    return share


def _weight(row: Inputs) -> float:
    weight = row.required_number("weight")
    if weight < 0:
        raise row.refuse("'weight' must not be negative.")
    return weight
