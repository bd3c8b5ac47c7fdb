"""`kr_progress`, `okr_rollup` and `okr_pace` on JSON values."""

from __future__ import annotations

from typing import Any

import numpy as np

from lineofsight.core import okr
from lineofsight.core.adapters.reading import Inputs
from lineofsight.core.arrays import Array, or_none

_DIRECTION = {"metric": 0, "increase": 1, "decrease": -1}


def kr_progress(inputs: Inputs) -> dict[str, Any]:
    """Return a key result's progress from 0 to 1, and the uncapped figure."""
    kind = inputs.choice("type", okr.KINDS)
    if kind in okr.METRIC_KINDS:
        raw = _metric(inputs, kind)
    elif kind == "milestone":
        raw = _milestones(inputs)
    elif kind == "binary":
        raw = np.array([float(inputs.flag("done", False))])
    else:
        raw = _control(inputs, kind)
    error = "invalid_config" if np.isnan(raw[0]) else None
    return {"progress": or_none(okr.capped(raw)[0]), "raw": or_none(raw[0]), "error": error}


def okr_rollup(inputs: Inputs) -> dict[str, Any]:
    """Return the progress of every objective, or that their children close a circle."""
    rows = inputs.unique_ids("objectives")
    place = {id_: position for position, (id_, _) in enumerate(rows)}
    key_results: list[tuple[int, float, float]] = []
    links: list[tuple[int, int, float]] = []
    for position, (_, row) in enumerate(rows):
        for item in row.items("key_results", []):
            value = item.number("progress", None)
            key_results.append((position, np.nan if value is None else value, _weight(item)))
        for item in row.items("children", []):
            child = item.identifier("id")
            if child not in place:
                raise item.refuse(f"'id' names {child!r}, which is not among the objectives.")
            if item.flag("contributes", True):
                links.append((place[child], position, _weight(item)))
    modes = [okr.MODES.index(row.choice("mode", okr.MODES, "both")) for _, row in rows]
    progress = okr.roll_up_objectives(_objectives(modes, key_results, links))
    if progress is None:
        return {"progress": None, "error": "cycle"}
    return {"progress": {str(id_): or_none(progress[position]) for id_, position in place.items()}, "error": None}


def okr_pace(inputs: Inputs) -> dict[str, Any]:
    """Return the expected progress of a day, how far the real one lies from it, and the pace in a word."""
    start, end, day = inputs.day("start"), inputs.day("end"), inputs.day("as_of")
    if end < start:
        raise inputs.refuse("'end' must not lie before 'start'.")
    value = inputs.number("progress", None)
    progress = np.array([np.nan if value is None else value])
    elapsed, total = (day - start).days + 1, (end - start).days + 1
    expected = okr.expected_progress(np.array([float(elapsed)]), np.array([float(total)]))
    code = okr.pace(progress, expected, np.array([elapsed > 0]))[0]
    return {"expected": float(expected[0]), "gap": or_none((progress - expected)[0]), "status": okr.PACES[code]}


def _objectives(
    modes: list[int], key_results: list[tuple[int, float, float]], links: list[tuple[int, int, float]]
) -> okr.Objectives:
    own = np.array(key_results, dtype=np.float64).reshape(-1, 3)
    edges = np.array(links, dtype=np.float64).reshape(-1, 3)
    return okr.Objectives(
        mode=np.array(modes, dtype=np.int64),
        key_result_objective=own[:, 0].astype(np.int64),
        key_result_progress=own[:, 1],
        key_result_weight=own[:, 2],
        child=edges[:, 0].astype(np.int64),
        parent=edges[:, 1].astype(np.int64),
        child_weight=edges[:, 2],
    )


def _weight(item: Inputs) -> float:
    weight = item.required_number("weight", 1.0)
    if weight < 0:
        raise item.refuse("'weight' must not be negative.")
    return weight


def _metric(inputs: Inputs, kind: str) -> Array:
    current = inputs.number("current", None)
    return okr.metric_progress(
        np.array([inputs.required_number("start")]),
        np.array([inputs.required_number("target")]),
        np.array([np.nan if current is None else current]),
        np.array([_DIRECTION[kind]]),
    )


def _milestones(inputs: Inputs) -> Array:
    items = inputs.items("milestones", [])
    weights = [item.required_number("weight", 1.0) for item in items]
    done = [_done(item) for item in items]
    owner = np.zeros(len(items), dtype=np.int64)
    return okr.milestone_progress(owner, np.array(weights, dtype=np.float64), np.array(done, dtype=np.float64), 1)


def _done(item: Inputs) -> float:
    value = item.raw("done", False)
    return float(value) if isinstance(value, bool) else item.required_number("done")


def _control(inputs: Inputs, kind: str) -> Array:
    history = inputs.numbers("history") if inputs.raw("history", None) is not None else []
    mode = inputs.choice("mode", okr.CONTROL_MODES, "latest")
    return okr.control_progress(
        np.zeros(len(history), dtype=np.int64),
        np.array(history, dtype=np.float64),
        np.array([inputs.required_number("threshold")]),
        np.array([1 if kind == "stay_above" else -1]),
        np.array([mode == "share"]),
        1,
    )
