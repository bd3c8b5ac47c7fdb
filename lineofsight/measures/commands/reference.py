"""Shared lists: units of measure, currencies, exchange rates."""

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from lineofsight.base import dated, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.measures.access import can_keep_reference_data
from lineofsight.measures.models import Currency, ExchangeRate, UnitOfMeasure
from lineofsight.organization.calendar_math import BadKey
from lineofsight.organization.models import Calendar
from lineofsight.organization.periods import parse_key, period_for


class AddCurrency(Input):
    """An ISO 4217 currency and the digits of its minor unit."""

    code: str = Field(pattern="^[A-Z]{3}$")
    name: str = Field(min_length=1, max_length=80)
    minor_unit: int = Field(default=2, ge=0, le=4)


class AddUnitOfMeasure(Input):
    """A unit of measure; a currency by its code."""

    key: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=80)
    symbol: str = Field(default="", max_length=20)
    kind: Literal["number", "share", "percent", "currency", "duration", "text"] = "number"
    decimals: int = Field(default=2, ge=0, le=6)
    currency: str | None = None


class SetRate(Input):
    """Base units per one foreign unit in a period."""

    base: str
    currency: str
    calendar: UUID
    period: str
    average: Decimal | None = Field(default=None, gt=0, max_digits=15, decimal_places=10)
    closing: Decimal | None = Field(default=None, gt=0, max_digits=15, decimal_places=10)


@command("measures.add_currency", allow=can_keep_reference_data)
def add_currency(ctx: Context, target: None, data: AddCurrency) -> Currency:
    """Add a currency; one that is there already takes the name and digits given."""
    row = Currency.objects.filter(code=data.code).first() or Currency(code=data.code)
    return _save_different(row, name=data.name, minor_unit=data.minor_unit)


@command("measures.add_unit_of_measure", allow=can_keep_reference_data)
def add_unit_of_measure(ctx: Context, target: None, data: AddUnitOfMeasure) -> UnitOfMeasure:
    """Add a unit of measure; one that is there already takes the words given."""
    currency = Currency.objects.filter(code=data.currency).first() if data.currency else None
    if data.currency and currency is None:
        raise Invalid({"currency": f"There is no currency {data.currency}; add it first."})
    row = UnitOfMeasure.objects.filter(key=data.key).first() or UnitOfMeasure(key=data.key)
    return _save_different(
        row, name=data.name, symbol=data.symbol, kind=data.kind, decimals=data.decimals, currency=currency
    )


@command("measures.set_rate", allow=can_keep_reference_data)
def set_rate(ctx: Context, target: None, data: SetRate) -> ExchangeRate:
    """Set a period's exchange rate; a different earlier one is superseded, the same one stays."""
    if data.base == data.currency:
        raise Invalid({"currency": "A currency has no rate against itself."})
    codes = set(Currency.objects.filter(code__in=(data.base, data.currency)).values_list("code", flat=True))
    for name in ("base", "currency"):
        if getattr(data, name) not in codes:
            raise Invalid({name: f"There is no currency {getattr(data, name)}; add it first."})
    calendar = Calendar.objects.filter(public_id=data.calendar).first()
    if calendar is None:
        raise Invalid({"calendar": "There is no such calendar."})
    try:
        period = period_for(calendar, parse_key(calendar, data.period).frequency, data.period)
    except BadKey as error:
        raise Invalid({"period": str(error)}) from None
    key = {"base_id": data.base, "currency_id": data.currency, "period": period}
    earlier = ExchangeRate.objects.current().filter(**key).first()
    if earlier and (earlier.average, earlier.closing) == (data.average, data.closing):
        return earlier
    row = dated.supersede(earlier, ExchangeRate, now=ctx.now, **key, average=data.average, closing=data.closing)
    events.publish("measures.rates_changed", period_id=period.pk)
    return row


def _save_different(row: Any, **values: Any) -> Any:
    """Save a row if it is new or says something else."""
    if row._state.adding or any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row
