"""Which nodes are computed in which rhythm: a grid is a calendar and a frequency.

A scorecard's nodes, and those of the units above it, are computed in the periods of the scorecard; a KPI besides in
the periods it reports on, so that its own page has scores.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Exists, OuterRef, Subquery

from lineofsight.core.arrays import Index, Mask
from lineofsight.measures.models import Observation
from lineofsight.organization.models import Period, PeriodClose
from lineofsight.organization.models.calendars import FREQUENCIES
from lineofsight.scorecard.axis import OF_PERIOD, Axis, axis_of, without_gaps
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.loaded import Loaded
from lineofsight.scorecard.loading import Cards
from lineofsight.scorecard.models import NodeLink, Score, Scorecard, ScoreNode
from lineofsight.scorecard.native_series import Axes
from lineofsight.scorecard.structure_arrays import MEASURE, SCORECARD, UNIT, above, below


class Grid(NamedTuple):
    """A rhythm in which scores are computed."""

    calendar_id: int
    frequency: str


@dataclass(slots=True)
class GridNodes:
    """The nodes of one grid, and those that stand beside them in another one."""

    grid: Grid
    nodes: Index
    elsewhere: Index


@dataclass(slots=True)
class Columns:
    """The periods of a grid; those `is_frozen` are closed and had scores, and stay as they are."""

    axis: Axis
    closed_at: list[datetime | None]
    is_frozen: Mask


def grids_of(loaded: Loaded) -> list[GridNodes]:
    """Return the grids that nodes are computed in, each with its nodes."""
    nodes, links = loaded.nodes, loaded.links
    row = {"parent": positions(links.parent, nodes.id), "child": positions(links.child, nodes.id)}
    is_inside = (row["parent"] != NONE) & (row["child"] != NONE)
    parent, child = row["parent"][is_inside], row["child"][is_inside]
    found: dict[Grid, Mask] = {}
    rhythm = {pk: Grid(calendar, frequency) for pk, calendar, frequency in _scorecards()}
    apart = {grid: _elsewhere(grid, rhythm) for grid in set(rhythm.values())}
    for grid in sorted(apart):
        mine = [pk for pk, own in rhythm.items() if own == grid]
        seeds = (nodes.kind == SCORECARD) & np.isin(nodes.scorecard, mine)
        seeds |= (nodes.kind == UNIT) & ~np.isin(nodes.id, apart[grid])
        if seeds.any():
            found[grid] = (below(seeds, parent, child) | above(seeds, parent, child)) & ~np.isin(nodes.id, apart[grid])
    for grid, measures in _native(loaded.cards).items():
        own = (nodes.kind == MEASURE) & np.isin(nodes.measure, measures)
        found[grid] = found.get(grid, np.zeros(len(nodes.id), dtype=np.bool_)) | own
    nowhere = np.empty(0, dtype=np.int64)
    return [GridNodes(grid, nodes.id[mask], apart.get(grid, nowhere)) for grid, mask in found.items()]


def load_columns(grid: Grid, today: date, axes: Axes, *, reaching: date | None, whole: bool) -> Columns:
    """Return the grid's periods: those that have begun, and later ones that already have values.

    `reaching` is the latest day that a change touches; `whole` looks at all values, otherwise at stored scores.
    Every period of the grid, later ones too, is left in `axes`.
    """
    rows = _periods(grid)
    every = axis_of(*grid, rows)
    axes[grid.calendar_id, FREQUENCIES.index(grid.frequency)] = without_gaps(every)
    until = max(today, reaching) if reaching else today
    if len(every) and every.start[-1] > until.toordinal():
        until = max(until, _latest_with_values(grid, until, whole=whole) or until)
    rows = rows[: int(np.searchsorted(every.start, until.toordinal(), side="right"))]
    closed_at, is_scored = [row[-2] for row in rows], [row[-1] for row in rows]
    is_frozen = np.array([at is not None for at in closed_at], dtype=np.bool_) & np.array(is_scored, dtype=np.bool_)
    return Columns(every.cut(slice(0, len(rows))), closed_at, is_frozen)


def _periods(grid: Grid) -> list[tuple[Any, ...]]:
    """Return the periods of a grid, each with the instant of its close and whether it has scores."""
    closes = PeriodClose.objects.filter(period=OuterRef("pk"), reopened_at__isnull=True).order_by("-pk")
    scores = Score.objects.filter(period=OuterRef("pk"), known_to__isnull=True)
    rows = Period.objects.filter(calendar_id=grid.calendar_id, frequency=grid.frequency).order_by("start_on", "pk")
    return list(rows.values_list(*OF_PERIOD, Subquery(closes.values("closed_at")[:1]), Exists(scores)))


def _latest_with_values(grid: Grid, until: date, *, whole: bool) -> date | None:
    later = Period.objects.filter(calendar_id=grid.calendar_id, start_on__gt=until)
    source = Observation.objects.current() if whole else Score.objects.current()
    with_values = (
        later.filter(Exists(source.filter(period=OuterRef("pk"))))
        if not whole
        else later.filter(pk__in=source.values("period"))
    )
    return with_values.order_by("-start_on").values_list("start_on", flat=True).first()


def _scorecards() -> list[tuple[int, int, str]]:
    return list(Scorecard.objects.order_by("pk").values_list("pk", "calendar_id", "frequency"))


def _native(cards: Cards) -> dict[Grid, Index]:
    """Return the measures that report in each grid, by any of their cards."""
    rhythms = np.unique(np.column_stack((cards.calendar, cards.frequency)), axis=0)
    return {
        Grid(calendar, FREQUENCIES[frequency]): cards.measure[
            (cards.calendar == calendar) & (cards.frequency == frequency)
        ]
        for calendar, frequency in rhythms.tolist()
    }


def _elsewhere(grid: Grid, rhythm: dict[int, Grid]) -> Index:
    """Return the scorecard and unit nodes that have no part in the grid: a unit above must not miss them."""
    if len(set(rhythm.values())) < 2:
        return np.empty(0, dtype=np.int64)
    rows = list(
        ScoreNode.objects.filter(kind__in=("scorecard", "unit"))
        .values_list("pk", "kind", "scorecard_id")
        .order_by("pk")
    )
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    pairs = list(
        NodeLink.objects.current().filter(child__kind__in=("scorecard", "unit")).values_list("parent_id", "child_id")
    )
    parent, child = (positions(np.array([pair[n] for pair in pairs], dtype=np.int64), ids) for n in (0, 1))
    seeds = np.array([row[1] == "scorecard" and rhythm[row[2]] == grid for row in rows], dtype=np.bool_)
    return ids[~above(seeds, parent, child)]
