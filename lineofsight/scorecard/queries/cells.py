"""Scores as a page shows them: an open period as known now, a closed one as frozen, with today's number beside it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from lineofsight.base.commands import Context
from lineofsight.organization.models import Period, PeriodClose
from lineofsight.scorecard import flags
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.results import PeriodLabel, ScoreCell, SeriesPoint

Key = tuple[int, int]
COLUMNS = (
    "node_id", "period_id", "score", "status", "coverage", "reason", "measured", "target", "flags", "known_from", "known_to",
)  # fmt: skip


def labels(rows: Iterable[Period], known_at: datetime | None) -> tuple[PeriodLabel, ...]:
    """Return the labels of periods, each with the instant at which it was frozen, as far as that was known."""
    periods = list(rows)
    closes = PeriodClose.objects.filter(period__in=[period.pk for period in periods])
    if known_at is not None:
        closes = closes.filter(Q(reopened_at__isnull=True) | Q(reopened_at__gt=known_at), closed_at__lte=known_at)
    else:
        closes = closes.filter(reopened_at__isnull=True)
    frozen = dict(closes.values_list("period_id", "closed_at"))
    return tuple(
        PeriodLabel(row.pk, row.key, row.frequency, row.start_on, row.until_on, frozen.get(row.pk)) for row in periods
    )


def scored_periods(
    calendar_id: int, frequency: str, nodes: Iterable[int], until: date, known_at: datetime | None
) -> tuple[PeriodLabel, ...]:
    """Return the periods of a calendar and rhythm, begun by a day, for which any of the nodes has a score row."""
    any_score = Score.objects.filter(period_id=OuterRef("pk"), node_id__in=list(nodes))
    if known_at is not None:
        any_score = any_score.filter(known_from__lte=known_at)
    rows = Period.objects.filter(calendar_id=calendar_id, frequency=frequency, start_on__lte=until)
    return labels(rows.filter(Exists(any_score)).order_by("start_on"), known_at)


@dataclass(frozen=True, slots=True)
class Cells:
    """The score rows of some nodes and periods, in every version, from which each period's own instant picks one."""

    rows: dict[Key, list[dict[str, Any]]]
    known_at: datetime | None

    def at(self, node: int, period: PeriodLabel) -> ScoreCell:
        """Return what to show for a node in a period; an empty cell where there is no score."""
        versions = self.rows.get((node, period.id), [])
        shown = _known(versions, period.closed_at or self.known_at)
        if shown is None:
            return ScoreCell(node)
        cell = _cell(node, shown)
        if period.closed_at is None:
            return cell
        now = _known(versions, self.known_at)
        if now is None or now is shown or now["score"] == shown["score"]:
            return cell
        return replace(cell, restated=_float(now["score"]))

    def point(self, node: int, period: PeriodLabel, *, of_score: bool = False) -> SeriesPoint:
        """Return a point of a series: the measured value, or the score itself."""
        cell = self.at(node, period)
        value = cell.score if of_score else cell.measured
        return SeriesPoint(period, value, cell.target, cell.score, cell.status, cell.flags)


def load(ctx: Context, nodes: Iterable[int], periods: Iterable[PeriodLabel]) -> Cells:
    """Load the scores of nodes in periods that the viewer may see, in one query."""
    found = (
        Score.objects.visible_to(ctx.viewer)
        .filter(node_id__in=list(nodes), period_id__in=[period.id for period in periods])
        .values(*COLUMNS)
    )
    rows: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        rows[row["node_id"], row["period_id"]].append(row)
    return Cells(rows, ctx.known_at)


def _known(versions: list[dict[str, Any]], instant: datetime | None) -> dict[str, Any] | None:
    for row in versions:
        if instant is None:
            if row["known_to"] is None:
                return row
        elif row["known_from"] <= instant and (row["known_to"] is None or row["known_to"] > instant):
            return row
    return None


def _cell(node: int, row: dict[str, Any]) -> ScoreCell:
    return ScoreCell(
        node_id=node,
        score=_float(row["score"]),
        status=row["status"],
        coverage=_float(row["coverage"]),
        reason=row["reason"] or "ok",
        measured=row["measured"],
        target=row["target"],
        flags=flags.words(row["flags"]),
    )


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
