"""Key results: their kind, their numbers, and the KPI that may supply the value."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lineofsight.base import events
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid
from lineofsight.core.okr import METRIC_KINDS
from lineofsight.measures.models import Measure, UnitOfMeasure
from lineofsight.measures.numbers import Number
from lineofsight.measures.supplying import supplier
from lineofsight.okr.access import can_write_key_result, can_write_objective
from lineofsight.okr.models import KeyResult, Milestone, Objective
from lineofsight.organization.inputs import FromSource, require, said
from lineofsight.organization.models import Unit

Kind = Literal["metric", "increase", "decrease", "milestone", "binary", "stay_above", "stay_below"]
Weight = Decimal
CONTROL = ("stay_above", "stay_below")


class Step(Input):
    """A milestone and what it weighs among the others."""

    title: str = Field(min_length=1, max_length=300)
    weight: Weight = Field(default=Decimal(1), ge=0, max_digits=15, decimal_places=6)
    due_on: date | None = None


class AddKeyResult(FromSource):
    """A key result: from `start` to `target`, on one side of `target`, by milestones, or yes and no.

    With `measure` the KPI supplies the value, at `measure_unit` or else at the unit of the objective.
    """

    title: str = Field(min_length=1, max_length=300)
    kind: Kind = "metric"
    start: Number | None = None
    target: Number | None = None
    control_mode: Literal["latest", "share"] = "latest"
    weight: Weight = Field(default=Decimal(1), ge=0, max_digits=15, decimal_places=6)
    unit_of_measure: str = ""
    measure: UUID | None = None
    measure_unit: UUID | None = None
    milestones: list[Step] = Field(default_factory=list, max_length=100)
    sort_order: int = Field(default=0, ge=0)


class EditKeyResult(Input):
    """What a key result is called and where it stands; fields that are not sent stay."""

    title: str | None = Field(default=None, min_length=1, max_length=300)
    sort_order: int | None = Field(default=None, ge=0)


class SetKeyResult(Input):
    """New numbers of a key result; fields that are not sent stay."""

    start: Number | None = None
    target: Number | None = None
    weight: Weight | None = Field(default=None, ge=0, max_digits=15, decimal_places=6)


@command("okr.add_key_result", on=Objective, allow=can_write_objective)
def add_key_result(ctx: Context, objective: Objective, data: AddKeyResult) -> KeyResult:
    """Add a key result to an objective."""
    problems = contradictions(data.kind, data.start, data.target, len(data.milestones), data.measure is not None)
    if problems:
        raise Invalid(problems)
    names = ("title", "kind", "start", "target", "control_mode", "weight", "sort_order")
    row = KeyResult(
        objective=objective,
        unit_of_measure=unit_of_measure(data.unit_of_measure),
        **_supplied(ctx, objective, data),
        **data.identity(),
        **{name: getattr(data, name) for name in names},
    )
    if KeyResult.objects.filter(source=row.source, key=row.key).exists():
        raise Invalid({"key": f"There is a key result with the key {row.key} already."})
    row.save()
    for place, step in enumerate(data.milestones):
        Milestone(
            key_result=row,
            title=step.title,
            weight=step.weight,
            due_on=step.due_on,
            sort_order=place,
            key=f"{row.key}/{place + 1}",
            source=row.source,
        ).save()
    publish(row)
    return row


@command("okr.edit_key_result", on=KeyResult, allow=can_write_key_result)
def edit_key_result(ctx: Context, key_result: KeyResult, data: EditKeyResult) -> KeyResult:
    """Change what a key result is called or where it stands among the others."""
    for name, value in said(data, "title", "sort_order").items():
        if value is None:
            raise Invalid({name: "This is needed."})
        setattr(key_result, name, value)
    return _save(key_result)


@command("okr.set_key_result", on=KeyResult, allow=can_write_key_result, asks_reason=True)
def set_key_result(ctx: Context, key_result: KeyResult, data: SetKeyResult) -> KeyResult:
    """Change where a key result starts, what it is to reach, or what it weighs."""
    for name, value in said(data, "start", "target", "weight").items():
        setattr(key_result, name, value)
    if key_result.weight is None:
        raise Invalid({"weight": "This is needed."})
    problems = contradictions(
        key_result.kind,
        key_result.start,
        key_result.target,
        key_result.milestones.count(),
        key_result.measure_id is not None,
    )
    if problems:
        raise Invalid(problems)
    return _save(key_result)


@command("okr.cancel_key_result", on=KeyResult, allow=can_write_key_result, asks_reason=True)
def cancel_key_result(ctx: Context, key_result: KeyResult, data: Nothing) -> KeyResult:
    """Take a key result out of its objective's progress; what was recorded stays."""
    key_result.state = "cancelled"
    return _save(key_result)


def contradictions(
    kind: str, start: Decimal | None, target: Decimal | None, milestones: int, is_supplied: bool
) -> dict[str, str]:
    """Return what in a key result's numbers cannot be, by field."""
    found: dict[str, str] = {}
    if kind in METRIC_KINDS:
        found |= {
            name: "Say from where to where." for name, value in (("start", start), ("target", target)) if value is None
        }
        if start is not None and target is not None:
            found |= _against(kind, start, target)
    if kind in CONTROL and target is None:
        found["target"] = "Say which value it is to keep to."
    if kind == "milestone" and milestones == 0:
        found["milestones"] = "Name at least one milestone."
    if kind != "milestone" and milestones:
        found["milestones"] = "Only a key result by milestones has milestones."
    if kind in ("milestone", "binary") and is_supplied:
        found["measure"] = "A KPI can supply a number only."
    return found


def _against(kind: str, start: Decimal, target: Decimal) -> dict[str, str]:
    if start == target:
        return {"target": "The target must differ from the start."}
    if kind == "increase" and target < start:
        return {"target": "The target lies below the start, although the value is to rise."}
    if kind == "decrease" and target > start:
        return {"target": "The target lies above the start, although the value is to fall."}
    return {}


def unit_of_measure(key: str) -> UnitOfMeasure | None:
    """Return the unit of measure of a key, None for none; Invalid where there is no such."""
    if not key:
        return None
    row = UnitOfMeasure.objects.filter(key=key).first()
    if row is None:
        raise Invalid({"unit_of_measure": f"There is no unit of measure {key}."})
    found: UnitOfMeasure = row
    return found


def _supplied(ctx: Context, objective: Objective, data: AddKeyResult) -> dict[str, Any]:
    if data.measure is None:
        return {}
    measure = supplier(require(Measure, ctx.viewer, data.measure, "measure"))
    unit = require(Unit, ctx.viewer, data.measure_unit, "measure_unit").pk if data.measure_unit else objective.unit_id
    return {"measure": measure, "measure_unit_id": unit}


def _save(key_result: KeyResult) -> KeyResult:
    key_result.version += 1
    key_result.save()
    publish(key_result)
    return key_result


def publish(key_result: KeyResult) -> None:
    """Tell that a key result is another one now."""
    events.publish("okr.objective_changed", objective_id=key_result.objective_id)
