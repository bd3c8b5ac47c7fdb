"""Readings of the company's twelve headline KPIs, hub by hub where the hubs report."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from lineofsight.demo.norrvik import chain, headline_values, months, spread, trailer_log
from lineofsight.demo.norrvik.headline_values import Headline
from lineofsight.demo.norrvik.readings import Reading
from lineofsight.demo.norrvik.reporting import reading

_ESTIMATED: Final = {("energy-per-pallet", "porto", "2026-10")}
"""The meter of Porto did not report for October: three of four sources, so P3 is an estimate."""


def readings() -> Iterator[Reading]:
    """Yield every reading of a headline KPI as it is right today."""
    yield from _excursions()
    for headline in headline_values.HUB_HEADLINES:
        for month, value in zip(months.MONTHS, headline.values, strict=True):
            if value is not None:
                yield from _hub_readings(headline, month, Decimal(value))
    yield from _company_readings()


def _excursions() -> Iterator[Reading]:
    for row in chain.HUB_MONTHS:
        if row.excursions is not None:
            numbers = reading(
                "temperature-excursions", row.hub, row.month, numerator=row.excursions, denominator=row.pallets
            )
            place = trailer_log.excursion_lines(row.hub, row.month)
            yield replace(numbers, file=trailer_log.file_name(row.month), lines=place)


def _pieces(headline: Headline, month: str) -> tuple[int, ...]:
    """Return how many pieces each hub had: pallets, or its part of the pieces of the company."""
    pallets = [chain.pallets_of(hub, month) for hub in chain.HUBS]
    if headline.pieces is None:
        return tuple(pallets)
    exact = headline_values.EXACT_COUNTS.get((headline.measure, month))
    total = exact[1] if exact else _total_pieces(headline, month)
    return spread.split(total, _piece_weights(headline, pallets))


def _total_pieces(headline: Headline, month: str) -> int:
    assert headline.pieces is not None
    if headline.measure in ("pharma-trained-staff", "data-in-by-ten"):
        return headline.pieces
    return headline.pieces + int(Decimal(headline.pieces) / 25 * spread.wobble(headline.measure, month))


def _piece_weights(headline: Headline, pallets: list[int]) -> list[int]:
    fixed = {"pharma-trained-staff": [74, 350, 240, 136], "data-in-by-ten": [18, 14, 10, 8]}
    return fixed.get(headline.measure, pallets)


def _hub_readings(headline: Headline, month: str, value: Decimal) -> Iterator[Reading]:
    pieces = _pieces(headline, month)
    if month == months.CURRENT and headline.measure == "energy-per-pallet":
        pieces = (*pieces[:3], 0)
    weights = [Decimal(factor) * count for factor, count in zip(headline.spread, pieces, strict=True)]
    amounts = _amounts(headline, month, value, pieces, weights)
    for hub, amount, count in zip(chain.HUBS, amounts, pieces, strict=True):
        if (headline.measure, hub, month) not in _ESTIMATED:
            number = Decimal(amount).scaleb(-headline.decimals)
            yield reading(
                headline.measure, hub, month, numerator=number, denominator=count, currency=_currency(headline)
            )


def _amounts(
    headline: Headline, month: str, value: Decimal, pieces: tuple[int, ...], weights: list[Decimal]
) -> tuple[int, ...]:
    """Return the numerator of each hub, in its smallest step, so that together they give the company's value."""
    whole = sum(pieces)
    exact = headline_values.EXACT_COUNTS.get((headline.measure, month))
    if headline.kind == headline_values.RATE:
        total = exact[0] if exact else int(spread.rounded((value * whole).scaleb(headline.decimals), 0))
        return spread.split(total, weights)
    good = exact[0] if exact else int(spread.rounded(value * whole, 0))
    missing = spread.split(whole - good, weights)
    if headline.measure == "pharma-pallets-in-range":
        return missing
    return tuple(count - bad for count, bad in zip(pieces, missing, strict=True))


def _currency(headline: Headline) -> str:
    return "EUR" if headline.measure == "cost-per-pallet" else ""


def _company_readings() -> Iterator[Reading]:
    for place, (month, share) in enumerate(zip(months.MONTHS, headline_values.REVENUE_SHARE, strict=True)):
        revenue = _revenue(month, place)
        pharma = int(spread.rounded(revenue * Decimal(share), 0))
        yield reading("pharma-revenue-share", "norrvik", month, numerator=pharma, denominator=revenue, currency="EUR")
    for month, days in zip(months.MONTHS, headline_values.CASH_CYCLE_DAYS, strict=True):
        yield reading("cash-cycle-days", "norrvik", month, value=days)
    for month, (kept, customers) in zip(months.MONTHS, headline_values.CUSTOMERS_KEPT, strict=True):
        yield reading("contract-customers-kept", "norrvik", month, numerator=kept, denominator=customers)
    for month, (within, appointed) in zip(months.MONTHS, headline_values.LEADS_FROM_WITHIN, strict=False):
        yield reading("leads-from-within", "norrvik", month, numerator=within, denominator=appointed)


def _revenue(month: str, place: int) -> int:
    if month == months.CURRENT:
        return headline_values.REVENUE_OF_OCTOBER
    about = Decimal(chain.company_pallets(month)) * (Decimal("640") + place / Decimal(2))
    return int(spread.rounded(about / 100, 0)) * 100
