"""Why? of a number: the tree of rule, inputs, weights and shares, down to observation, file and line.

It runs in the viewer's scope: unseen parts are named as closed, and where one hidden part could be worked out from
its siblings, those are coarsened. `recompute_tree` (in `why_check`) gives the stored score from the tree alone.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.organization.models import Period, PeriodClose
from lineofsight.organization.queries.rights import who_answers_for
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard import why_text
from lineofsight.scorecard.axis import Axis, load_axis
from lineofsight.scorecard.loading import Knowledge
from lineofsight.scorecard.models import RollupRule, Score, ScoreNode
from lineofsight.scorecard.results import PeriodLabel
from lineofsight.scorecard.results.cells import as_float
from lineofsight.scorecard.why_above import steps_above
from lineofsight.scorecard.why_children import Instant, children
from lineofsight.scorecard.why_leaf import explain_leaf
from lineofsight.scorecard.why_names import Name, names_of
from lineofsight.scorecard.why_tree import ChildLine, Exact, Rule, WhyTree


def why(ctx: Context, node_id: int, period: str, known_at: datetime | None = None, *, levels: int = 1) -> WhyTree:
    """Return why a node has its score in a period (a key), as known at an instant; parts are explained `levels` deep.

    An open period is explained as known now, a closed one as frozen. Raise NotFound for what the viewer may not see.
    """
    node = ScoreNode.objects.visible_to(ctx.viewer).filter(pk=node_id).select_related("unit").first()
    row = _period(node_id, period) if node is not None else None
    if node is None or row is None:
        raise NotFound("This number")
    return _explain(ctx, node, row, known_at or ctx.known_at, levels)


def _explain(ctx: Context, node: ScoreNode, period: Period, known_at: datetime | None, levels: int) -> WhyTree:
    closed_at = (
        PeriodClose.objects.filter(period=period, reopened_at__isnull=True).values_list("closed_at", flat=True).first()
    )
    score, instant = _score_row(node.pk, period, known_at, closed_at)
    column = _column(period)
    name = names_of([node], column.last_day[0], known_at)[node.pk]
    explain = _leaf if node.kind == "measure" else _parent
    tree = explain(ctx, node, period, score, instant, column, name, levels)
    is_past = instant.frozen_at is not None
    now = Score.objects.current().filter(node=node, period=period).first() if is_past else None
    differs = now is not None and (score is None or now.score != score.score)
    return replace(
        tree,
        above=steps_above(
            ctx, node.pk, tree.exact.score, period.pk, _last_day(period), instant.inputs.known_at, instant.shown_at
        ),
        owners=_owners(ctx, name.address),
        is_frozen=instant.frozen_at is not None,
        now_score=as_float(now.score) if now is not None and differs else None,
    )


def _score_row(
    node_id: int, period: Period, known_at: datetime | None, closed_at: datetime | None
) -> tuple[Score | None, Instant]:
    """Return the row to explain; a period scored only after its close shows what was computed then."""
    rows = Score.objects.filter(node_id=node_id, period=period).select_related("run")
    shown_at = known_at or closed_at
    row = rows.known(shown_at).first()
    if row is None and known_at is None:
        row, shown_at = rows.current().first(), None
    return row, Instant(shown_at, _inputs(row, shown_at, closed_at, period), closed_at if known_at is None else None)


def _inputs(row: Score | None, shown_at: datetime | None, closed_at: datetime | None, period: Period) -> Knowledge:
    """Return what went into a row: of a closed period what was known at its close, besides its own later values."""
    if row is None or closed_at is None or (shown_at is not None and shown_at <= closed_at):
        return Knowledge(shown_at)
    if row.flags & flag_bits.RESTATED:
        return Knowledge(closed_at, _column(period), shown_at)
    return Knowledge(closed_at if row.known_from <= closed_at else row.known_from)


def _leaf(
    ctx: Context,
    node: ScoreNode,
    period: Period,
    score: Score | None,
    instant: Instant,
    column: Axis,
    name: Name,
    levels: int,
) -> WhyTree:
    found = explain_leaf(ctx, node, column, instant.inputs)
    kind = str(found.exact.parameters.get("scoring_type", ""))
    decimals = name.decimals
    reason = score.reason if score is not None else "no_value"
    measured = found.measured
    base = _base(ctx, node, period, score, instant, name)
    since = found.targets[0].valid_from if found.targets else None
    return replace(
        base,
        measured=measured if score is None or score.measured is None else score.measured,
        sentence=why_text.leaf_sentence(period, found.exact, measured, reason, decimals),
        rule=Rule(why_text.RULE_NAMES[kind], "kpi_score", _version(score), since, "4.1"),
        arithmetic=why_text.score_arithmetic(found.exact, measured, decimals),
        value_arithmetic=why_text.value_arithmetic(found.exact, measured, found.sources, decimals),
        exact=found.exact,
        sources=found.sources,
        targets=found.targets,
    )


def _parent(
    ctx: Context,
    node: ScoreNode,
    period: Period,
    score: Score | None,
    instant: Instant,
    column: Axis,
    name: Name,
    levels: int,
) -> WhyTree:
    day = date.fromordinal(int(column.last_day[0]))
    rule = RollupRule.objects.at(day, instant.inputs.known_at).filter(node=node).first()
    method = rule.method if rule else "weighted_mean"
    lines = children(ctx, node, period, instant, day, rule)
    if levels > 1:
        lines = [_with_tree(ctx, line, period, instant, levels - 1) for line in lines]
    base = _base(ctx, node, period, score, instant, name)
    is_coarse = any(line.is_coarse for line in lines)
    parameters: dict[str, object] = {
        "method": method,
        "missing_policy": rule.missing_policy if rule else "renormalize",
        "max_carry": rule.max_carry if rule else None,
        "min_coverage": as_float(rule.min_coverage) if rule else None,
        "gate_missing": rule.gate_missing if rule else "fail",
    }
    return replace(
        base,
        sentence=why_text.parent_sentence(name.text, base.score, method, lines, base.coverage),
        rule=Rule(why_text.RULE_NAMES[method], "rollup", _version(score), rule.valid_from if rule else None, "4.3"),
        arithmetic=why_text.parent_arithmetic(method, base.score, lines, is_coarse),
        exact=Exact(score.unrounded if score else None, score.coverage if score else None, parameters),
        children=tuple(lines),
    )


def _base(ctx: Context, node: ScoreNode, period: Period, score: Score | None, instant: Instant, name: Name) -> WhyTree:
    shown = score if score is not None else Score(status="no_data", reason="no_value")
    return WhyTree(
        node_id=node.pk,
        kind=node.kind,
        name=name.text,
        code=name.code,
        unit_name=name.unit,
        period=PeriodLabel(
            period.pk, period.key, period.frequency, period.start_on, period.until_on, instant.frozen_at
        ),
        known_at=instant.shown_at or clock.now(),
        score=as_float(shown.score),
        status=shown.status,
        reason=shown.reason,
        coverage=shown.coverage,
        measured=shown.measured,
        target=shown.target,
        flags=flag_bits.words(shown.flags),
        sentence="",
        rule=Rule("", "", "", None),
        arithmetic="",
        value_arithmetic="",
        exact=Exact(shown.unrounded, shown.coverage),
        run_id=shown.run_id,
        fingerprint=shown.run.fingerprint if shown.run_id else "",
        calculated_at=shown.known_from,
        decimals=name.decimals,
        symbol=name.symbol,
        unit_kind=name.unit_kind,
        measure_slug=name.measure_slug,
        unit_slug=name.unit_slug,
    )


def _with_tree(ctx: Context, line: ChildLine, period: Period, instant: Instant, levels: int) -> ChildLine:
    if not line.is_open:
        return line
    node = ScoreNode.objects.select_related("unit").get(pk=line.node_id)
    tree = _explain(ctx, node, period, instant.shown_at if instant.frozen_at is None else None, levels)
    return replace(line, tree=tree)


def _owners(ctx: Context, address: str) -> tuple[tuple[str, str], ...]:
    if not address:
        return ()
    return tuple((answer.code, answer.name) for answer in who_answers_for(ctx, address) if answer.name)


def _period(node_id: int, key: str) -> Period | None:
    """Return the period of that key in which the node is scored; keys of several calendars may be equal."""
    rows = Period.objects.filter(key=key)
    scored = rows.filter(Exists(Score.objects.filter(node_id=node_id, period=OuterRef("pk")))).order_by("pk").first()
    if scored is not None:
        return scored
    return rows.order_by("pk").first()


def _column(period: Period) -> Axis:
    axis = load_axis(period.calendar_id, period.frequency, until=period.start_on)
    return axis.cut(slice(len(axis) - 1, None))


def _last_day(period: Period) -> date:
    return period.until_on - timedelta(days=1)


def _version(score: Score | None) -> str:
    return score.run.rule_version if score is not None and score.run_id else ""
