"""The command runner: what it records, what it refuses, and that a refusal writes nothing."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from lineofsight.base import clock, commands, events, runner
from lineofsight.base.access import SYSTEM
from lineofsight.base.dated import Overlap
from lineofsight.base.errors import Held, Invalid, NotFound, ReasonNeeded, Refused, Stale
from lineofsight.base.models import Change, Installation, Refusal
from lineofsight.organization.models import Unit
from tests.foundation.conftest import NOON, Rename, add, add_silently, context, may_rename, rename, rename_with_reason


def test_a_command_is_recorded_as_one_change_with_its_rows(unit: Unit) -> None:
    rename(context("tester", via="api", request_id="r-1").because("moved"), unit, {"slug": "quay"})

    change = Change.objects.get(command="test.rename")
    assert (change.actor_name, change.via, change.reason, change.request_id) == ("Tess", "api", "moved", "r-1")
    assert (change.target, change.at) == (unit.address, NOON)
    assert change.input == {"slug": "quay", "then_fail": False, "also": ""}
    row = change.rows.get()
    assert (row.kind, row.row_id, row.operation) == ("unit", unit.pk, "update")
    assert row.values == {"slug": ["dock", "quay"], "version": [1, 2]}


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({}, {"slug": "This is needed."}),
        ({"slug": "a", "colour": "red"}, {"colour": "There is no such field."}),
        ({"slug": 3}, {"slug": "Input should be a valid string."}),
    ],
)
def test_input_that_cannot_be_taken_is_named_by_field(
    unit: Unit, data: dict[str, Any], problems: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as caught:
        rename(context("tester"), unit, data)

    assert caught.value.problems == problems
    assert Unit.objects.get().slug == "dock"


def test_missing_and_invisible_look_the_same(unit: Unit) -> None:
    with runner.system_change("hide one"):
        hidden = Unit(slug="hidden-vault", key="v")
        hidden.save()

    sentences = set()
    for target in (hidden, hidden.public_id, uuid4(), "no such id", None):
        with pytest.raises(NotFound) as caught:
            rename(context("tester"), target, {"slug": "mine"})
        sentences.add(str(caught.value))

    assert sentences == {"Unit does not exist, or is not open to you."}
    assert set(Unit.objects.values_list("slug", flat=True)) == {"dock", "hidden-vault"}


def test_a_refusal_writes_nothing_but_its_note(unit: Unit) -> None:
    with pytest.raises(Refused, match="Only testers rename units"):
        rename(context("employee"), unit, {"slug": "quay"})

    assert Unit.objects.get().slug == "dock"
    assert not Change.objects.filter(command="test.rename").exists()
    note = Refusal.objects.get()
    assert (note.command, note.target, note.reason) == ("test.rename", unit.address, "Only testers rename units.")


def test_a_reason_is_asked_where_the_command_wants_one(unit: Unit) -> None:
    with pytest.raises(ReasonNeeded):
        rename_with_reason(context("tester", reason="  "), unit, {"slug": "quay"})
    assert Unit.objects.get().slug == "dock"

    rename_with_reason(context("tester", reason="new dock"), unit, {"slug": "quay"})

    assert Unit.objects.get().slug == "quay"


def test_a_stale_write_gets_their_version(unit: Unit) -> None:
    seen = context("tester", expected_version=1)
    rename(seen, unit, {"slug": "first"})

    with pytest.raises(Stale) as caught:
        rename(seen, unit, {"slug": "second"})

    assert caught.value.theirs["slug"] == "first"
    assert Unit.objects.get().slug == "first"


def test_the_expected_version_of_a_creation_is_ignored(db: None) -> None:
    add(context("tester", expected_version=3), None, {"slug": "fresh"})

    assert Unit.objects.get().slug == "fresh"


def test_a_command_inside_a_command_joins_its_change(unit: Unit) -> None:
    rename(context("tester"), unit, {"slug": "quay", "also": "annex"})

    change = Change.objects.get(command="test.rename")
    assert [(row.operation, row.kind) for row in change.rows.order_by("pk")] == [("update", "unit"), ("insert", "unit")]
    assert not Change.objects.filter(command="test.add").exists()


def test_a_failure_in_the_body_undoes_everything(unit: Unit) -> None:
    told: list[str] = []
    events.reacts_to("test.renamed")(lambda slug: told.append(slug))

    with pytest.raises(RuntimeError):
        rename(context("tester"), unit, {"slug": "quay", "then_fail": True})

    assert (Unit.objects.get().slug, told) == ("dock", [])
    assert not Change.objects.filter(command="test.rename").exists()


def test_events_are_told_after_the_commit_and_once(unit: Unit) -> None:
    told: list[tuple[str, bool]] = []

    @events.reacts_to("test.renamed")
    def note(slug: str) -> None:
        told.append((slug, Change.objects.filter(command="test.rename").exists()))

    rename(context("tester"), unit, {"slug": "quay"})

    assert told == [("quay", True)]
    assert note in events.registered()["test.renamed"]


def test_a_hold_keeps_the_call_and_nothing_happens(unit: Unit) -> None:
    kept: list[tuple[str, Any]] = []

    def keep(ctx: Any, command: Any, target: Any, data: Any, sentence: str) -> str:
        kept.append((command.name, data.slug))
        return "held:1"

    hold = lambda ctx, command, target, data: "Linnea must agree." if data.slug == "quay" else None  # noqa: E731
    runner.register_hold(hold)
    runner.register_hold(hold)
    runner.register_keeper(keep)

    with pytest.raises(Held, match="Linnea must agree") as caught:
        rename(context("tester"), unit, {"slug": "quay"})
    rename(context("tester"), unit, {"slug": "pier"})

    assert (caught.value.hold, kept, Unit.objects.get().slug) == ("held:1", [("test.rename", "quay")], "pier")


def test_a_released_call_is_not_held_again(unit: Unit) -> None:
    runner.register_hold(lambda ctx, command, target, data: "Never.")

    rename(replace(context("tester"), released=True), unit, {"slug": "quay"})

    assert Unit.objects.get().slug == "quay"


def test_a_write_that_leaves_the_actors_scope_is_refused(unit: Unit) -> None:
    with pytest.raises(Refused, match="outside of what you may see"):
        rename(context("tester"), unit, {"slug": "hidden-dock"})
    assert Unit.objects.get().slug == "dock"

    rename(replace(context(), viewer=SYSTEM), unit, {"slug": "hidden-dock"})

    assert Unit.objects.get().slug == "hidden-dock"


def test_input_kept_out_of_history_is_not_in_it(db: None) -> None:
    add_silently(context("tester"), None, {"slug": "quiet"})

    assert Change.objects.get(command="test.add_silently").input == {}


def test_a_command_that_changes_nothing_leaves_no_change(db: None) -> None:
    with runner.system_change("look only"):
        pass

    assert not Change.objects.exists()


def test_a_system_change_inside_a_command_joins_it(db: None) -> None:
    with runner.system_change("outer"), runner.system_change("inner"):
        Unit(slug="u", key="u").save()

    assert [change.reason for change in Change.objects.all()] == ["outer"]


def test_a_seeded_clock_acts_in_demo_databases_only(unit: Unit) -> None:
    with clock.seeded(NOON), pytest.raises(Refused, match="Only a demo database"):
        rename(context("tester"), unit, {"slug": "quay"})

    runner.history.forget_installation()
    Installation.objects.create(is_demo=True, created_at=NOON)
    with clock.seeded(NOON):
        assert clock.now() == NOON
        rename(context("tester"), unit, {"slug": "quay"})

    assert Unit.objects.get().slug == "quay"


def test_whoever_lost_a_race_for_a_current_row_tries_again(unit: Unit) -> None:
    tries: list[int] = []

    def _race(ctx: Any, target: None, data: Rename) -> str:
        """Lose twice, then win."""
        tries.append(1)
        if len(tries) < 3:
            raise IntegrityError('duplicate key value violates unique constraint "observation_now"')
        Unit(slug=data.slug, key=data.slug).save()
        return data.slug

    race = commands.command("test.race", allow=may_rename)(_race)
    commands._registry.pop("test.race")

    assert race(context("tester"), None, {"slug": "third"}) == "third"
    assert len(tries) == 3
    assert Change.objects.filter(command="test.race").count() == 1


@pytest.mark.parametrize(
    ("error", "runs"),
    [
        (IntegrityError("violates observation_now"), 3),
        (Overlap("two rows"), 3),
        (IntegrityError("violates not-null constraint"), 1),
    ],
)
def test_a_race_lost_for_good_and_another_violation_are_raised(db: None, error: Exception, runs: int) -> None:
    tries: list[int] = []

    def _lose(ctx: Any, target: None, data: Rename) -> None:
        """Always lose."""
        tries.append(1)
        raise error

    lose = commands.command("test.lose", allow=may_rename)(_lose)
    commands._registry.pop("test.lose")

    with pytest.raises(type(error)):
        lose(context("tester"), None, {"slug": "never"})

    assert len(tries) == runs


def test_a_body_that_refuses_by_validation_names_the_fields(unit: Unit) -> None:
    def _strict(ctx: Any, target: None, data: Rename) -> None:
        """Refuse the slug."""
        raise ValidationError({"slug": ["Too short.", "Too plain."]})

    strict = commands.command("test.strict", allow=may_rename)(_strict)
    commands._registry.pop("test.strict")

    with pytest.raises(Invalid) as caught:
        strict(context("tester"), None, {"slug": "x"})

    assert caught.value.problems == {"slug": "Too short. Too plain."}


def test_a_command_without_an_input_type_or_with_a_taken_name_cannot_be_registered() -> None:
    def _bare(ctx: Any, target: None, data: int) -> None:
        """Take a number."""

    with pytest.raises(TypeError, match="must be annotated with an Input"):
        commands.command("test.bare", allow=may_rename)(_bare)
    name = next(iter(commands.registry()))
    with pytest.raises(ValueError, match="two commands named"):
        commands.command(name, allow=may_rename)(_bare_ok)
    assert commands.find(name).name == name


def _bare_ok(ctx: Any, target: None, data: Rename) -> None:
    """Take nothing."""


def test_deleted_rows_are_not_looked_for_in_the_scope(unit: Unit) -> None:
    def _drop(ctx: Any, target: Unit, data: commands.Nothing) -> None:
        """Delete the unit."""
        target.delete()

    drop = commands.command("test.drop", on=Unit, allow=may_rename)(_drop)
    commands._registry.pop("test.drop")

    drop(context("tester"), unit, None)

    assert not Unit.objects.exists()
