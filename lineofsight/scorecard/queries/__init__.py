"""What the pages of scorecards and KPIs read."""

from lineofsight.scorecard.queries.alignment import alignment
from lineofsight.scorecard.queries.effort import effort
from lineofsight.scorecard.queries.kpi import measure_page
from lineofsight.scorecard.queries.moved import what_it_moved
from lineofsight.scorecard.queries.scorecard import scorecard_page
from lineofsight.scorecard.queries.sight import my_line_of_sight

__all__ = ["alignment", "effort", "measure_page", "my_line_of_sight", "scorecard_page", "what_it_moved"]
