"""A few commands of the tests' own, over units, to try the machinery without any domain's rules."""

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
from django.db.models import Q

from lineofsight.base import access, commands, events, runner
from lineofsight.base.access import ALLOW, Decision, Grant, Viewer, deny
from lineofsight.base.commands import Context, Input
from lineofsight.organization.models import Unit

NOON = datetime(2026, 11, 17, 12, tzinfo=timezone.utc)


class Rename(Input):
    """The input of the test command."""

    slug: str
    then_fail: bool = False
    also: str = ""


def may_rename(ctx: Context, unit: Unit, data: Rename) -> Decision:
    """Allow whoever holds the role `tester`."""
    return ALLOW if ctx.viewer.is_system or ctx.viewer.has("tester") else deny("Only testers rename units.")


def _rename(ctx: Context, unit: Unit, data: Rename) -> Unit:
    """Rename a unit."""
    unit.slug = data.slug
    unit.version += 1
    unit.save()
    events.publish("test.renamed", slug=data.slug)
    if data.also:
        add(ctx, None, {"slug": data.also})
    if data.then_fail:
        raise RuntimeError("broken on purpose")
    return unit


def _add(ctx: Context, target: None, data: Rename) -> Unit:
    """Add a unit."""
    unit = Unit(slug=data.slug, key=data.slug)
    unit.save()
    return unit


rename = commands.command("test.rename", on=Unit, allow=may_rename)(_rename)
rename_with_reason = commands.command("test.rename_with_reason", on=Unit, allow=may_rename, asks_reason=True)(_rename)
add = commands.command("test.add", allow=may_rename)(_add)
add_silently = commands.command("test.add_silently", allow=may_rename, audited_input=False)(_add)


@pytest.fixture(autouse=True)
def _test_commands_leave_no_trace() -> Iterator[None]:
    """Keep the tests' commands, holds and scope out of other tests' registries."""
    scopes, holds, keepers = dict(access._scopes), list(runner._holds), list(runner._keepers)
    reactions = {name: list(found) for name, found in events._reactions.items()}
    access._scopes[Unit] = lambda viewer: ~Q(slug__startswith="hidden")
    yield
    access._scopes.clear()
    access._scopes.update(scopes)
    runner._holds[:], runner._keepers[:] = holds, keepers
    events._reactions.clear()
    events._reactions.update(reactions)


for _name in ("test.rename", "test.rename_with_reason", "test.add", "test.add_silently"):
    commands._registry.pop(_name)


def context(*roles: str, **more: Any) -> Context:
    """Return a context for a viewer with these roles."""
    viewer = Viewer(user_id=None, name="Tess", grants=tuple(Grant(role) for role in roles))
    return Context(viewer=viewer, now=NOON, **more)


@pytest.fixture
def unit(db: None) -> Unit:
    """One unit everyone may see."""
    with runner.system_change("set the scene"):
        made = Unit(slug="dock", key="dock")
        made.save()
    return made
