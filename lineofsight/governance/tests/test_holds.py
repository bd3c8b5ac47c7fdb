"""Calls under change control wait for somebody else, and then happen as they were asked for."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lineofsight.base.errors import Held, Invalid, NotFound, ReasonNeeded, Refused, Stale
from lineofsight.base.models import Change
from lineofsight.base.runner import system_change
from lineofsight.governance import commands as do
from lineofsight.governance.models import HeldCall
from lineofsight.governance.queries import controlled_commands, held_calls
from lineofsight.measures import commands as measures
from lineofsight.measures.models import Measure, Target
from lineofsight.organization.models import RoleAssignment
from lineofsight.strategy.tests.cast import Cast, build
from tests.made_once import made_once

JAN = date(2026, 1, 1)


@pytest.fixture(scope="module")
def _cast_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    with made_once(build, django_db_blocker) as made:
        yield made


@pytest.fixture
def cast(db: None, _cast_of_module: Cast) -> Cast:
    return deepcopy(_cast_of_module)


@pytest.fixture
def measure(cast: Cast) -> Measure:
    """A KPI whose targets are under change control."""
    unit = cast.units["norrvik"].public_id
    made = measures.create_measure(cast.act("wanjiru"), None, {"name": "Revenue", "owning_unit": unit, "from_": JAN})
    do.control_command(cast.act("wanjiru", "Targets are promises."), None, {"command": "measures.set_target"})
    return made


def ask(cast: Cast, measure: Measure, who: str = "wanjiru", target: int = 3) -> HeldCall:
    given = {
        "unit": cast.units["norrvik"].public_id,
        "from_": JAN,
        "scoring_type": "goal_red_flag",
        "target": target,
        "red_flag": 1,
    }
    with pytest.raises(Held) as caught:
        measures.set_target(cast.act(who, "Agreed in March."), measure, given)
    return HeldCall.objects.get(public_id=caught.value.hold.partition(":")[2])


def test_held_call_changes_nothing_until_released(cast: Cast, measure: Measure) -> None:
    call = ask(cast, measure)
    assert not Target.objects.exists()

    do.release_call(cast.act("henrik", "Fits the plan."), call)

    assert Target.objects.get().target == Decimal(3)
    call.refresh_from_db()
    assert (call.state, call.asked_by, call.decided_by) == ("released", cast.users["wanjiru"], cast.users["henrik"])


def test_release_is_one_change_with_asker_decider_and_rows(cast: Cast, measure: Measure) -> None:
    call = ask(cast, measure)

    do.release_call(cast.act("henrik", "Fits the plan."), call)

    change = Change.objects.get(command="governance.release_call")
    assert (change.actor, change.target, change.reason) == (cast.users["henrik"], call.address, "Fits the plan.")
    assert sorted(change.rows.values_list("kind", "operation")) == [("held_call", "update"), ("target", "insert")]


@pytest.mark.parametrize(
    ("who", "behalf", "error"),
    [
        ("henrik", None, None),
        ("linnea", None, None),
        ("wanjiru", None, Refused),
        ("henrik", "wanjiru", Refused),
        ("auditor", None, Refused),
        ("ines", None, NotFound),
        ("administrator", None, NotFound),
    ],
)
def test_who_may_release(
    cast: Cast, measure: Measure, who: str, behalf: str | None, error: type[Exception] | None
) -> None:
    call = ask(cast, measure)
    ctx = cast.act(who, on_behalf_of=cast.users[behalf].pk if behalf else None)

    if error is None:
        do.release_call(ctx, call)
    else:
        with pytest.raises(error):
            do.release_call(ctx, call)

    assert Target.objects.exists() is (error is None)


def test_release_is_judged_by_the_rights_the_asker_holds_then(cast: Cast, measure: Measure) -> None:
    call = ask(cast, measure)
    with system_change("Wanjiru moves on"):
        RoleAssignment.objects.filter(user=cast.users["wanjiru"]).delete()

    with pytest.raises(Refused, match="may set its targets"):
        do.release_call(cast.act("henrik"), call)

    call.refresh_from_db()
    assert (call.state, Target.objects.exists()) == ("waiting", False)


def test_release_against_a_changed_target_row_is_a_conflict(cast: Cast, measure: Measure) -> None:
    call = ask(cast, measure)
    measures.revise_measure(cast.act("wanjiru"), measure, {"from_": JAN, "family": "money"})

    with pytest.raises(Stale):
        do.release_call(cast.act("henrik"), call)

    assert not Target.objects.exists()


def test_whoever_may_not_do_it_cannot_ask_either(cast: Cast, measure: Measure) -> None:
    given = {"unit": cast.units["norrvik"].public_id, "from_": JAN, "target": 3}

    with pytest.raises(Refused):
        measures.set_target(cast.act("joost"), measure, given)

    assert not HeldCall.objects.exists()


def test_asking_twice_waits_once(cast: Cast, measure: Measure) -> None:
    assert ask(cast, measure) == ask(cast, measure)
    assert ask(cast, measure, target=4) != ask(cast, measure)
    assert HeldCall.objects.count() == 2


def test_released_call_is_released_once(cast: Cast, measure: Measure) -> None:
    call = ask(cast, measure)
    do.release_call(cast.act("henrik"), call)

    with pytest.raises(Invalid, match="released already"):
        do.release_call(cast.act("linnea"), call)

    assert Target.objects.count() == 1


def test_refusal_says_why(cast: Cast, measure: Measure) -> None:
    call = ask(cast, measure)

    with pytest.raises(ReasonNeeded):
        do.refuse_call(cast.act("henrik"), call)
    do.refuse_call(cast.act("henrik", "Too easy."), call)

    call.refresh_from_db()
    assert (call.state, Target.objects.exists()) == ("refused", False)


def test_only_the_asker_withdraws(cast: Cast, measure: Measure) -> None:
    call = ask(cast, measure)

    with pytest.raises(Refused):
        do.withdraw_call(cast.act("henrik"), call)
    do.withdraw_call(cast.act("wanjiru"), call)

    call.refresh_from_db()
    assert call.state == "withdrawn"


def test_control_can_be_taken_off(cast: Cast, measure: Measure) -> None:
    assert controlled_commands(cast.act("amara")) == ("measures.set_target",)

    do.control_command(cast.act("wanjiru", "Back."), None, {"command": "measures.set_target", "is_on": False})

    given = {"unit": cast.units["norrvik"].public_id, "from_": JAN, "target": 3}
    assert measures.set_target(cast.act("wanjiru"), measure, given).target == Decimal(3)


@pytest.mark.parametrize("name", ["measures.nothing", "governance.release_call", "measures.record_observations"])
def test_some_commands_cannot_be_controlled(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid):
        do.control_command(cast.act("wanjiru", "Why not."), None, {"command": name})


@pytest.mark.parametrize("who", ["ines", "linnea", "auditor", "administrator", "operator", "amara"])
def test_only_the_strategy_office_controls(cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        do.control_command(cast.act(who, "Why not."), None, {"command": "measures.set_target"})


def test_list_shows_who_may_decide(cast: Cast, measure: Measure) -> None:
    ask(cast, measure)

    (own,) = held_calls(cast.act("wanjiru"))
    (other,) = held_calls(cast.act("henrik"))

    assert (own.may_decide.allowed, own.may_withdraw.allowed) == (False, True)
    assert (other.may_decide.allowed, other.may_withdraw.allowed) == (True, False)
    assert held_calls(cast.act("ines")) == ()
    assert (own.asked_by, own.reason) == ("Wanjiru", "Agreed in March.")
