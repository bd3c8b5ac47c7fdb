"""Every act reads as a sentence, also where its input was not kept or what it names is closed or gone."""

import pytest
from django.apps import apps

from lineofsight.base import commands, sentences, wording
from lineofsight.base.model import Record
from lineofsight.base.models import Change, RowChange

EVERY = sorted(name for name, one in commands.registry().items() if one.body.__module__.startswith("lineofsight."))
COLUMNS = {
    name
    for model in apps.get_models()
    if issubclass(model, Record)
    for field in model._meta.concrete_fields
    for name in (field.name, field.attname)
}


@pytest.mark.parametrize("name", EVERY)
def test_every_command_has_words_that_stand_alone(name: str) -> None:
    command = commands.find(name)

    with sentences.knowing({}):
        line = sentences.line_of(Change(command=name, actor_name="Linnea", input={}), [])

    said = line.sentence.removeprefix("Linnea ")
    assert line.sentence == f"Linnea {said}"
    assert name in sentences.worded()
    assert said[:1].islower()
    assert not set(said) & set("_{}[]<>")
    assert "  " not in said
    for field, _ in wording.fields_of(name):
        assert field in command.input.model_fields or field in COLUMNS, f"{name} has no {field}"


def test_what_a_field_names_is_said_by_somebody() -> None:
    kinds = {kind for name in EVERY for _, kind in wording.fields_of(name) if kind}

    assert kinds <= wording.named_kinds()


def test_words_take_the_input_else_the_row_that_was_made() -> None:
    row = RowChange(kind="goal", row_id=1, operation="insert", values={"title": [None, "Fewer warm pallets"]})
    kept, lost = (
        Change(command="okr.add_objective", input={"title": "Cold"}),
        Change(command="goals.add_goal", input={}),
    )

    with sentences.knowing({}):
        assert sentences.line_of(kept, []).sentence == "added the objective Cold"
        assert sentences.line_of(lost, [row]).sentence == "added the goal Fewer warm pallets"
        assert sentences.line_of(lost, []).sentence == "added the goal"


def test_a_part_in_brackets_is_left_out_where_its_field_is_empty() -> None:
    over, everywhere = ({"role": "hr", "from_": "2026-01-01", "unit": unit} for unit in ("7", None))

    with sentences.knowing({("name", "unit", "7"): "Rotterdam", ("name", "role", "hr"): "HR"}):
        said = [
            sentences.line_of(Change(command="organization.assign_role", input=given), []).sentence
            for given in (over, everywhere)
        ]

    assert said == ["gave the role HR over Rotterdam from 1 Jan 2026", "gave the role HR from 1 Jan 2026"]


def test_what_is_closed_to_the_reader_is_not_named() -> None:
    given = {"objective": "0192c5a4-0000-7000-8000-000000000000", "from_": "2026-01-01"}

    with sentences.knowing({}):
        said = sentences.line_of(Change(command="okr.link_objective", input=given), []).sentence

    assert said == "let the objective serve an objective that is not open to you from 1 Jan 2026"
