"""Trees that change over time: does a new edge close a circle on any day?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Edge:
    """`child` hangs below `parent` in [from_, to); None: until further notice."""

    child: int
    parent: int
    from_: date
    to: date | None


EdgesOf = Callable[[set[int]], Iterable[Edge]]


@dataclass(frozen=True, slots=True)
class _Step:
    node: int
    from_: date
    to: date | None
    path: tuple[int, ...]


def circle(new: Edge, edges_of: EdgesOf) -> tuple[int, ...] | None:
    """Return the nodes of a circle that the new edge would close on some day, from its child up to it again, or None.

    `edges_of` gives the present edges above a set of children; one call per level of the tree.
    """
    steps = [_Step(new.parent, new.from_, new.to, (new.child, new.parent))]
    seen: set[tuple[int, date, date | None]] = set()
    while steps:
        for step in steps:
            if step.node == new.child:
                return step.path
        edges: dict[int, list[Edge]] = {}
        for edge in edges_of({step.node for step in steps}):
            edges.setdefault(edge.child, []).append(edge)
        above = [_up(step, edge) for step in steps for edge in edges.get(step.node, [])]
        steps = [step for step in above if step is not None and (step.node, step.from_, step.to) not in seen]
        seen |= {(step.node, step.from_, step.to) for step in steps}
    return None


def overlap(from_: date, to: date | None, other_from: date, other_to: date | None) -> tuple[date, date | None] | None:
    """Return the days that two half-open spans share, or None."""
    start = max(from_, other_from)
    stop = min((end for end in (to, other_to) if end is not None), default=None)
    return (start, stop) if stop is None or start < stop else None


def covers(spans: Iterable[tuple[date, date | None]], from_: date, to: date | None) -> bool:
    """Test whether spans together cover every day of [from_, to)."""
    day: date | None = from_
    for start, stop in sorted(spans, key=lambda span: span[0]):
        if day is None or start > day:
            break
        if stop is None or stop > day:
            day = stop
    return day is None or (to is not None and day >= to)


def _up(step: _Step, edge: Edge) -> _Step | None:
    shared = overlap(step.from_, step.to, edge.from_, edge.to)
    return _Step(edge.parent, *shared, (*step.path, edge.parent)) if shared else None
