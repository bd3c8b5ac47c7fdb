"""Legal entities, units, calendars, currencies and exchange rates of Norrvik."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from lineofsight.demo.norrvik import months, spread
from lineofsight.demo.norrvik.teams import TEAMS

NAME: Final = "Norrvik Cold Chain"
ROOT_UNIT: Final = "norrvik"
FOUNDED_ON: Final = date(1998, 3, 2)


@dataclass(frozen=True, slots=True)
class Currency:
    code: str
    name: str
    minor_unit: int
    """Decimals of the smallest coin."""


@dataclass(frozen=True, slots=True)
class FxRate:
    """Euro for one unit of the currency, for one month."""

    currency: str
    month: str
    average: str
    closing: str


@dataclass(frozen=True, slots=True)
class Calendar:
    key: str
    name: str
    start_month: int
    pattern: str
    """`months`, or the weeks of a quarter: `4-4-5`."""


@dataclass(frozen=True, slots=True)
class LegalEntity:
    key: str
    name: str
    country: str
    currency: str
    time_zone: str
    calendar: str = "norrvik"


@dataclass(frozen=True, slots=True)
class Unit:
    key: str
    name: str
    kind: str
    """company, hub, shared_service, function, shift or team."""
    parent: str | None
    legal_entity: str
    time_zone: str
    valid_from: date


CURRENCIES: Final = (
    Currency("EUR", "Euro", 2),
    Currency("SEK", "Swedish krona", 2),
    Currency("PLN", "Polish złoty", 2),
    Currency("KES", "Kenyan shilling", 2),
)
CALENDARS: Final = (
    Calendar("norrvik", "Norrvik months", 1, "months"),
    Calendar("retail", "Retail customers, 4-4-5", 2, "4-4-5"),
)
LEGAL_ENTITIES: Final = (
    LegalEntity("norrvik-ab", "Norrvik Cold Chain AB", "SE", "SEK", "Europe/Stockholm"),
    LegalEntity("norrvik-polska", "Norrvik Polska sp. z o.o.", "PL", "PLN", "Europe/Warsaw"),
    LegalEntity("norrvik-nederland", "Norrvik Nederland B.V.", "NL", "EUR", "Europe/Amsterdam"),
    LegalEntity("norrvik-portugal", "Norrvik Portugal, Lda.", "PT", "EUR", "Europe/Lisbon"),
    LegalEntity("norrvik-kenya", "Norrvik Shared Services Kenya Ltd", "KE", "KES", "Africa/Nairobi"),
)
_ENTITY: Final = {entity.key: entity for entity in LEGAL_ENTITIES}
_RATES: Final = {"EUR": (Decimal(1), Decimal(0)), "SEK": (Decimal("0.0890"), Decimal("0.0022")),
                 "PLN": (Decimal("0.2345"), Decimal("0.0041")), "KES": (Decimal("0.00665"), Decimal("0.00019"))}  # fmt: skip


def _units() -> tuple[Unit, ...]:
    company = Unit(ROOT_UNIT, NAME, "company", None, "norrvik-ab", "Europe/Stockholm", FOUNDED_ON)
    below = tuple(
        Unit(team.key, team.name, team.kind, team.parent, team.legal_entity, _ENTITY[team.legal_entity].time_zone, team.since)
        for team in TEAMS
    )  # fmt: skip
    return (company, *below)


def _rates() -> tuple[FxRate, ...]:
    return tuple(_rate(currency, month) for currency in _RATES for month in months.MONTHS)


def _rate(currency: str, month: str) -> FxRate:
    middle, swing = _RATES[currency]
    average = spread.rounded(middle + swing * spread.wobble("average", currency, month), 6)
    closing = spread.rounded(middle + swing * spread.wobble("closing", currency, month), 6)
    return FxRate(currency, month, str(average), str(closing))


UNITS: Final[tuple[Unit, ...]] = _units()
FX_RATES: Final[tuple[FxRate, ...]] = _rates()
