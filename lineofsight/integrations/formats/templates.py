"""Empty tables to fill in: our headings, and one row that shows what goes where.

Each example names something that nobody has, so that one left in the file is refused by its line.
"""

from __future__ import annotations

from .table_specs import TABLES

EXAMPLES: dict[str, dict[str, str]] = {
    "observations": {"measure": "example-kpi", "unit": "example-unit", "period": "2026-10", "value": "96.1"},
    "people": {
        "key": "example-person",
        "name": "Marta Lopes",
        "email": "marta@example.org",
        "unit": "example-unit",
        "position": "Plant manager",
        "manager": "example-manager",
        "fte": "1",
        "hired_on": "2026-01-01",
    },
    "units": {"key": "example-unit", "name": "Plant", "parent": "example-parent", "valid_from": "2026-01-01"},
    "lines": {"person": "example-person", "manager": "example-manager", "kind": "solid", "weight": "100"},
    "okrs": {
        "key": "example-okr",
        "title": "No order leaves late",
        "unit": "example-unit",
        "cycle": "2026-Q4",
        "owner": "example-person",
        "ambition": "committed",
        "mode": "both",
        "state": "active",
    },
    "key_results": {
        "key": "example-key-result",
        "objective": "example-okr",
        "title": "Late orders a week",
        "kind": "decrease",
        "start": "12",
        "target": "2",
        "weight": "1",
        "unit_of_measure": "count",
        "value": "9",
        "value_on": "2026-10-31",
    },
    "goals": {
        "key": "example-goal",
        "person": "example-person",
        "title": "Tape every box",
        "weight": "60",
        "start_on": "2026-10-01",
        "due_on": "2026-12-31",
        "measured_by": "share of boxes that hold",
        "kind": "metric",
        "start": "0",
        "target": "100",
        "audience": "managers",
        "cycle": "2026-Q4",
        "state": "active",
    },
    "okr_links": {
        "objective": "example-okr",
        "serves": "example-parent",
        "serves_kind": "objective",
        "relation": "contributes",
        "share": "100",
        "weight": "1",
        "valid_from": "2026-10-01",
    },
    "goal_links": {
        "goal": "example-goal",
        "serves": "example-key-result",
        "serves_kind": "key_result",
        "relation": "contributes",
        "share": "80",
        "valid_from": "2026-10-01",
    },
}


def template_of(table: str) -> tuple[list[str], list[str]] | None:
    """Return the headings of a table and its example row; None for a table that has no template."""
    example = EXAMPLES.get(table)
    if example is None:
        return None
    head = [column.name for column in TABLES[table].columns]
    return head, [example.get(name, "") for name in head]
