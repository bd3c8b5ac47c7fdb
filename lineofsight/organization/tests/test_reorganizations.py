"""A reorganization: planned, approved by a second person, applied in one act on its day, taken back."""

from datetime import date, timedelta
from typing import Any

import pytest

from lineofsight.base import clock
from lineofsight.base.errors import Invalid, NotFound, Refused
from lineofsight.base.models import Change
from lineofsight.organization import commands, orphans, queries
from lineofsight.organization.models import (
    Holding,
    PersonDetails,
    PositionVersion,
    Reorganization,
    ReportClosure,
    ReportingLine,
    UnitVersion,
)
from lineofsight.organization.tests.cast import Cast

YESTERDAY = clock.today() - timedelta(days=1)
TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)


def plan(cast: Cast, *moves: dict[str, Any], on: date = TODAY, by: str = "hr") -> Reorganization:
    """Return the draft of a plan."""
    made = commands.plan_reorganization(cast.context(by), None, {"name": "Two hubs", "takes_effect_on": on})
    for move in moves:
        commands.add_move(cast.context(by), made, move)
    return made


def merge(cast: Cast, unit: str = "south", target: str = "north") -> dict[str, Any]:
    """Return the move that brings a unit into another."""
    return {"kind": "merge_unit", "unit": cast.units[unit].public_id, "target": cast.units[target].public_id}


def approved(cast: Cast, made: Reorganization) -> Reorganization:
    """Submit and approve a plan."""
    commands.submit_reorganization(cast.context("hr"), made)
    return commands.approve_reorganization(cast.context("chief"), made)


def applied(cast: Cast, made: Reorganization) -> Reorganization:
    """Let a plan take effect."""
    return commands.apply_reorganization(cast.context("hr"), approved(cast, made))


def facts() -> dict[str, list[Any]]:
    """Return everything dated that is held true now, without ids and times of knowing."""
    tables = {
        UnitVersion: ("unit_id", "valid_from", "valid_to", "name", "parent_id"),
        PositionVersion: ("position_id", "valid_from", "valid_to", "title", "unit_id"),
        Holding: ("person_id", "position_id", "valid_from", "valid_to", "fte"),
        ReportingLine: ("person_id", "manager_id", "kind", "valid_from", "valid_to", "weight"),
    }
    return {
        str(model): sorted(map(str, model.objects.current().values_list(*names))) for model, names in tables.items()
    }


def test_a_merge_moves_units_and_positions_and_closes_the_unit(cast: Cast) -> None:
    applied(cast, plan(cast, merge(cast)))

    assert UnitVersion.objects.at(TODAY).get(unit=cast.units["dock"]).parent == cast.units["north"]
    assert PositionVersion.objects.at(TODAY).get(position=cast.positions["head"]).unit == cast.units["north"]
    assert not UnitVersion.objects.at(TODAY).filter(unit=cast.units["south"]).exists()
    assert UnitVersion.objects.at(YESTERDAY).filter(unit=cast.units["south"]).exists()
    assert cast.viewer("head").unit_ids == (cast.units["north"].pk,)


def test_all_moves_are_one_act(cast: Cast) -> None:
    rename = {"kind": "rename_unit", "unit": cast.units["north"].public_id, "name": "Both hubs"}
    line = {"kind": "set_manager", "person": cast.people["lead"].public_id, "manager": cast.people["chief"].public_id}
    made = approved(cast, plan(cast, rename, merge(cast), line))
    before = Change.objects.count()

    commands.apply_reorganization(cast.context("hr"), made)

    assert Change.objects.count() == before + 1
    assert Change.objects.latest("pk").command == "organization.apply_reorganization"


def test_taking_back_restores_everything_that_was_held_true(cast: Cast) -> None:
    before = facts()
    line = {"kind": "set_manager", "person": cast.people["worker"].public_id, "manager": cast.people["chief"].public_id}
    seat = {"kind": "move_position", "position": cast.positions["colleague"].public_id}
    made = applied(cast, plan(cast, {**seat, "target": cast.units["top"].public_id}, merge(cast), line))
    assert facts() != before

    commands.take_back_reorganization(cast.context("hr", "It came too early."), made)

    assert facts() == before
    assert ReportClosure.objects.filter(manager=cast.people["lead"], person=cast.people["worker"]).exists()
    assert Reorganization.objects.get().state == "taken_back"


def test_what_was_changed_since_is_not_lost_by_taking_back(cast: Cast) -> None:
    made = applied(cast, plan(cast, merge(cast)))
    commands.revise_unit(cast.context("hr"), cast.units["dock"], {"name": "Quay", "from_": TODAY})
    held = facts()

    with pytest.raises(Invalid, match="“dock” was changed since"):
        commands.take_back_reorganization(cast.context("hr", "It came too early."), made)

    assert facts() == held


def test_before_its_day_nothing_moves_and_on_its_day_it_may(cast: Cast) -> None:
    made = approved(cast, plan(cast, merge(cast), on=TOMORROW))
    before = facts()

    with pytest.raises(Invalid, match="before that day nothing moves"):
        commands.apply_reorganization(cast.context("hr"), made)

    assert facts() == before


@pytest.mark.parametrize("who", ["hr", "head", "worker", "hr_south", "auditor"])
def test_whoever_prepared_it_or_has_no_say_cannot_approve(cast: Cast, who: str) -> None:
    made = plan(cast, merge(cast))
    commands.submit_reorganization(cast.context("hr"), made)

    with pytest.raises((Refused, NotFound)):
        commands.approve_reorganization(cast.context(who), made)

    assert commands.approve_reorganization(cast.context("chief"), made).state == "approved"


def test_a_plan_that_cannot_be_done_is_not_submitted_and_leaves_nothing(cast: Cast) -> None:
    close = {"kind": "close_unit", "unit": cast.units["south"].public_id}
    made = plan(cast, close)
    before = facts()

    with pytest.raises(Invalid, match=r"Move 1 cannot be done: On .* there are 1 units and 2 positions"):
        commands.submit_reorganization(cast.context("hr"), made)

    assert facts() == before
    assert Reorganization.objects.get().state == "draft"


def test_the_trial_of_a_submission_leaves_nothing_in_history(cast: Cast) -> None:
    made, before = plan(cast, merge(cast)), facts()

    commands.submit_reorganization(cast.context("hr"), made)

    assert facts() == before
    assert {row.kind for row in Change.objects.latest("pk").rows.all()} == {"reorganization"}


def test_a_unit_below_itself_is_refused_with_the_circle(cast: Cast) -> None:
    move = {"kind": "move_unit", "unit": cast.units["south"].public_id, "target": cast.units["dock"].public_id}

    with pytest.raises(Invalid, match="Move 1 cannot be done: A unit cannot lie below itself"):
        commands.submit_reorganization(cast.context("hr"), plan(cast, move))


def test_the_same_move_sent_twice_stands_there_once(cast: Cast) -> None:
    made = plan(cast, merge(cast), merge(cast))

    assert made.moves.count() == 1


@pytest.mark.parametrize(
    ("move", "field"),
    [
        ({"kind": "move_unit"}, "unit"),
        ({"kind": "merge_unit", "unit": "south"}, "target"),
        ({"kind": "merge_unit", "unit": "south", "target": "south"}, "target"),
        ({"kind": "rename_unit", "unit": "south"}, "name"),
        ({"kind": "move_position"}, "position"),
        ({"kind": "set_manager"}, "person"),
    ],
)
def test_a_move_says_what_it_lacks(cast: Cast, move: dict[str, Any], field: str) -> None:
    made = plan(cast)
    sent = {name: cast.units[value].public_id if value in cast.units else value for name, value in move.items()}

    with pytest.raises(Invalid) as refused:
        commands.add_move(cast.context("hr"), made, sent)

    assert list(refused.value.problems) == [field]
    assert made.moves.count() == 0


def test_only_a_draft_changes(cast: Cast) -> None:
    made = approved(cast, plan(cast, merge(cast)))

    with pytest.raises(Invalid, match="Only a draft"):
        commands.remove_move(cast.context("hr"), made, {"place": 1})

    commands.return_reorganization(cast.context("hr", "The day was wrong."), made)
    commands.remove_move(cast.context("hr"), made, {"place": 1})
    assert made.moves.count() == 0


def test_the_preview_names_what_would_hang_in_the_air(cast: Cast) -> None:
    made = plan(cast, merge(cast))

    shown = queries.reorganization(cast.context("hr"), made.public_id)

    found = {str(each.title): each for each in shown.orphans}
    assert [orphan.name for orphan in found["Reporting lines"].orphans] == ["Head"]
    assert "Still reports to Chief" in found["Reporting lines"].orphans[0].sentence
    assert (found["Roles and rights"].total, found["Roles and rights"].closed) == (2, 2)  # HR sees no roles
    assert "People and positions" not in found  # a merge takes them along


def test_the_preview_names_roles_to_whoever_sees_them(cast: Cast) -> None:
    made = plan(cast, merge(cast))

    shown = queries.reorganization(cast.context("administrator"), made.public_id)

    roles = next(each for each in shown.orphans if str(each.title) == "Roles and rights")
    assert sorted(orphan.name for orphan in roles.orphans) == ["Head: Unit head", "Hr_South: HR"]
    assert roles.orphans[0].sentence.startswith("south goes into north.")


def test_closing_without_a_target_names_units_and_people_left_over(cast: Cast) -> None:
    made = plan(cast, {"kind": "close_unit", "unit": cast.units["south"].public_id})

    found = {str(each.title): each.total for each in orphans.found_by(cast.context("hr"), orphans.plan_of(made))}

    assert found["Units below"] == 1
    assert found["People and positions"] == 2


def test_an_employee_does_not_know_of_a_plan_and_reads_of_an_applied_one_without_its_moves(cast: Cast) -> None:
    made = plan(cast, merge(cast))
    ctx = cast.context("worker")
    assert queries.reorganizations(ctx) == []
    with pytest.raises(NotFound):
        queries.reorganization(ctx, made.public_id)

    applied(cast, made)

    assert [line.name for line in queries.reorganizations(ctx)] == ["Two hubs"]
    assert queries.reorganization(ctx, made.public_id).moves is None


def test_after_a_move_at_mid_cycle_the_new_manager_sees_and_the_former_does_not(cast: Cast) -> None:
    """T13: old, new and matrix manager each see what their line gives them, from its day on."""

    def see(who: str) -> bool:
        return PersonDetails.objects.visible_to(cast.viewer(who)).filter(person=cast.people["worker"]).exists()

    lines = [
        {"manager": cast.people["lead"].public_id, "weight": 60},
        {"manager": cast.people["steward"].public_id, "weight": 40, "kind": "dotted"},
    ]
    commands.set_reporting_lines(cast.context("hr"), cast.people["worker"], {"from_": YESTERDAY, "lines": lines})
    before = [see(who) for who in ("lead", "steward", "colleague")]
    move = {"kind": "set_manager", "person": cast.people["worker"].public_id}

    applied(cast, plan(cast, {**move, "manager": cast.people["colleague"].public_id}))

    assert before == [True, True, False]
    assert [see(who) for who in ("lead", "steward", "colleague")] == [False, False, True]
    held = ReportingLine.objects.at(YESTERDAY).filter(person=cast.people["worker"])
    assert {line.manager_id for line in held} == {cast.people["lead"].pk, cast.people["steward"].pk}
