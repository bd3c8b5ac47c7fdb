"""The page of a scorecard: perspectives, objectives, their KPIs, in one period."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.core import signals
from lineofsight.scorecard.models import Scorecard, ScoreNode
from lineofsight.scorecard.queries import cells, names
from lineofsight.scorecard.queries.cells import Cells
from lineofsight.scorecard.queries.names import Link
from lineofsight.scorecard.results import (
    CausalLine,
    KpiFacts,
    ObjectiveFacts,
    PeriodLabel,
    PerspectiveFacts,
    ScorecardPage,
    StrategyLine,
)
from lineofsight.strategy.models import Adoption, CausalLink, ObjectiveVersion, StrategyVersion

SPARKLINE_POINTS = 10
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything loaded for one page; the builders below only arrange it."""

    ctx: Context
    period: PeriodLabel
    previous: PeriodLabel | None
    history: tuple[PeriodLabel, ...]
    scores: Cells
    series: Cells
    links: dict[int, list[Link]]
    nodes: dict[int, Any]
    cards: dict[int, Any]
    open_measures: set[int]
    units: dict[int, tuple[str, str]]
    versions: dict[int, Any]

    @property
    def day(self) -> date:
        """Return the period's last day."""
        return self.period.until_on - ONE_DAY


@query("scorecard.page", "/scorecards/{slug}")
def scorecard_page(ctx: Context, slug: str, period: str | None = None) -> ScorecardPage:
    """Return a scorecard in a period (by key; without one the latest that has a score), in the viewer's scope."""
    card = Scorecard.objects.visible_to(ctx.viewer).select_related("strategy").filter(slug=slug).first()
    if card is None:
        raise NotFound("Scorecard")
    root = ScoreNode.objects.filter(kind="scorecard", scorecard=card).values_list("pk", flat=True).first() or 0
    until = ctx.as_of or clock.today()
    found = cells.scored_periods(card.calendar_id, card.frequency, [root], until, ctx.known_at)
    total = cells.load(ctx, [root], found)
    here = _chosen(found, period, total, root)
    return _build(ctx, card, root, found, here, total)


def _chosen(found: tuple[PeriodLabel, ...], key: str | None, total: Cells, root: int) -> PeriodLabel:
    """Return the period asked for, or the latest with a score."""
    if key is not None:
        chosen = next((period for period in found if period.key == key), None)
        if chosen is None:
            raise NotFound(f"A score for {key}")
        return chosen
    scored = [period for period in found if total.at(root, period).score is not None]
    if not scored and not found:
        raise NotFound("A score of this scorecard")
    return (scored or list(found))[-1]


def _build(
    ctx: Context, card: Any, root: int, found: tuple[PeriodLabel, ...], here: PeriodLabel, total: Cells
) -> ScorecardPage:
    place = found.index(here)
    before = found[place - 1] if place else None
    frame = _frame(ctx, card, root, found[: place + 1], here, before)
    strategy, version = _strategy(ctx, card, frame.day)
    perspectives = _perspectives(frame, root)
    unit_name, unit_slug = frame.units.get(card.unit_id, ("", ""))
    by_objective = {node.objective_id: pk for pk, node in frame.nodes.items() if node.kind == "objective"}
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
        cell=total.at(root, here),
        previous=total.at(root, before) if before else None,
        perspectives=perspectives,
        loose_objectives=_objectives(frame, root, None, 1.0),
        links=_causal(version, by_objective),
        trend=tuple(total.point(root, period, of_score=True) for period in found[: place + 1]),
        known_at=ctx.known_at,
    )


def _frame(
    ctx: Context, card: Any, root: int, history: tuple[PeriodLabel, ...], here: PeriodLabel, before: PeriodLabel | None
) -> Frame:
    """Load the tree below the scorecard level by level, then scores, cards and names of what is in it."""
    day, known_at = here.until_on - ONE_DAY, here.closed_at or ctx.known_at
    tree: dict[int, list[Link]] = {}
    level = [root]
    for _ in range(4):  # perspectives, objectives, KPIs and child objectives, their KPIs
        below = names.links(level, day, known_at)
        tree.update(below)
        level = [link.child for rows in below.values() for link in rows if link.child not in tree]
        if not level:
            break
    ids = {root, *(link.child for rows in tree.values() for link in rows)}
    nodes = {node.pk: node for node in ScoreNode.objects.filter(pk__in=ids).select_related("perspective", "objective")}
    measures = {node.measure_id for node in nodes.values() if node.kind == "measure"}
    primary = [pk for pk, node in nodes.items() if node.kind == "measure"]
    return Frame(
        ctx=ctx,
        period=here,
        previous=before,
        history=history,
        scores=cells.load(ctx, ids, [period for period in (before, here) if period]),
        series=cells.load(ctx, primary, history),
        links=tree,
        nodes=nodes,
        cards=names.cards(measures, day, known_at),
        open_measures=names.open_measures(ctx, measures),
        units=names.unit_names({card.unit_id, *(node.unit_id for node in nodes.values())}, day, known_at),
        versions=_versions(card, nodes, day, known_at),
    )


def _versions(card: Any, nodes: dict[int, Any], day: date, known_at: Any) -> dict[int, Any]:
    """Return {objective: what the strategy version in force says of it}; objectives of other strategies, too."""
    wanted = {node.objective_id for node in nodes.values() if node.kind == "objective"}
    adopted = Adoption.objects.at(day, known_at).values("strategy_version_id")
    rows = ObjectiveVersion.objects.filter(objective_id__in=wanted)
    in_force = {row.objective_id: row for row in rows.filter(strategy_version_id__in=adopted)}
    missing = wanted - set(in_force)
    if missing:  # days before the first adoption: the first version says what was meant
        for row in rows.filter(objective_id__in=missing).order_by("-strategy_version__number"):
            in_force[row.objective_id] = row
    return in_force


def _strategy(ctx: Context, card: Any, day: date) -> tuple[StrategyLine, StrategyVersion | None]:
    adoptions = Adoption.objects.known(ctx.known_at).filter(strategy=card.strategy).select_related("strategy_version")
    rows = list(adoptions.order_by("valid_from"))
    if not rows:
        return StrategyLine(name=card.strategy.name), None
    held = [row for row in rows if row.valid_from <= day]
    row = held[-1] if held else rows[0]
    version = row.strategy_version
    line = StrategyLine(card.strategy.name, version.vision, version.number, version.title, row.valid_from)
    return line, version


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


def _objectives(frame: Frame, parent: int, perspective: int | None, share: float) -> tuple[ObjectiveFacts, ...]:
    rows = [link for link in frame.links.get(parent, []) if frame.nodes[link.child].kind == "objective"]
    made = [_objective(frame, link, perspective, share) for link in rows]
    return tuple(sorted(made, key=lambda row: (row.sort_order, row.code)))


def _objective(frame: Frame, link: Link, perspective: int | None, share: float) -> ObjectiveFacts:
    node = frame.nodes[link.child]
    version = frame.versions.get(node.objective_id)
    below = frame.links.get(link.child, [])
    kpis = [_kpi(frame, child) for child in below if frame.nodes[child.child].kind == "measure"]
    kpis.sort(key=lambda kpi: (not kpi.is_open, -(kpi.weight_share or 0.0), kpi.node_id))
    return ObjectiveFacts(
        node_id=link.child,
        code=node.objective.code,
        slug=node.objective.slug,
        name=version.name if version else node.objective.code,
        cell=frame.scores.at(link.child, frame.period),
        previous=frame.scores.at(link.child, frame.previous) if frame.previous else None,
        weight=link.weight,
        weight_share=link.share,
        share_of_total=share * link.share,
        sort_order=version.sort_order if version else 0,
        perspective_node_id=perspective,
        primary=kpis[0] if kpis else None,
        kpis=tuple(kpis),
        children=tuple(child.child for child in below if frame.nodes[child.child].kind == "objective"),
    )


def _kpi(frame: Frame, link: Link) -> KpiFacts:
    node = frame.nodes[link.child]
    card = frame.cards.get(node.measure_id)
    if card is None or node.measure_id not in frame.open_measures:
        return KpiFacts(link.child, is_open=False, weight=link.weight, weight_share=link.share)
    unit = card.unit_of_measure
    points = tuple(frame.series.point(link.child, period) for period in frame.history)
    chart = signals.xmr([point.value for point in points])
    unit_name, unit_slug = frame.units.get(node.unit_id, ("", ""))
    known = [point.period for point in points if point.value is not None]
    return KpiFacts(
        node_id=link.child,
        is_open=True,
        measure_slug=card.measure.slug,
        measure_public_id=str(card.measure.public_id),
        name=card.name,
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
        has_signal=bool(points) and _is_signal(chart, len(points) - 1),
        last_value_on=known[-1].until_on - ONE_DAY if known else None,
    )


def _is_signal(chart: signals.Chart, last: int) -> bool:
    """Test whether the last value is a signal by any rule."""
    found = chart.signals
    in_run = any(first <= last <= end for first, end in found.run8)
    return last in found.outside or last in found.three_of_four or last in found.mr_outside or in_run


def _causal(version: StrategyVersion | None, by_objective: dict[int | None, int]) -> tuple[CausalLine, ...]:
    if version is None:
        return ()
    rows = CausalLink.objects.filter(strategy_version=version).order_by("pk")
    return tuple(
        CausalLine(by_objective[row.driver_id], by_objective[row.outcome_id], row.sign, row.lag)
        for row in rows
        if row.driver_id in by_objective and row.outcome_id in by_objective
    )
