"""Sources, when each of them reports a month, and how a reading is put together."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from lineofsight.demo.norrvik import cards_company, cards_hub, months
from lineofsight.demo.norrvik.measures import Card, Source
from lineofsight.demo.norrvik.readings import Reading

SOURCES: Final = (
    Source("trailer-log", "Trailer log", "sql", "daily 06:00 CET"),
    Source("sensor-report", "Sensor report", "file", "monthly, day 2"),
    Source("delivery-system", "Delivery system", "sql", "daily 05:30 CET"),
    Source("warehouse-system", "Warehouse system", "sql", "daily 05:00 CET"),
    Source("door-sensors", "Door sensors", "sql", "hourly"),
    Source("meters", "Energy meters", "file", "monthly, day 4"),
    Source("feed-monitor", "Feed monitor", "sql", "daily 11:00 CET"),
    Source("crm", "Customer system", "sql", "daily 04:00 CET"),
    Source("ledger", "Group ledger", "file", "monthly, day 7", "Africa/Nairobi"),
    Source("hr-system", "HR system", "file", "monthly, day 5"),
    Source("training-system", "Training system", "file", "monthly, day 3"),
    Source("hub-call", "Monthly call with the hubs", "manual", "monthly, day 8", "Africa/Nairobi"),
    Source("licence-file", "Licence file", "manual", "monthly, day 6"),
    Source("survey", "Surveys", "file", "quarterly"),
)
_REPORTED: Final = {
    "trailer-log": (2, 6, 14), "sensor-report": (2, 8, 5), "delivery-system": (2, 5, 41), "warehouse-system": (2, 5, 22),
    "door-sensors": (1, 7, 0), "meters": (4, 10, 30), "feed-monitor": (1, 11, 20), "crm": (2, 4, 12), "ledger": (7, 14, 45),
    "hr-system": (5, 9, 15), "training-system": (3, 9, 40), "hub-call": (8, 10, 0), "licence-file": (6, 13, 10),
    "survey": (9, 12, 0),
}  # fmt: skip
"""Days after the end of the period, hour and minute in Stockholm."""
CARDS: Final[dict[str, Card]] = {card.key: card for card in cards_company.CARDS + cards_hub.CARDS}


def last_month_of(period: str) -> str:
    """Return the last month of a period key: a month, a quarter `2026-Q3`, a half `2026-H1` or a year."""
    year, _, part = period.partition("-")
    if not part:
        return f"{year}-12"
    if part[0] in "QH":
        return f"{year}-{int(part[1:]) * (3 if part[0] == 'Q' else 6):02d}"
    return period


def reported_at(source: str, period: str) -> datetime:
    """Return when a source reports a period."""
    days, hour, minute = _REPORTED[source]
    return months.after_month_end(last_month_of(period), days=days, hour=hour, minute=minute)


def reading(measure: str, unit: str, period: str, *, value: Decimal | str | int | None = None,
            numerator: Decimal | int | None = None, denominator: int | None = None, label: str | None = None,
            currency: str = "") -> Reading:  # fmt: skip
    """Return a reading of the card's own source, its lines not yet counted."""
    source = CARDS[measure].source
    return Reading(measure, unit, period, source, f"{source}-{last_month_of(period)}.csv", (0, 0), reported_at(source, period),
                   _text(value), _text(numerator), _text(denominator), label, currency)  # fmt: skip


def _text(number: Decimal | str | int | None) -> str | None:
    return None if number is None else str(number)
