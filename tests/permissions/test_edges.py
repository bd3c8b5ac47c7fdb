"""Ends of rules and scopes that no cell of the table reaches: asked directly."""

from dataclasses import replace

import pytest

from lineofsight.accounts import access as accounts
from lineofsight.base.access import EVERYTHING, SYSTEM, Limit, Viewer
from lineofsight.goals.models import Goal
from lineofsight.governance import access as governance
from lineofsight.integrations import access as integrations
from lineofsight.integrations.models import Import
from lineofsight.organization import access as organization
from lineofsight.organization.commands.rights import SetAccountability
from lineofsight.organization.standing_in import acting_for
from lineofsight.scorecard import access as scorecard
from lineofsight.strategy import access as strategy_access
from lineofsight.strategy import commands as strategies
from lineofsight.strategy.models import Strategy
from tests.permissions.threads import objective
from tests.permissions.world import World

pytestmark = pytest.mark.django_db


def test_limit_lets_through_what_it_names() -> None:
    assert Limit("", None).lets_through("any.thing")
    assert [Limit("", frozenset({"a.b"})).lets_through(name) for name in ("a.b", "a.c")] == [True, False]


def test_whoever_came_through_a_door_neither_changes_a_way_in_nor_delegates(world: World) -> None:
    ctx = world.cast.act("employee")
    limited = replace(ctx, viewer=replace(ctx.viewer, limit=Limit("no")))

    assert accounts.is_in_person(ctx, world.user("employee")).allowed
    assert not accounts.is_in_person(limited, world.user("employee")).allowed
    assert not accounts.is_in_person(replace(ctx, via="api"), world.user("employee")).allowed
    assert "as yourself" in organization.may_delegate(limited, None, None).reason


def test_whoever_holds_no_role_has_nothing_to_delegate(world: World) -> None:
    assert not organization.may_delegate(world.cast.act("employee"), None, None).allowed
    assert organization.may_delegate(world.cast.act("unit_head"), None, None).allowed


def test_leave_of_another_auditor_is_not_ended(world: World) -> None:
    assert world.grant is not None
    assert not governance.can_end_content(world.cast.act("second_office"), world.grant).allowed


def test_unlimited_reach_is_every_unit(world: World) -> None:
    everywhere, east = world.cast.viewer("executive"), world.cast.viewer("unit_head")

    assert organization.visible_units(everywhere).count() == 6
    assert organization.reach_units(everywhere, "executive").count() == 6
    assert organization.reach_units(east, "unit_head").count() == 3
    assert scorecard.nodes_in_reach(SYSTEM) == EVERYTHING


@pytest.mark.parametrize("address", ["measure:not-an-id", "nothing:018f0000-0000-7000-8000-000000000001"])
def test_address_of_nothing_belongs_to_no_unit(address: str) -> None:
    assert organization.unit_of_address(address) is None


def test_things_belong_to_their_unit(world: World) -> None:
    strategy = Strategy.objects.get(key="east")

    assert organization.unit_of_address(strategy.address) == world.unit("east").pk
    assert organization.unit_of_address(world.objectives["W1"].address) == world.unit("west").pk
    assert organization.unit_of_address(f"okr:{objective('plant').public_id}") == world.unit("plant").pk
    assert organization.unit_of_address(world.measures["footfall"].address) == world.unit("shop").pk


def test_whom_a_stand_in_submitted_for_does_not_approve_it(world: World) -> None:
    stand_in = acting_for(world.cast.viewer("peer"), world.user("strategy_office").public_id)
    assert stand_in is not None
    ctx = replace(world.cast.act("peer"), viewer=stand_in, on_behalf_of=None)
    version = strategies.submit_version(ctx, world.versions["group 2"])

    by_giver, by_taker, by_another = (
        strategy_access.can_approve_version(world.cast.act(who), version)
        for who in ("strategy_office", "peer", "executive")
    )

    assert "what you submitted" in by_giver.reason
    assert not by_taker.allowed
    assert by_another.allowed


def test_whoever_prepared_a_plan_does_not_approve_it(world: World) -> None:
    plan = world.plans["a draft"]

    assert "You prepared this plan" in organization.may_approve_reorganization(world.cast.act("hr"), plan).reason
    assert organization.may_approve_reorganization(world.cast.act("executive"), plan).allowed
    assert organization.may_approve_reorganization(world.cast.act("hr"), None).allowed


def test_administrator_names_neither_themselves_nor_the_family_of_their_job(world: World) -> None:
    ctx = world.cast.act("administrator")
    nobody = replace(ctx, viewer=replace(ctx.viewer, person_id=None))
    given = {"target": world.measures["yield"].address, "code": "updater", "from_": "2026-01-01"}
    by_family = SetAccountability(**given, job_family=world.family.public_id if world.family else None)

    assert organization.may_set_accountability(ctx, None, by_family).allowed
    assert organization.may_set_accountability(nobody, None, by_family).allowed


def test_account_without_person_and_unit_sees_goals_meant_for_everyone_alone(world: World) -> None:
    lonely = Viewer(user_id=1, name="Nobody yet")

    assert set(Goal.objects.visible_to(lonely).values_list("audience", flat=True)) == {"everyone"}


def test_import_that_is_over_is_neither_canceled_nor_read_again(world: World) -> None:
    ctx = world.cast.act("administrator")
    run = Import.objects.get()
    run.state = "applied"

    assert "is over" in integrations.may_cancel(ctx, run, None).reason
    assert "read again" in integrations.may_compare_again(ctx, run, None).reason


def test_import_of_values_one_no_longer_answers_for_is_not_applied(world: World) -> None:
    run = Import.objects.get()
    run.report = {"tables": {}, "measures": [world.measures["margin"].pk]}

    assert "no longer answer" in integrations.may_apply(world.cast.act("updater"), run, None).reason
    run.created_by = world.user("peer")
    assert not integrations.may_apply(world.cast.act("updater"), run, None).allowed
