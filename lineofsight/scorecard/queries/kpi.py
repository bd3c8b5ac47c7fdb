"""The page of a KPI at a unit: its series, what it says, and everything around it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.core import signals as process
from lineofsight.measures.models import Measure
from lineofsight.measures.queries.finding import seen_measure, seen_unit_of_slug
from lineofsight.measures.queries.quality import freshness_of, quality_of
from lineofsight.organization.models import Unit
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.queries import around, cells, names, series
from lineofsight.scorecard.queries.cells import Cells
from lineofsight.scorecard.results import Card, FreshnessFacts, MeasurePage, PeriodLabel, ScoreCell, SeriesPoint

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the page is about, and the days and instants it is read for."""

    ctx: Context
    measure: Measure
    unit: Unit
    card: Any
    node: int | None
    periods: tuple[PeriodLabel, ...]
    period: PeriodLabel
    known_at: datetime | None

    @property
    def day(self) -> date:
        """Return the period's last day."""
        return self.period.until_on - ONE_DAY


@query("scorecard.kpi", "/kpis/{slug}")
def measure_page(ctx: Context, slug: str, unit: str | None = None, period: str | None = None) -> MeasurePage:
    """Return a KPI at a unit (by default its own) in a period (by default the latest with a value)."""
    measure = seen_measure(ctx, slug)
    where = seen_unit_of_slug(ctx, unit) if unit else measure.owning_unit
    until = ctx.as_of or clock.today()
    card = names.cards([measure.pk], until, ctx.known_at).get(measure.pk)
    if card is None:
        raise NotFound("KPI")
    nodes = ScoreNode.objects.visible_to(ctx.viewer).filter(kind="measure", measure=measure, unit=where)
    node = nodes.values_list("pk", flat=True).first()
    if node is None and unit:
        raise NotFound("A value of this KPI for this unit")
    found = cells.scored_periods(card.calendar_id, card.frequency, [node or 0], until, ctx.known_at)
    if not found:
        return _empty(ctx, measure, where, card, node)
    scores = cells.load(ctx, [node or 0], found)
    here = _chosen(found, period, scores, node or 0)
    subject = Subject(ctx, measure, where, card, node, found, here, here.closed_at or ctx.known_at)
    return _page(subject, scores)


def _chosen(found: tuple[PeriodLabel, ...], key: str | None, scores: Cells, node: int) -> PeriodLabel:
    """Return the period of a key, else the latest with a value.

    A longer period (a quarter, for a monthly KPI) stands for the last of its own that has ended by its end.
    """
    if key:
        exact = [period for period in found if period.key == key]
        if exact:
            return exact[0]
    valued = [period for period in found if scores.at(node, period).measured is not None]
    return (valued or list(found))[-1]


def _page(subject: Subject, scores: Cells) -> MeasurePage:
    ctx, here, node = subject.ctx, subject.period, subject.node or 0
    place = subject.periods.index(here)
    points = tuple(scores.point(node, period) for period in subject.periods[: place + 1])
    chart = series.chart_of(points, subject.card)
    targets = around.target_lines(subject.measure.pk, subject.unit.pk, ctx.known_at)
    path = series.target_path(targets, subject.card, here, subject.periods)
    dispute_lines = around.disputes(ctx, subject.measure.pk, subject.unit.pk)
    quality = quality_of(ctx, slug=subject.measure.slug, unit=subject.unit.slug, as_of=ctx.as_of)
    above_names, above = around.above(ctx, node, here, subject.day, subject.known_at)
    return MeasurePage(
        **_identity(subject),
        card=card_of(subject.card),
        period=here,
        previous_period=subject.periods[place - 1] if place else None,
        cell=scores.at(node, here),
        previous=scores.at(node, subject.periods[place - 1]) if place else None,
        series=points,
        limits=series.limits_of(chart, points),
        signals=series.signals_of(chart, points, subject.card),
        assurance=process.assurance(chart.limits, scores.at(node, here).target, subject.card.polarity),
        targets=targets,
        target_path=path,
        pace=series.pace(targets, path, scores.at(node, here), here, subject.card.polarity),
        forecast=series.forecast(points, subject.card, targets, here),
        freshness=_freshness(subject, points),
        quality_dimensions=dict(quality.quality.dimensions),
        quality_index=quality.quality.index,
        quality_grade=quality.quality.grade,
        disputes=dispute_lines,
        changes=around.changes(ctx, subject.measure.pk, subject.unit.pk, targets, dispute_lines),
        by_unit=around.by_unit(ctx, subject.measure, subject.unit, here, subject.day, subject.known_at),
        above=around.above_lines(above_names, above),
        published=around.published(ctx, subject.measure.pk, subject.unit.pk, here),
        known_at=ctx.known_at,
    )


def _identity(subject: Subject) -> dict[str, Any]:
    unit_name, _ = names.unit_names([subject.unit.pk], subject.day, subject.known_at).get(subject.unit.pk, ("", ""))
    return {
        "public_id": str(subject.measure.public_id),
        "slug": subject.measure.slug,
        "version": subject.measure.version,
        "unit_name": unit_name,
        "unit_slug": subject.unit.slug,
        "unit_public_id": str(subject.unit.public_id),
        "node_id": subject.node,
    }


def card_of(card: Any) -> Card:
    """Return the card as the page shows it."""
    unit = card.unit_of_measure
    same = [
        "name",
        "question",
        "formula",
        "expression",
        "polarity",
        "lead_lag",
        "frequency",
        "time_aggregation",
        "org_aggregation",
        "is_complement",
        "flow_or_stock",
        "is_seasonal",
        "is_estimate",
        "collection",
        "source_system",
        "gaming_risks",
        "is_mandatory",
        "valid_from",
    ]
    return Card(
        **{name: getattr(card, name) for name in same},
        unit_of_measure=unit.name if unit else "",
        symbol=unit.symbol if unit else "",
        decimals=unit.decimals if unit else 2,
        unit_kind=unit.kind if unit else "number",
        factor=float(card.factor),
    )


def _freshness(subject: Subject, points: tuple[SeriesPoint, ...]) -> FreshnessFacts:
    ctx = subject.ctx
    found = freshness_of(ctx, slug=subject.measure.slug, unit=subject.unit.slug, as_of=ctx.as_of)
    valued = [point.period for point in points if point.value is not None]
    status = found.status
    if status == "no_data" and valued:  # the unit's value is that of the units below it
        status = "fresh"
    return FreshnessFacts(status, valued[-1] if valued else None, None, found.due_on, found.days_overdue)


def _empty(ctx: Context, measure: Measure, unit: Unit, card: Any, node: int | None) -> MeasurePage:
    """Return the page of a KPI that nothing was recorded for yet."""
    today = ctx.as_of or clock.today()
    nowhere = PeriodLabel(0, str(today.year), "annual", today.replace(month=1, day=1), today)
    subject = Subject(ctx, measure, unit, card, node, (), nowhere, ctx.known_at)
    targets = around.target_lines(measure.pk, unit.pk, ctx.known_at)
    return MeasurePage(
        **_identity(subject),
        card=card_of(card),
        period=nowhere,
        previous_period=None,
        cell=ScoreCell(node or 0),
        previous=None,
        series=(),
        limits=None,
        signals=series.NO_SIGNALS,
        assurance=None,
        targets=targets,
        target_path=(),
        pace=series.NO_PACE,
        forecast=None,
        freshness=FreshnessFacts("no_data", None, None, None, None),
        disputes=around.disputes(ctx, measure.pk, unit.pk),
        known_at=ctx.known_at,
    )
