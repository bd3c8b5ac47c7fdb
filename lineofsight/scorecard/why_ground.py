"""What an explanation stands on: the node and its scores in a period, the links below and above it, and the veil."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.organization.models import Period, PeriodClose
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard.axis import Axis
from lineofsight.scorecard.loading import Knowledge
from lineofsight.scorecard.models import NodeLink, RollupRule, Score, ScoreNode
from lineofsight.scorecard.rollups import even_weights
from lineofsight.scorecard.veil import Asked, Unknown, Veil, counted_in, drawn_over, links_above, unknown_to
from lineofsight.scorecard.why_names import RELATED, names_at

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Instant:
    """Which belief an explanation shows: a row's, and that of what went into it."""

    shown_at: datetime | None
    inputs: Knowledge
    frozen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ground:
    """A node in a period, as believed at an instant, with everything around it that the viewer may see."""

    node: ScoreNode
    period: Period
    instant: Instant
    score: Score | None
    now: Score | None  # what is known now, where a closed period shows another row
    links: dict[int, list[NodeLink]]  # by parent: of the node itself and of those above it
    scores: dict[int, Score]
    unknown: Unknown
    veil: Veil

    @property
    def day(self) -> date:
        """Return the period's last day."""
        return self.period.until_on - ONE_DAY

    def has_score(self, node: int) -> bool:
        """Test whether a node has a score, seen or hidden."""
        row = self.scores.get(node)
        return node in self.unknown.hidden if row is None else row.unrounded is not None

    def shares(self, parent: int) -> dict[int, float]:
        """Return what part of a parent's score each child is; nothing where the rule is not a mean."""
        rows = self.links.get(parent, [])
        method, policy = rule_of(rows)
        if method not in ("weighted_mean", "mean"):
            return {}
        counted = {
            row.child_id: weight if method == "weighted_mean" else 1.0
            for row, weight in zip(rows, weights_of(rows), strict=True)
            if row.is_applicable and (policy == "zero" or self.has_score(row.child_id))
        }
        total = sum(counted.values())
        return {child: weight / total for child, weight in counted.items()} if total > 0 else {}


def axis_of(period: Period) -> Axis:
    """Return a period as an axis of one column."""
    ids, year = (np.array([value], dtype=np.int64) for value in (period.pk, period.fiscal_year))
    start, until = (np.array([day.toordinal()], dtype=np.int64) for day in (period.start_on, period.until_on))
    return Axis(period.calendar_id, period.frequency, ids, start, until, year)


def rule_of(rows: list[Any]) -> tuple[str, str]:
    """Return method and missing policy of the parent of these links."""
    return (rows[0].method or "weighted_mean", rows[0].policy or "renormalize") if rows else ("", "")


def weights_of(rows: list[NodeLink]) -> list[float]:
    """Return the weights of one parent's links, an absent one as the engine takes it."""
    stated = np.array([[np.nan if row.weight is None else float(row.weight)] for row in rows]).reshape(-1, 1)
    applies = np.array([[row.is_applicable] for row in rows], dtype=np.bool_).reshape(-1, 1)
    weights = even_weights(stated, applies, np.zeros(len(rows), dtype=np.int64), 1)
    return [float(weight) for weight in weights[:, 0]]


def ground_of(ctx: Context, node_id: int, period: str, known_at: datetime | None) -> Ground:
    """Return the ground of a node in a period (by key), in three queries; NotFound for what the viewer may not see.

    An open period is shown as known now, a closed one as frozen, unless `known_at` says otherwise.
    """
    versions = _versions(ctx, node_id, period)
    node, row, closed_at = _place(ctx, node_id, period, versions.get(node_id, []))
    score, instant = _shown(versions.get(node_id, []), row, known_at, closed_at)
    shown = {pk: found for pk, rows in versions.items() if (found := _known(rows, instant.shown_at)) is not None}
    asked = Asked(ctx.viewer, [row.pk], row.start_on, row.until_on - ONE_DAY, instant.inputs.known_at)
    unknown = unknown_to(asked)
    links = _links(asked, unknown, node_id)
    around: dict[int, list[NodeLink]] = defaultdict(list)
    for link in links:
        if link.is_besides:
            around[link.parent_id].append(link)
    return Ground(
        node=node,
        period=row,
        instant=instant,
        score=score,
        now=_known(versions.get(node_id, []), None) if instant.frozen_at is not None else None,
        links=dict(around),
        scores=shown,
        unknown=unknown,
        veil=drawn_over(unknown, links),
    )


_EVERY = (
    "WITH RECURSIVE up(id) AS (SELECT n.id FROM scorecard_scorenode n WHERE n.id = %s "
    "UNION SELECT l.parent_id FROM scorecard_nodelink l JOIN up ON l.child_id = up.id) "
    "SELECT id FROM up UNION SELECT l.child_id FROM scorecard_nodelink l WHERE l.parent_id IN (SELECT id FROM up)"
)


def _versions(ctx: Context, node_id: int, key: str) -> dict[int, list[Any]]:
    """Return every version of the scores around a node that the viewer may see, in the period of that key.

    Keys of several calendars may be equal: the period is the first in which the node itself has a score.
    """
    closes = PeriodClose.objects.filter(period_id=OuterRef("period_id"), reopened_at__isnull=True)
    rows = Score.objects.visible_to(ctx.viewer).filter(period__key=key, node_id__in=RawSQL(_EVERY, [node_id]))  # noqa: S611 own SQL
    related = ("period", "run", "node__measure", "node__unit")
    found = list(rows.annotate(closed_at=Subquery(closes.values("closed_at")[:1])).select_related(*related))
    period = min((row.period_id for row in found if row.node_id == node_id), default=None)
    versions: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        if row.period_id == period:
            versions[row.node_id].append(row)
    return dict(versions)


def _place(ctx: Context, node_id: int, key: str, own: list[Any]) -> tuple[ScoreNode, Period, datetime | None]:
    """Return the node, the period and the instant of its close; asked for where there is no score."""
    if own:
        return own[0].node, own[0].period, own[0].closed_at
    node = ScoreNode.objects.visible_to(ctx.viewer).filter(pk=node_id).select_related("measure", "unit").first()
    closes = PeriodClose.objects.filter(period_id=OuterRef("pk"), reopened_at__isnull=True).values("closed_at")
    periods = Period.objects.filter(key=key).annotate(closed_at=Subquery(closes[:1])).order_by("pk")
    period = periods.first() if node is not None else None
    if node is None or period is None:
        raise NotFound("This number")
    return node, period, period.closed_at


def _links(asked: Asked, unknown: Unknown, node_id: int) -> list[Any]:
    """Return the links of the node and of those above it, and of what rests on hidden parts, with rules and names."""
    besides = Q(parent_id=node_id) | counted_in([node_id])
    rules = RollupRule.objects.at(asked.day, asked.known_at).filter(node_id=OuterRef("parent_id"))
    rows = links_above(asked, unknown.seeds, besides=besides).annotate(policy=Subquery(rules.values("missing_policy")))
    related = [f"parent__{name}" for name in RELATED]
    named = rows.annotate(**names_at("parent__", asked.day, asked.known_at))
    return list(named.select_related(*related))


def _shown(
    rows: list[Any], period: Period, known_at: datetime | None, closed_at: datetime | None
) -> tuple[Score | None, Instant]:
    """Return the row to explain; a period scored only after its close shows what was computed then."""
    shown_at = known_at or closed_at
    row = _known(rows, shown_at)
    if row is None and known_at is None:
        row, shown_at = _known(rows, None), None
    inputs = _inputs(row, shown_at, closed_at, period)
    return row, Instant(shown_at, inputs, closed_at if known_at is None else None)


def _known(rows: list[Any], at: datetime | None) -> Any:
    """Return the version that was believed at an instant (None: now)."""
    for row in rows:
        if row.known_to is None if at is None else row.known_from <= at and (row.known_to is None or row.known_to > at):
            return row
    return None


def _inputs(row: Score | None, shown_at: datetime | None, closed_at: datetime | None, period: Period) -> Knowledge:
    """Return what went into a row: of a closed period what was known at its close, besides its own later values."""
    if row is None or closed_at is None or (shown_at is not None and shown_at <= closed_at):
        return Knowledge(shown_at)
    if row.flags & flag_bits.RESTATED:
        return Knowledge(closed_at, axis_of(period), shown_at)
    return Knowledge(closed_at if row.known_from <= closed_at else row.known_from)
