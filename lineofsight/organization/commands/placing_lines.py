"""The reporting lines of many people at once."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from pydantic import Field

from lineofsight.base import events
from lineofsight.base.commands import Context, Input, command
from lineofsight.organization import closures
from lineofsight.organization.access import may_organize, unmoved
from lineofsight.organization.commands.lines import (
    FULL,
    Kind,
    LineCircle,
    WeightsDoNotAdd,
    check_weights,
    circle_sentence,
)
from lineofsight.organization.models import Person, ReportingLine
from lineofsight.organization.placing import Keys, Piece, Placed, Problems, Sheet, circle_among
from lineofsight.organization.trees import Edge

Manager = tuple[int, str]  # id and kind of line


class LineRow(Input):
    """A line of a person to a manager (keys) from a day on; the lines of one person and day are a whole.

    A row without a manager says that the person stands at the top from that day on.
    """

    person: str = Field(min_length=1, max_length=120)
    manager: str = ""
    kind: Kind = "solid"
    weight: Decimal = Field(default=FULL, ge=0, le=100, decimal_places=4)
    from_: date


class PlaceLines(Input):
    """The reporting lines of one source."""

    source: str = Field(default="", max_length=40)
    rows: list[LineRow]


@command("organization.place_lines", allow=may_organize, audited_input=False)
def place_lines(ctx: Context, target: None, data: PlaceLines) -> Placed:
    """Bring reporting lines to what the rows say; refused as a whole where one cannot be taken."""
    with unmoved(ctx.viewer):
        return _place(ctx, data)


def _place(ctx: Context, data: PlaceLines) -> Placed:
    days = _by_person_and_day(data.rows, Keys(Person, data.source))
    sheet = Sheet(ReportingLine, ("person_id", "manager_id", "kind"), ("weight",))
    known: dict[int, set[Manager]] = defaultdict(set)
    for person, manager, kind in sheet.current:
        known[person].add((manager, kind))
    new, settled = 0, set()
    for person, wanted in days.items():
        pieces = _pieces(wanted)
        everyone = pieces.keys() | known.get(person, set())
        outcomes = [sheet.settle((person, *one), pieces.get(one, []), min(wanted)) for one in everyone]
        if any(outcomes):
            settled.add(person)
            new += person not in known
    sheet.write(ctx.now)
    if settled:
        _check_circles(settled)
        closures.rebuild_reports()
        events.publish("organization.lines_changed")
    return Placed(new, len(settled) - new, len(days) - len(settled))


def _by_person_and_day(rows: list[LineRow], people: Keys) -> dict[int, dict[date, dict[Manager, Decimal]]]:
    """Return the lines of each person by the day they begin; refuses unknown people and weights that do not add up."""
    problems = Problems()
    days: dict[int, dict[date, dict[Manager, Decimal]]] = defaultdict(dict)
    first: dict[tuple[int, date], int] = {}
    for index, row in enumerate(rows):
        person = people.find(row.person)
        manager = people.find(row.manager) if row.manager else None
        if person is None:
            problems.add(index, "person", f"There is no person “{row.person}”.")
        elif row.manager and manager is None:
            problems.add(index, "manager", f"There is no person “{row.manager}”.")
        elif manager == person:
            problems.add(index, "manager", "Nobody reports to themselves.")
        else:
            first.setdefault((person, row.from_), index)
            lines = days[person].setdefault(row.from_, {})
            if manager is not None and (manager, row.kind) in lines:
                problems.add(index, "manager", f"“{row.person}” has two {row.kind} lines to “{row.manager}”.")
            elif manager is not None:
                lines[manager, row.kind] = row.weight
    for (person, day), index in first.items():
        try:
            check_weights([(kind, weight) for (_, kind), weight in days[person][day].items()])
        except WeightsDoNotAdd as error:
            problems.add(index, "weight", f"“{rows[index].person}” from {day}: {error}")
    problems.refuse()
    return days


def _pieces(wanted: dict[date, dict[Manager, Decimal]]) -> dict[Manager, list[Piece]]:
    """Turn whole sets of lines by day into spans per manager."""
    starts = sorted(wanted)
    pieces: dict[Manager, list[Piece]] = defaultdict(list)
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        for manager, weight in wanted[start].items():
            pieces[manager].append(Piece(start, end, (weight,)))
    return pieces


def _check_circles(people: set[int]) -> None:
    rows = ReportingLine.objects.current().filter(kind="solid")
    edges = [Edge(*row) for row in rows.values_list("person_id", "manager_id", "valid_from", "valid_to")]
    path = circle_among(edges, [edge for edge in edges if edge.child in people])
    if path:
        raise LineCircle({"rows": circle_sentence(path)})
