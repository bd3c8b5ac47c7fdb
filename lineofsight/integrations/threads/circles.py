"""Objectives that would serve themselves over others: found before anything is written, each with its lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from lineofsight.integrations.threads.links import Group, LinkReader
from lineofsight.integrations.threads.references import References
from lineofsight.okr.models import AlignmentEdge
from lineofsight.organization.placing import circle_among
from lineofsight.organization.trees import Edge

STEP = "Change or leave out one of these links."
MOST_SHOWN = 12


def take_out(refers: References, reader: LinkReader, groups: Sequence[Group]) -> list[Group]:
    """Return the groups without those whose links would close a circle."""
    kept = {group.name: group for group in groups}
    known = _known()
    while True:
        new = {name: _edges(refers, group) for name, group in kept.items()}
        since = {refers.objectives.number(name): group.since() for name, group in kept.items()}
        edges = [edge for old in known if (edge := _until(old, since.get(old.child))) is not None]
        fresh = [edge for group in new.values() for edge in group]
        path = circle_among([*edges, *fresh], fresh)
        if path is None:
            return list(kept.values())
        _refuse(refers, reader, kept, path)


def _known() -> list[Edge]:
    rows = AlignmentEdge.objects.current().filter(parent__isnull=False)
    return [Edge(*row) for row in rows.values_list("child_id", "parent_id", "valid_from", "valid_to")]


def _until(edge: Edge, since: date | None) -> Edge | None:
    """Return a known link up to the day from which the files say what its child serves."""
    if since is None:
        return edge
    if edge.from_ >= since:
        return None
    return Edge(edge.child, edge.parent, edge.from_, since if edge.to is None else min(edge.to, since))


def _edges(refers: References, group: Group) -> list[Edge]:
    homes = [(refers.home(link.end), link) for link in group.links]
    child = refers.objectives.number(group.name)
    return [
        Edge(child, refers.objectives.number(home), link.from_ or group.start, link.to)
        for home, link in homes
        if home is not None
    ]


def _refuse(refers: References, reader: LinkReader, kept: dict[str, Group], path: tuple[int, ...]) -> None:
    """Leave out every group on the circle, and say the circle at the link that is part of it."""
    names = {refers.objectives.number(name): name for name in kept}
    shown = " → ".join(names.get(number) or refers.objectives.title(number) for number in path[:MOST_SHOWN])
    for number, above in pairwise(path):
        group = kept.pop(names.get(number, ""), None)
        if group is None:
            continue
        refers.teller.drop(group.table, len(group.links))
        wrong = next(link for link in group.links if _leads_to(refers, link.end, above))
        sentence = f"the objectives would serve each other in a circle: {shown}."
        refers.teller.refuse(wrong.record, "serves", "link_circle", sentence, STEP, wrong.record.serves)
        others = [link.record for link in group.links if link is not wrong]
        reader.leave_out(group.name, others, wrong.record.place.line or 0)


def _leads_to(refers: References, end: tuple[str, str], number: int) -> bool:
    home = refers.home(end)
    return home is not None and refers.objectives.number(home) == number
