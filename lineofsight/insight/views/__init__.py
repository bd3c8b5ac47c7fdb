"""The pages across domains, one module per noun. Each parses, asks one query, renders."""

from lineofsight.insight.views.home import home
from lineofsight.insight.views.kpis import kpi, kpis
from lineofsight.insight.views.maps import strategy_map
from lineofsight.insight.views.objectives import objective
from lineofsight.insight.views.scorecards import latest_scorecard, scorecard, scorecards
from lineofsight.insight.views.why import source, why

__all__ = [
    "home",
    "kpi",
    "kpis",
    "latest_scorecard",
    "objective",
    "scorecard",
    "scorecards",
    "source",
    "strategy_map",
    "why",
]
