"""Reporting lines: all lines of one person at once, so that their weights add to 100 on any day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from lineofsight.base import dated, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.organization import closures, trees
from lineofsight.organization.access import may_organize_person
from lineofsight.organization.inputs import require, touched
from lineofsight.organization.models import Person, PersonDetails, ReportingLine
from lineofsight.organization.trees import Edge

FULL = Decimal(100)
Kind = Literal["solid", "dotted", "project"]


class WeightsDoNotAdd(Invalid):
    """The lines of a person do not add to 100 %."""


class LineCircle(Invalid):
    """A person would report to themselves through others."""


class Line(Input):
    """A line to a manager, by a weight in percent; only a dotted one may weigh nothing."""

    manager: UUID
    kind: Kind = "solid"
    weight: Decimal = Field(default=FULL, ge=0, le=100, decimal_places=4)


class SetReportingLines(Input):
    """All lines of a person from a day on; none for whoever stands at the top."""

    from_: date
    lines: list[Line]


@command("organization.set_reporting_lines", on=Person, allow=may_organize_person)
def set_reporting_lines(ctx: Context, person: Person, data: SetReportingLines) -> Person:
    """Say to whom a person reports from a day on: what was said for later days gives way."""
    check_weights([(line.kind, line.weight) for line in data.lines])
    managers = [require(Person, ctx.viewer, line.manager, "manager") for line in data.lines]
    _check_managers(person, managers, data.lines)
    for manager, line in zip(managers, data.lines, strict=True):
        if line.kind == "solid":
            _check_circle(person, manager, data.from_)
    wanted: set[tuple[int, str]] = {(manager.pk, line.kind) for manager, line in zip(managers, data.lines, strict=True)}
    _end_others(ctx, person, data.from_, wanted)
    for manager, line in zip(managers, data.lines, strict=True):
        entity = {"person": person, "manager": manager, "kind": line.kind}
        dated.revise(ReportingLine, entity, from_=data.from_, now=ctx.now, weight=line.weight)
    touched(person)
    closures.rebuild_reports([person.pk])
    events.publish("organization.lines_changed")
    return person


def check_weights(lines: Sequence[tuple[str, Decimal]]) -> None:
    """Refuse lines that do not add to 100 %, or that weigh nothing without being dotted."""
    if not lines:
        return
    total = sum((weight for _, weight in lines), Decimal(0))
    if total != FULL:
        many = "reporting line adds" if len(lines) == 1 else "reporting lines add"
        raise WeightsDoNotAdd({"lines": f"{len(lines)} {many} up to {_plain(total)} %. They must add up to 100 %."})
    if any(weight == 0 and kind != "dotted" for kind, weight in lines):
        raise WeightsDoNotAdd({"lines": "Only a dotted line may weigh 0 %."})


def line_edges(people: set[int]) -> Iterable[Edge]:
    """Return the solid lines from these people to their managers, as known now."""
    rows = ReportingLine.objects.current().filter(person_id__in=people, kind="solid")
    return [Edge(*row) for row in rows.values_list("person_id", "manager_id", "valid_from", "valid_to")]


def circle_sentence(path: Sequence[int]) -> str:
    """Return the refusal that names everyone on a circle."""
    names = dict(PersonDetails.objects.filter(person_id__in=path).values_list("person_id", "name"))
    return f"Nobody can report to themselves: {' → '.join(names.get(pk, 'somebody') for pk in path)}."


def _check_managers(person: Person, managers: list[Person], lines: list[Line]) -> None:
    if any(manager.pk == person.pk for manager in managers):
        raise LineCircle({"manager": "Nobody reports to themselves."})
    pairs = Counter((manager.pk, line.kind) for manager, line in zip(managers, lines, strict=True))
    if any(count > 1 for count in pairs.values()):
        raise Invalid({"lines": "The same manager is named twice with the same kind of line."})


def _check_circle(person: Person, manager: Person, from_: date) -> None:
    path = trees.circle(Edge(person.pk, manager.pk, from_, None), line_edges)
    if path:
        raise LineCircle({"manager": circle_sentence(path)})


def _end_others(ctx: Context, person: Person, from_: date, wanted: set[tuple[int, str]]) -> None:
    """End the lines that are not wanted any more, and what was planned for wanted ones between gaps."""
    rows = ReportingLine.objects.current().filter(person=person).exclude(valid_to__lte=from_)
    for manager_id, kind in set(rows.values_list("manager_id", "kind")) - wanted:
        entity = {"person": person, "manager_id": manager_id, "kind": kind}
        dated.end(ReportingLine, entity, on=from_, now=ctx.now)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
