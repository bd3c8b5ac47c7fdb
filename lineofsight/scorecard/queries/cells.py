"""Scores as a page shows them: an open period as known now, a closed one as frozen, with today's number beside it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, FloatField, OuterRef, Q, Subquery
from django.db.models.functions import Cast

from lineofsight.base.commands import Context
from lineofsight.organization.models import Period, PeriodClose
from lineofsight.scorecard import flags
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.results import PeriodLabel, ScoreCell, SeriesPoint
from lineofsight.scorecard.veil import Asked, Veil

Key = tuple[int, int]
COLUMNS = (
    *("node_id", "period_id", "status", "reason"),
    *("measured", "target", "flags", "known_from", "known_to"),
)
#: Decimals as a page gets them, straight from the database: thousands of Decimals a page would only pass through.
NUMBERS = {f"{name}_float": Cast(name, FloatField()) for name in ("score", "coverage")}


@dataclass(frozen=True, slots=True)
class Scored:
    """A period that has score rows; `has_value` says whether a number is among them."""

    label: PeriodLabel
    has_value: bool


def scored_periods(
    calendar_id: int, frequency: str, node: int, until: date, known_at: datetime | None, *, value: str = "score"
) -> tuple[Scored, ...]:
    """Return the periods of a calendar and rhythm, begun by a day, for which a node has score rows; in one query.

    Each carries the instant at which it was frozen, as far as that was known. `value` is the column that counts as one.
    """
    rows = Score.objects.filter(period_id=OuterRef("pk"), node_id=node)
    closes = PeriodClose.objects.filter(period_id=OuterRef("pk"))
    if known_at is None:
        closes = closes.filter(reopened_at__isnull=True)
    else:
        rows = rows.filter(known_from__lte=known_at)
        closes = closes.filter(Q(reopened_at__isnull=True) | Q(reopened_at__gt=known_at), closed_at__lte=known_at)
    found = (
        Period.objects.filter(Exists(rows), calendar_id=calendar_id, frequency=frequency, start_on__lte=until)
        .annotate(
            closed_at=Subquery(closes.values("closed_at")[:1]),
            has_value=Exists(rows.filter(**{f"{value}__isnull": False})),
        )
        .order_by("start_on")
    )
    return tuple(
        Scored(PeriodLabel(row.pk, row.key, row.frequency, row.start_on, row.until_on, row.closed_at), row.has_value)
        for row in found
    )


@dataclass(frozen=True, slots=True)
class Cells:
    """The score rows of some nodes and periods, in every version, from which each period's own instant picks one."""

    rows: dict[Key, list[dict[str, Any]]]
    known_at: datetime | None
    veil: Veil

    def at(self, node: int, period: PeriodLabel) -> ScoreCell:
        """Return what to show for a node in a period; an empty cell where there is no score."""
        versions = self.rows.get((node, period.id), [])
        shown = _known(versions, period.closed_at or self.known_at)
        if shown is None:
            return ScoreCell(node)
        cell = self._veiled(_cell(node, shown))
        if period.closed_at is None:
            return cell
        now = _known(versions, self.known_at)
        if now is None or now is shown or now["score_float"] == shown["score_float"]:
            return cell
        return replace(cell, restated=self.veil.score(node, now["score_float"]))

    def _veiled(self, cell: ScoreCell) -> ScoreCell:
        if not self.veil.covers(cell.node_id):
            return cell
        score, measured = self.veil.score(cell.node_id, cell.score), self.veil.value(cell.node_id, cell.measured)
        return replace(cell, score=score, measured=measured, is_coarse=True)

    def point(self, node: int, period: PeriodLabel, *, of_score: bool = False) -> SeriesPoint:
        """Return a point of a series: the measured value, or the score itself."""
        cell = self.at(node, period)
        value = cell.score if of_score else cell.measured
        return SeriesPoint(period, value, cell.target, cell.score, cell.status, cell.flags)


def load(ctx: Context, where: Q, veil: Veil) -> Cells:
    """Load the scores that the viewer may see of the nodes and periods in `where`, in one query."""
    rows: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for row in Score.objects.visible_to(ctx.viewer).filter(where).values(*COLUMNS, **NUMBERS):
        rows[row["node_id"], row["period_id"]].append(row)
    return Cells(rows, ctx.known_at, veil)


def asked_of(ctx: Context, periods: Sequence[PeriodLabel]) -> Asked:
    """Return how to ask what is unknown to the viewer in some periods, oldest first, by what holds in the last one."""
    last = periods[-1]
    ids = [period.id for period in periods]
    return Asked(
        ctx.viewer, ids, periods[0].start_on, last.until_on - timedelta(days=1), last.closed_at or ctx.known_at
    )


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
        score=row["score_float"],
        status=row["status"],
        coverage=row["coverage_float"],
        reason=row["reason"] or "ok",
        measured=row["measured"],
        target=row["target"],
        flags=flags.words(row["flags"]),
    )
