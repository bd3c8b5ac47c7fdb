"""What the pages get: every value on a scorecard page and on a KPI page, as frozen dataclasses without behavior.

A number is a float or None; None always comes with a reason or a status that says why. `status` is one of
`green amber red no_data`; `flags` are words of `lineofsight.scorecard.flags`. Ids are those of score nodes and
serve only as the key of Why? (`?why=<node id>`).
"""

from lineofsight.scorecard.results.cells import (
    PeriodLabel,
    ScoreCell,
    SeriesPoint,
)
from lineofsight.scorecard.results.kpi import (
    AboveLine,
    Card,
    ChangeLine,
    DisputeLine,
    ForecastFacts,
    FreshnessFacts,
    Limits,
    MeasurePage,
    Pace,
    SignalFacts,
    TargetLine,
    UnitRow,
)
from lineofsight.scorecard.results.scorecard import (
    CausalLine,
    KpiFacts,
    ObjectiveFacts,
    PerspectiveFacts,
    ScorecardPage,
    StrategyLine,
    UnitBelow,
)

__all__ = [
    "AboveLine",
    "Card",
    "CausalLine",
    "ChangeLine",
    "DisputeLine",
    "ForecastFacts",
    "FreshnessFacts",
    "KpiFacts",
    "Limits",
    "MeasurePage",
    "ObjectiveFacts",
    "Pace",
    "PeriodLabel",
    "PerspectiveFacts",
    "ScoreCell",
    "ScorecardPage",
    "SeriesPoint",
    "SignalFacts",
    "StrategyLine",
    "TargetLine",
    "UnitBelow",
    "UnitRow",
]
