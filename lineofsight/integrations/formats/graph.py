"""Cycles in what files call parents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def cycles(edges: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return one cycle for each group of nodes that reach each other, each in the order of its edges.

    Walks with a stack of its own, so that a chain of 100,000 parents does not exhaust Python's.
    """
    found: list[list[str]] = []
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        path: list[str] = [start]
        position = {start: 0}
        branches = [iter(edges.get(start, ()))]
        while path:
            following = next((node for node in branches[-1] if node not in done), None)
            if following is None:
                branches.pop()
                finished = path.pop()
                del position[finished]
                done.add(finished)
            elif following in position:
                found.append(path[position[following] :])
            else:
                position[following] = len(path)
                path.append(following)
                branches.append(iter(edges.get(following, ())))
    return found
