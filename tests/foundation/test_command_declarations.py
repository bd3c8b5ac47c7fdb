"""What the declaration of a command promises, and the words with which the runner says no."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from lineofsight.base import commands, runner
from lineofsight.base.commands import Command, Input, Nothing
from lineofsight.base.errors import Held, Invalid, NotFound, Refused
from lineofsight.base.models import Change, Refusal
from lineofsight.base.recorder import Recorder
from lineofsight.organization.models import Unit
from tests.foundation.conftest import Rename, add, context, may_rename, rename


@pytest.fixture
def _own_commands() -> Iterator[None]:
    """Forget the commands that a test declares."""
    before = dict(commands._registry)
    yield
    commands._registry.clear()
    commands._registry.update(before)


def body(ctx: Any, target: Any, data: Rename) -> None:
    """Do a thing.

    And say more about it.
    """


def without_input(ctx: Any, target: Any) -> None:
    return None


@pytest.mark.usefixtures("_own_commands")
def test_a_declared_command_is_registered_with_what_was_said_of_it() -> None:
    made = commands.command(
        "test.declared", on=Unit, allow=may_rename, asks_reason=True, audited_input=False, may_lose_sight=True
    )(body)

    assert commands.registry()["test.declared"] is made
    assert made == Command(
        name="test.declared",
        on=Unit,
        allow=may_rename,
        input=Rename,
        body=body,
        asks_reason=True,
        audited_input=False,
        title="Do a thing.",
        may_lose_sight=True,
    )


@pytest.mark.usefixtures("_own_commands")
def test_nothing_said_is_the_careful_choice() -> None:
    made = commands.command("test.plain", allow=may_rename)(without_input)

    assert (made.input, made.on, made.title) == (Nothing, None, "")
    assert (made.asks_reason, made.audited_input, made.may_lose_sight) == (False, True, False)


@pytest.mark.usefixtures("_own_commands")
def test_a_command_is_declared_once_and_with_an_input_of_ours() -> None:
    def wrong(ctx: Any, target: Any, data: dict[str, Any]) -> None:
        """Take anything."""

    commands.command("test.once", allow=may_rename)(body)

    with pytest.raises(ValueError, match="two commands named test"):
        commands.command("test.once", allow=may_rename)(body)
    with pytest.raises(TypeError, match="the third parameter `data` must be annotated with an Input"):
        commands.command("test.wrong", allow=may_rename)(wrong)
    assert "test.wrong" not in commands.registry()


def test_why_held_says_what_a_call_would_wait_for_and_writes_nothing(unit: Unit) -> None:
    asked: list[Any] = []

    def hold(ctx: Any, command: Any, target: Any, data: Input) -> str | None:
        asked.append((command.name, target, data))
        return "Two people decide this." if getattr(data, "slug", "") == "quay" else None

    runner.register_hold(hold)

    assert runner.why_held(context("tester"), rename, unit.public_id, {"slug": "quay"}) == "Two people decide this."
    assert runner.why_held(context("tester"), rename, unit, {"slug": "pier"}) is None
    assert asked[0] == ("test.rename", unit, Rename(slug="quay"))
    assert not Change.objects.filter(command="test.rename").exists()


def test_why_held_refuses_as_the_call_would(unit: Unit) -> None:
    seen: list[Any] = []

    def rule(ctx: Any, target: Any, data: Any) -> Any:
        seen.append(target)
        return may_rename(ctx, target, data)

    watched = Command("test.watched", Unit, rule, Rename, body, False, True, "", False)

    with pytest.raises(Refused, match="Only testers rename units"):
        runner.why_held(context("employee"), watched, unit, {"slug": "quay"})
    with pytest.raises(NotFound):
        runner.why_held(context("tester"), watched, "no such id", {"slug": "quay"})
    with pytest.raises(Invalid):
        runner.why_held(context("tester"), watched, unit, {})
    assert seen == [unit]


def test_a_hold_and_its_keeper_are_told_what_the_call_is_about(unit: Unit) -> None:
    told: list[Any] = []

    def hold(ctx: Any, command: Any, target: Any, data: Input) -> str | None:
        told.append((target, data))
        return "Two people decide this."

    def keeper(ctx: Any, command: Any, target: Any, data: Input, sentence: str) -> str:
        told.append((command.name, target, data, sentence))
        return "held_call:1"

    runner.register_hold(hold)
    runner.register_keeper(keeper)

    with pytest.raises(Held) as caught:
        rename(context("tester"), unit, {"slug": "quay"})

    assert told == [
        (unit, Rename(slug="quay")),
        ("test.rename", unit, Rename(slug="quay"), "Two people decide this."),
    ]
    assert (caught.value.hold, str(caught.value)) == ("held_call:1", "Two people decide this.")


@pytest.mark.parametrize("how", ["row", "public id", "its text", "its address"])
def test_a_refusal_names_its_target_however_it_was_given(unit: Unit, how: str) -> None:
    target = {
        "row": unit,
        "public id": unit.public_id,
        "its text": str(unit.public_id),
        "its address": f"unit:{unit.public_id}",
    }[how]

    with pytest.raises((Refused, NotFound)):
        rename(context("employee"), target, {"slug": "quay"})

    assert Refusal.objects.get().target in (unit.address, f"unit:{unit.public_id}")


def test_a_refusal_without_a_target_names_none_and_a_long_one_is_cut(unit: Unit) -> None:
    for target in (None, "x" * 500 + "\x00"):
        with pytest.raises(Refused):
            add(context("employee"), target, {"slug": "quay"})

    assert sorted(Refusal.objects.values_list("target", flat=True)) == ["", "x" * 120]


def test_a_write_out_of_sight_is_refused_in_these_words(unit: Unit) -> None:
    with pytest.raises(Refused) as caught:
        rename(context("tester"), unit, {"slug": "hidden-dock"})

    assert str(caught.value) == "This would write something outside of what you may see."


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ({"type": "value_error", "msg": "Value error, Take another one."}, "Take another one."),
        ({"type": "value_error", "msg": "Value error, Take another one"}, "Take another one."),
        ({"type": "other", "msg": "A Value error, so to say"}, "A Value error, so to say."),
        ({"type": "missing", "msg": "Field required"}, "This is needed."),
        ({"type": "extra_forbidden", "msg": "Extra inputs"}, "There is no such field."),
    ],
)
def test_a_parsers_message_becomes_one_sentence(item: dict[str, str], sentence: str) -> None:
    assert runner.sentence_of(item) == sentence


def test_a_version_is_compared_only_where_there_is_one(unit: Unit) -> None:
    made = add(context("tester", expected_version=7), None, {"slug": "pier"})

    assert made.slug == "pier"


def test_bulk_rows_are_counted_by_kind_only_where_some_were_written() -> None:
    recorder = Recorder(connection)

    recorder.add_bulk(2, b"ab")
    recorder.add_bulk(0, b"", "unit")
    recorder.add_bulk(3, b"c", "person")

    assert (recorder.bulk_count, recorder.bulk_kinds) == (5, {"person"})
