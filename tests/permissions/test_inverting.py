"""The table bites: every rule and every scope, turned around, breaks a cell of it."""

import pytest

from lineofsight.base import access
from tests.permissions.inverting import (
    commands_under,
    first_broken_call,
    first_broken_row,
    inverted_rule,
    inverted_scope,
)
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("rule", sorted(access.rules()))
def test_inverted_rule_breaks_a_cell(world: World, rule: str) -> None:
    with inverted_rule(rule):
        broken = first_broken_call(world, commands_under(rule))

    assert broken, f"Nobody notices when {rule} is turned around: add a case to tests/permissions/table."


@pytest.mark.parametrize("model", sorted(access.scoped_models(), key=lambda model: model._meta.label))
def test_inverted_scope_breaks_a_cell(world: World, model: type) -> None:
    with inverted_scope(model):
        broken = first_broken_row(world, model._meta.label)

    assert broken, f"Nobody notices when the scope of {model._meta.label} is turned around: add a row to the world."
