"""The golden vectors: the ones kept here, and all of the shared folder where it is present."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lineofsight.core.errors import UnknownMethod
from lineofsight.core.methods import METHODS, PLANNED, evaluate

HERE = Path(__file__).parent / "golden"
SHARED = Path(__file__).parents[4] / "shared" / "data" / "golden"


def cases_in(folder: Path) -> list[Any]:
    found = []
    for path in sorted(folder.glob("*.json")):
        vectors = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        found += [pytest.param(vectors["method"], case, id=f"{path.stem}: {case['name']}") for case in vectors["cases"]]
    return found


def assert_matches(actual: Any, expected: Any, tolerance: Decimal, place: str = "result") -> None:
    if isinstance(expected, dict):
        assert set(expected) <= set(actual), place
        for key, value in expected.items():
            assert_matches(actual[key], value, tolerance, f"{place}.{key}")
    elif isinstance(expected, list):
        assert len(actual) == len(expected), place
        for position, value in enumerate(expected):
            assert_matches(actual[position], value, tolerance, f"{place}[{position}]")
    elif isinstance(expected, (int, Decimal)) and not isinstance(expected, bool):
        assert isinstance(actual, (int, float)), place
        assert abs(Decimal(repr(actual)) - expected) <= tolerance, f"{place}: {actual} is not {expected}"
    else:
        assert type(actual) is type(expected), place
        assert actual == expected, place


@pytest.mark.parametrize(("method", "case"), cases_in(HERE))
def test_golden_vector(method: str, case: dict[str, Any]) -> None:
    result = evaluate(method, case["inputs"])

    assert_matches(result, case["expected"], case["tolerance"])
    json.dumps(result, allow_nan=False)


def test_every_built_method_has_vectors() -> None:
    assert {path.stem for path in HERE.glob("*.json")} == set(METHODS)


@pytest.mark.skipif(not SHARED.is_dir(), reason="SKIPPED: the shared golden vectors are not beside this checkout")
def test_shared_vectors_pass_or_are_planned() -> None:
    methods = {path.stem for path in SHARED.glob("*.json")}

    for method, case in (param.values for param in cases_in(SHARED)):
        if method in METHODS:
            assert_matches(evaluate(method, case["inputs"]), case["expected"], case["tolerance"], method)
        else:
            with pytest.raises(UnknownMethod, match="is not built yet"):
                evaluate(method, case["inputs"])
    assert methods == set(METHODS) | PLANNED
