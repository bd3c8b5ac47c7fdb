"""What the database says today about objectives, key results, goals and links, in the words of files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from lineofsight.goals.models import Goal, GoalEdge, GoalValue
from lineofsight.integrations.current import Found
from lineofsight.okr.models import AlignmentEdge, KeyResult, KeyResultValue, Objective
from lineofsight.organization.placing import Piece

End = tuple[str, str]
Ends = dict[End, list[Piece]]
Noted = dict[str, dict[date, Decimal | None]]
MOST_NAMED = 500


def number(value: Decimal | None) -> str | None:
    """Return a number as payloads keep it."""
    return None if value is None else f"{value.normalize():f}"


def okrs(source: str) -> Found:
    """Return the objectives of a source by key."""
    rows = Objective.objects.filter(source=source).select_related("unit", "cycle", "owner")
    return {
        row.key: {
            "title": row.title,
            "unit": row.unit.key,
            "cycle": row.cycle.slug,
            "owner": row.owner.key if row.owner else "",
            "why": row.why,
            "ambition": row.ambition,
            "mode": row.mode,
            "state": row.state,
            "sort_order": row.sort_order,
        }
        for row in rows
    }


def key_results(source: str) -> Found:
    """Return the key results of a source by key."""
    related = ("objective", "unit_of_measure", "measure", "measure_unit")
    return {
        row.key: {
            "objective": row.objective.key,
            "title": row.title,
            "kind": row.kind,
            "control_mode": row.control_mode,
            "weight": number(row.weight),
            "sort_order": row.sort_order,
            **_measured(row),
        }
        for row in KeyResult.objects.filter(source=source).select_related(*related)
    }


def goals(source: str, keys: Iterable[str]) -> Found:
    """Return the goals of a source by key; of a few keys only those."""
    related = ("person", "cycle", "unit_of_measure", "measure", "measure_unit")
    named = list(keys)
    rows = Goal.objects.filter(source=source).select_related(*related)
    if len(named) <= MOST_NAMED:
        rows = rows.filter(key__in=named)
    return {
        row.key: {
            "person": row.person.key,
            "title": row.title,
            "measured_by": row.measured_by,
            "start_on": row.start_on.isoformat(),
            "due_on": row.due_on.isoformat(),
            "weight": number(row.weight),
            "kind": row.kind,
            "audience": row.audience,
            "cycle": row.cycle.slug if row.cycle else "",
            "state": row.state,
            **_measured(row),
        }
        for row in rows.iterator(chunk_size=2_000)
    }


def _measured(row: Any) -> dict[str, Any]:
    return {
        "start": number(row.start),
        "target": number(row.target),
        "unit_of_measure": row.unit_of_measure.key if row.unit_of_measure else "",
        "measure": row.measure.key if row.measure else "",
        "measure_unit": row.measure_unit.key if row.measure_unit else "",
    }


def noted_of_key_results(source: str) -> Noted:
    """Return where key results of a source stood, by key and day."""
    rows = KeyResultValue.objects.current().filter(key_result__source=source, milestone__isnull=True)
    return _noted(rows.values_list("key_result__key", "on", "value"))


def noted_of_goals(source: str) -> Noted:
    """Return where goals of a source stood, by key and day."""
    rows = GoalValue.objects.current().filter(goal__source=source)
    return _noted(rows.values_list("goal__key", "on", "value"))


def _noted(rows: Any) -> Noted:
    found: Noted = defaultdict(dict)
    for key, on, value in rows.order_by("on").iterator():
        found[key][on] = value
    return found


def links_of_okrs(ids: Iterable[int]) -> dict[int, Ends]:
    """Return what objectives serve, by row id."""
    rows = AlignmentEdge.objects.current().select_related("key_result", "parent", "strategic_objective")
    return _by_child(rows, "child_id", set(ids))


def links_of_goals(ids: Iterable[int]) -> dict[int, Ends]:
    """Return what goals serve, by row id."""
    related = ("key_result", "objective", "strategic_objective", "measure")
    return _by_child(GoalEdge.objects.current().select_related(*related), "goal_id", set(ids))


def _by_child(rows: Any, column: str, ids: set[int]) -> dict[int, Ends]:
    if len(ids) <= MOST_NAMED:
        rows = rows.filter(**{f"{column}__in": ids})
    found: dict[int, Ends] = defaultdict(lambda: defaultdict(list))
    for row in rows.order_by("valid_from").iterator(chunk_size=2_000):
        child = getattr(row, column)
        if child in ids:
            said = (row.contributes, row.share, getattr(row, "weight", None))
            found[child][_end(row)].append(Piece(row.valid_from, row.valid_to, said))
    return found


def _end(row: Any) -> End:
    """Return kind and key of what a link leads to."""
    if row.key_result is not None:
        return "key_result", row.key_result.key
    if row.strategic_objective is not None:
        return "strategic_objective", row.strategic_objective.key
    measure = getattr(row, "measure", None)
    if measure is not None:
        return "measure", measure.key
    above = row.parent if hasattr(row, "parent") else row.objective
    return "objective", above.key
