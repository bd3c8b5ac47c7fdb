"""What pages and programs read of strategies."""

from lineofsight.strategy.queries.comparison import Comparison, Difference, FieldChange, compare, comparison
from lineofsight.strategy.queries.health import Finding, findings, map_health
from lineofsight.strategy.queries.pages import (
    Shelf,
    StrategyRow,
    VersionActs,
    VersionPage,
    differences,
    objective_ids,
    rows_of,
    shelf,
    strategies,
    version_page,
)
from lineofsight.strategy.queries.versions import (
    LinkLine,
    ObjectiveLine,
    PerspectiveLine,
    VersionLine,
    VersionView,
    strategy_in_force,
    strategy_version,
    versions_of,
)

__all__ = [
    "Comparison",
    "Difference",
    "FieldChange",
    "Finding",
    "LinkLine",
    "ObjectiveLine",
    "PerspectiveLine",
    "Shelf",
    "StrategyRow",
    "VersionActs",
    "VersionLine",
    "VersionPage",
    "VersionView",
    "compare",
    "comparison",
    "differences",
    "findings",
    "map_health",
    "objective_ids",
    "rows_of",
    "shelf",
    "strategies",
    "strategy_in_force",
    "strategy_version",
    "version_page",
    "versions_of",
]
