"""Derived KPIs: a closed grammar, evaluated without ever executing anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.base.errors import Invalid
from lineofsight.measures import commands as do
from lineofsight.measures.expressions import BadExpression, cycle, evaluate, parse
from lineofsight.measures.models import Measure
from lineofsight.strategy.tests.cast import Cast


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("a + b * 2", {"a": 1, "b": 3}, 7),
        ("(a + b) * 2", {"a": 1, "b": 3}, 8),
        ("a - -b", {"a": 1, "b": 3}, 4),
        ("a / b", {"a": 1, "b": 4}, 0.25),
        ("a / b", {"a": 1, "b": 0}, None),
        ("min(a, b, 2)", {"a": 1, "b": 4}, 1),
        ("max(a, b)", {"a": 1, "b": 4}, 4),
        ("abs(a - b)", {"a": 1, "b": 4}, 3),
        ("[trucks.out-late] / [trucks] * 100", {"trucks.out-late": 1, "trucks": 4}, 25),
        ("a * 1e300 * 1e300", {"a": 1}, None),
        ("+a", {"a": 2}, 2),
    ],
)
def test_value_of_an_expression(text: str, values: dict[str, float], expected: float | None) -> None:
    assert evaluate(parse(text), values) == expected


@pytest.mark.parametrize(
    ("text", "missing", "expected"),
    [
        ("a + b", "blank", None),
        ("a + b", "zero", 5),
        ("a + b", "ignore", 5),
        ("b - a", "ignore", -5),
        ("a - b", "ignore", 5),
        ("a * b", "zero", 0),
        ("a * b", "ignore", 5),
        ("a / b", "ignore", 5),
        ("b / a", "ignore", None),
        ("a / b", "zero", None),
        ("min(a, b)", "blank", None),
        ("min(a, b)", "ignore", 5),
        ("min(a, b)", "zero", 0),
        ("b + b", "ignore", None),
        ("a + c", "zero", 5),
        ("-b + a", "ignore", 5),
    ],
)
def test_missing_operand(text: str, missing: str, expected: float | None) -> None:
    assert evaluate(parse(text), {"a": 5, "b": None}, missing=missing) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 + 1",
        "a +",
        "a ** 9",
        "a % b",
        "a // b",
        "a if b else a",
        "a.b",
        "a[0]",
        "__import__('os')",
        "open(a)",
        "min(a, key=b)",
        "abs(a, b)",
        "min()",
        "lambda: a",
        "a and b",
        "a < b",
        "'x' + a",
        "True + a",
        "a + 1j",
        "a + inf()",
        "max(x for x in a)",
        "(a := 1)",
        "f'{a}'",
        "a; b",
        "a\nb",
        "a + 1e999",
        "(" * 50 + "a" + ")" * 50,
        "a" + " + a" * 300,
        "-" * 90 + "a",
        "a + b\x00",
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(BadExpression):
        parse(text)


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_refused(text: str) -> None:
    try:
        expression = parse(text)
    except BadExpression:
        return
    result = evaluate(expression, dict.fromkeys(expression.keys, 2.0))
    assert result is None or isinstance(result, float)


def test_unknown_missing_option_is_an_error() -> None:
    with pytest.raises(ValueError, match="missing is one of"):
        evaluate(parse("a"), {"a": 1}, missing="maybe")


def test_keys_in_order_of_appearance() -> None:
    assert parse("b + [a-x] * b").keys == ("b", "a-x")


@pytest.mark.parametrize(
    ("depends", "found"),
    [
        ({"a": ("b",)}, None),
        ({"a": ("a",)}, ["a", "a"]),
        ({"a": ("b",), "b": ("a",)}, ["a", "b", "a"]),
        ({"a": ("x", "b"), "b": ("c",), "c": ("a",)}, ["a", "b", "c", "a"]),
        ({"a": ("b",), "b": ("c",), "c": ("b",)}, None),
    ],
)
def test_circle_of_dependencies(depends: dict[str, tuple[str, ...]], found: list[str] | None) -> None:
    assert cycle(depends, "a") == found


def derive(cast: Cast, measure: Measure, text: str) -> Measure:
    return do.revise_measure(cast.act("wanjiru"), measure, {"from_": "2025-01-01", "expression": text})


def test_circle_is_refused_at_save_and_named(cast: Cast, trained: Measure, excursions: Measure) -> None:
    derive(cast, trained, f"[{excursions.slug}] * 2")

    with pytest.raises(Invalid) as caught:
        derive(cast, excursions, f"[{trained.slug}] / 2")

    circle = f"{excursions.slug} → {trained.slug} → {excursions.slug}"
    assert caught.value.problems == {"expression": f"The KPIs would wait for each other: {circle}."}


@pytest.mark.parametrize(
    ("text", "words"), [("[people-trained]", "wait for each other"), ("ghosts * 2", "no KPI ghosts"), ("2 *", "read")]
)
def test_bad_expression_is_refused_at_save(cast: Cast, trained: Measure, text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        derive(cast, trained, text)
