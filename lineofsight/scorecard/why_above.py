"""What a number does above it: its share of every node that it counts in, up to the scorecard and the unit."""

from lineofsight.core import status
from lineofsight.scorecard.why_ground import Ground
from lineofsight.scorecard.why_names import name_of
from lineofsight.scorecard.why_tree import AboveStep


def steps_above(ground: Ground, score: float | None) -> tuple[AboveStep, ...]:
    """Return one step for each visible node above, nearest first: its share is the sum over all ways up."""
    node_id = ground.node.pk
    shares, order = _shares(node_id, [parent for parent in ground.links if parent != node_id], ground)
    steps = []
    for parent in order:
        if shares[parent] > 0:
            row, found = ground.links[parent][0], ground.scores.get(parent)
            name = name_of(row.parent, row, "parent__")
            above = None if found is None or found.score is None else float(found.score)
            steps.append(
                AboveStep(
                    node_id=parent,
                    kind=row.parent.kind,
                    name=name.text,
                    code=name.code,
                    share=shares[parent],
                    points=None if score is None else score * shares[parent],
                    score=ground.veil.score(parent, above),
                    points_at_goal=status.GREEN_AT * shares[parent],
                    is_coarse=ground.veil.covers(parent),
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
