"""What the pages across domains read, each from the viewer's scope in a fixed number of queries."""

from lineofsight.insight.queries.care import Acts, Care, care
from lineofsight.insight.queries.home import Home, home
from lineofsight.insight.queries.lists import KpiLine, ScorecardLine, kpi_list, scorecard_list
from lineofsight.insight.queries.maps import LinkFacts, StrategyMap, ThemeFacts, links_of, reason_of_link, strategy_map
from lineofsight.insight.queries.objectives import ObjectivePage, objective_page, slug_of
from lineofsight.insight.queries.okrs import okr, okr_list, okrs_of_unit
from lineofsight.insight.queries.quality import DataQuality, failing_data
from lineofsight.insight.queries.sources import SourceLines, source
from lineofsight.insight.queries.team import team

__all__ = [
    "Acts",
    "Care",
    "DataQuality",
    "Home",
    "KpiLine",
    "LinkFacts",
    "ObjectivePage",
    "ScorecardLine",
    "SourceLines",
    "StrategyMap",
    "ThemeFacts",
    "care",
    "failing_data",
    "home",
    "kpi_list",
    "links_of",
    "objective_page",
    "okr",
    "okr_list",
    "okrs_of_unit",
    "reason_of_link",
    "scorecard_list",
    "slug_of",
    "source",
    "strategy_map",
    "team",
]
