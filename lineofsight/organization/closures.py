"""The closures of the unit tree and of reporting lines, as they stand today: what scopes are built on.

A unit that is closed, or only planned, keeps the place it had last, or will have first: its past stays readable.
A line that is not solid makes the other person's manager, but not the manager of those below.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import DEFAULT_DB_ALIAS, models

from lineofsight.base import bulk, clock, runner
from lineofsight.base import recorder as recorders
from lineofsight.organization.models import ReportClosure, ReportingLine, UnitClosure, UnitVersion

Pairs = dict[tuple[int, int], int]
CHUNK = 5000


def rebuild_units(today: date | None = None) -> int:
    """Bring the closure of units up to today's tree; return how many pairs changed. Runs inside a command."""
    parents = _places(today or clock.today())
    wanted: Pairs = {}
    for unit in parents:
        depth, above = 0, unit
        while True:
            wanted[above, unit] = depth
            parent = parents.get(above)
            if parent is None or (parent, unit) in wanted:
                break
            above, depth = parent, depth + 1
    rows = UnitClosure.objects.values_list("pk", "ancestor_id", "descendant_id", "depth")
    return _apply(UnitClosure, ("ancestor_id", "descendant_id"), list(rows), wanted)


def rebuild_reports(people: Iterable[int] | None = None, today: date | None = None) -> int:
    """Bring the closure of reporting lines up to today, for these people and all below them (None: for everyone).

    Return how many pairs changed. Runs inside a command.
    """
    rows = ReportClosure.objects.values_list("pk", "manager_id", "person_id", "depth")
    lines = ReportingLine.objects.at(today or clock.today())
    if people is None:
        edges = list(lines.values_list("person_id", "manager_id", "kind"))
        return _apply(ReportClosure, ("manager_id", "person_id"), list(rows), _managers_above(edges))
    named = list(people)
    below = ReportClosure.objects.filter(manager_id__in=named).values_list("person_id", flat=True)
    affected = {*named, *below}
    stored = [row for chunk in _chunks(sorted(affected)) for row in rows.filter(person_id__in=chunk)]
    wanted = _managers_above(_edges_above(lines, affected))
    wanted = {pair: depth for pair, depth in wanted.items() if pair[1] in affected}
    return _apply(ReportClosure, ("manager_id", "person_id"), stored, wanted)


def keep_today() -> int:
    """Bring both closures up to today: planned moves take effect by the calendar. Safe to run any number of times."""
    with runner.system_change("What was planned for today takes effect.", command="organization.keep_today"):
        return rebuild_units() + rebuild_reports()


def _places(today: date) -> dict[int, int | None]:
    """Return each unit's parent: today's, else the last one before, else the first one planned."""
    places: dict[int, int | None] = {}
    versions = UnitVersion.objects.current().order_by("valid_from").values_list("unit_id", "parent_id", "valid_from")
    for unit, parent, valid_from in versions:
        if valid_from <= today or unit not in places:
            places[unit] = parent
    return places


def _edges_above(lines: models.QuerySet[ReportingLine], people: set[int]) -> list[tuple[int, int, str]]:
    edges: list[tuple[int, int, str]] = []
    seen: set[int] = set()
    frontier = people
    while frontier:
        seen |= frontier
        found = [
            edge
            for chunk in _chunks(sorted(frontier))
            for edge in lines.filter(person_id__in=chunk).values_list("person_id", "manager_id", "kind")
        ]
        edges += found
        frontier = {manager for _, manager, _ in found} - seen
    return edges


def _managers_above(edges: list[tuple[int, int, str]]) -> Pairs:
    """Return every (manager, person) with the shortest way between them, walking up one level at a time."""
    solid: dict[int, list[int]] = defaultdict(list)
    pairs: Pairs = {}
    level: list[tuple[int, int]] = []
    for person, manager, kind in edges:
        if kind == "solid":
            solid[person].append(manager)
            level.append((manager, person))
        pairs[manager, person] = 1
    reached, depth = set(level), 1
    while level:
        depth += 1
        above = []
        for manager, person in level:
            for higher in solid.get(manager, ()):
                if (higher, person) not in reached and higher != person:
                    reached.add((higher, person))
                    pairs.setdefault((higher, person), depth)
                    above.append((higher, person))
        level = above
    return pairs


def _apply(
    model: type[models.Model], columns: tuple[str, str], stored: list[tuple[int, int, int, int]], wanted: Pairs
) -> int:
    """Delete the pairs that hold no longer, insert the new ones, and note their number and digest."""
    recorder = recorders.required(model._meta.label)
    gone = [pk for pk, above, below, depth in stored if wanted.get((above, below)) != depth]
    kept = {(above, below) for _, above, below, depth in stored if wanted.get((above, below)) == depth}
    new = [(*pair, depth) for pair, depth in wanted.items() if pair not in kept]
    if gone:
        for chunk in _chunks(gone):
            models.QuerySet(model).filter(pk__in=chunk)._raw_delete(DEFAULT_DB_ALIAS)
        digest = hashlib.sha256(repr(sorted(gone)).encode()).hexdigest()
        recorder.add_bulk(len(gone), f"delete {model._meta.db_table} {digest}".encode())
    bulk.append_rows(model, (*columns, "depth"), sorted(new))
    if len(gone) + len(new) > CHUNK:
        bulk.analyze(model)
    return len(gone) + len(new)


def _chunks(items: list[int]) -> Iterable[list[int]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
