"""Bring objectives, key results, goals and links about, through the commands of the domains that own them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lineofsight.goals import commands as goals
from lineofsight.integrations.founding_measures import add_units_of_measure
from lineofsight.integrations.models import StagedRow
from lineofsight.integrations.reading import THREADS
from lineofsight.integrations.threads.measured import decimal
from lineofsight.okr import commands as okr
from lineofsight.organization.models import Calendar

if TYPE_CHECKING:
    from lineofsight.integrations.founding import Ground

OKR = ("title", "cycle", "why", "ambition", "mode", "state")
KEY_RESULT = ("title", "kind", "control_mode", "unit_of_measure")
GOAL = ("title", "measured_by", "start_on", "due_on", "kind", "audience", "cycle", "state", "unit_of_measure")


def found_threads(ground: Ground, said: dict[str, Any]) -> None:
    """Open the cycles that the rows name, then place objectives with what hangs on them, then goals with theirs."""
    rows = {table: ground.rows(table, "new", "changed") for table in THREADS}
    if not any(rows.values()):
        return
    _open_cycles(ground, said, [*rows["okrs"], *rows["goals"]])
    add_units_of_measure(ground, (row.after["unit_of_measure"] for row in (*rows["key_results"], *rows["goals"])))
    if rows["okrs"] or rows["key_results"] or rows["okr_links"]:
        _place_okrs(ground, said["okrs"], rows)
    if rows["goals"] or rows["goal_links"]:
        data = {
            "source": said["goals"],
            "goals": [_goal(row) for row in rows["goals"]],
            "links": list(_links(rows["goal_links"], "goal")),
        }
        goals.place_goals(ground.ctx, None, data)


def _place_okrs(ground: Ground, source: str, rows: dict[str, list[StagedRow]]) -> None:
    data = {
        "source": source,
        "objectives": [_okr(row) for row in rows["okrs"]],
        "key_results": [_key_result(row) for row in rows["key_results"]],
        "values": [
            {"key_result": row.key, "on": row.after["value_on"], "value": decimal(row.after["value"])}
            for row in rows["key_results"]
            if row.after.get("value") is not None
        ],
        "links": list(_links(rows["okr_links"], "child")),
    }
    okr.place_okrs(ground.ctx, None, data)


def _open_cycles(ground: Ground, said: dict[str, Any], rows: Iterable[StagedRow]) -> None:
    from lineofsight.integrations.founding import calendar_for  # inline: the two modules make one walk

    wanted = sorted({row.after["opens"] for row in rows if row.after["opens"]})
    if not wanted:
        return
    calendar = Calendar.objects.filter(pk=said["calendar"]).first() or calendar_for(ground)
    for period in wanted:
        data = {"calendar": calendar.public_id, "period": period, "source": said["okrs"], "key": period.lower()}
        okr.open_cycle(ground.ctx, None, data)


def _okr(row: StagedRow) -> dict[str, Any]:
    after, named = row.after, row.after["named"]
    keys = {"key": row.key, "unit": named["unit"], "owner": named["owner"], "sort_order": after["sort_order"]}
    return keys | {name: after[name] for name in OKR}


def _key_result(row: StagedRow) -> dict[str, Any]:
    after, named = row.after, row.after["named"]
    keys = {"key": row.key, "objective": named["objective"], "sort_order": after["sort_order"], **_supplied(named)}
    numbers = {name: decimal(after[name]) for name in ("start", "target", "weight")}
    return keys | numbers | {name: after[name] for name in KEY_RESULT}


def _goal(row: StagedRow) -> dict[str, Any]:
    after, named = row.after, row.after["named"]
    keys = {"key": row.key, "person": named["person"], **_supplied(named)}
    numbers = {name: decimal(after[name]) for name in ("start", "target", "weight")}
    stood = {"value": decimal(after["value"]), "value_on": after["value_on"]} if after.get("value") is not None else {}
    return keys | numbers | stood | {name: after[name] for name in GOAL}


def _supplied(named: dict[str, Any]) -> dict[str, Any]:
    return {name: named[name] or "" for name in ("measure", "measure_unit")}


def _links(rows: Iterable[StagedRow], child: str) -> Iterable[dict[str, Any]]:
    for row in rows:
        for said in row.after["rows"]:
            numbers = {name: decimal(said[name]) for name in ("share", "weight") if name in said}
            yield {child: row.after["child"], **said, **numbers}
