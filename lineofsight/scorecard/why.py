"""Why? of a number: the tree of rule, inputs, weights and shares, down to observation, file and line.

It runs in the viewer's scope: unseen parts are named as closed, and where one could be worked out, the number itself is
rounded. `recompute_tree` (in `why_check`) gives the stored score from the tree alone.
"""

from dataclasses import replace
from datetime import datetime

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.organization.models import Accountability
from lineofsight.scorecard import flags as flag_bits
from lineofsight.scorecard import why_text
from lineofsight.scorecard.models import RollupRule, Score
from lineofsight.scorecard.results import PeriodLabel
from lineofsight.scorecard.results.cells import as_float
from lineofsight.scorecard.why_above import steps_above
from lineofsight.scorecard.why_children import children, names_below
from lineofsight.scorecard.why_ground import Ground, ground_of
from lineofsight.scorecard.why_leaf import explain_leaf
from lineofsight.scorecard.why_names import Name
from lineofsight.scorecard.why_tree import ChildLine, Exact, Rule, WhyTree


def why(ctx: Context, node_id: int, period: str, known_at: datetime | None = None, *, levels: int = 1) -> WhyTree:
    """Return why a node has its score in a period (a key), as known at an instant; parts are explained `levels` deep.

    An open period is explained as known now, a closed one as frozen. Raise NotFound for what the viewer may not see.
    """
    ground = ground_of(ctx, node_id, period, known_at or ctx.known_at)
    tree, address = _leaf(ctx, ground) if ground.node.kind == "measure" else _parent(ctx, ground, levels)
    now, veil = ground.now, ground.veil
    differs = now is not None and (ground.score is None or now.score != ground.score.score)
    is_coarse = veil.covers(node_id)
    exact = Exact(None, None) if is_coarse else tree.exact
    return replace(
        tree,
        exact=exact,
        above=steps_above(ground, tree.score if is_coarse else exact.score),
        owners=_owners(ctx, address),
        is_frozen=ground.instant.frozen_at is not None,
        now_score=veil.score(node_id, as_float(now.score)) if now is not None and differs else None,
        is_coarse=is_coarse,
    )


def _leaf(ctx: Context, ground: Ground) -> tuple[WhyTree, str]:
    found, score, node = explain_leaf(ctx, ground), ground.score, ground.node
    assert node.measure is not None
    said, kind = (found.card.name, found.card.unit_of_measure) if found.card else (node.measure.slug, None)
    unit = found.card.said_unit if found.card else ""
    name = Name(said, "", unit or node.unit.slug, node.measure.address)
    decimals = kind.decimals if kind else 2
    scoring = str(found.exact.parameters.get("scoring_type", ""))
    stored = found.measured if score is None or score.measured is None else score.measured
    is_coarse, measured = ground.veil.covers(node.pk), ground.veil.value(node.pk, found.measured)
    reason = score.reason if score else "no_value"
    told = replace(found.exact, score=ground.veil.score(node.pk, found.exact.score))
    tree = replace(
        _base(ground, name),
        measured=ground.veil.value(node.pk, stored),
        sentence=why_text.leaf_sentence(ground.period, told, measured, reason, decimals),
        rule=Rule(
            why_text.rule_name(scoring),
            "kpi_score",
            _version(score),
            found.targets[0].valid_from if found.targets else None,
            "4.1",
        ),
        arithmetic="" if is_coarse else why_text.score_arithmetic(found.exact, found.measured, decimals),
        value_arithmetic=why_text.value_arithmetic(found.exact, measured, found.sources, found.operands, decimals),
        exact=found.exact,
        sources=found.sources,
        operands=found.operands,
        targets=found.targets,
        decimals=decimals,
        symbol=str(found.exact.parameters.get("currency") or "") or (kind.symbol if kind else ""),
        unit_kind=kind.kind if kind else "number",
        measure_slug=node.measure.slug,
        unit_slug=node.unit.slug,
    )
    return tree, name.address


def _parent(ctx: Context, ground: Ground, levels: int) -> tuple[WhyTree, str]:
    known_at = ground.instant.inputs.known_at
    rule = RollupRule.objects.at(ground.day, known_at).filter(node=ground.node).first()
    method = rule.method if rule else "weighted_mean"
    names = names_below(ctx, ground)
    _, name = names[ground.node.pk]
    lines = children(ground, names, rule)
    if levels > 1:
        lines = tuple(_with_tree(ctx, line, ground, levels - 1) for line in lines)
    base, score = _base(ground, name), ground.score
    parameters: dict[str, object] = {
        "method": method,
        "missing_policy": rule.missing_policy if rule else "renormalize",
        "max_carry": rule.max_carry if rule else None,
        "min_coverage": as_float(rule.min_coverage) if rule else None,
        "gate_missing": rule.gate_missing if rule else "fail",
    }
    is_coarse = ground.veil.covers(ground.node.pk)
    is_about = is_coarse or any(line.is_coarse for line in lines)
    tree = replace(
        base,
        sentence=why_text.parent_sentence(name.text, base.score, method, lines, base.coverage, is_coarse=is_coarse),
        rule=Rule(why_text.rule_name(method), "rollup", _version(score), rule.valid_from if rule else None, "4.3"),
        arithmetic=why_text.parent_arithmetic(parameters, base.score, lines, is_about),
        exact=Exact(score.unrounded if score else None, score.coverage if score else None, parameters),
        children=lines,
    )
    return tree, name.address


def _base(ground: Ground, name: Name) -> WhyTree:
    shown = ground.score if ground.score is not None else Score(status="no_data", reason="no_value")
    period = ground.period
    return WhyTree(
        node_id=ground.node.pk,
        kind=ground.node.kind,
        name=name.text,
        code=name.code,
        unit_name=name.unit,
        period=PeriodLabel(
            period.pk, period.key, period.frequency, period.start_on, period.until_on, ground.instant.frozen_at
        ),
        known_at=ground.instant.shown_at or clock.now(),
        score=ground.veil.score(ground.node.pk, as_float(shown.score)),
        status=shown.status,
        reason=shown.reason,
        coverage=shown.coverage,
        measured=None,
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
    )


def _with_tree(ctx: Context, line: ChildLine, ground: Ground, levels: int) -> ChildLine:
    if not line.is_open:
        return line
    known_at = ground.instant.shown_at if ground.instant.frozen_at is None else None
    return replace(line, tree=why(ctx, line.node_id, ground.period.key, known_at, levels=levels))


def _owners(ctx: Context, address: str) -> tuple[tuple[str, str], ...]:
    """Return who answers for the thing on the day looked at: people, and families of jobs."""
    if not address:
        return ()
    rows = Accountability.objects.visible_to(ctx.viewer).at(ctx.as_of or clock.today(), ctx.known_at)
    found = rows.filter(target=address).order_by("code", "pk")
    named = found.values_list("code", "person__details__name", "job_family__name")
    return tuple((code, person or family) for code, person, family in named if person or family)


def _version(score: Score | None) -> str:
    return score.run.rule_version if score is not None and score.run_id else ""
