"""Which nodes are computed in which rhythm: a grid is a calendar and a frequency.

A scorecard's nodes, and those of the units above it, are computed in the periods of the scorecard; a KPI besides in
the periods it reports on, so that its own page has scores.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from django.db.models import Exists, OuterRef

from lineofsight.core.arrays import Index, Mask
from lineofsight.measures.models import MeasureVersion, Observation
from lineofsight.organization.models import Period
from lineofsight.scorecard.axis import Axis, closes, is_closed, load_axis
from lineofsight.scorecard.dated_index import NONE, positions
from lineofsight.scorecard.models import NodeLink, Score, Scorecard, ScoreNode
from lineofsight.scorecard.structure_arrays import MEASURE, SCORECARD, UNIT, Links, Nodes, above, below


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


def grids_of(nodes: Nodes, links: Links) -> list[GridNodes]:
    """Return the grids that these nodes are computed in, each with its nodes; `links` are those among them."""
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
    for grid, measures in _native(nodes.measure[nodes.kind == MEASURE]).items():
        own = (nodes.kind == MEASURE) & np.isin(nodes.measure, measures)
        found[grid] = found.get(grid, np.zeros(len(nodes.id), dtype=np.bool_)) | own
    nowhere = np.empty(0, dtype=np.int64)
    return [GridNodes(grid, nodes.id[mask], apart.get(grid, nowhere)) for grid, mask in found.items()]


def load_columns(grid: Grid, today: date, *, reaching: date | None, whole: bool) -> Axis:
    """Return the grid's periods: those that have begun, and later ones that already have values.

    `reaching` is the latest day that a change touches; `whole` looks at all values, otherwise at stored scores.
    """
    until = max(today, reaching) if reaching else today
    later = Period.objects.filter(calendar_id=grid.calendar_id, start_on__gt=until)
    if later.exists():
        source = Observation.objects.current() if whole else Score.objects.current()
        with_values = (
            later.filter(Exists(source.filter(period=OuterRef("pk"))))
            if not whole
            else later.filter(pk__in=source.values("period"))
        )
        latest = with_values.order_by("-start_on").values_list("start_on", flat=True).first()
        until = max(until, latest) if latest else until
    return load_axis(grid.calendar_id, grid.frequency, until=until)


def frozen_columns(columns: Axis) -> Mask:
    """Return the columns that are closed and had scores: they stay as they are."""
    closed = is_closed(closes(columns))
    if not closed.any():
        return closed
    ids = [int(one) for one in columns.ids[closed]]
    scored = Period.objects.filter(pk__in=ids).filter(
        Exists(Score.objects.filter(period=OuterRef("pk"), known_to__isnull=True))
    )
    return closed & np.isin(columns.ids, list(scored.values_list("pk", flat=True)))


def _scorecards() -> list[tuple[int, int, str]]:
    return list(Scorecard.objects.order_by("pk").values_list("pk", "calendar_id", "frequency"))


def _native(measures: Index) -> dict[Grid, list[int]]:
    """Return the measures that report in each grid, by any of their cards."""
    rows = MeasureVersion.objects.current()
    if len(measures) <= 500:
        rows = rows.filter(measure_id__in=[int(one) for one in np.unique(measures)])
    found: dict[Grid, list[int]] = {}
    for measure, calendar, frequency in rows.order_by("measure_id").values_list(
        "measure_id", "calendar_id", "frequency"
    ):
        found.setdefault(Grid(calendar, frequency), []).append(measure)
    return found


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
