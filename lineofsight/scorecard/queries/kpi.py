"""The page of a KPI at a unit: its series, what it says, and everything around it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.core import signals as process
from lineofsight.measures.models import Dispute, Measure, MeasureVersion, PublishedFigure
from lineofsight.scorecard.money import currency_of_units
from lineofsight.scorecard.queries import around, cells, changes, series
from lineofsight.scorecard.queries.around import Place
from lineofsight.scorecard.results import Card, FreshnessFacts, MeasurePage, PeriodLabel, ScoreCell, UnitRow
from lineofsight.scorecard.veil import drawn_over, unknown_to

ONE_DAY = timedelta(days=1)
SAME_ON_THE_CARD = (
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
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the page is about, and the days and instants it is read for."""

    ctx: Context
    measure: Measure
    card: Any
    place: Place
    parts: tuple[Place, ...]
    periods: tuple[PeriodLabel, ...]
    period: PeriodLabel
    cards: tuple[Any, ...]  # every card of the KPI, oldest first

    @property
    def day(self) -> date:
        """Return the period's last day."""
        return self.period.until_on - ONE_DAY

    @property
    def known_at(self) -> datetime | None:
        """Return the instant of knowing: that of the freeze for a closed period."""
        return self.period.closed_at or self.ctx.known_at


@query("scorecard.kpi", "/kpis/{slug}")
def measure_page(ctx: Context, slug: str, unit: str | None = None, period: str | None = None) -> MeasurePage:
    """Return a KPI at a unit (by default its own) in a period (by default the latest with a value)."""
    until = ctx.as_of or clock.today()
    card = _card(ctx, slug, until)
    places = around.places(ctx, card.measure_id, until, ctx.known_at)
    here = next((each for each in places if _is_asked(each, unit, card.measure)), None)
    if here is None:
        if unit:
            raise NotFound("A value of this KPI for this unit")
        return _empty(ctx, card)
    found = cells.scored_periods(card.calendar_id, card.frequency, here.node, until, ctx.known_at, value="measured")
    if not found:
        return _empty(ctx, card)
    parts = tuple(each for each in places if each.parent == here.unit)
    chosen = _chosen(found, period)
    periods = tuple(row.label for row in found)
    return _page(Subject(ctx, card.measure, card, here, parts, periods, chosen, card.history))


def _card(ctx: Context, slug: str, day: date) -> Any:
    """Return the card that holds on a day, else the first one, of a KPI in scope; it says what else to look for."""
    same = {"measure_id": OuterRef("measure_id")}
    rows = MeasureVersion.objects.visible_to(ctx.viewer).known(ctx.known_at).filter(measure__slug=slug)
    rows = rows.annotate(
        has_disputes=Exists(Dispute.objects.filter(**same)),
        has_published=Exists(PublishedFigure.objects.filter(**same)),
    )
    found = list(rows.select_related("measure", "calendar", "unit_of_measure").order_by("valid_from"))
    if not found:
        raise NotFound("KPI")
    chosen = ([card for card in found if card.valid_from <= day] or found[:1])[-1]
    chosen.history = tuple(found)
    return chosen


def _is_asked(place: Place, slug: str | None, measure: Measure) -> bool:
    return place.slug == slug if slug else place.unit == measure.owning_unit_id


def _chosen(found: tuple[cells.Scored, ...], key: str | None) -> PeriodLabel:
    """Return the period of a key, else the latest with a value."""
    exact = [row.label for row in found if row.label.key == key]
    if exact:
        return exact[0]
    return ([row.label for row in found if row.has_value] or [row.label for row in found])[-1]


def _page(subject: Subject) -> MeasurePage:
    ctx, here, node = subject.ctx, subject.period, subject.place.node
    at = subject.periods.index(here)
    history = subject.periods[: at + 1]
    asked = cells.asked_of(ctx, history)
    unknown = unknown_to(asked)
    links = around.links_around(asked, node, unknown)
    chain = around.chain(node, links)
    others = [*(part.node for part in subject.parts), *(pk for pk, _ in chain.shares)]
    own = Q(node_id=node, period_id__in=[period.id for period in history])
    scores = cells.load(ctx, own | Q(node_id__in=others, period_id=here.id), drawn_over(unknown, links))
    points = tuple(scores.point(node, period) for period in history)
    facts = around.observations(ctx, subject.measure.pk, subject.place.unit, here, subject.parts)
    chart = series.chart_of(points, subject.card, series.redefined(points, subject.cards))
    targets = around.target_lines(ctx, subject.measure, subject.place.unit)
    path = series.target_path(targets, subject.card, here, subject.periods)
    disputed = around.disputes(ctx, subject.measure.pk, subject.place.unit) if subject.card.has_disputes else ()
    today = ctx.as_of or clock.today()
    care = series.care(facts.own, subject.card, disputed, today, ctx.known_at)
    if not facts.own and subject.parts:
        care = series.care_of_parts(facts.here, subject.card, len(subject.parts))
    rows = around.by_unit(subject.place, subject.parts, facts, scores, here, subject.card)
    card, rows = _in_currencies(subject, rows)
    return MeasurePage(
        **_identity(subject.measure, subject.place),
        card=card,
        period=here,
        previous_period=history[-2] if at else None,
        cell=scores.at(node, here),
        previous=scores.at(node, history[-2]) if at else None,
        series=points,
        limits=series.limits_of(chart, points),
        signals=series.signals_of(chart, points, subject.card),
        assurance=process.assurance(chart.limits, scores.at(node, here).target, subject.card.polarity),
        targets=targets,
        target_path=path,
        pace=series.pace(targets, path, scores.at(node, here), here, subject.card.polarity),
        forecast=series.forecast(points, subject.card, targets, here),
        freshness=series.freshness(points, subject.card, today),
        quality_dimensions=dict(care.dimensions),
        quality_index=care.index,
        quality_grade=care.grade,
        disputes=disputed,
        changes=changes.changes(targets, facts, disputed),
        by_unit=rows,
        above=around.above_lines(chain, scores, here),
        published=_published(subject),
        known_at=ctx.known_at,
    )


def _in_currencies(subject: Subject, rows: tuple[UnitRow, ...]) -> tuple[Card, tuple[UnitRow, ...]]:
    """Return card and parts with the currency of each unit, for money that every unit reports in its own."""
    card, kind = card_of(subject.card), subject.card.unit_of_measure
    if kind is None or kind.kind != "currency" or kind.currency_id is not None:
        return card, rows
    units = [subject.place.unit, *(part.unit for part in subject.parts)]
    codes, rates = currency_of_units(units, subject.day, subject.known_at)
    by_slug = {part.slug: codes[part.unit] for part in subject.parts}
    valued = [by_slug[row.unit_slug] for row in rows if not row.is_total and row.value is not None]
    total = rates.total_in(codes[subject.place.unit], valued)
    named = tuple(replace(row, symbol=total if row.is_total else by_slug[row.unit_slug]) for row in rows)
    return replace(card, symbol=total), named


def _published(subject: Subject) -> tuple[tuple[str, float | None, str], ...]:
    if not subject.card.has_published:
        return ()
    return around.published(subject.ctx, subject.measure.pk, subject.place.unit, subject.period)


def _identity(measure: Measure, place: Place | None) -> dict[str, Any]:
    return {
        "public_id": str(measure.public_id),
        "slug": measure.slug,
        "version": measure.version,
        "unit_name": place.name if place else "",
        "unit_slug": place.slug if place else "",
        "unit_public_id": place.public_id if place else "",
        "node_id": place.node if place else None,
    }


def card_of(card: Any) -> Card:
    """Return the card as the page shows it."""
    unit = card.unit_of_measure
    return Card(
        **{name: getattr(card, name) for name in SAME_ON_THE_CARD},
        unit_of_measure=unit.name if unit else "",
        symbol=unit.symbol if unit else "",
        decimals=unit.decimals if unit else 2,
        unit_kind=unit.kind if unit else "number",
        factor=float(card.factor),
    )


def _empty(ctx: Context, card: Any) -> MeasurePage:
    """Return the page of a KPI that nothing was recorded for yet."""
    today = ctx.as_of or clock.today()
    nowhere = PeriodLabel(0, str(today.year), "annual", today.replace(month=1, day=1), today)
    return MeasurePage(
        **_identity(card.measure, None),
        card=card_of(card),
        period=nowhere,
        previous_period=None,
        cell=ScoreCell(0),
        previous=None,
        series=(),
        limits=None,
        signals=series.NO_SIGNALS,
        assurance=None,
        targets=around.target_lines(ctx, card.measure, card.measure.owning_unit_id),
        target_path=(),
        pace=series.NO_PACE,
        forecast=None,
        freshness=FreshnessFacts("no_data", None, None, None, None),
        disputes=around.disputes(ctx, card.measure_id, card.measure.owning_unit_id),
        known_at=ctx.known_at,
    )
