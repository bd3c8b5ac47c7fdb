"""Which sums of effort are shown: those of groups of at least five people, replaced when at least five have changed."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from lineofsight.base import bulk
from lineofsight.core.arrays import Array, Index
from lineofsight.core.grouping import Group, Parts, grouped, replacing
from lineofsight.goals.models import EffortRelease
from lineofsight.organization.models import Unit, UnitClosure
from lineofsight.scorecard.dated_index import NONE
from lineofsight.scorecard.threads.efforts import Sums


def refresh(found: Sums, now: datetime) -> int:
    """Show what of the effort of all may be shown anew; return how many rows that wrote."""
    _in_turn()
    parts = _parts(found.given, found.seats)
    rows = list(EffortRelease.objects.current().order_by("pk"))
    shown = {row.pk: Group(row.unit_id, {int(unit): frozenset(own) for unit, own in row.parts.items()}) for row in rows}
    keys = {id(group): pk for pk, group in shown.items()}
    gone, come = replacing(list(shown.values()), grouped(parts, _tree()), parts)
    bulk.close(EffortRelease, [keys[id(group)] for group in gone], now)
    _append(come, found.rows, now)
    return len(gone) + len(come)


def _in_turn() -> None:
    """Wait for whoever else does this now: both would end the same groups and show new ones. SQLite's writers do."""
    if connection.features.has_select_for_update:
        list(Unit.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)[:1])


def _tree() -> dict[int, int | None]:
    """Return the unit above each unit, today."""
    tree: dict[int, int | None] = dict.fromkeys(
        UnitClosure.objects.filter(depth=0).values_list("ancestor_id", flat=True)
    )
    return tree | dict(UnitClosure.objects.filter(depth=1).values_list("descendant_id", "ancestor_id"))


def _parts(given: Array, seats: Index) -> Parts:
    """Return for each unit a digest per person of all that the person gives."""
    said: dict[int, list[str]] = {}
    for person, end, goal, weight in given.tolist():
        said.setdefault(int(person), []).append(f"{int(end)} {int(goal)} {weight:.9f}")
    units = dict(seats.tolist())
    parts: dict[int, set[str]] = {}
    for person, lines in said.items():
        text = f"{person}: {', '.join(sorted(lines))}"
        parts.setdefault(units[person], set()).add(hashlib.sha256(text.encode()).hexdigest()[:16])
    return {unit: frozenset(own) for unit, own in parts.items()}


def _append(groups: Iterable[Group], sums: Array, now: datetime) -> None:
    by_unit: dict[int, list[tuple[int, float, int]]] = {}
    for unit, end, weight, goals, *_ in sums.tolist():
        by_unit.setdefault(int(unit), []).append((int(end), weight, int(goals)))
    for group in groups:
        total: dict[str, tuple[float, int]] = {}
        for unit in group.parts:
            for end, weight, goals in by_unit.get(unit, ()):
                key = "" if end == NONE else str(end)
                before = total.get(key, (0.0, 0))
                total[key] = before[0] + weight, before[1] + goals
        EffortRelease(
            unit_id=group.top,
            people=len(group.everyone),
            sums=total,
            parts={str(unit): sorted(own) for unit, own in group.parts.items()},
            known_from=now,
        ).save()
