"""The parts of a node in Why?: what each weighs and counts; those unseen are named as closed, and stay so."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from lineofsight.base.commands import Context
from lineofsight.organization.models import Period, PeriodClose
from lineofsight.scorecard.models import NodeLink, RollupRule, Score, ScoreNode
from lineofsight.scorecard.results.cells import as_float
from lineofsight.scorecard.why_ground import Ground, weights_of
from lineofsight.scorecard.why_names import RELATED, Name, name_of, names_at
from lineofsight.scorecard.why_tree import ChildLine, Exact


def names_below(ctx: Context, ground: Ground) -> dict[int, tuple[ScoreNode, Name]]:
    """Return the node and its parts that the viewer may see, with what they are called, in one query."""
    parts = [link.child_id for link in ground.links.get(ground.node.pk, [])]
    nodes = ScoreNode.objects.visible_to(ctx.viewer).filter(pk__in=[ground.node.pk, *parts]).select_related(*RELATED)
    rows = nodes.annotate(**names_at("", ground.day, ground.instant.inputs.known_at))
    return {row.pk: (row, name_of(row, row)) for row in rows}


def children(
    ground: Ground, names: Mapping[int, tuple[ScoreNode, Name]], rule: RollupRule | None
) -> tuple[ChildLine, ...]:
    """Return one line for each part; a part without a name is closed to the viewer."""
    links = ground.links.get(ground.node.pk, [])
    policy, method = (rule.missing_policy, rule.method) if rule else ("renormalize", "weighted_mean")
    carried = _earlier_scores(ground, [link.child_id for link in links]) if policy == "carry_forward" else {}
    weights = weights_of(links)
    counts = [link.is_applicable and _counts(ground, link.child_id, carried, rule) for link in links]
    total = sum(weight for weight, count in zip(weights, counts, strict=True) if count)
    lines = []
    for link, weight, count in zip(links, weights, counts, strict=True):
        share = weight / total if count and total > 0 and method == "weighted_mean" else None
        if method == "mean" and count:
            share = 1 / sum(counts)
        if link.child_id in names:
            node, name = names[link.child_id]
            earlier = carried.get(link.child_id)
            lines.append(_open(ground, link, node.kind, name, weight, share, earlier, is_counted=count))
        else:
            lines.append(_closed(link, weight, share))
    return tuple(lines)


def _open(
    ground: Ground,
    link: NodeLink,
    kind: str,
    name: Name,
    weight: float,
    share: float | None,
    carried: tuple[float, float] | None,
    *,
    is_counted: bool,
) -> ChildLine:
    score, veil = ground.scores.get(link.child_id), ground.veil
    is_coarse = veil.covers(link.child_id)
    last, age = carried or (None, None)
    coverage = score.coverage if score else None
    return ChildLine(
        node_id=link.child_id,
        name=name.text,
        code=name.code,
        kind=kind,
        weight=weight,
        share=share,
        score=veil.score(link.child_id, as_float(score.score) if score else None),
        coverage=coverage,
        status=score.status if score else "no_data",
        is_applicable=link.is_applicable,
        is_carried=is_counted and (score is None or score.score is None) and last is not None,
        is_coarse=is_coarse,
        is_weight_stated=link.weight is not None,
        gate_min_score=as_float(link.gate_min_score),
        gate_cap=as_float(link.gate_cap),
        last_score=veil.score(link.child_id, last),
        last_age=age,
        exact=None if is_coarse else Exact(score.unrounded if score else None, coverage),
    )


def _closed(link: NodeLink, weight: float, share: float | None) -> ChildLine:
    """Return the line without anything but that it is there and what it weighs."""
    return ChildLine(
        node_id=link.child_id,
        name="",
        code="",
        kind="",
        weight=weight,
        share=share,
        score=None,
        coverage=None,
        status="no_data",
        is_open=False,
        is_applicable=link.is_applicable,
        is_weight_stated=link.weight is not None,
        gate_min_score=as_float(link.gate_min_score),
        gate_cap=as_float(link.gate_cap),
    )


def _earlier_scores(ground: Ground, ids: list[int]) -> dict[int, tuple[float, float]]:
    """Return each child's latest earlier score and its age in periods, as what was known then."""
    closes = PeriodClose.objects.filter(period_id=OuterRef("pk"), reopened_at__isnull=True).values("closed_at")
    here = ground.period
    same = Period.objects.filter(calendar_id=here.calendar_id, frequency=here.frequency, start_on__lt=here.start_on)
    earlier = same.order_by("start_on").annotate(closed_at=Subquery(closes[:1])).values_list("pk", "closed_at")
    closed = dict(earlier)
    age = {pk: float(len(closed) - position) for position, pk in enumerate(closed)}
    scored = Q(node_id__in=ids, period_id__in=list(closed), unrounded__isnull=False)
    found: dict[int, tuple[float, float]] = {}
    for row in sorted(Score.objects.filter(scored).order_by("known_from"), key=lambda row: -age[row.period_id]):
        at = closed[row.period_id] or ground.instant.shown_at
        if _is_known(row, at):
            found[row.node_id] = (row.unrounded, age[row.period_id])
    return found


def _is_known(row: Any, at: Any) -> bool:
    if at is None:
        return row.known_to is None
    return bool(row.known_from <= at and (row.known_to is None or row.known_to > at))


def _counts(ground: Ground, child: int, carried: Mapping[int, tuple[float, float]], rule: RollupRule | None) -> bool:
    """Test whether a part counts: it has a score, an earlier one that may still stand for it, or missing is 0."""
    if ground.has_score(child) or rule is None:
        return ground.has_score(child)
    if child in carried:
        return rule.max_carry is None or carried[child][1] <= rule.max_carry
    return rule.missing_policy == "zero"
