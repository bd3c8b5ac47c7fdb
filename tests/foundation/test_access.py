"""Scopes and rules: default deny, a model without a scope cannot be read, the system passes."""

import pytest

from lineofsight.base import access
from lineofsight.base.access import ALLOW, SYSTEM, Decision, Grant, NoScope, Viewer, deny
from lineofsight.base.models import PersonKey
from tests.foundation.conftest import context

CLERK = Viewer(user_id=1, name="Clara", grants=(Grant("hr"), Grant("unit_head", 7)))


def test_a_model_without_a_scope_is_read_by_nobody() -> None:
    with pytest.raises(NoScope, match="has no scope"):
        access.scope_of(PersonKey, CLERK)
    with pytest.raises(NoScope):
        access.scope_of(PersonKey, SYSTEM)


def test_a_viewer_knows_the_roles_held_and_where() -> None:
    assert CLERK.roles == {"hr", "unit_head"}
    assert (CLERK.has("hr"), CLERK.has("auditor", "unit_head"), CLERK.has("auditor")) == (True, True, False)
    assert (CLERK.holds_everywhere("hr"), CLERK.holds_everywhere("unit_head")) == (True, False)
    assert (CLERK.units_of("unit_head"), CLERK.units_of("hr")) == ([7], [])
    assert (SYSTEM.has("anything"), SYSTEM.holds_everywhere("anything")) == (True, True)


def test_a_rule_judges_people_and_lets_the_system_pass() -> None:
    @access.rule
    def never(ctx: object, target: object, data: object) -> Decision:
        return deny("Never.")

    assert never(context("tester")) == Decision(False, "Never.")
    assert never(context("tester").__class__(viewer=SYSTEM, now=context().now)) == ALLOW
    assert not deny("x")
    assert ALLOW
    name = next(name for name in access.rules() if name.endswith(".never"))
    assert access.rules()[name] is never
    access._rules.pop(name)
