"""The parts of a node in Why?: what each weighs and counts; those unseen are named as closed, and stay so."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from lineofsight.base.commands import Context
from lineofsight.organization.models import Period, PeriodClose
from lineofsight.scorecard.loading import Knowledge
from lineofsight.scorecard.models import NodeLink, RollupRule, Score, ScoreNode
from lineofsight.scorecard.results.cells import as_float
from lineofsight.scorecard.why_above import weights_of
from lineofsight.scorecard.why_names import Name, names_of
from lineofsight.scorecard.why_tree import ChildLine, Exact

COARSE = 10.0


@dataclass(frozen=True, slots=True)
class Instant:
    """Which belief an explanation shows: a row's, and that of what went into it."""

    shown_at: datetime | None
    inputs: Knowledge
    frozen_at: datetime | None


def children(
    ctx: Context, node: ScoreNode, period: Period, instant: Instant, day: date, rule: RollupRule | None
) -> list[ChildLine]:
    links = list(
        NodeLink.objects.at(day, instant.inputs.known_at)
        .filter(parent=node)
        .order_by("child_id")
        .select_related("child__unit")
    )
    if not links:
        return []
    ids = [link.child_id for link in links]
    scores = _scores_of(ids, period, instant)
    seen = set(ScoreNode.objects.visible_to(ctx.viewer).filter(pk__in=ids).values_list("pk", flat=True))
    names = names_of([link.child for link in links], day.toordinal(), instant.inputs.known_at)
    weights = weights_of(links)
    policy = rule.missing_policy if rule else "renormalize"
    carried = _earlier_scores(ids, period, instant) if policy == "carry_forward" else {}
    counts = [
        link.is_applicable and _counts(scores.get(link.child_id), policy, carried.get(link.child_id), rule)
        for link in links
    ]
    total = sum(weight for weight, count in zip(weights, counts, strict=True) if count)
    is_mean = rule is None or rule.method == "weighted_mean"
    lines = []
    for link, weight, count in zip(links, weights, counts, strict=True):
        share = weight / total if count and total > 0 and is_mean else None
        if rule is not None and rule.method == "mean" and count:
            share = 1 / sum(counts)
        line = _child_line(
            link, scores.get(link.child_id), names[link.child_id], weight, share, carried.get(link.child_id)
        )
        lines.append(line if link.child_id in seen else _closed(line))
    return _coarsened(lines)


def _child_line(
    link: NodeLink,
    score: Score | None,
    name: Name,
    weight: float,
    share: float | None,
    carried: tuple[float, float] | None,
) -> ChildLine:
    last, age = carried or (None, None)
    return ChildLine(
        node_id=link.child_id,
        name=name.text,
        code=name.code,
        kind=link.child.kind,
        weight=weight,
        share=share,
        score=as_float(score.score) if score else None,
        coverage=score.coverage if score else None,
        status=score.status if score else "no_data",
        is_applicable=link.is_applicable,
        is_carried=share is not None and (score is None or score.score is None) and last is not None,
        is_weight_stated=link.weight is not None,
        gate_min_score=as_float(link.gate_min_score),
        gate_cap=as_float(link.gate_cap),
        last_score=last,
        last_age=age,
        exact=Exact(score.unrounded if score else None, score.coverage if score else None),
    )


def _closed(line: ChildLine) -> ChildLine:
    """Return the line without anything but that it is there and what it weighs."""
    return replace(
        line,
        name="",
        code="",
        score=None,
        coverage=None,
        status="no_data",
        is_open=False,
        is_carried=False,
        last_score=None,
        last_age=None,
        exact=None,
    )


def _coarsened(lines: list[ChildLine]) -> list[ChildLine]:
    """Round the open lines where a single closed one could be worked out from them and the result."""
    hidden = [line for line in lines if not line.is_open and line.share is not None]
    if len(hidden) != 1:
        return lines
    return [
        replace(line, score=round(line.score / COARSE) * COARSE, is_coarse=True, exact=None)
        if line.is_open and line.score is not None
        else line
        for line in lines
    ]


def _scores_of(ids: list[int], period: Period, instant: Instant) -> dict[int, Score]:
    """Return the rows of children as the parent read them."""
    return {row.node_id: row for row in Score.objects.known(instant.shown_at).filter(node_id__in=ids, period=period)}


def _earlier_scores(ids: list[int], period: Period, instant: Instant) -> dict[int, tuple[float, float]]:
    """Return each child's latest earlier score and its age in periods."""
    earlier = list(
        Period.objects.filter(calendar_id=period.calendar_id, frequency=period.frequency, start_on__lt=period.start_on)
        .order_by("start_on")
        .values_list("pk", flat=True)
    )
    age = {pk: float(len(earlier) - position) for position, pk in enumerate(earlier)}
    closed = dict(
        PeriodClose.objects.filter(period_id__in=earlier, reopened_at__isnull=True).values_list(
            "period_id", "closed_at"
        )
    )
    rows = Score.objects.filter(node_id__in=ids, period_id__in=earlier, unrounded__isnull=False).order_by("known_from")
    found: dict[int, tuple[float, float]] = {}
    for row in sorted(rows, key=lambda row: -age[row.period_id]):
        at = closed.get(row.period_id) or instant.shown_at
        if row.known_to is None if at is None else row.known_from <= at and (row.known_to is None or row.known_to > at):
            found[row.node_id] = (row.unrounded, age[row.period_id])
    return found


def _counts(score: Score | None, policy: str, carried: tuple[float, float] | None, rule: RollupRule | None) -> bool:
    if score is not None and score.unrounded is not None:
        return True
    if policy == "carry_forward" and carried is not None:
        return rule is None or rule.max_carry is None or carried[1] <= rule.max_carry
    return policy == "zero"
