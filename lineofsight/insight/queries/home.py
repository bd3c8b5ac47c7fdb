"""Where a reader begins."""

from dataclasses import dataclass

from lineofsight.base.commands import Context
from lineofsight.insight.queries.latest import recent_periods, unit_names
from lineofsight.insight.queries.lists import KpiLine, ScorecardLine, kpi_lines, scorecard_lines


@dataclass(frozen=True, slots=True)
class Home:
    """Where a reader begins."""

    scorecards: tuple[ScorecardLine, ...]
    own_unit: str
    attention: tuple[KpiLine, ...]


def home(ctx: Context) -> Home:
    """Return the start page: nearest scorecards, and KPIs in reach that are off track."""
    names, periods = unit_names(ctx), recent_periods(ctx)
    cards = scorecard_lines(ctx, names, periods)
    mine = set(ctx.viewer.unit_ids)
    near = sorted(cards, key=lambda line: (line.unit_id not in mine, line.kind != "corporate", line.name))
    attention = tuple(line for line in kpi_lines(ctx, names, periods) if line.status == "red")
    own = next((names[unit] for unit in ctx.viewer.unit_ids if unit in names), "")
    return Home(tuple(near[:8]), own, attention[:8])
