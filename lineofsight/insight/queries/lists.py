"""The lists of scorecards and KPIs in reach."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.insight.queries.latest import NO_SCORE, Latest, latest_of, recent_periods, unit_names
from lineofsight.measures.models import MeasureVersion
from lineofsight.scorecard.models import Scorecard, ScoreNode
from lineofsight.scorecard.results import PeriodLabel


@dataclass(frozen=True, slots=True)
class ScorecardLine:
    """A scorecard in a list, with its latest score."""

    slug: str
    name: str
    kind: str
    unit: str
    unit_id: int
    score: float | None
    status: str
    coverage: float | None
    period_key: str
    period_start: date | None
    is_coarse: bool = False
    node_id: int | None = None
    period: PeriodLabel | None = None


@dataclass(frozen=True, slots=True)
class KpiLine:
    """A KPI in a list, at its owning unit, with its latest score."""

    slug: str
    name: str
    unit: str
    polarity: str
    frequency: str
    symbol: str
    decimals: int
    unit_kind: str
    node_id: int | None
    value: float | None
    score: float | None
    status: str
    period_key: str
    period_start: date | None
    is_coarse: bool = False
    period: PeriodLabel | None = None


@query("insight.scorecards", "/scorecards")
def scorecard_list(ctx: Context) -> tuple[ScorecardLine, ...]:
    """Return the scorecards in the viewer's scope with their latest score, top of the organization first."""
    return scorecard_lines(ctx, unit_names(ctx), recent_periods(ctx))


def scorecard_lines(ctx: Context, names: dict[int, str], periods: list[int]) -> tuple[ScorecardLine, ...]:
    cards = Scorecard.objects.visible_to(ctx.viewer).values("id", "slug", "name", "kind", "unit_id")
    nodes = ScoreNode.objects.filter(kind="scorecard").values_list("id", "scorecard_id")
    latest = latest_of(ctx, Q(node__kind="scorecard"), periods)
    by_card = {card: (node, latest.get(node)) for node, card in nodes}
    lines = []
    for card in cards:
        node, found = by_card.get(card["id"], (None, None))
        found = found or NO_SCORE
        lines.append(
            ScorecardLine(
                slug=card["slug"],
                name=card["name"],
                kind=card["kind"],
                unit=names.get(card["unit_id"], ""),
                unit_id=card["unit_id"],
                score=found.score,
                status=found.status,
                coverage=found.coverage,
                period_key=found.period_key,
                period_start=found.period_start if found.period_key else None,
                is_coarse=found.is_coarse,
                node_id=node,
                period=found.period,
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.kind != "corporate", line.name)))


@query("insight.kpis", "/kpis")
def kpi_list(ctx: Context) -> tuple[KpiLine, ...]:
    """Return the KPIs in the viewer's scope, each at its owning unit with its latest value and score."""
    return kpi_lines(ctx, unit_names(ctx), recent_periods(ctx))


def kpi_lines(ctx: Context, names: dict[int, str], periods: list[int]) -> tuple[KpiLine, ...]:
    day = ctx.as_of or clock.today()
    cards = (
        MeasureVersion.objects.visible_to(ctx.viewer)
        .at(day, ctx.known_at)
        .values("measure_id", "measure__slug", "measure__owning_unit_id", "name", "polarity", "frequency")
        .annotate(
            symbol=F("unit_of_measure__symbol"),
            decimals=F("unit_of_measure__decimals"),
            kind=F("unit_of_measure__kind"),
        )
    )
    own = Q(node__kind="measure", node__unit_id=F("node__measure__owning_unit_id"))
    latest = latest_of(ctx, own, periods)
    nodes = {
        measure: node
        for node, measure in ScoreNode.objects.filter(kind="measure", unit_id=F("measure__owning_unit_id")).values_list(
            "id", "measure_id"
        )
    }
    lines = [_kpi_line(card, nodes.get(card["measure_id"]), latest, names) for card in cards]
    return tuple(sorted(lines, key=lambda line: line.name.casefold()))


def _kpi_line(card: dict[str, Any], node: int | None, latest: dict[int, Latest], names: dict[int, str]) -> KpiLine:
    found = NO_SCORE if node is None else latest.get(node, NO_SCORE)
    return KpiLine(
        slug=card["measure__slug"],
        name=card["name"],
        unit=names.get(card["measure__owning_unit_id"], ""),
        polarity=card["polarity"],
        frequency=card["frequency"],
        symbol=card["symbol"] or "",
        decimals=card["decimals"] if card["decimals"] is not None else 2,
        unit_kind=card["kind"] or "number",
        node_id=node,
        value=found.measured,
        score=found.score,
        status=found.status,
        period_key=found.period_key,
        period_start=found.period_start if found.period_key else None,
        is_coarse=found.is_coarse,
        period=found.period,
    )
