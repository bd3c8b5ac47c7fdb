"""KPI cards: creating a KPI, and revising what its card says from a day on."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.utils.text import slugify
from pydantic import Field

from lineofsight.base import dated, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.measures import scoring_rules
from lineofsight.measures.access import can_create_measure, can_edit_card
from lineofsight.measures.dependencies import check_expression
from lineofsight.measures.models import Measure, MeasureVersion, Target, UnitOfMeasure
from lineofsight.measures.numbers import Number
from lineofsight.organization.models import Calendar
from lineofsight.strategy.access import seen_unit

Polarity = Literal["maximize", "minimize", "range", "unknown"]
Frequency = Literal["daily", "weekly", "monthly", "quarterly", "semiannual", "annual"]
TimeAggregation = Literal[
    "sum", "avg", "last", "min", "max", "ratio", "ytd_sum", "ytd_avg", "rolling_avg", "cumulative_ytd"
]


class CardFields(Input):
    """The card of DOMAIN 3.1; a unit of measure by its key, a calendar by its public id."""

    short_name: str = Field(default="", max_length=60)
    question: str = ""
    formula: str = ""
    expression: str = ""
    expression_missing: Literal["blank", "zero", "ignore"] = "blank"
    unit_of_measure: str | None = None
    polarity: Polarity = "unknown"
    lead_lag: Literal["", "lead", "lag"] = ""
    nature: Literal["quantitative", "qualitative"] = "quantitative"
    frequency: Frequency = "monthly"
    time_aggregation: TimeAggregation = "last"
    rolling_window: int | None = Field(default=None, ge=2, le=366)
    time_missing: Literal["ignore", "zero", "require_all", "require_latest", "prorate"] = "ignore"
    org_aggregation: Literal["sum", "mean", "weighted_mean", "ratio", "min", "max", "none"] = "none"
    min_coverage: Decimal | None = Field(default=None, ge=0, le=1, max_digits=7, decimal_places=6)
    factor: Number = Decimal(1)
    is_complement: bool = False
    flow_or_stock: Literal["flow", "stock"] = "flow"
    lower_bound: Number | None = None
    is_seasonal: bool = False
    is_estimate: bool = False
    collection: str = Field(default="", max_length=300)
    source_system: str = Field(default="", max_length=200)
    grace_days: int = Field(default=10, ge=0, le=1000)
    stale_after_days: int = Field(default=31, ge=0, le=1000)
    carries_forward: bool = False
    is_mandatory: bool = False
    gaming_risks: str = ""


class CreateMeasure(CardFields):
    """A KPI with its first card. Without a calendar the installation's first one is taken."""

    name: str = Field(min_length=1, max_length=600)
    owning_unit: UUID
    calendar: UUID | None = None
    from_: date
    slug: str = Field(default="", max_length=160)
    source: str = Field(default="", max_length=40)
    key: str = Field(default="", max_length=120)
    sensitivity: Literal["open", "restricted"] = "open"
    family: str = Field(default="", max_length=80)


class ReviseMeasure(CardFields):
    """What a card says from a day on; fields that are not sent stay as they are."""

    name: str | None = Field(default=None, min_length=1, max_length=600)
    from_: date
    sensitivity: Literal["open", "restricted"] | None = None
    family: str | None = Field(default=None, max_length=80)


IDENTITY = ("sensitivity", "family")


@command("measures.create_measure", allow=can_create_measure)
def create_measure(ctx: Context, target: None, data: CreateMeasure) -> Measure:
    """Create a KPI with its card."""
    unit = seen_unit(ctx, data.owning_unit)
    slug = free_slug(data.slug or data.name)
    key = data.key or slug
    if Measure.objects.filter(source=data.source, key=key).exists():
        raise Invalid({"key": f"There is a KPI with the key {key} already."})
    card = _card_values(data.model_dump(include=set(CardFields.model_fields)))
    card |= {"name": data.name, "calendar": _calendar(data.calendar)}
    _check_card(card)
    measure = Measure.objects.create(
        owning_unit=unit, slug=slug, source=data.source, key=key, sensitivity=data.sensitivity, family=data.family
    )
    check_expression(ctx.viewer, measure, card["expression"])
    dated.revise(MeasureVersion, {"measure": measure}, from_=data.from_, now=ctx.now, **card)
    events.publish("measures.card_changed", measure_id=measure.pk)
    return measure


@command("measures.revise_measure", on=Measure, allow=can_edit_card)
def revise_measure(ctx: Context, measure: Measure, data: ReviseMeasure) -> Measure:
    """Revise a KPI's card from a day on; what did not change is left alone."""
    sent = {name: getattr(data, name) for name in data.model_fields_set - {"from_"}}
    identity = {name: sent.pop(name) for name in IDENTITY if name in sent and sent[name] is not None}
    sent.pop("sensitivity", None), sent.pop("family", None)
    if sent.get("name", "") is None:
        del sent["name"]
    changes = _card_values(sent)
    is_revised = _revise_card(ctx, measure, data.from_, changes) if changes else False
    is_renamed = any(getattr(measure, name) != value for name, value in identity.items())
    if not (is_revised or is_renamed):
        return measure
    for name, value in identity.items():
        setattr(measure, name, value)
    measure.version += 1
    measure.save()
    events.publish("measures.card_changed", measure_id=measure.pk)
    return measure


def _revise_card(ctx: Context, measure: Measure, from_: date, changes: dict[str, Any]) -> bool:
    cards = list(MeasureVersion.objects.current().filter(measure=measure).exclude(valid_to__lte=from_))
    if not any(card.valid_from <= from_ for card in cards):
        raise Invalid({"from_": "The KPI has no card on that day yet; choose a later one."})
    names = [field.name for field in MeasureVersion._meta.concrete_fields]
    for card in cards:
        merged = {name: getattr(card, name) for name in names} | changes
        _check_card(merged)
        if "polarity" in changes and changes["polarity"] != card.polarity:
            _check_targets(measure, changes["polarity"], from_)
    if "expression" in changes:
        check_expression(ctx.viewer, measure, changes["expression"])
    if all(getattr(card, name) == value for card in cards for name, value in changes.items()):
        return False
    dated.revise(MeasureVersion, {"measure": measure}, from_=from_, now=ctx.now, **changes)
    return True


def _card_values(sent: dict[str, Any]) -> dict[str, Any]:
    """Return column values; the unit of measure is looked up by its key."""
    values = dict(sent)
    if "unit_of_measure" in values:
        key = values["unit_of_measure"]
        values["unit_of_measure"] = UnitOfMeasure.objects.filter(key=key).first() if key else None
        if key and values["unit_of_measure"] is None:
            raise Invalid({"unit_of_measure": f"There is no unit of measure {key}; add it first."})
    return values


def _check_card(card: dict[str, Any]) -> None:
    """Refuse a card that contradicts itself."""
    if card["time_aggregation"] == "rolling_avg" and not card["rolling_window"]:
        raise Invalid({"rolling_window": "Say over how many periods the rolling average goes."})
    if card["time_aggregation"] == "cumulative_ytd" and card["flow_or_stock"] == "stock":
        raise Invalid({"time_aggregation": "Only what flows can accumulate over a year; this KPI is a stock."})
    if card["factor"] == 0:
        raise Invalid({"factor": "The factor of a ratio cannot be 0."})


def _check_targets(measure: Measure, polarity: str, from_: date) -> None:
    rows = Target.objects.current().filter(measure=measure).exclude(valid_to__lte=from_)
    for row in rows:
        values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
        problems = scoring_rules.check(values, polarity)
        if problems:
            raise Invalid(
                {"polarity": f"The target from {row.valid_from} would not fit: {' '.join(problems.values())}"}
            )


def _calendar(public_id: UUID | None) -> Calendar:
    rows = Calendar.objects.order_by("pk")
    row = rows.filter(public_id=public_id).first() if public_id else rows.first()
    if row is None:
        raise Invalid({"calendar": "There is no such calendar; create one first."})
    return row


def free_slug(text: str) -> str:
    """Return an address word for a text that no KPI has yet."""
    base = slugify(text)[:140] or "kpi"
    taken = set(Measure.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
