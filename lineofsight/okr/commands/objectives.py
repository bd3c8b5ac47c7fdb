"""Objectives of units and teams."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from lineofsight.base import events
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid
from lineofsight.okr.access import can_add_objective, can_write_objective
from lineofsight.okr.models import Cycle, Objective
from lineofsight.organization.inputs import FromSource, free_slug, optional, require, said, touched
from lineofsight.organization.models import Person
from lineofsight.strategy.access import seen_unit

Ambition = Literal["committed", "aspirational"]
Mode = Literal["key_results", "children", "both"]


class AddObjective(FromSource):
    """What a unit wants to reach in a cycle, who answers for it, and what its progress is made of.

    `committed` is meant to be kept in full, `aspirational` has about seven chances in ten.
    """

    cycle: UUID
    unit: UUID
    title: str = Field(min_length=1, max_length=300)
    why: str = ""
    owner: UUID | None = None
    ambition: Ambition = "committed"
    mode: Mode = "both"
    state: Literal["draft", "active"] = "active"
    sort_order: int = Field(default=0, ge=0)


class EditObjective(Input):
    """What changes about an objective; fields that are not sent stay."""

    title: str | None = Field(default=None, min_length=1, max_length=300)
    why: str | None = None
    owner: UUID | None = None
    ambition: Ambition | None = None
    mode: Mode | None = None
    sort_order: int | None = Field(default=None, ge=0)


@command("okr.add_objective", allow=can_add_objective)
def add_objective(ctx: Context, target: None, data: AddObjective) -> Objective:
    """Add an objective of a unit to a cycle."""
    unit = seen_unit(ctx, data.unit)
    row = Objective(
        cycle=require(Cycle, ctx.viewer, data.cycle, "cycle"),
        unit=unit,
        owner=optional(Person, ctx.viewer, data.owner, "owner"),
        slug=free_slug(Objective, f"{unit.slug} {data.title}", 120),
        **data.identity(),
        **said_of(data),
    )
    if Objective.objects.filter(source=row.source, key=row.key).exists():
        raise Invalid({"key": f"There is an objective with the key {row.key} already."})
    row.save()
    publish(row)
    return row


@command("okr.edit_objective", on=Objective, allow=can_write_objective)
def edit_objective(ctx: Context, objective: Objective, data: EditObjective) -> Objective:
    """Change what an objective says, who answers for it, or what its progress is made of."""
    for name, value in said(data, "title", "why", "ambition", "mode", "sort_order").items():
        if value is None:
            raise Invalid({name: "This is needed."})
        setattr(objective, name, value)
    if "owner" in data.model_fields_set:
        objective.owner = optional(Person, ctx.viewer, data.owner, "owner")
    objective.version += 1
    objective.save()
    publish(objective)
    return objective


@command("okr.start_objective", on=Objective, allow=can_write_objective)
def start_objective(ctx: Context, objective: Objective, data: Nothing) -> Objective:
    """Let a draft count, or take up again what was dropped."""
    if objective.state not in ("draft", "dropped"):
        raise Invalid({"state": "This objective is not a draft and was not dropped."})
    return _move(objective, "active")


@command("okr.drop_objective", on=Objective, allow=can_write_objective, asks_reason=True)
def drop_objective(ctx: Context, objective: Objective, data: Nothing) -> Objective:
    """Pursue an objective no longer: what links to it stops there until it is linked elsewhere."""
    if objective.state == "dropped":
        return objective
    if objective.state == "closed":
        raise Invalid({"state": "This objective is closed; its cycle is over."})
    return _move(objective, "dropped")


def _move(objective: Objective, state: str) -> Objective:
    objective.state = state
    touched(objective)
    objective.save(update_fields=["state"])
    publish(objective)
    return objective


def said_of(data: AddObjective) -> dict[str, object]:
    """Return the columns that an input names as they are."""
    names = ("title", "why", "ambition", "mode", "state", "sort_order")
    return {name: getattr(data, name) for name in names}


def publish(objective: Objective) -> None:
    """Tell that an objective, or what hangs on it, is another one now."""
    events.publish("okr.objective_changed", objective_id=objective.pk)
