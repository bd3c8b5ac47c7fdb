"""Files of objectives, key results, goals and links for the tests of their import."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from lineofsight.base import files
from lineofsight.goals.models import GoalEdge
from lineofsight.integrations import commands, staging
from lineofsight.integrations.models import Import, StagedRow
from lineofsight.okr.models import AlignmentEdge
from lineofsight.organization.operator import operator_context

OKRS = "key,title,unit,cycle,owner"
RESULTS = "key,objective,title,kind,start,target,value,value_on"
GOALS = "key,person,title,weight,start_on,due_on,start,target"
OKR_LINKS = "objective,serves,relation,share,valid_from"
GOAL_LINKS = "goal,serves,serves_kind,relation,share"
HEADS = {"okrs": OKRS, "key_results": RESULTS, "goals": GOALS, "okr_links": OKR_LINKS, "goal_links": GOAL_LINKS}
DAYS = "2026-01-01,2026-03-31,0,10"

#: A plan of two units and two people, whose threads lead to the strategic objective C1.
PLAN = {
    "okrs": ["o-top,Grow with customers,top,2026-Q1,chief", "o-dock,No trailer waits,dock,2026-Q1,lead"],
    "key_results": [
        "k-wait,o-dock,Hours waited,decrease,40,10,25,2026-02-01",
        "k-calm,o-top,Complaints stay low,stay_below,,5,,",
    ],
    "goals": [f"g-gate,worker,Open gate 3,60,{DAYS}", f"g-read,worker,Read the plan,40,{DAYS}"],
    "okr_links": ["o-dock,o-top,contributes,70,2026-01-01", "o-dock,k-calm,supports,,", "o-top,C1,,,"],
    "goal_links": ["g-gate,k-wait,,contributes,80", "g-gate,nps,KPI,contributes,20", "g-read,o-top,,supports,"],
}


def bring_tables(ctx: Any = None, **tables: list[str]) -> Import:
    """Bring one CSV file for each table, all at once, and stage them."""
    stored = []
    for name, rows in tables.items():
        text = "\n".join([HEADS[name], *rows, ""])
        stored.append(files.store(BytesIO(text.encode()), f"{name}.csv").pk)
    run = commands.bring_files(ctx or operator_context(), None, {"files": stored})
    return staging.stage(run.pk)


def refusals(run: Import) -> dict[tuple[str, int | None], str]:
    """Return the code of each refused line, by file and line."""
    rows = StagedRow.objects.filter(run=run, verdict="refused")
    return {(name.partition(".")[0], line): code for name, line, code in rows.values_list("file_name", "line", "code")}


def counted(run: Import) -> dict[str, tuple[int, int, int]]:
    """Return new, changed and same by table."""
    names = ("new", "changed", "same")
    return {table: tuple(counts[name] for name in names) for table, counts in run.report["tables"].items()}  # type: ignore[misc]


def served() -> set[tuple[str, str, float | None, bool]]:
    """Return what is linked today: child, end, share, and whether it is an end of its own."""
    found = set()
    for row in AlignmentEdge.objects.current().filter(valid_to=None):
        end = row.key_result or row.strategic_objective or row.parent
        found.add((row.child.key, end.key, None if row.share is None else float(row.share), row.contributes))
    for row in GoalEdge.objects.current().filter(valid_to=None):
        end = row.key_result or row.strategic_objective or row.measure or row.objective
        found.add((row.goal.key, end.key, None if row.share is None else float(row.share), row.contributes))
    return found
