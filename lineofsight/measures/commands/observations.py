"""Values of a KPI: recording, correcting and withdrawing them."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from pydantic import Field

from lineofsight.base import clock, dated, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid, ReasonNeeded, Refused, Stale
from lineofsight.measures.access import can_record
from lineofsight.measures.lookups import check_unit_exists, columns, period_of
from lineofsight.measures.models import Measure, MeasureVersion, Observation, PublishedFigure
from lineofsight.measures.numbers import Number, to_six_decimals
from lineofsight.organization.models import Period, Unit
from lineofsight.organization.periods import is_closed
from lineofsight.strategy.access import seen_unit


class Provenance(Input):
    """Where a value came from: file, lines ("1204-1315,1320"), place in a JSON file, the text as it stood there."""

    raw: str = Field(default="", max_length=400)
    file: int | None = None
    lines: str = ""
    pointer: str = Field(default="", max_length=200)
    source: str = Field(default="", max_length=40)
    reported_at: datetime | None = None


class RecordObservation(Provenance):
    """A value, or both sides of a ratio, or a label, of a unit and a period (by its key in the KPI's calendar).

    `seen` is the id of the value that the writer saw, 0 for none: another one is a conflict.
    """

    unit: UUID
    period: str = Field(max_length=20)
    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    label: str = Field(default="", max_length=120)
    comment: str = ""
    seen: int | None = None


class WithdrawObservation(Input):
    """The unit and the period whose value is taken back."""

    unit: UUID
    period: str = Field(max_length=20)


class PublishFigure(Provenance):
    """A figure that the source published itself; it is shown beside ours and never mixed with it."""

    unit: UUID
    period: str = Field(max_length=20)
    kind: str = Field(default="progress", max_length=20)
    value: Number | None = None
    raw: str = Field(default="", max_length=200)


#: Doors through which a stored file may be named: from outside, naming one would open other people's files.
FILE_DOORS = ("import", "job", "system")
COMPARED = ("value", "numerator", "denominator", "label")


@command("measures.record_observation", on=Measure, allow=can_record)
def record_observation(ctx: Context, measure: Measure, data: RecordObservation) -> Observation:
    """Store what was observed; a different earlier value is superseded, the same one stays.

    A value for a closed period is a restatement: it asks for a reason, and the frozen result stays as it is.
    """
    unit = seen_unit(ctx, data.unit)
    card, period = period_of(measure, data.period)
    check_span(unit, period)
    values = observed_values(card, data)
    key = {"measure": measure, "unit": unit, "period": period}
    earlier = Observation.objects.current().filter(**key).first()
    if earlier is not None and all(getattr(earlier, name) == values[name] for name in COMPARED):
        return earlier
    if data.seen is not None and data.seen != (earlier.pk if earlier else 0):
        raise Stale(columns(earlier) if earlier else {})
    if is_closed(period) and not ctx.reason.strip():
        raise ReasonNeeded
    row = dated.supersede(
        earlier,
        Observation,
        now=ctx.now,
        **key,
        **values,
        **provenance(ctx, data),
        comment=data.comment,
        supersedes_id=earlier.pk if earlier else None,
    )
    publish_change(measure, unit, period)
    return row


@command("measures.withdraw_observation", on=Measure, allow=can_record, asks_reason=True)
def withdraw_observation(ctx: Context, measure: Measure, data: WithdrawObservation) -> Observation:
    """Take a value back: from now on none is known for this unit and period."""
    unit = seen_unit(ctx, data.unit)
    _, period = period_of(measure, data.period)
    row = Observation.objects.current().filter(measure=measure, unit=unit, period=period).first()
    if row is None:
        raise Invalid({"period": "There is no value to take back."})
    row.known_to = ctx.now
    row.save(update_fields=["known_to"])
    publish_change(measure, unit, period)
    return row


@command("measures.publish_figure", on=Measure, allow=can_record)
def publish_figure(ctx: Context, measure: Measure, data: PublishFigure) -> PublishedFigure:
    """Store what a source published about a KPI; a different earlier figure is superseded, the same one stays."""
    unit = seen_unit(ctx, data.unit)
    _, period = period_of(measure, data.period)
    key = {"measure": measure, "unit": unit, "period": period, "kind": data.kind}
    earlier = PublishedFigure.objects.current().filter(**key).first()
    if earlier is not None and (earlier.value, earlier.raw) == (data.value, data.raw):
        return earlier
    places = {name: value for name, value in provenance(ctx, data).items() if name not in ("source", "reported_at")}
    return dated.supersede(earlier, PublishedFigure, now=ctx.now, **key, value=data.value, **places)


def publish_change(measure: Measure, unit: Unit, period: Period) -> None:
    """Tell that what was observed at a unit in a period changed."""
    events.publish("measures.observations_changed", measure_id=measure.pk, unit_ids=[unit.pk], period_ids=[period.pk])


def check_span(unit: Unit, period: Period) -> None:
    """Refuse a period that has not begun, or in which the unit did not exist."""
    if period.start_on > clock.today():
        raise Invalid({"period": f"{period.key} has not begun; only what happened can be recorded."})
    check_unit_exists(unit, period.start_on, period.until_on)


def provenance(ctx: Context, data: Provenance) -> dict[str, Any]:
    """Return the columns that say where a value came from; only imports may name a stored file (T04, T06)."""
    if data.file is not None and ctx.via not in FILE_DOORS:
        raise Refused(gettext("A value that rests on a file comes in through an import."))
    return {
        "raw": data.raw,
        "file_id": data.file,
        "lines": data.lines,
        "pointer": data.pointer,
        "source": data.source,
        "reported_at": data.reported_at,
    }


def is_ratio(card: MeasureVersion) -> bool:
    """Test whether a KPI is aggregated from its two sides, which must then both be known."""
    return "ratio" in (card.time_aggregation, card.org_aggregation)


def observed_values(card: MeasureVersion, data: RecordObservation) -> dict[str, Any]:
    """Return value, numerator, denominator and label as they are stored; Invalid where they make no sense."""
    sides = (data.numerator, data.denominator)
    if is_ratio(card) or any(side is not None for side in sides):
        if data.numerator is None:
            raise Invalid({"numerator": "A ratio needs both sides; the numerator is missing."})
        if data.denominator is None:
            raise Invalid({"denominator": "A ratio needs both sides; the denominator is missing."})
        value = ratio_value(data.numerator, data.denominator, card.factor, is_complement=card.is_complement)
        _check_stated(data.value, value)
        return {"value": value, "numerator": data.numerator, "denominator": data.denominator, "label": data.label}
    if data.value is None and not data.label:
        raise Invalid({"value": "Enter a value."})
    return {"value": data.value, "numerator": None, "denominator": None, "label": data.label}


def ratio_value(numerator: Decimal, denominator: Decimal, factor: Decimal, *, is_complement: bool) -> Decimal:
    """Return factor × numerator ÷ denominator, or factor × (1 − that), to 6 decimals; a denominator of 0 is Invalid."""
    if denominator == 0:
        raise Invalid({"denominator": "The denominator is 0, so there is no ratio."})
    share = numerator / denominator
    value = to_six_decimals(factor * (1 - share if is_complement else share))
    if value.adjusted() > 13:
        raise Invalid({"denominator": "The ratio is too large to be kept."})
    return value


def _check_stated(stated: Decimal | None, derived: Decimal) -> None:
    """Refuse a value that differs from what its two sides give, at the decimals in which it is stated."""
    if stated is None:
        return
    exponent = max(int(stated.as_tuple().exponent), -6)
    if derived.quantize(Decimal(1).scaleb(min(exponent, 0)), rounding=ROUND_HALF_UP) != stated:
        raise Invalid({"value": f"The two sides give {derived.normalize():f}, not {stated:f}."})
