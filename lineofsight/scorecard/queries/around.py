"""What stands around a KPI's number: its targets, disputes, changes, parts by unit, and what it does above."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from lineofsight.base.commands import Context
from lineofsight.base.models import Change, RowChange
from lineofsight.base.ui import numbers
from lineofsight.measures.models import Dispute, Measure, Observation, PublishedFigure, Target
from lineofsight.organization.models import Unit, UnitVersion
from lineofsight.scorecard.models import NodeLink, ScoreNode
from lineofsight.scorecard.queries import cells, names
from lineofsight.scorecard.results import (
    AboveLine,
    ChangeLine,
    DisputeLine,
    PeriodLabel,
    ScoreCell,
    TargetLine,
    UnitRow,
)

MOST_CHANGES = 9
Parent = tuple[int, float, ScoreCell]


def target_lines(measure: int, unit: int, known_at: datetime | None) -> tuple[TargetLine, ...]:
    """Return the targets of a KPI at a unit that were ever known, oldest first; else those of the owning unit."""
    rows = Target.objects.filter(measure_id=measure)
    if known_at is not None:
        rows = rows.filter(known_from__lte=known_at)
    by_unit: dict[int, list[TargetLine]] = defaultdict(list)
    for row in rows.order_by("known_from", "valid_from", "pk"):
        if row.known_to is not None and row.known_to <= row.known_from:
            continue
        by_unit[row.unit_id].append(_target_line(row, known_at))
    owner = Measure._base_manager.filter(pk=measure).values_list("owning_unit_id", flat=True).first()
    return tuple(by_unit.get(unit) or by_unit.get(owner or 0, []))


def _target_line(row: Any, known_at: datetime | None) -> TargetLine:
    is_known = row.known_to is not None and (known_at is None or row.known_to <= known_at)
    return TargetLine(
        row_id=row.pk,
        target=_float(row.target),
        red_flag=_float(row.red_flag),
        baseline=_float(row.baseline),
        stretch=_float(row.stretch),
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
        phasing_start_value=_float(row.phasing_start_value),
        phasing_end_on=row.phasing_end_on,
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


def changes(
    ctx: Context, measure: int, unit: int, targets: Sequence[TargetLine], disputed: Sequence[DisputeLine]
) -> tuple[ChangeLine, ...]:
    """Return what happened to the KPI: targets changed, values corrected, disputes, oldest first."""
    found = [*_target_changes(targets), *_corrections(ctx, measure, unit)]
    found += [
        ChangeLine(line.opened_at, "dispute", gettext("Disputed: %(claim)s") % {"claim": line.claim})
        for line in disputed
    ]
    return tuple(sorted(found, key=lambda line: line.at)[-MOST_CHANGES:])


def _target_changes(targets: Sequence[TargetLine]) -> list[ChangeLine]:
    """Return one line per instant at which a target in force was replaced by another."""
    written = _writers([line.row_id for line in targets])
    found, last = [], None
    for line in targets:
        if (
            last is not None
            and line.known_from > last.known_from
            and line.target != last.target
            and line.target is not None
        ):
            change = written.get(line.row_id)
            before, after = numbers.format_number(last.target), numbers.format_number(line.target)
            sentence = gettext("Target %(before)s → %(after)s") % {"before": before, "after": after}
            found.append(
                ChangeLine(
                    line.known_from,
                    "target",
                    sentence,
                    change.actor_name if change else "",
                    change.reason if change else "",
                    change.pk if change else None,
                )
            )
        if line.target is not None:
            last = line
    return found


def _writers(row_ids: list[int]) -> dict[int, Change]:
    rows = RowChange.objects.filter(kind="target", operation="insert", row_id__in=row_ids).select_related("change")
    return {row.row_id or 0: row.change for row in rows}


def _corrections(ctx: Context, measure: int, unit: int) -> list[ChangeLine]:
    rows = (
        Observation.objects.visible_to(ctx.viewer)
        .filter(measure_id=measure, unit_id=unit, supersedes_id__isnull=False)
        .select_related("period")
    )
    if ctx.known_at is not None:
        rows = rows.filter(known_from__lte=ctx.known_at)
    corrected = list(rows.order_by("-known_from")[:MOST_CHANGES])
    earlier = Observation.objects.in_bulk([row.supersedes_id for row in corrected])
    return [
        ChangeLine(
            row.known_from,
            "correction",
            gettext("%(period)s corrected: %(before)s → %(after)s")
            % {
                "period": row.period.key,
                "before": numbers.format_number(_float(earlier[row.supersedes_id].value)),
                "after": numbers.format_number(_float(row.value)),
            },
            reason=row.comment,
            period_key=row.period.key,
        )
        for row in corrected
        if row.supersedes_id in earlier
    ]


def by_unit(
    ctx: Context, measure: Measure, unit: Unit, period: PeriodLabel, day: date, known_at: datetime | None
) -> tuple[UnitRow, ...]:
    """Return the parts of a KPI's value by the units directly below, and their total."""
    below = UnitVersion.objects.at(day, known_at).filter(parent=unit).order_by("sort_order", "name")
    units = {row.unit_id: (row.name, row.unit.slug) for row in below.select_related("unit")}
    nodes = dict(
        ScoreNode.objects.visible_to(ctx.viewer)
        .filter(kind="measure", measure=measure, unit_id__in=[*units, unit.pk])
        .values_list("unit_id", "pk")
    )
    parts = [pk for pk in units if pk in nodes]
    if not parts:
        return ()
    scores = cells.load(ctx, nodes.values(), [period])
    facts = {
        row.unit_id: row
        for row in Observation.objects.visible_to(ctx.viewer)
        .known(known_at)
        .filter(measure=measure, period_id=period.id, unit_id__in=[*units, unit.pk])
    }
    rows = [_unit_row(units[pk], nodes[pk], scores.at(nodes[pk], period), facts.get(pk)) for pk in parts]
    if unit.pk not in nodes:
        return tuple(rows)
    return (*rows, _total(rows, unit, nodes[unit.pk], scores.at(nodes[unit.pk], period), facts.get(unit.pk)))


def _unit_row(name: tuple[str, str], node: int, cell: ScoreCell, fact: Any) -> UnitRow:
    return UnitRow(
        node_id=node,
        unit_name=name[0],
        unit_slug=name[1],
        value=cell.measured,
        numerator=_float(fact.numerator) if fact else None,
        denominator=_float(fact.denominator) if fact else None,
        cell=cell,
    )


def _total(rows: list[UnitRow], unit: Unit, node: int, cell: ScoreCell, own: Any) -> UnitRow:
    tops = [row.numerator for row in rows if row.numerator is not None]
    bottoms = [row.denominator for row in rows if row.denominator is not None]
    return UnitRow(
        node_id=node,
        unit_name=gettext("Together"),
        unit_slug=unit.slug,
        value=cell.measured,
        numerator=_float(own.numerator) if own else (sum(tops) if tops else None),
        denominator=_float(own.denominator) if own else (sum(bottoms) if bottoms else None),
        cell=cell,
        is_total=True,
        is_overridden=own is not None,
    )


def above(
    ctx: Context, node: int, period: PeriodLabel, day: date, known_at: datetime | None
) -> tuple[dict[int, Any], list[Parent]]:
    """Return the chain of parents from a KPI up to the scorecard, by the largest share, with the share of each."""
    chain: list[tuple[int, float]] = []
    share, at = 1.0, node
    for _ in range(6):
        parents = list(NodeLink.objects.at(day, known_at).filter(child_id=at).values_list("parent_id", flat=True))
        found = [link for rows in names.links(parents, day, known_at).values() for link in rows if link.child == at]
        if not found:
            break
        best = max(found, key=lambda link: (link.share, -link.parent))
        share, at = share * best.share, best.parent
        chain.append((at, share))
    ids = [pk for pk, _ in chain]
    seen = ScoreNode.objects.visible_to(ctx.viewer).filter(pk__in=ids)
    nodes = {row.pk: row for row in seen.select_related("objective", "perspective", "scorecard")}
    scores = cells.load(ctx, ids, [period])
    return nodes, [(pk, part, scores.at(pk, period)) for pk, part in chain]


def above_lines(nodes: dict[int, Any], chain: Sequence[Parent]) -> tuple[AboveLine, ...]:
    """Return the chain in words, up to the scorecard."""
    lines = []
    for pk, share, cell in chain:
        row = nodes.get(pk)
        if row is None or row.kind == "unit":
            break
        name, code, slug = _called(row)
        points = None if cell.score is None else cell.score * share
        lines.append(AboveLine(pk, row.kind, name, code, slug, share, points, cell))
    return tuple(lines)


def _called(row: Any) -> tuple[str, str, str]:
    if row.kind == "objective":
        versions = row.objective.versions.order_by("-strategy_version__number")
        name = versions.values_list("name", flat=True).first() or ""
        return name, row.objective.code, row.objective.slug
    if row.kind == "perspective":
        return row.perspective.name, "", ""
    return row.scorecard.name, "", row.scorecard.slug


def published(ctx: Context, measure: int, unit: int, period: PeriodLabel) -> tuple[tuple[str, float | None, str], ...]:
    """Return what the source itself published for the period."""
    rows = PublishedFigure.objects.visible_to(ctx.viewer).known(ctx.known_at)
    rows = rows.filter(measure_id=measure, unit_id=unit, period_id=period.id)
    return tuple((row.kind, _float(row.value), row.raw) for row in rows)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
