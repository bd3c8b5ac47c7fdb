"""Positions: seats in units, and who holds them from when."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import Field

from lineofsight.base import dated
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.organization import trees
from lineofsight.organization.access import may_organize_person, may_organize_unit
from lineofsight.organization.inputs import FromSource, SomeTime, earlier, optional, require, touched
from lineofsight.organization.models import Holding, Job, Person, Position, PositionVersion, Unit, UnitVersion


class CreatePosition(FromSource):
    """A seat in a unit from a day on."""

    title: str = Field(min_length=1, max_length=200)
    unit: UUID
    job: UUID | None = None
    from_: date


@command("organization.create_position", allow=may_organize_unit)
def create_position(ctx: Context, target: None, data: CreatePosition) -> Position:
    """Set up a position in a unit; sent twice with one key, it is set up once."""
    made = earlier(Position, data)
    if made is not None:
        return made
    unit = require(Unit, ctx.viewer, data.unit, "unit")
    _check_unit(unit, data.from_)
    position = Position(**data.identity())
    position.save()
    values: dict[str, Any] = {"title": data.title, "unit": unit, "job": optional(Job, ctx.viewer, data.job, "job")}
    dated.revise(PositionVersion, {"position": position}, from_=data.from_, now=ctx.now, **values)
    return position


class RevisePosition(Input):
    """What changes about a position from a day on; fields that are left out stay as they are."""

    title: str = Field(default="", max_length=200)
    unit: UUID | None = None
    job: UUID | None = None
    from_: date


@command("organization.revise_position", on=Position, allow=may_organize_unit)
def revise_position(ctx: Context, position: Position, data: RevisePosition) -> Position:
    """Retitle a position, or move it to another unit, from a day on."""
    _check_exists(position, data.from_)
    values: dict[str, Any] = {}
    if data.title:
        values["title"] = data.title
    if data.unit is not None:
        values["unit"] = require(Unit, ctx.viewer, data.unit, "unit")
        _check_unit(values["unit"], data.from_)
    if "job" in data.model_fields_set:
        values["job"] = optional(Job, ctx.viewer, data.job, "job")
    dated.revise(PositionVersion, {"position": position}, from_=data.from_, now=ctx.now, **values)
    touched(position)
    return position


class HoldPosition(SomeTime):
    """A position, and the share of full time spent in it (1 is full time)."""

    position: UUID
    fte: Decimal = Field(default=Decimal(1), gt=0, le=Decimal("1.5"), decimal_places=4)


@command("organization.hold_position", on=Person, allow=may_organize_person)
def hold_position(ctx: Context, person: Person, data: HoldPosition) -> Person:
    """Let a person hold a position from a day on."""
    position = require(Position, ctx.viewer, data.position, "position")
    _check_exists(position, data.from_)
    entity = {"person": person, "position": position}
    dated.revise(Holding, entity, from_=data.from_, to=data.to, now=ctx.now, fte=data.fte)
    touched(person)
    return person


class LeavePosition(Input):
    """A position, and the first day on which it is held no more."""

    position: UUID
    on: date


@command("organization.leave_position", on=Person, allow=may_organize_person, may_lose_sight=True)
def leave_position(ctx: Context, person: Person, data: LeavePosition) -> Person:
    """Let a person hold a position no longer from a day on."""
    position = require(Position, ctx.viewer, data.position, "position")
    if not dated.end(Holding, {"person": person, "position": position}, on=data.on, now=ctx.now):
        raise Invalid({"position": f"This person does not hold this position on {data.on}."})
    touched(person)
    return person


def _check_exists(position: Position, on: date) -> None:
    if not PositionVersion.objects.at(on).filter(position=position).exists():
        raise Invalid({"from_": f"This position does not exist on {on}."})


def _check_unit(unit: Unit, from_: date) -> None:
    spans = UnitVersion.objects.current().filter(unit=unit).values_list("valid_from", "valid_to")
    if not trees.covers(spans, from_, None):
        raise Invalid({"unit": f"This unit does not exist on every day from {from_}."})
