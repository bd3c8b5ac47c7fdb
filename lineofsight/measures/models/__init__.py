"""KPIs: their cards, targets, values and disputes."""

from lineofsight.measures.models.cards import Measure, MeasureVersion, UnitOfMeasure
from lineofsight.measures.models.facts import Dispute, Observation, PublishedFigure
from lineofsight.measures.models.money import Currency, ExchangeRate
from lineofsight.measures.models.targets import Target

__all__ = [
    "Currency",
    "Dispute",
    "ExchangeRate",
    "Measure",
    "MeasureVersion",
    "Observation",
    "PublishedFigure",
    "Target",
    "UnitOfMeasure",
]
