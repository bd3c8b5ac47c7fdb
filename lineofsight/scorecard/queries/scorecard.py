"""The page of a scorecard: perspectives, objectives, their KPIs, in one period."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.core import signals
from lineofsight.organization import calendar_math
from lineofsight.organization.periods import rule_of
from lineofsight.scorecard.models import NodeLink, Scorecard, ScoreNode
from lineofsight.scorecard.queries import cells, names, series
from lineofsight.scorecard.queries.cells import Cells
from lineofsight.scorecard.results import (
    CausalLine,
    KpiFacts,
    ObjectiveFacts,
    PeriodLabel,
    PerspectiveFacts,
    ScorecardPage,
    StrategyLine,
    UnitBelow,
)
from lineofsight.scorecard.shares import Link, grouped
from lineofsight.scorecard.veil import drawn_over, links_above, unknown_to
from lineofsight.strategy.models import Adoption, CausalLink, ObjectiveVersion, StrategyVersion

SPARKLINE_POINTS = 10
MOST_PERIODS = 36
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything loaded for one page; the builders below only arrange it."""

    period: PeriodLabel
    previous: PeriodLabel | None
    history: tuple[PeriodLabel, ...]
    scores: Cells
    links: dict[int, list[Link]]
    nodes: dict[int, Any]
    cards: dict[int, Any]
    units: dict[int, tuple[str, str]]
    said: dict[int, tuple[str, int]]  # by objective: its name in the version in force, and its place


@query("scorecard.page", "/scorecards/{slug}")
def scorecard_page(ctx: Context, slug: str, period: str | None = None) -> ScorecardPage:
    """Return a scorecard in a period (by key; without one the latest that has a score), in the viewer's scope.

    Without a slug it is the highest scorecard in reach, without the arrows of its map: what a start page shows.
    """
    parts = NodeLink.objects.current().filter(parent_id=OuterRef("pk"))
    root = ScoreNode.objects.visible_to(ctx.viewer).filter(kind="scorecard")
    highest = Case(When(scorecard__kind="corporate", then=0), default=1)
    root = root.filter(scorecard__slug=slug) if slug else root.order_by(highest, "scorecard__name")
    node = root.annotate(is_filled=Exists(parts)).select_related("scorecard__strategy", "scorecard__calendar").first()
    card = node.scorecard if node else None
    if node is None or card is None:
        raise NotFound("Scorecard")
    if not node.is_filled:
        node = _unit_node(ctx, card) or node
    until = ctx.as_of or clock.today()
    found = cells.scored_periods(card.calendar_id, card.frequency, node.pk, until, ctx.known_at)
    if not found:
        here = _now(card, until)
        if period not in (None, here.key):
            raise NotFound("A score for that period")
        return _build(ctx, card, node, (here,), here, has_arrows=bool(slug))
    here = _chosen(found, period)
    return _build(ctx, card, node, tuple(row.label for row in found), here, has_arrows=bool(slug))


def _unit_node(ctx: Context, card: Any) -> Any:
    """Return the node of the scorecard's unit, which is made of the units below where no objective stands here."""
    return ScoreNode.objects.visible_to(ctx.viewer).filter(kind="unit", unit_id=card.unit_id).first()


def _now(card: Any, day: date) -> PeriodLabel:
    """Return the period of a day, for a scorecard that has no score yet: its objectives can be seen all the same."""
    span = calendar_math.period_on(rule_of(card.calendar), card.frequency, day)
    return PeriodLabel(0, span.key, card.frequency, span.start_on, span.until_on)


def _chosen(found: tuple[cells.Scored, ...], key: str | None) -> PeriodLabel:
    """Return the period asked for, or the latest with a score."""
    if key is not None:
        chosen = next((row.label for row in found if row.label.key == key), None)
        if chosen is None:
            raise NotFound("A score for that period")
        return chosen
    return ([row.label for row in found if row.has_value] or [row.label for row in found])[-1]


def _build(
    ctx: Context, card: Any, root: Any, found: tuple[PeriodLabel, ...], here: PeriodLabel, *, has_arrows: bool
) -> ScorecardPage:
    place = found.index(here)
    before = found[place - 1] if place else None
    strategy, version = _strategy(card, here.until_on - ONE_DAY, ctx.known_at)
    history = found[max(0, place + 1 - MOST_PERIODS) : place + 1]
    frame = _frame(ctx, card, root, history, before, version)
    unit_name, unit_slug = frame.units.get(card.unit_id, ("", ""))
    by_objective = {row.objective_id: pk for pk, row in frame.nodes.items() if row.kind == "objective"}
    return ScorecardPage(
        public_id=str(card.public_id),
        slug=card.slug,
        name=card.name,
        kind=card.kind,
        unit_name=unit_name,
        unit_slug=unit_slug,
        period=here,
        previous_period=before,
        next_period=found[place + 1] if place + 1 < len(found) else None,
        periods=tuple(reversed(found)),
        strategy=strategy,
        cell=frame.scores.at(root.pk, here),
        previous=frame.scores.at(root.pk, before) if before else None,
        perspectives=_perspectives(frame, root.pk),
        units=_units(ctx, frame, root.pk),
        loose_objectives=_objectives(frame, root.pk, None, 1.0),
        links=_causal(version, by_objective) if has_arrows else (),
        trend=tuple(frame.scores.point(root.pk, period, of_score=True) for period in history),
        known_at=ctx.known_at,
    )


def _frame(
    ctx: Context,
    card: Any,
    root: Any,
    history: tuple[PeriodLabel, ...],
    before: PeriodLabel | None,
    version: StrategyVersion | None,
) -> Frame:
    """Load the tree below the scorecard, the scores of its history, cards and names, each in one query."""
    here = history[-1]
    asked = cells.asked_of(ctx, history)
    unknown, day, known_at = unknown_to(asked), asked.day, asked.known_at
    inside = Q(parent__scorecard=card) | Q(parent__objective__strategy=card.strategy_id) | Q(parent=root)
    related = ("child__perspective", "child__objective")
    said = ObjectiveVersion.objects.filter(strategy_version=version, objective_id=OuterRef("child__objective_id"))
    named = {f"said_{name}": Subquery(said.values(name)[:1]) for name in ("name", "sort_order")}
    links = list(links_above(asked, unknown.seeds, besides=inside).annotate(**named).select_related(*related))
    rows = [row for row in links if row.is_besides]
    nodes = {root.pk: root, **{row.child_id: row.child for row in rows}}
    measures = {node.measure_id for node in nodes.values() if node.measure_id is not None}
    drawn = [pk for pk, node in nodes.items() if node.measure_id is not None or pk == root.pk]
    scored = Q(node_id__in=drawn, period_id__in=[period.id for period in history])
    scored |= Q(node_id__in=list(nodes), period_id__in=[period.id for period in (before, here) if period])
    return Frame(
        period=here,
        previous=before,
        history=history,
        scores=cells.load(ctx, scored, drawn_over(unknown, links)),
        links=grouped(rows),
        nodes=nodes,
        cards=names.cards(ctx, measures, day, known_at),
        units=names.unit_names({card.unit_id, *(node.unit_id for node in nodes.values())}, day, known_at),
        said={
            row.child.objective_id: (row.said_name, row.said_sort_order) for row in rows if row.said_name is not None
        },
    )


def _strategy(card: Any, day: date, known_at: datetime | None) -> tuple[StrategyLine, StrategyVersion | None]:
    """Return the version in force on a day (before the first, the first), and when it was adopted."""
    adoptions = Adoption.objects.filter(strategy=card.strategy).select_related("strategy_version")
    if known_at is not None:
        adoptions = adoptions.filter(known_from__lte=known_at)
    rows = list(adoptions.order_by("valid_from", "known_from"))
    current = [row for row in rows if row.known_to is None or (known_at is not None and row.known_to > known_at)]
    if not current:
        return StrategyLine(name=card.strategy.name), None
    row = ([row for row in current if row.valid_from <= day] or current[:1])[-1]
    version = row.strategy_version
    adopted = min(each.known_from for each in rows if each.strategy_version_id == version.pk)
    return StrategyLine(card.strategy.name, version.vision, version.number, version.title, adopted.date()), version


def _perspectives(frame: Frame, root: int) -> tuple[PerspectiveFacts, ...]:
    rows = [link for link in frame.links.get(root, []) if frame.nodes[link.child].kind == "perspective"]
    rows.sort(key=lambda link: (frame.nodes[link.child].perspective.sort_order, link.child))
    return tuple(
        PerspectiveFacts(
            node_id=link.child,
            name=frame.nodes[link.child].perspective.name,
            standard=frame.nodes[link.child].perspective.standard,
            cell=frame.scores.at(link.child, frame.period),
            previous=frame.scores.at(link.child, frame.previous) if frame.previous else None,
            weight=link.weight,
            weight_share=link.share,
            objectives=_objectives(frame, link.child, link.child, link.share),
        )
        for link in rows
    )


def _units(ctx: Context, frame: Frame, root: int) -> tuple[UnitBelow, ...]:
    """Return the units below, where the whole is made of them."""
    rows = [link for link in frame.links.get(root, []) if frame.nodes[link.child].kind == "unit"]
    if not rows:
        return ()
    units = {frame.nodes[link.child].unit_id for link in rows}
    slugs = dict(Scorecard.objects.visible_to(ctx.viewer).filter(unit_id__in=units).values_list("unit_id", "slug"))
    made = [_unit(frame, link, slugs) for link in rows]
    return tuple(sorted(made, key=lambda unit: unit.name))


def _unit(frame: Frame, link: Link, slugs: dict[int, str]) -> UnitBelow:
    unit_id = frame.nodes[link.child].unit_id
    return UnitBelow(
        node_id=link.child,
        name=frame.units.get(unit_id, ("", ""))[0],
        scorecard_slug=slugs.get(unit_id, ""),
        share=link.share,
        cell=frame.scores.at(link.child, frame.period),
        previous=frame.scores.at(link.child, frame.previous) if frame.previous else None,
    )


def _objectives(frame: Frame, parent: int, perspective: int | None, share: float) -> tuple[ObjectiveFacts, ...]:
    rows = [link for link in frame.links.get(parent, []) if frame.nodes[link.child].kind == "objective"]
    made = [_objective(frame, link, perspective, share) for link in rows]
    return tuple(sorted(made, key=lambda row: (row.sort_order, row.code)))


def _objective(frame: Frame, link: Link, perspective: int | None, share: float) -> ObjectiveFacts:
    node = frame.nodes[link.child]
    name, place = frame.said.get(node.objective_id, (node.objective.code, 0))
    below = frame.links.get(link.child, [])
    kpis = [_kpi(frame, child) for child in below if frame.nodes[child.child].kind == "measure"]
    kpis.sort(key=lambda kpi: (not kpi.is_open, -(kpi.weight_share or 0.0), kpi.node_id))
    return ObjectiveFacts(
        node_id=link.child,
        code=node.objective.code,
        slug=node.objective.slug,
        name=name,
        cell=frame.scores.at(link.child, frame.period),
        previous=frame.scores.at(link.child, frame.previous) if frame.previous else None,
        weight=link.weight,
        weight_share=link.share,
        share_of_total=share * link.share,
        sort_order=place,
        perspective_node_id=perspective,
        primary=kpis[0] if kpis else None,
        kpis=tuple(kpis),
        children=tuple(child.child for child in below if frame.nodes[child.child].kind == "objective"),
    )


def _kpi(frame: Frame, link: Link) -> KpiFacts:
    node = frame.nodes[link.child]
    card = frame.cards.get(node.measure_id)
    if card is None or not card.is_open:
        return KpiFacts(link.child, is_open=False, weight=link.weight, weight_share=link.share)
    unit = card.unit_of_measure
    points = tuple(frame.scores.point(link.child, period) for period in frame.history)
    chart = signals.xmr([point.value for point in points])
    unit_name, unit_slug = frame.units.get(node.unit_id, ("", ""))
    known = [point.period for point in points if point.value is not None]
    return KpiFacts(
        node_id=link.child,
        is_open=True,
        measure_slug=card.measure.slug,
        measure_public_id=str(card.measure.public_id),
        name=card.name,
        short_name=card.short_name,
        unit_name=unit_name,
        unit_slug=unit_slug,
        unit_of_measure=unit.name if unit else "",
        symbol=unit.symbol if unit else "",
        decimals=unit.decimals if unit else 2,
        unit_kind=unit.kind if unit else "number",
        polarity=card.polarity,
        cell=frame.scores.at(link.child, frame.period),
        weight=link.weight,
        weight_share=link.share,
        is_gate=link.is_gate,
        sparkline=points[-SPARKLINE_POINTS:],
        series=points,
        has_signal=bool(points) and bool(series.arose_at(chart, len(points) - 1)),
        last_value_on=known[-1].until_on - ONE_DAY if known else None,
    )


def _causal(version: StrategyVersion | None, by_objective: dict[int | None, int]) -> tuple[CausalLine, ...]:
    if version is None:
        return ()
    rows = CausalLink.objects.filter(strategy_version=version).order_by("pk")
    return tuple(
        CausalLine(by_objective[row.driver_id], by_objective[row.outcome_id], row.sign, row.lag)
        for row in rows
        if row.driver_id in by_objective and row.outcome_id in by_objective
    )
