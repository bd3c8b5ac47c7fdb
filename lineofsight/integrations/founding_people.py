"""People and reporting lines of an import, through the commands of organization."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lineofsight.integrations.current import source_of
from lineofsight.integrations.models import StagedRow
from lineofsight.integrations.wanted import day
from lineofsight.organization import commands as organization
from lineofsight.organization.models import Job, Person

if TYPE_CHECKING:
    from lineofsight.integrations.founding import Ground


def found_people(ground: Ground) -> None:
    """Place people first and their lines then; changes hold from today on."""
    people = ground.rows("people", "new", "changed")
    if people:
        jobs = set(Job.objects.values_list("key", flat=True))
        rows = [_person(row.key, row.after, row.verdict, ground.today, jobs) for row in people]
        organization.place_people(ground.ctx, None, {"source": ground.source, "rows": rows})
    with_lines = [row for row in people if row.verdict == "new" or "lines" in row.before]
    lines = [row for row in (*with_lines, *ground.rows("lines", "new", "changed")) if "rows" in row.after]
    if lines:
        source = source_of(Person, [row.key for row in lines], ground.source)
        rows = [
            {
                "person": row.key,
                "manager": said["manager"],
                "kind": said["kind"],
                "weight": Decimal(said["weight"]),
                "from_": _start(row, said["from_"], ground.today),
            }
            for row in lines
            for said in row.after["rows"]
        ]
        organization.place_lines(ground.ctx, None, {"source": source, "rows": rows})


def _person(key: str, said: dict[str, Any], verdict: str, today: date, jobs: set[str]) -> dict[str, Any]:
    start = day(said["hired_on"]) if verdict == "new" else None
    row = {"key": key, "name": said["name"], "email": said["email"], "unit": said["unit"] or "", "title": said["title"]}
    row |= {"fte": Decimal(said["fte"]), "position": said["position"] or "", "from_": start or today}
    if said["title"] in jobs:
        row["job"] = said["title"]
    if said["left_on"]:
        row["until"] = day(said["left_on"])
    return row


def _start(row: StagedRow, stated: str | None, today: date) -> date:
    """Return the day from which a line holds: a known person's new manager counts from today, not from the hiring."""
    is_known_person = row.table == "people" and row.verdict == "changed"
    return today if is_known_person else day(stated) or today
