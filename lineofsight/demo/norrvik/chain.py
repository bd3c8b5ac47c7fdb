"""Pallets and temperature excursions of the four hubs, month by month: the numbers behind objective P1."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lineofsight.demo.norrvik import months, spread

HUBS: Final = ("rotterdam", "gdansk", "gothenburg", "porto")
FIRST_EXCURSION_MONTH: Final = "2025-01"
PER_THOUSAND: Final[tuple[str, ...]] = (
    "4.3", "4.0", "4.2", "4.4", "4.1", "3.9", "4.2", "4.0", "4.3", "4.1", "3.8", "4.2",
    "4.1", "3.9", "4.0", "3.8", "4.0", "4.4", "5.3", "5.0", "5.2",
)  # fmt: skip
"""Company rate from January 2025 to September 2026; October is counted in `_OCTOBER`."""
_OCTOBER: Final = {"rotterdam": (64, 9120), "gdansk": (21, 6410), "gothenburg": (15, 3880), "porto": (12, 2380)}
_BASE_PALLETS: Final = 20_300
_SEASON: Final = (-900, -1100, 100, 300, 500, 200, -600, -800, 200, 700, 1300, 1900)
_GROWTH_PER_MONTH: Final = 22
_PALLET_SHARES: Final = (Decimal("0.416"), Decimal("0.294"), Decimal("0.180"), Decimal("0.110"))
_USUAL_RATES: Final = (Decimal("1.00"), Decimal("0.85"), Decimal("1.00"), Decimal("1.40"))
_RATES_SINCE_JULY: Final = (Decimal("7.00"), Decimal("3.30"), Decimal("3.80"), Decimal("5.00"))
_NEW_CONTRACT_MONTH: Final = "2026-07"


@dataclass(frozen=True, slots=True)
class HubMonth:
    """What one hub handled in one month; `excursions` is None before they were counted."""

    hub: str
    month: str
    pallets: int
    excursions: int | None


def _company_pallets(month: str, place: int) -> int:
    season = _SEASON[months.month_number(month) - 1]
    return _BASE_PALLETS + season + _GROWTH_PER_MONTH * place + int(120 * spread.wobble("pallets", month))


def _company_counts(month: str, place: int) -> tuple[int, int | None]:
    """Return pallets and excursions; pallets are moved a little, so that the rate has the digits it is known by."""
    about = _company_pallets(month, place)
    if month < FIRST_EXCURSION_MONTH:
        return about, None
    rate = Decimal(PER_THOUSAND[place - months.MONTHS.index(FIRST_EXCURSION_MONTH)])
    excursions = round(rate * about / 1000)
    return round(excursions * 1000 / rate), excursions


def _hub_months(month: str, place: int) -> tuple[HubMonth, ...]:
    if month == months.CURRENT:
        return tuple(HubMonth(hub, month, pallets, excursions) for hub, (excursions, pallets) in _OCTOBER.items())
    total, excursions = _company_counts(month, place)
    shares = [
        share * (1 + spread.wobble("share", month, hub) / 60) for hub, share in zip(HUBS, _PALLET_SHARES, strict=True)
    ]
    pallets = spread.split(total, shares)
    if excursions is None:
        return tuple(HubMonth(hub, month, count, None) for hub, count in zip(HUBS, pallets, strict=True))
    rates = _RATES_SINCE_JULY if month >= _NEW_CONTRACT_MONTH else _USUAL_RATES
    counts = spread.split(excursions, [rate * count for rate, count in zip(rates, pallets, strict=True)])
    return tuple(HubMonth(hub, month, *both) for hub, *both in zip(HUBS, pallets, counts, strict=True))


HUB_MONTHS: Final[tuple[HubMonth, ...]] = tuple(
    row for place, month in enumerate(months.MONTHS) for row in _hub_months(month, place)
)
_BY_KEY: Final = {(row.hub, row.month): row for row in HUB_MONTHS}


def pallets_of(hub: str, month: str) -> int:
    """Return the pallets a hub handled in a month."""
    return _BY_KEY[hub, month].pallets


def excursions_of(hub: str, month: str) -> int | None:
    """Return the temperature excursions of a hub in a month; None before January 2025, when they were not counted."""
    return _BY_KEY[hub, month].excursions


def company_pallets(month: str) -> int:
    """Return the pallets all hubs handled in a month."""
    return sum(pallets_of(hub, month) for hub in HUBS)
