"""Amounts in several currencies, as one total in the base currency (domain section 3.5). Exact decimals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from lineofsight.core.rounding import round_half_up

KINDS = ("flow", "stock")
_EXACT = Context(prec=100)  # amounts and rates of at most 15 significant digits never round here


@dataclass(frozen=True, slots=True)
class Amount:
    """Money of one currency in one period; None when it is not known."""

    amount: Decimal | None
    currency: str
    period: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Base units per one foreign unit, over a period and at its end."""

    average: Decimal | None
    closing: Decimal | None


@dataclass(frozen=True, slots=True)
class Converted:
    """The rounded total (None when anything is missing), the unrounded lines, and what lacks a rate."""

    total: Decimal | None
    lines: tuple[Decimal | None, ...]
    missing_rates: tuple[tuple[str, str], ...]


def convert(
    amounts: Sequence[Amount],
    rates: Mapping[tuple[str, str], Rate],
    *,
    base: str,
    kind: str,
    minor_unit: int = 2,
    rate_period: Mapping[str, str] | None = None,
) -> Converted:
    """Return amounts in the base currency: a flow at the period's average rate, a stock at its closing rate.

    `rates` is keyed by (period, currency). Only the total is rounded, to the base currency's minor unit. A missing rate
    or amount leaves the total unknown. `rate_period` takes a period's rates from another one: with last year's periods
    it gives the constant-currency view.
    """
    lines: list[Decimal | None] = []
    missing: dict[tuple[str, str], None] = {}  # a dict keeps the order of first need
    for amount in amounts:
        key = ((rate_period or {}).get(amount.period, amount.period), amount.currency)
        rate = Decimal(1) if amount.currency == base else _rate(rates.get(key), kind)
        if rate is None:
            missing[key] = None
        lines.append(None if rate is None or amount.amount is None else _EXACT.multiply(amount.amount, rate))
    known = [line for line in lines if line is not None]
    total = None
    if lines and len(known) == len(lines):
        total = Decimal(0)
        for line in known:
            total = _EXACT.add(total, line)
        total = round_half_up(total, minor_unit)
    return Converted(total, tuple(lines), tuple(missing))


def _rate(rate: Rate | None, kind: str) -> Decimal | None:
    if rate is None:
        return None
    return rate.average if kind == "flow" else rate.closing
