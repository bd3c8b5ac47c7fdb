"""Acts on objectives of units in sentences, and what takes them back."""

from datetime import timedelta
from typing import Any

import pytest

from lineofsight.base import commands
from lineofsight.base.commands import Context
from lineofsight.base.sentences import HistoryLine, history_of
from lineofsight.okr import commands as okr
from lineofsight.okr.models import AlignmentEdge, Objective
from lineofsight.okr.tests.company import OPENED, Company
from tests.cast import system

LATER = OPENED + timedelta(days=30)


@pytest.fixture
def hub(company: Company) -> Objective:
    """An objective of the hub in east, which serves P1."""
    company.objective("hub", "east")
    company.serves("hub", "P1", share="1")
    return company.objectives["hub"]


def told(objective: Objective, ctx: Context | None = None) -> list[str]:
    return [line.sentence for line in history_of(ctx or system(), objective.address)]


def latest(objective: Objective) -> HistoryLine:
    return history_of(system(), objective.address)[0]


def take_back(line: HistoryLine) -> None:
    assert line.undo is not None
    commands.find(line.undo.command)(system(), line.undo.target.partition(":")[2], line.undo.input)


def links_of(objective: Objective) -> list[tuple[Any, ...]]:
    rows = AlignmentEdge.objects.current().filter(child=objective).order_by("valid_from")
    return list(rows.values_list("strategic_objective__code", "share", "valid_from", "valid_to"))


def test_acts_on_an_objective_and_its_parts_read_as_sentences(company: Company, hub: Objective) -> None:
    row = company.key_result("hub")
    okr.set_key_result(system("Too low."), row, {"target": "120"})
    okr.drop_objective(system("The hub closes."), hub, {})

    assert told(hub) == [
        "Lineofsight dropped the objective",
        "Lineofsight changed a key result, target 120",
        "Lineofsight added the key result key result of hub",
        "Lineofsight let the objective serve P1 Objective P1 from 1 Oct 2026",
        "Lineofsight added the objective hub",
    ]


def test_a_link_is_taken_back_and_made_again(hub: Objective) -> None:
    before = links_of(hub)

    take_back(latest(hub))
    assert links_of(hub) == []
    take_back(latest(hub))

    assert links_of(hub) == before
    assert [line.undo is not None for line in history_of(system(), hub.address)] == [True, False, False, False]


def test_a_changed_share_goes_back_to_what_it_was_from_that_day(company: Company, hub: Objective) -> None:
    before = links_of(hub)
    company.serves("hub", "P1", share="0.4", from_=LATER)
    assert len(links_of(hub)) == 2

    take_back(latest(hub))

    assert [row[1] for row in links_of(hub)] == [before[0][1]] * len(links_of(hub))


def test_what_was_ended_and_linked_again_is_not_offered_twice(company: Company, hub: Objective) -> None:
    ends = {"strategic_objective": company.strategic["P1"].public_id}
    okr.unlink_objective(system(), hub, {**ends, "on": LATER})
    company.serves("hub", "P1", share="0.5", from_=LATER)

    lines = history_of(system(), hub.address)

    assert [line.undo.command if line.undo else "" for line in lines] == ["okr.unlink_objective", "", "", ""]


@pytest.mark.parametrize(
    ("act", "data", "field", "was"),
    [
        (okr.edit_objective, {"title": "Cold chain"}, "title", "hub"),
        (okr.drop_objective, {}, "state", "active"),
    ],
)
def test_an_edited_or_dropped_objective_is_as_before(hub: Objective, act: Any, data: Any, field: str, was: str) -> None:
    act(system("For a reason."), hub, data)
    assert getattr(Objective.objects.get(pk=hub.pk), field) != was

    take_back(latest(hub))

    assert getattr(Objective.objects.get(pk=hub.pk), field) == was


def test_an_edit_that_was_edited_since_is_not_offered(hub: Objective) -> None:
    okr.edit_objective(system(), hub, {"title": "One"})
    okr.edit_objective(system(), hub.address.partition(":")[2], {"title": "Two"})

    lines = history_of(system(), hub.address)

    assert [line.undo.input if line.undo else None for line in lines[:2]] == [{"title": "One"}, None]
