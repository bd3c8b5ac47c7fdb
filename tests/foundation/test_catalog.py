"""Every method of the catalog is what production calculates with, so that an example proves what a page shows."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import lineofsight
from lineofsight.core import alignment, rollup, weights
from lineofsight.core.methods import METHODS

PACKAGE = Path(lineofsight.__file__).parent
CORE = "lineofsight.core"

# A rule that nothing calls yet, and what brings the page that will.
NOT_YET_CALLED: dict[Callable[..., Any], str] = {
    alignment.exceeding: "shares above 100 % are refused link by link; the import of links will ask it of all at once",
}
RULES = [
    pytest.param(rule, id=f"{method.name}-{rule.__name__}") for method in METHODS.values() for rule in method.rules
]


def _bindings(tree: ast.Module) -> dict[str, str]:
    """Return the full name of everything that a module imports from the core, by the name it has there."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith(f"{CORE}.")
        for alias in node.names
    }


def references(source: str) -> Iterator[str]:
    """Yield the full name of everything from the core that a module's code mentions; importing alone is no mention."""
    tree = ast.parse(source)
    bound = _bindings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in bound:
            yield bound[node.id]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in bound:
            yield f"{bound[node.value.id]}.{node.attr}"


@cache
def used_in_production() -> frozenset[str]:
    """Return the full names of all that production outside the core uses of the core."""
    modules = [
        path
        for path in PACKAGE.rglob("*.py")
        if not {"tests", "migrations", "bench", "demo"} & set(path.relative_to(PACKAGE).parts)
        and path.relative_to(PACKAGE).parts[0] != "core"
    ]
    return frozenset(name for path in modules for name in references(path.read_text()))


def names_of(rule: Callable[..., Any]) -> set[str]:
    """Return the full names by which a rule can be reached: its module's and, where that shows it, its package's."""
    package, _, _ = rule.__module__.rpartition(".")
    return {f"{rule.__module__}.{rule.__name__}", f"{package}.{rule.__name__}"}


@pytest.mark.parametrize("rule", RULES)
def test_production_calculates_with_every_rule_of_the_catalog(rule: Callable[..., Any]) -> None:
    is_used = bool(names_of(rule) & used_in_production())

    assert is_used is (rule not in NOT_YET_CALLED), NOT_YET_CALLED.get(rule, "production does not call it")


def test_only_rules_of_the_catalog_are_excused() -> None:
    assert set(NOT_YET_CALLED) <= {rule for method in METHODS.values() for rule in method.rules}


@pytest.mark.parametrize(
    ("source", "rule", "is_found"),
    [
        ("from lineofsight.core import weights\nweights.rebalance({})", weights.rebalance, True),
        ("from lineofsight.core import weights as w\nx = [w.rebalance]", weights.rebalance, True),
        ("from lineofsight.core.weights import rebalance\nrebalance({})", weights.rebalance, True),
        ("from lineofsight.core.rollup import roll_up\nroll_up([], None)", rollup.roll_up, True),
        ("from lineofsight.core.weights import rebalance", weights.rebalance, False),
        ("from lineofsight.core import weights\nweights.adds_up([])", weights.rebalance, False),
        ("def rebalance(): ...\nrebalance()", weights.rebalance, False),
        ("from elsewhere import weights\nweights.rebalance({})", weights.rebalance, False),
    ],
)
def test_a_mention_is_told_from_a_namesake(source: str, rule: Callable[..., Any], is_found: bool) -> None:
    assert bool(names_of(rule) & set(references(source))) is is_found
