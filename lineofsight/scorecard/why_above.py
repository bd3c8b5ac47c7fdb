"""What a number does above it: its share of every node that it counts in, up to the scorecard and the unit."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from lineofsight.base.commands import Context
from lineofsight.core import status
from lineofsight.scorecard.models import NodeLink, RollupRule, Score, ScoreNode
from lineofsight.scorecard.rollups import even_weights
from lineofsight.scorecard.structure_arrays import with_ancestors
from lineofsight.scorecard.why_names import names_of
from lineofsight.scorecard.why_tree import AboveStep


@dataclass(frozen=True, slots=True)
class Ground:
    """The links, rules and scores among some parents in one period, as believed at an instant."""

    links: dict[int, list[NodeLink]]
    rules: dict[int, RollupRule]
    scores: dict[int, Score]

    def shares(self, parent: int) -> dict[int, float]:
        """Return what part of a parent's score each child is; nothing where the rule is not a mean."""
        rows, rule = self.links.get(parent, []), self.rules.get(parent)
        method = rule.method if rule else "weighted_mean"
        counts_zero = rule is not None and rule.missing_policy == "zero"
        if method not in ("weighted_mean", "mean"):
            return {}
        weights = weights_of(rows)
        counted = {
            row.child_id: weight if method == "weighted_mean" else 1.0
            for row, weight in zip(rows, weights, strict=True)
            if row.is_applicable and (counts_zero or self.has_score(row.child_id))
        }
        total = sum(counted.values())
        return {child: weight / total for child, weight in counted.items()} if total > 0 else {}

    def has_score(self, node: int) -> bool:
        """Test whether a node has a score."""
        row = self.scores.get(node)
        return row is not None and row.unrounded is not None


def weights_of(rows: list[NodeLink]) -> list[float]:
    """Return the weights of one parent's links, an absent one as the engine takes it."""
    stated = np.array([[np.nan if row.weight is None else float(row.weight)] for row in rows]).reshape(-1, 1)
    applies = np.array([[row.is_applicable] for row in rows], dtype=np.bool_).reshape(-1, 1)
    weights = even_weights(stated, applies, np.zeros(len(rows), dtype=np.int64), 1)
    return [float(weight) for weight in weights[:, 0]]


def load_ground(
    parents: list[int], period_id: int, day: date, inputs_at: datetime | None, shown_at: datetime | None
) -> Ground:
    """Return the ground of some parents, in three queries."""
    links: dict[int, list[NodeLink]] = defaultdict(list)
    for link in NodeLink.objects.at(day, inputs_at).filter(parent_id__in=parents).order_by("parent_id", "child_id"):
        links[link.parent_id].append(link)
    rules = {rule.node_id: rule for rule in RollupRule.objects.at(day, inputs_at).filter(node_id__in=parents)}
    concerned = {*parents, *(link.child_id for rows in links.values() for link in rows)}
    scores = Score.objects.known(shown_at).filter(node_id__in=concerned, period_id=period_id)
    return Ground(dict(links), rules, {row.node_id: row for row in scores})


def steps_above(
    ctx: Context,
    node_id: int,
    score: float | None,
    period_id: int,
    day: date,
    inputs_at: datetime | None,
    shown_at: datetime | None,
) -> tuple[AboveStep, ...]:
    """Return one step for each visible node above, nearest first: its share is the sum over all ways up."""
    parents = [int(one) for one in with_ancestors([node_id]) if one != node_id]
    if not parents:
        return ()
    ground = load_ground(parents, period_id, day, inputs_at, shown_at)
    seen = {row.pk: row for row in ScoreNode.objects.visible_to(ctx.viewer).filter(pk__in=parents)}
    shares, order = _shares(node_id, parents, ground)
    names = names_of(seen.values(), day.toordinal(), inputs_at)
    steps = []
    for parent in order:
        if parent in seen and shares[parent] > 0:
            row = ground.scores.get(parent)
            steps.append(
                AboveStep(
                    node_id=parent,
                    kind=seen[parent].kind,
                    name=names[parent].text,
                    code=names[parent].code,
                    share=shares[parent],
                    points=None if score is None else score * shares[parent],
                    score=None if row is None or row.score is None else float(row.score),
                    points_at_goal=status.GREEN_AT * shares[parent],
                )
            )
    return tuple(steps)


def _shares(node_id: int, parents: list[int], ground: Ground) -> tuple[dict[int, float], list[int]]:
    """Return the share of each parent, and the parents from the nearest to the farthest."""
    own = {parent: ground.shares(parent) for parent in parents}
    shares, height = {node_id: 1.0}, {node_id: 0}
    for _ in parents:
        before = dict(shares)
        for parent in parents:
            below = [(child, share) for child, share in own[parent].items() if child in shares]
            if below:
                shares[parent] = sum(shares[child] * share for child, share in below)
                height[parent] = 1 + max(height[child] for child, _ in below)
        if shares == before:
            break
    return shares, sorted(
        (parent for parent in parents if parent in shares), key=lambda parent: (height[parent], parent)
    )
