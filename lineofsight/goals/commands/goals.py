"""Goals of a person: what, until when, how it is measured, and what part of the plan it is."""

from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from lineofsight.base import clock, dated, events
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid
from lineofsight.goals.access import can_add_goal, can_note_progress, can_write_goal
from lineofsight.goals.models import Goal, GoalValue
from lineofsight.measures.models import Measure
from lineofsight.measures.numbers import Number
from lineofsight.measures.supplying import supplier
from lineofsight.okr.commands.key_results import unit_of_measure
from lineofsight.okr.models import Cycle
from lineofsight.organization.inputs import FromSource, optional, said
from lineofsight.organization.models import Person, Unit

Audience = Literal["managers", "team", "everyone"]
WHOLE = Decimal(100)
COLUMNS = ("title", "measured_by", "start_on", "due_on", "weight", "kind", "start", "target", "audience")


class AddGoal(FromSource):
    """A goal, its days, its weight in the plan in percent, and how it is measured: by a value, or done or not.

    With `measure` a KPI at a unit supplies the value.
    """

    title: str = Field(min_length=1, max_length=300)
    measured_by: str = Field(default="", max_length=300)
    start_on: date
    due_on: date
    weight: Decimal = Field(ge=0, le=100, max_digits=9, decimal_places=6)
    kind: Literal["metric", "binary"] = "metric"
    start: Number | None = None
    target: Number | None = None
    unit_of_measure: str = ""
    measure: UUID | None = None
    measure_unit: UUID | None = None
    audience: Audience = "managers"
    cycle: UUID | None = None


class EditGoal(Input):
    """What changes about a goal; fields that are not sent stay."""

    title: str | None = Field(default=None, min_length=1, max_length=300)
    measured_by: str | None = Field(default=None, max_length=300)
    start_on: date | None = None
    due_on: date | None = None
    start: Number | None = None
    target: Number | None = None
    audience: Audience | None = None


class SetGoalWeight(Input):
    """What part of the plan a goal is, in percent."""

    weight: Decimal = Field(ge=0, le=100, max_digits=9, decimal_places=6)


class NoteProgress(Input):
    """Where a goal stood on a day; done or not is 1 or 0."""

    value: Number | None
    on: date | None = None
    comment: str = Field(default="", max_length=2000)


@command("goals.add_goal", on=Person, allow=can_add_goal, audited_input=False)
def add_goal(ctx: Context, person: Person, data: AddGoal) -> Goal:
    """Add a goal to a person's plan."""
    problems = contradictions(data.kind, data.start, data.target, data.start_on, data.due_on)
    if data.measure is not None and data.measure_unit is None:
        problems["measure_unit"] = "Say at which unit the KPI is read."
    if problems:
        raise Invalid(problems)
    row = Goal(
        person=person,
        cycle=optional(Cycle, ctx.viewer, data.cycle, "cycle"),
        unit_of_measure=unit_of_measure(data.unit_of_measure),
        measure=supplier(optional(Measure, ctx.viewer, data.measure, "measure")),
        measure_unit=optional(Unit, ctx.viewer, data.measure_unit, "measure_unit"),
        **data.identity(),
        **{name: getattr(data, name) for name in COLUMNS},
    )
    if Goal.objects.filter(source=row.source, key=row.key).exists():
        raise Invalid({"key": "There is a goal with this key already."})
    row.save()
    _check_plan(row)
    publish(row)
    return row


@command("goals.edit_goal", on=Goal, allow=can_write_goal, audited_input=False)
def edit_goal(ctx: Context, goal: Goal, data: EditGoal) -> Goal:
    """Change what a goal says, when it is due, or how it is measured."""
    for name, value in said(data, *EditGoal.model_fields).items():
        if value is None and name not in ("start", "target"):
            raise Invalid({name: "This is needed."})
        setattr(goal, name, value)
    problems = contradictions(goal.kind, goal.start, goal.target, goal.start_on, goal.due_on)
    if problems:
        raise Invalid(problems)
    return _save(goal)


@command("goals.set_goal_weight", on=Goal, allow=can_write_goal, asks_reason=True, audited_input=False)
def set_goal_weight(ctx: Context, goal: Goal, data: SetGoalWeight) -> Goal:
    """Change what part of the plan a goal is."""
    goal.weight = data.weight
    return _save(goal)


@command("goals.drop_goal", on=Goal, allow=can_write_goal, asks_reason=True)
def drop_goal(ctx: Context, goal: Goal, data: Nothing) -> Goal:
    """Pursue a goal no longer; what was noted stays."""
    goal.state = "dropped"
    return _save(goal)


@command("goals.note_progress", on=Goal, allow=can_note_progress, audited_input=False)
def note_progress(ctx: Context, goal: Goal, data: NoteProgress) -> GoalValue:
    """Store where a goal stood on a day; a different earlier value of that day is superseded."""
    on = data.on or clock.today()
    if on > clock.today():
        raise Invalid({"on": "This day has not come yet."})
    if goal.kind == "binary" and data.value is not None and not 0 <= data.value <= 1:
        raise Invalid({"value": "Say how far it is, from 0 (not yet) to 1 (done)."})
    earlier = GoalValue.objects.current().filter(goal=goal, on=on).first()
    if earlier is not None and (earlier.value, earlier.comment) == (data.value, data.comment):
        return earlier
    row = dated.supersede(earlier, GoalValue, now=ctx.now, goal=goal, on=on, value=data.value, comment=data.comment)
    publish(goal)
    return row


def contradictions(
    kind: str, start: Decimal | None, target: Decimal | None, start_on: date, due_on: date
) -> dict[str, str]:
    """Return what in a goal's numbers and days cannot be, by field."""
    found: dict[str, str] = {}
    if due_on < start_on:
        found["due_on"] = "The goal would be due before it starts."
    if kind == "metric":
        values = {"start": start, "target": target}
        found |= {name: "Say from where to where." for name, value in values.items() if value is None}
        if start is not None and start == target:
            found["target"] = "The target must differ from the start."
    return found


def _check_plan(goal: Goal) -> None:
    """Refuse a plan that on the goal's first day would be more than a whole."""
    rows = Goal.objects.filter(
        person=goal.person, state="active", start_on__lte=goal.start_on, due_on__gte=goal.start_on
    )
    total = sum(rows.values_list("weight", flat=True), Decimal(0))
    if total > WHOLE:
        raise Invalid({"weight": f"The goals of this plan would add up to {total.normalize():f}%; at most 100%."})


def _save(goal: Goal) -> Goal:
    goal.version += 1
    goal.save()
    if goal.state == "active":
        _check_plan(goal)
    publish(goal)
    return goal


def publish(goal: Goal) -> None:
    """Tell that a goal, or what it serves, is another one now."""
    events.publish("goals.goal_changed", goal_id=goal.pk)
