"""The way of a reorganization: draft, in review, approved, applied on its day, and perhaps taken back."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lineofsight.base import clock
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid
from lineofsight.organization.access import may_approve_reorganization, may_organize
from lineofsight.organization.commands.units import check_lives
from lineofsight.organization.inputs import FromSource, earlier, optional
from lineofsight.organization.models import Person, Position, Reorganization, ReorganizationMove, Unit

Kind = Literal["move_unit", "rename_unit", "merge_unit", "close_unit", "move_position", "set_manager"]
#: Which columns a kind of move needs.
NEEDS: dict[str, tuple[str, ...]] = {
    "move_unit": ("unit",),
    "rename_unit": ("unit", "name"),
    "merge_unit": ("unit", "target"),
    "close_unit": ("unit",),
    "move_position": ("position", "target"),
    "set_manager": ("person",),
}
MISSING = {
    "unit": "Say which unit.",
    "name": "Say the new name.",
    "target": "Say into which unit.",
    "position": "Say which position.",
    "person": "Say whose manager.",
}


class WrongState(Invalid):
    """The plan is not where this act asks it to be."""


class PlanReorganization(FromSource):
    """A plan by name, what it is for, and the day on which it takes effect."""

    name: str = Field(min_length=1, max_length=200)
    purpose: str = Field(default="", max_length=4000)
    takes_effect_on: date


@command("organization.plan_reorganization", allow=may_organize)
def plan_reorganization(ctx: Context, target: None, data: PlanReorganization) -> Reorganization:
    """Begin the plan of a reorganization; sent twice with one key, it is begun once."""
    made = earlier(Reorganization, data)
    if made is not None:
        return made
    plan = Reorganization(
        **data.identity(),
        name=data.name,
        purpose=data.purpose,
        takes_effect_on=data.takes_effect_on,
        prepared_by_id=ctx.viewer.user_id,
    )
    plan.save()
    return plan


class EditReorganization(Input):
    """What changes about the plan; fields that are left out stay as they are."""

    name: str = Field(default="", max_length=200)
    purpose: str = Field(default="", max_length=4000)
    takes_effect_on: date | None = None


@command("organization.edit_reorganization", on=Reorganization, allow=may_organize)
def edit_reorganization(ctx: Context, plan: Reorganization, data: EditReorganization) -> Reorganization:
    """Change name, purpose or day of a draft."""
    _require(plan, "draft", sentence="Only a draft can be changed.")
    for name in data.model_fields_set:
        if name == "purpose" or getattr(data, name):
            setattr(plan, name, getattr(data, name))
    return _saved(plan)


class AddMove(Input):
    """A move: which columns count depends on its kind. A unit moved to no target stands at the top."""

    kind: Kind
    unit: UUID | None = None
    target: UUID | None = None
    position: UUID | None = None
    person: UUID | None = None
    manager: UUID | None = None
    name: str = Field(default="", max_length=200)


@command("organization.add_move", on=Reorganization, allow=may_organize)
def add_move(ctx: Context, plan: Reorganization, data: AddMove) -> Reorganization:
    """Add a move at the end of a draft; the same move twice stands there once."""
    _require(plan, "draft", sentence="Only a draft can be changed.")
    for name in NEEDS[data.kind]:
        if not getattr(data, name):
            raise Invalid({name: MISSING[name]})
    values: dict[str, Any] = {
        "kind": data.kind,
        "unit": optional(Unit, ctx.viewer, data.unit, "unit"),
        "target": optional(Unit, ctx.viewer, data.target, "target"),
        "position": optional(Position, ctx.viewer, data.position, "position"),
        "person": optional(Person, ctx.viewer, data.person, "person"),
        "manager": optional(Person, ctx.viewer, data.manager, "manager"),
        "name": data.name,
    }
    if values["unit"] is not None and values["unit"] == values["target"]:
        raise Invalid({"target": "A unit cannot go into itself. Choose another one."})
    if values["unit"] is not None:
        check_lives(values["unit"], plan.takes_effect_on)
    if plan.moves.filter(**values).exists():
        return plan
    last = plan.moves.order_by("-place").first()
    ReorganizationMove(reorganization=plan, place=last.place + 1 if last else 1, **values).save()
    return _saved(plan)


class RemoveMove(Input):
    """The place of a move in the plan."""

    place: int


@command("organization.remove_move", on=Reorganization, allow=may_organize)
def remove_move(ctx: Context, plan: Reorganization, data: RemoveMove) -> Reorganization:
    """Take a move out of a draft."""
    _require(plan, "draft", sentence="Only a draft can be changed.")
    move = plan.moves.filter(place=data.place).first()
    if move is None:
        raise Invalid({"place": "There is no such move in this plan any more."})
    move.delete()
    return _saved(plan)


@command("organization.submit_reorganization", on=Reorganization, allow=may_organize)
def submit_reorganization(ctx: Context, plan: Reorganization, data: Nothing) -> Reorganization:
    """Submit a draft for approval: every move is tried first, so that what is approved can be done."""
    from lineofsight.organization import reorganizing  # inline: it runs this package's commands

    _require(plan, "draft", sentence="Only a draft can be submitted.")
    if not plan.moves.exists():
        raise Invalid({"": "Add a move first: there is nothing to approve yet."})
    with reorganizing.trial():
        reorganizing.do_moves(ctx, plan)
    plan.submitted_by_id, plan.submitted_at = ctx.viewer.user_id, ctx.now
    return _moved(plan, "in_review")


@command("organization.return_reorganization", on=Reorganization, allow=may_organize, asks_reason=True)
def return_reorganization(ctx: Context, plan: Reorganization, data: Nothing) -> Reorganization:
    """Return a plan to draft, with the reason."""
    _require(plan, "in_review", "approved", sentence="Only a plan that waits can be returned.")
    plan.approved_by_id = plan.approved_at = plan.submitted_by_id = plan.submitted_at = None
    return _moved(plan, "draft")


@command("organization.approve_reorganization", on=Reorganization, allow=may_approve_reorganization)
def approve_reorganization(ctx: Context, plan: Reorganization, data: Nothing) -> Reorganization:
    """Approve a plan that somebody else prepared; it takes effect on its day."""
    _require(plan, "in_review", sentence="This plan does not wait for approval.")
    plan.approved_by_id, plan.approved_at = ctx.viewer.user_id, ctx.now
    return _moved(plan, "approved")


@command("organization.apply_reorganization", on=Reorganization, allow=may_organize)
def apply_reorganization(ctx: Context, plan: Reorganization, data: Nothing) -> Reorganization:
    """Do every move of an approved plan, in one act, from its day on; an applied one stays as it is."""
    from lineofsight.organization import reorganizing  # inline: it runs this package's commands

    if plan.state == "applied":
        return plan
    _require(plan, "approved", sentence="Only an approved plan can take effect.")
    if plan.takes_effect_on > clock.today():
        raise Invalid({"": f"It takes effect on {plan.takes_effect_on}; before that day nothing moves."})
    plan.effects, plan.applied_at = reorganizing.do_moves(ctx, plan), ctx.now
    return _moved(plan, "applied")


@command("organization.take_back_reorganization", on=Reorganization, allow=may_organize, asks_reason=True)
def take_back_reorganization(ctx: Context, plan: Reorganization, data: Nothing) -> Reorganization:
    """Undo an applied plan as a whole: units, positions and lines are again as before, and history keeps both."""
    from lineofsight.organization import reorganizing  # inline: it runs this package's commands

    _require(plan, "applied", sentence="Only a plan that took effect can be taken back.")
    reorganizing.undo_moves(ctx, plan)
    plan.taken_back_at = ctx.now
    return _moved(plan, "taken_back")


@command("organization.drop_reorganization", on=Reorganization, allow=may_organize)
def drop_reorganization(ctx: Context, plan: Reorganization, data: Nothing) -> Reorganization:
    """Give up a plan that did not take effect."""
    _require(plan, "draft", "in_review", "approved", sentence="Only a plan that did not take effect can be given up.")
    return _moved(plan, "dropped")


def _require(plan: Reorganization, *states: str, sentence: str) -> None:
    if plan.state not in states:
        raise WrongState({"": sentence})


def _moved(plan: Reorganization, state: str) -> Reorganization:
    plan.state = state
    return _saved(plan)


def _saved(plan: Reorganization) -> Reorganization:
    plan.version += 1
    plan.save()
    return plan
