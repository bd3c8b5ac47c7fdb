"""What stands around a KPI's number: its targets, disputes, changes, parts by unit, and what it does above."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext

from lineofsight.base.commands import Context
from lineofsight.base.models import RowChange
from lineofsight.core.ratios import dressed_ratio
from lineofsight.measures.models import Dispute, Measure, Observation, PublishedFigure, Target
from lineofsight.organization.models import UnitVersion
from lineofsight.scorecard.models import ScoreNode
from lineofsight.scorecard.queries.cells import Cells
from lineofsight.scorecard.results import (
    AboveLine,
    DisputeLine,
    PeriodLabel,
    ScoreCell,
    TargetLine,
    UnitRow,
)
from lineofsight.scorecard.results.cells import as_float
from lineofsight.scorecard.shares import grouped
from lineofsight.scorecard.veil import Asked, Unknown, counted_in, links_above
from lineofsight.strategy.models import ObjectiveVersion

MOST_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A unit at which the KPI has a node, and the unit above it."""

    node: int
    unit: int
    name: str
    slug: str
    public_id: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The observations at the unit in every version, oldest first, and those of the period by unit."""

    own: tuple[Any, ...]
    here: dict[int, Any]


@dataclass(frozen=True, slots=True)
class Chain:
    """The nodes above a KPI, each with the share of it that the KPI is, and the rows the viewer may name."""

    shares: tuple[tuple[int, float], ...]
    nodes: dict[int, Any]


def places(ctx: Context, measure: int, day: date, known_at: datetime | None) -> tuple[Place, ...]:
    """Return the units with a node of the KPI that the viewer may open, in the order of the tree; in one query."""
    nodes = ScoreNode.objects.visible_to(ctx.viewer).filter(kind="measure", measure_id=measure)
    versions = UnitVersion.objects.at(day, known_at).filter(unit__score_nodes__in=nodes)
    found = versions.filter(unit__score_nodes__kind="measure", unit__score_nodes__measure_id=measure)
    columns = ("unit__score_nodes__pk", "unit_id", "name", "unit__slug", "unit__public_id", "parent_id")
    rows = found.order_by("sort_order", "name").values_list(*columns)
    return tuple(Place(node, unit, name, slug, str(public), parent) for node, unit, name, slug, public, parent in rows)


def target_lines(ctx: Context, measure: Measure, unit: int) -> tuple[TargetLine, ...]:
    """Return the targets of a KPI at a unit that were ever known, oldest first; else those of the owning unit.

    Where only the owning unit has a target, it is what scores the units below: whoever sees their score may see it.
    """
    own, inherited = Q(unit_id=unit), Q(unit_id=measure.owning_unit_id)
    rows = Target.objects.visible_to(ctx.viewer).filter(own | inherited, measure=measure)
    if ctx.known_at is not None:
        rows = rows.filter(known_from__lte=ctx.known_at)
    writers = RowChange.objects.filter(kind="target", operation="insert", row_id=OuterRef("pk"))
    told = {f"told_{name}": Subquery(writers.values(f"change__{name}")[:1]) for name in ("id", "actor_name", "reason")}
    by_unit: dict[int, list[TargetLine]] = defaultdict(list)
    for row in rows.annotate(**told).order_by("known_from", "valid_from", "pk"):
        if row.known_to is not None and row.known_to <= row.known_from:
            continue
        by_unit[row.unit_id].append(_target_line(row, ctx.known_at))
    return tuple(by_unit.get(unit) or by_unit.get(measure.owning_unit_id, []))


def _target_line(row: Any, known_at: datetime | None) -> TargetLine:
    is_known = row.known_to is not None and (known_at is None or row.known_to <= known_at)
    return TargetLine(
        row_id=row.pk,
        target=as_float(row.target),
        red_flag=as_float(row.red_flag),
        baseline=as_float(row.baseline),
        stretch=as_float(row.stretch),
        scoring_type=row.scoring_type,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        known_from=row.known_from,
        known_to=row.known_to if is_known else None,
        phasing=row.phasing,
        text=row.text,
        due_on=row.due_on,
        agreed_by=row.agreed_by,
        unscored_reason=row.unscored_reason,
        phasing_start_on=row.phasing_start_on,
        phasing_start_value=as_float(row.phasing_start_value),
        phasing_end_on=row.phasing_end_on,
        change_id=row.told_id,
        set_by=row.told_actor_name or "",
        reason=row.told_reason or "",
    )


def disputes(ctx: Context, measure: int, unit: int) -> tuple[DisputeLine, ...]:
    """Return the disputes of a KPI at a unit, newest first."""
    rows = Dispute.objects.visible_to(ctx.viewer).filter(measure_id=measure, unit_id=unit).select_related("period")
    if ctx.known_at is not None:
        rows = rows.filter(opened_at__lte=ctx.known_at)
    return tuple(
        DisputeLine(
            row.pk,
            row.claim,
            row.opened_at,
            row.due_on,
            row.closed_at if ctx.known_at is None or (row.closed_at and row.closed_at <= ctx.known_at) else None,
            row.outcome,
            row.period.key if row.period else "",
        )
        for row in rows.order_by("-opened_at")
    )


def observations(ctx: Context, measure: int, unit: int, period: PeriodLabel, parts: Sequence[Place]) -> Facts:
    """Return the values of a KPI at a unit in every version, and those of its parts in a period; in one query."""
    below = [part.unit for part in parts]
    rows = Observation.objects.visible_to(ctx.viewer).filter(measure_id=measure)
    rows = rows.filter(Q(unit_id=unit) | Q(unit_id__in=below, period_id=period.id)).select_related("period")
    if ctx.known_at is not None:
        rows = rows.filter(known_from__lte=ctx.known_at)
    found = list(rows.order_by("known_from", "pk"))
    instant = period.closed_at or ctx.known_at
    here = {row.unit_id: row for row in found if row.period_id == period.id and _is_known(row, instant)}
    return Facts(tuple(row for row in found if row.unit_id == unit), here)


def _is_known(row: Any, instant: datetime | None) -> bool:
    if instant is None:
        return row.known_to is None
    return bool(row.known_from <= instant and (row.known_to is None or row.known_to > instant))


def by_unit(
    place: Place, parts: Sequence[Place], facts: Facts, scores: Cells, period: PeriodLabel, card: Any
) -> tuple[UnitRow, ...]:
    """Return the parts of a KPI's value by the units directly below, and their total."""
    if not parts:
        return ()
    rows = [_unit_row(part, scores.at(part.node, period), facts.here.get(part.unit)) for part in parts]
    own = facts.here.get(place.unit)
    cell = scores.at(place.node, period)
    above, below = _sides(rows, own, cell, card)
    total = UnitRow(
        node_id=place.node,
        unit_name=gettext("Together"),
        unit_slug=place.slug,
        value=cell.measured,
        numerator=above,
        denominator=below,
        cell=cell,
        is_total=True,
        is_overridden=own is not None,
    )
    return (*rows, total)


def _sides(rows: Sequence[UnitRow], own: Any, cell: ScoreCell, card: Any) -> tuple[float | None, float | None]:
    """Return the two sides of the total ratio: those the unit reported, else the sums, if the value is made of them.

    Where units below report that the viewer may not see, the sums of the others are not those of the total.
    """
    if own is not None:
        return as_float(own.numerator), as_float(own.denominator)
    above = sum(row.numerator for row in rows if row.numerator is not None)
    below = sum(row.denominator for row in rows if row.denominator is not None)
    if cell.measured is None or cell.is_coarse or not below:
        return None, None
    made = float(dressed_ratio(np.array(above / below), factor=float(card.factor), is_complement=card.is_complement))
    return (above, below) if abs(made - cell.measured) <= 1e-9 * max(1.0, abs(made)) else (None, None)


def _unit_row(part: Place, cell: ScoreCell, fact: Any) -> UnitRow:
    return UnitRow(
        node_id=part.node,
        unit_name=part.name,
        unit_slug=part.slug,
        value=cell.measured,
        numerator=as_float(fact.numerator) if fact else None,
        denominator=as_float(fact.denominator) if fact else None,
        cell=cell,
    )


def links_around(asked: Asked, node: int, unknown: Unknown) -> list[Any]:
    """Return the links above a KPI, with the names of what it counts in, and those above hidden parts."""
    newest = ObjectiveVersion.objects.filter(objective_id=OuterRef("parent__objective_id"))
    newest = newest.order_by("-strategy_version__number")
    rows = links_above(asked, unknown.seeds, besides=counted_in([node]))
    named = rows.annotate(said=Subquery(newest.values("name")[:1]))
    return list(named.select_related("parent__objective", "parent__perspective", "parent__scorecard"))


def chain(node: int, links: Sequence[Any]) -> Chain:
    """Return the chain of parents from a KPI up, each by its largest share, as far as the viewer may see them."""
    found = [link for link in links if link.is_besides]
    nodes = {}
    for row in found:
        row.parent.said = row.said
        nodes[row.parent_id] = row.parent
    joined = [link for below in grouped(found).values() for link in below]
    shares: list[tuple[int, float]] = []
    share, at = 1.0, node
    for _ in range(MOST_LEVELS):
        mine = [link for link in joined if link.child == at]
        if not mine:
            break
        best = max(mine, key=lambda link: (link.share, -link.parent))
        share, at = share * best.share, best.parent
        shares.append((at, share))
    return Chain(tuple(shares), nodes)


def above_lines(chain_: Chain, scores: Cells, period: PeriodLabel) -> tuple[AboveLine, ...]:
    """Return the chain in words, up to the scorecard."""
    lines = []
    for pk, share in chain_.shares:
        row = chain_.nodes[pk]
        if row.kind == "unit":
            break
        cell = scores.at(pk, period)
        name, code, slug = _called(row)
        points = None if cell.score is None else cell.score * share
        lines.append(AboveLine(pk, row.kind, name, code, slug, share, points, cell))
    return tuple(lines)


def _called(row: Any) -> tuple[str, str, str]:
    if row.kind == "objective":
        return row.said or "", row.objective.code, row.objective.slug
    if row.kind == "perspective":
        return row.perspective.name, "", ""
    return row.scorecard.name, "", row.scorecard.slug


def published(ctx: Context, measure: int, unit: int, period: PeriodLabel) -> tuple[tuple[str, float | None, str], ...]:
    """Return what the source itself published for the period."""
    rows = PublishedFigure.objects.visible_to(ctx.viewer).known(ctx.known_at)
    rows = rows.filter(measure_id=measure, unit_id=unit, period_id=period.id)
    return tuple((row.kind, as_float(row.value), row.raw) for row in rows)
