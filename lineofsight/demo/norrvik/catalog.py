"""Everything that measuring needs in one place: KPI cards, units of measure and sources."""

from typing import Final

from lineofsight.demo.norrvik import reporting
from lineofsight.demo.norrvik.measures import Card, Source, UnitOfMeasure

UNITS_OF_MEASURE: Final = (
    UnitOfMeasure("percent", "Percent", "%", "100"),
    UnitOfMeasure("count", "Count", ""),
    UnitOfMeasure("days", "Days", "days"),
    UnitOfMeasure("hours", "Hours", "h"),
    UnitOfMeasure("minutes", "Minutes", "min"),
    UnitOfMeasure("points", "Points", ""),
    UnitOfMeasure("rate", "Per 200,000 hours", ""),
    UnitOfMeasure("per-thousand-pallets", "Per 1,000 pallets", ""),
    UnitOfMeasure("euro-per-pallet", "Euro per pallet", "€"),
    UnitOfMeasure("kwh-per-pallet", "Kilowatt-hours per pallet", "kWh"),
    UnitOfMeasure("kilograms", "Kilograms", "kg"),
    UnitOfMeasure("money", "Money", ""),
    UnitOfMeasure("label", "Label", ""),
)
SOURCES: Final[tuple[Source, ...]] = reporting.SOURCES
CARDS: Final[dict[str, Card]] = reporting.CARDS
