"""Progress of key results and its roll-up: the whole rule, and that arrays say what the rule says one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core.methods import evaluate

PARTS = st.floats(0, 1, allow_nan=False)


def progress(**inputs: Any) -> tuple[Any, Any, Any]:
    result = evaluate("kr_progress", inputs)
    return result["progress"], result["raw"], result["error"]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"type": "metric", "start": 10, "target": 20}, (0, 0, None)),
        ({"type": "metric", "start": 10, "target": 20, "current": None}, (0, 0, None)),
        ({"type": "metric", "start": 20, "target": 10, "current": 15}, (0.5, 0.5, None)),
        ({"type": "metric", "start": 10, "target": 10, "current": 12}, (None, None, "invalid_config")),
        ({"type": "increase", "start": 20, "target": 10, "current": 15}, (None, None, "invalid_config")),
        ({"type": "decrease", "start": 10, "target": 20, "current": 15}, (None, None, "invalid_config")),
        ({"type": "milestone", "milestones": []}, (None, None, "invalid_config")),
        ({"type": "milestone", "milestones": [{"weight": 0, "done": True}]}, (None, None, "invalid_config")),
        ({"type": "milestone", "milestones": [{"weight": -1, "done": 1}, {"weight": 3, "done": 1}]},
         (None, None, "invalid_config")),
        ({"type": "milestone", "milestones": [{"done": 1.5}]}, (None, None, "invalid_config")),
        ({"type": "milestone", "milestones": [{"done": 0.5}, {"done": False}]}, (0.25, 0.25, None)),
        ({"type": "binary", "done": True}, (1, 1, None)),
        ({"type": "stay_above", "threshold": 95, "history": [96, None, 95, None]}, (1, 1, None)),
        ({"type": "stay_above", "threshold": 95, "history": [96, 94.9]}, (0, 0, None)),
        ({"type": "stay_below", "threshold": 2, "history": [2, 3, None, 1], "mode": "share"}, (2 / 3, 2 / 3, None)),
        ({"type": "stay_below", "threshold": 2, "history": [], "mode": "share"}, (0, 0, None)),
        ({"type": "stay_below", "threshold": 2, "history": [None]}, (0, 0, None)),
    ],
)  # fmt: skip
def test_progress_of_a_key_result(inputs: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert progress(**inputs) == pytest.approx(expected)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e5))
def test_a_better_value_never_lowers_progress(start: float, target: float, current: float, better: float) -> None:
    step = better if target > start else -better
    first, second = (progress(type="metric", start=start, target=target, current=x) for x in (current, current + step))

    assert first[2] == second[2]
    assert first[0] is None or (0 <= first[0] <= second[0] + 1e-9 <= 1 + 1e-9)


def test_parts_without_a_value_leave_with_their_weight_and_nothing_is_not_zero() -> None:
    rows = [
        {"id": "top", "key_results": [{"progress": 0.4, "weight": 3}], "children": [{"id": "empty"}, {"id": "full"}]},
        {"id": "empty", "key_results": [{"progress": None}]},
        {"id": "full", "key_results": [{"progress": 1}, {"progress": None, "weight": 9}]},
        {"id": "own", "mode": "key_results", "key_results": [{"progress": 0.2}], "children": [{"id": "full"}]},
        {"id": "weightless", "key_results": [{"progress": 0.5, "weight": 0}]},
    ]

    result = evaluate("okr_rollup", {"objectives": rows})

    assert result["progress"] == {
        "top": pytest.approx((0.4 * 3 + 1) / 4), "empty": None, "full": 1, "own": pytest.approx(0.2),
        "weightless": None,
    }  # fmt: skip


@pytest.mark.parametrize(("contributes", "error"), [(True, "cycle"), (False, None)])
def test_children_in_a_circle(contributes: bool, error: str | None) -> None:
    rows = [
        {"id": "a", "key_results": [{"progress": 1}], "children": [{"id": "b"}]},
        {"id": "b", "children": [{"id": "a", "contributes": contributes}]},
        {"id": "c", "key_results": [{"progress": 1}]},
    ]

    result = evaluate("okr_rollup", {"objectives": rows})

    assert result["error"] == error
    assert (result["progress"] is None) is contributes


def _by_hand(rows: dict[int, dict[str, Any]], id_: int) -> float | None:
    row = rows[id_]
    parts = [] if row["mode"] == "children" else [(kr["progress"], kr["weight"]) for kr in row["key_results"]]
    if row["mode"] != "key_results":
        parts += [(_by_hand(rows, c["id"]), c["weight"]) for c in row["children"] if c["contributes"]]
    known = [(value, weight) for value, weight in parts if value is not None]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None


@given(st.data())
def test_arrays_say_what_the_rule_says_one_by_one(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 9))
    weight = st.sampled_from([0, 1, 2.5])
    rows = {
        id_: {
            "id": id_,
            "mode": data.draw(st.sampled_from(["key_results", "children", "both"])),
            "key_results": data.draw(
                st.lists(st.fixed_dictionaries({"progress": st.none() | PARTS, "weight": weight}), max_size=3)
            ),
            "children": [
                {"id": child, "weight": data.draw(weight), "contributes": data.draw(st.booleans())}
                for child in range(id_ + 1, count)
                if data.draw(st.booleans())
            ],
        }
        for id_ in range(count)
    }

    result = evaluate("okr_rollup", {"objectives": list(rows.values())})

    assert result["progress"] == pytest.approx({str(id_): _by_hand(rows, id_) for id_ in rows})


@pytest.mark.parametrize(
    ("as_of", "value", "status"),
    [
        ("2026-11-17", 0.61, "on_track"), ("2026-11-17", 48 / 92 - 0.10, "on_track"),
        ("2026-11-17", 0.38, "at_risk"), ("2026-11-17", 48 / 92 - 0.25, "at_risk"),
        ("2026-11-17", 0.2, "off_track"), ("2026-09-30", 0.2, "not_started"), ("2026-11-17", None, "no_data"),
    ],
)  # fmt: skip
def test_pace_by_what_steady_work_would_have_brought(as_of: str, value: float | None, status: str) -> None:
    result = evaluate("okr_pace", {"start": "2026-10-01", "end": "2026-12-31", "as_of": as_of, "progress": value})

    assert result["status"] == status
    assert result["expected"] == pytest.approx(48 / 92 if as_of == "2026-11-17" else 0)
