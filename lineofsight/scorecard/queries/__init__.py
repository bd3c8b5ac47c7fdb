"""What the pages of scorecards and KPIs read."""

from lineofsight.scorecard.queries.kpi import measure_page
from lineofsight.scorecard.queries.scorecard import scorecard_page

__all__ = ["measure_page", "scorecard_page"]
