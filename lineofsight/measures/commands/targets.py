"""Targets of a KPI at a unit, dated, with the parameters by which its values are scored."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lineofsight.base import dated, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid, ReasonNeeded, Stale
from lineofsight.measures import scoring_rules
from lineofsight.measures.access import can_set_target
from lineofsight.measures.lookups import card_at, check_unit_exists, columns
from lineofsight.measures.models import Measure, Target
from lineofsight.measures.numbers import Number
from lineofsight.organization.models import Unit
from lineofsight.strategy.access import seen_unit

ScoringType = Literal[
    "goal_red_flag",
    "two_color",
    "baseline_target",
    "min_max",
    "attainment",
    "binary",
    "range",
    "linear_points",
    "yes_no",
    "text",
    "unscored",
]
Threshold = Decimal | None


class SetTarget(Input):
    """What is aimed at from a day on (until `to`, where it is given); fields that are not sent carry over.

    `target` is the goal. `parameters` holds what some scoring types need besides (see `scoring_rules`).
    `seen` is the id of the target that the writer saw as holding on `from_`, 0 for none: another one is a conflict.
    """

    unit: UUID
    from_: date
    to: date | None = None
    seen: int | None = None
    scoring_type: ScoringType = "unscored"
    unscored_reason: str = Field(default="", max_length=200)
    baseline: Number | None = None
    target: Number | None = None
    red_flag: Number | None = None
    stretch: Number | None = None
    cap: Literal["both", "lower", "none"] = "both"
    parameters: dict[str, Any] = Field(default_factory=dict)
    phasing: Literal["flat", "linear", "step", "custom", "seasonal"] = "flat"
    phasing_start_on: date | None = None
    phasing_start_value: Number | None = None
    phasing_end_on: date | None = None
    is_phased_score: bool = False
    green_at: Threshold = Field(default=None, max_digits=15, decimal_places=12)
    amber_at: Threshold = Field(default=None, max_digits=15, decimal_places=12)
    hysteresis: Decimal = Field(default=Decimal(2), max_digits=9, decimal_places=6)
    ambition: Literal["committed", "aspirational"] = "committed"
    text: str = Field(default="", max_length=600)
    due_on: date | None = None
    agreed_by: str = Field(default="", max_length=200)


class EndTarget(Input):
    """The unit and the day from which no target of its own holds there."""

    unit: UUID
    on: date


ADDRESS = ("unit", "from_", "to", "seen")


@command("measures.set_target", on=Measure, allow=can_set_target)
def set_target(ctx: Context, measure: Measure, data: SetTarget) -> Target:
    """Set a KPI's target at a unit from a day on; changing one that is there asks for a reason."""
    unit = seen_unit(ctx, data.unit)
    if data.to is not None and data.to <= data.from_:
        raise Invalid({"to": "The target must end after it begins."})
    check_unit_exists(unit, data.from_, data.to or date.max)
    earlier = _overlapping(measure, unit, data.from_, data.to)
    _check_seen(measure, unit, data)
    values = sent_values(data)
    changed = [row for row in earlier if _differs(row, values)]
    has_gap = _has_gap(earlier, data.from_, data.to)
    for piece in [*(columns(row) | values for row in changed), *([complete_values(data)] if has_gap else [])]:
        _check_values(measure, data.from_, piece)
    if not (changed or has_gap):
        return earlier[0]
    if changed and not ctx.reason.strip():
        raise ReasonNeeded
    rows = dated.revise(Target, {"measure": measure, "unit": unit}, from_=data.from_, to=data.to, now=ctx.now, **values)
    events.publish("measures.target_changed", measure_id=measure.pk, unit_id=unit.pk, from_=data.from_)
    return rows[0]


@command("measures.end_target", on=Measure, allow=can_set_target, asks_reason=True)
def end_target(ctx: Context, measure: Measure, data: EndTarget) -> int:
    """End a unit's own target from a day on; a unit above may then lend its target. Return how many rows ended."""
    unit = seen_unit(ctx, data.unit)
    count = dated.end(Target, {"measure": measure, "unit": unit}, on=data.on, now=ctx.now)
    events.publish("measures.target_changed", measure_id=measure.pk, unit_id=unit.pk, from_=data.on)
    return count


def sent_values(data: SetTarget) -> dict[str, Any]:
    """Return the columns that were sent."""
    return {name: _stored(name, getattr(data, name)) for name in sorted(data.model_fields_set - set(ADDRESS))}


def complete_values(data: SetTarget) -> dict[str, Any]:
    """Return all columns, with the defaults of those that were not sent."""
    names = [name for name in SetTarget.model_fields if name not in ADDRESS]
    return {name: _stored(name, getattr(data, name)) for name in names}


def _stored(name: str, value: Any) -> Any:
    return {key: _plain(item) for key, item in value.items()} if name == "parameters" else value


def _plain(value: Any) -> Any:
    """Return a parameter as JSON keeps it: numbers as numbers, whatever they came as."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _overlapping(measure: Measure, unit: Unit, from_: date, to: date | None) -> list[Target]:
    rows = Target.objects.current().filter(measure=measure, unit=unit).exclude(valid_to__lte=from_)
    if to is not None:
        rows = rows.filter(valid_from__lt=to)
    return list(rows.order_by("valid_from"))


def _has_gap(rows: list[Target], from_: date, to: date | None) -> bool:
    """Test whether on some day of [from_, to) none of the rows, given in order, holds."""
    covered: date | None = from_
    for row in rows:
        if covered is None or row.valid_from > covered:
            break
        covered = row.valid_to
    return covered is not None and (to is None or covered < to)


def _check_seen(measure: Measure, unit: Unit, data: SetTarget) -> None:
    """Refuse to write over a target that the writer has not seen."""
    if data.seen is None:
        return
    held = Target.objects.at(data.from_).filter(measure=measure, unit=unit).first()
    if (held.pk if held else 0) != data.seen:
        raise Stale(columns(held) if held else {})


def _differs(row: Target, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _check_values(measure: Measure, from_: date, values: dict[str, Any]) -> None:
    problems = scoring_rules.check(values, card_at(measure, from_).polarity)
    if problems:
        raise Invalid(problems)
