"""How much of a plan passes through every step above it: a small graph, walked from below to the strategy."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from lineofsight.core.arrays import TOLERANCE
from lineofsight.scorecard.threads.upward import Node, Upward


@dataclass(slots=True)
class Flow:
    """What passes through each step and along each link, and what stops at each step, as parts of the whole plan."""

    through: dict[Node, float] = field(default_factory=dict)
    along: dict[tuple[Node, Node], float] = field(default_factory=dict)
    supports: list[tuple[Node, Node]] = field(default_factory=list)
    stops: dict[Node, float] = field(default_factory=dict)

    @property
    def stopped(self) -> float:
        """Return what reaches no end."""
        return sum(self.stops.values())


def flow(
    sources: Mapping[Node, float],
    links: Iterable[Upward],
    *,
    counts: Callable[[Node], bool],
    is_end: Callable[[Node], bool],
) -> Flow:
    """Let each source's part of the plan flow up the links; `counts` says whether a step may be reached at all.

    Links to a step that does not count are no links. A share that is not stated is an equal part of what the stated
    ones leave. What no link takes stops at its step.
    """
    found = Flow()
    above: dict[Node, list[Upward]] = defaultdict(list)
    for link in links:
        if not counts(link.parent):
            continue
        if link.contributes:
            above[link.child].append(link)
        else:
            found.supports.append((link.child, link.parent))
    order = TopologicalSorter({child: [link.parent for link in up] for child, up in above.items()})
    for node, part in sources.items():
        found.through[node] = found.through.get(node, 0.0) + part
        order.add(node)
    for node in reversed(list(order.static_order())):
        part = found.through.get(node, 0.0)
        if is_end(node) or part <= 0:
            continue
        left = part
        for link, share in _shares(above.get(node, [])):
            given = part * share
            found.through[link.parent] = found.through.get(link.parent, 0.0) + given
            found.along[node, link.parent] = found.along.get((node, link.parent), 0.0) + given
            left -= given
        if left > TOLERANCE:
            found.stops[node] = left
    found.supports = _reached(found.supports, {*sources, *found.through})
    return found


def _reached(supports: list[tuple[Node, Node]], reached: set[Node]) -> list[tuple[Node, Node]]:
    """Return the supports that leave a step which the plan reaches, or which such a support leads to."""
    kept: list[tuple[Node, Node]] = []
    while fresh := [pair for pair in supports if pair[0] in reached and pair not in kept]:
        kept += fresh
        reached = reached | {parent for _, parent in fresh}
    return [pair for pair in supports if pair in kept]


def _shares(links: list[Upward]) -> list[tuple[Upward, float]]:
    stated = sum(link.share for link in links if link.share is not None)
    silent = [link for link in links if link.share is None]
    rest = max(0.0, 1.0 - stated) / len(silent) if silent else 0.0
    return [(link, rest if link.share is None else link.share) for link in links]
