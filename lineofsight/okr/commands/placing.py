"""Many objectives at once, with key results, values and links, as an import or another system brings them."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from lineofsight.base import bulk, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.measures.models import Measure, UnitOfMeasure
from lineofsight.measures.numbers import Number
from lineofsight.measures.supplying import RESTRICTED, restricted_ids
from lineofsight.okr import placing
from lineofsight.okr.access import can_place_okrs
from lineofsight.okr.commands.key_results import Kind, contradictions
from lineofsight.okr.commands.objectives import Ambition, Mode
from lineofsight.okr.models import AlignmentEdge, Cycle, KeyResult, KeyResultValue, Objective
from lineofsight.okr.placing import Brought, Link, Strategic, resolve
from lineofsight.organization.models import Person, Unit
from lineofsight.organization.placing import Keys, Placed, Problems, Sheet, Slugs, circle_among
from lineofsight.organization.trees import Edge

ENDS = ("parent_id", "key_result_id", "strategic_objective_id")
SAID = ("contributes", "share", "weight")


class ObjectiveRow(Input):
    """An objective by the keys of its cycle (`2026-q4`), unit and owner."""

    key: str = Field(min_length=1, max_length=120)
    cycle: str
    unit: str
    title: str = Field(min_length=1, max_length=300)
    why: str = ""
    owner: str = ""
    ambition: Ambition = "committed"
    mode: Mode = "both"
    state: Literal["draft", "active", "closed", "dropped"] = "active"
    sort_order: int = 0


class KeyResultRow(Input):
    """A key result of an objective by its key; with `measure` a KPI supplies the value, else it may bring one."""

    key: str = Field(min_length=1, max_length=120)
    objective: str
    title: str = Field(min_length=1, max_length=300)
    kind: Kind = "metric"
    start: Number | None = None
    target: Number | None = None
    control_mode: Literal["latest", "share"] = "latest"
    weight: Decimal = Field(default=Decimal(1), ge=0, max_digits=15, decimal_places=6)
    unit_of_measure: str = ""
    measure: str = ""
    measure_unit: str = ""
    sort_order: int = 0


class ValueRow(Input):
    """Where a key result stood on a day."""

    key_result: str
    on: date
    value: Number | None


class LinkRow(Input):
    """What an objective serves from a day on: an objective, a key result, or a strategic objective by key or code."""

    child: str
    objective: str = ""
    key_result: str = ""
    strategic_objective: str = ""
    contributes: bool = True
    share: Decimal | None = Field(default=None, ge=0, le=1, max_digits=7, decimal_places=6)
    weight: Decimal = Field(default=Decimal(1), ge=0, max_digits=15, decimal_places=6)
    from_: date
    until: date | None = None


class PlaceOkrs(Input):
    """The objectives of one source. An objective named among the links has exactly these, from their first day on."""

    source: str = Field(default="", max_length=40)
    objectives: list[ObjectiveRow] = Field(default_factory=list)
    key_results: list[KeyResultRow] = Field(default_factory=list)
    values: list[ValueRow] = Field(default_factory=list)
    links: list[LinkRow] = Field(default_factory=list)


@command("okr.place_okrs", allow=can_place_okrs, audited_input=False)
def place_okrs(ctx: Context, target: None, data: PlaceOkrs) -> Placed:
    """Bring the objectives of a source to what the rows say; refused as a whole where one cannot be taken."""
    brought = [_objectives(data), _key_results(data)]
    values = _values(ctx, data)
    linked = _links(ctx, data)
    events.publish("okr.many_changed")
    counts = [one.placed for one in brought]
    return Placed(
        sum(one.new for one in counts) + values,
        sum(one.changed for one in counts) + linked,
        sum(one.same for one in counts),
    )


def _objectives(data: PlaceOkrs) -> Brought:
    placing.refuse_duplicates((row.key for row in data.objectives), "objectives")
    problems, units, people = Problems(), Keys(Unit, data.source), Keys(Person, data.source)
    cycles = Keys(Cycle, data.source)
    wanted: dict[str, dict[str, Any]] = {}
    for index, row in enumerate(data.objectives):
        cycle = cycles.find(row.cycle.lower())
        unit = units.find(row.unit)
        if cycle is None:
            problems.add(index, "cycle", f"There is no cycle “{row.cycle}”. Open it first.")
        if unit is None:
            problems.add(index, "unit", f"There is no unit “{row.unit}”.")
        wanted[row.key] = {
            "cycle_id": cycle,
            "unit_id": unit,
            "owner_id": resolve(people, row.owner, problems, (index, "owner", "person")),
            **{name: getattr(row, name) for name in ("title", "why", "ambition", "mode", "state", "sort_order")},
        }
    problems.refuse()
    slugs = Slugs(Objective.objects.values_list("slug", flat=True))
    names = dict(Unit.objects.values_list("pk", "slug"))

    def of_new(key: str, values: Any) -> dict[str, Any]:
        return {"slug": slugs.give(f"{names[values['unit_id']]} {values['title']}", "objective", 120)}

    return placing.bring(Objective, data.source, wanted, of_new=of_new)


def _key_results(data: PlaceOkrs) -> Brought:
    placing.refuse_duplicates((row.key for row in data.key_results), "key_results")
    problems, objectives = Problems(), Keys(Objective, data.source)
    measures, units = Keys(Measure, data.source), Keys(Unit, data.source)
    counts = dict(UnitOfMeasure.objects.values_list("key", "pk"))
    homes = dict(Objective.objects.values_list("pk", "unit_id"))
    restricted = restricted_ids()
    wanted: dict[str, dict[str, Any]] = {}
    for index, row in enumerate(data.key_results):
        objective = objectives.find(row.objective)
        measure = resolve(measures, row.measure, problems, (index, "measure", "KPI"))
        at = resolve(units, row.measure_unit, problems, (index, "measure_unit", "unit"))
        if measure in restricted:
            problems.add(index, "measure", RESTRICTED)
        if objective is None:
            problems.add(index, "objective", f"There is no objective “{row.objective}”.")
        if row.unit_of_measure and row.unit_of_measure not in counts:
            problems.add(index, "unit_of_measure", f"There is no unit of measure “{row.unit_of_measure}”.")
        steps = 1 if row.kind == "milestone" else 0  # its milestones have commands of their own
        for column, sentence in contradictions(row.kind, row.start, row.target, steps, bool(row.measure)).items():
            problems.add(index, column, sentence)
        wanted[row.key] = {
            "objective_id": objective,
            "unit_of_measure_id": counts.get(row.unit_of_measure),
            "measure_id": measure,
            "measure_unit_id": (at or homes.get(objective or 0)) if measure else None,
            **{
                name: getattr(row, name)
                for name in ("title", "kind", "start", "target", "control_mode", "weight", "sort_order")
            },
        }
    problems.refuse()
    return placing.bring(KeyResult, data.source, wanted)


def _values(ctx: Context, data: PlaceOkrs) -> int:
    """Append the values that differ from those known; return how many."""
    if not data.values:
        return 0
    problems, keys = Problems(), Keys(KeyResult, data.source)
    supplied = set(KeyResult.objects.filter(measure__isnull=False).values_list("pk", flat=True))
    incoming: dict[tuple[int, date], Decimal | None] = {}
    for index, row in enumerate(data.values):
        key_result = keys.find(row.key_result)
        if key_result is None:
            problems.add(index, "key_result", f"There is no key result “{row.key_result}”.")
        elif key_result in supplied:
            problems.add(index, "value", f"A KPI supplies the value of “{row.key_result}”.")
        else:
            incoming[key_result, row.on] = row.value
    problems.refuse()
    rows = KeyResultValue.objects.current().filter(milestone__isnull=True)
    current = {
        (key_result, on): (pk, value)
        for key_result, on, pk, value in rows.values_list("key_result_id", "on", "pk", "value")
    }
    found = bulk.diff(current, incoming)
    bulk.close(KeyResultValue, [pk for _, pk in found.changed], ctx.now)
    places = [*found.new, *(place for place, _ in found.changed)]
    if places:
        bulk.append(
            KeyResultValue,
            {
                "key_result_id": [key_result for key_result, _ in places],
                "on": [on for _, on in places],
                "value": [incoming[place] for place in places],
                "known_from": bulk.Same(ctx.now),
            },
        )
    return len(places)


def _links(ctx: Context, data: PlaceOkrs) -> int:
    """Settle the links of every objective named; return of how many they differ."""
    if not data.links:
        return 0
    links = _resolved(data)
    sheet = Sheet(AlignmentEdge, ("child_id", *ENDS), SAID)
    touched = placing.settle_links(sheet, links, ctx.now)
    rows = AlignmentEdge.objects.current().filter(parent__isnull=False)
    edges = [Edge(*row) for row in rows.values_list("child_id", "parent_id", "valid_from", "valid_to")]
    path = circle_among(edges, [edge for edge in edges if edge.child in touched])
    if path:
        titles = dict(Objective.objects.filter(pk__in=path).values_list("pk", "title"))
        circle = " → ".join(f"“{titles[pk]}”" for pk in path)
        raise Invalid({"links": f"These links would close a circle: {circle}."})
    return len(touched)


def _resolved(data: PlaceOkrs) -> list[Link]:
    problems, objectives = Problems(), Keys(Objective, data.source)
    key_results, strategic = Keys(KeyResult, data.source), Strategic(data.source)
    homes = dict(KeyResult.objects.values_list("pk", "objective_id"))
    siblings = Counter(row.child for row in data.links if row.contributes)
    links = []
    for index, row in enumerate(data.links):
        child = objectives.find(row.child)
        parent = resolve(objectives, row.objective, problems, (index, "objective", "objective"))
        key_result = resolve(key_results, row.key_result, problems, (index, "key_result", "key result"))
        end = resolve(strategic, row.strategic_objective, problems, (index, "strategic_objective", "objective"))
        if child is None:
            problems.add(index, "child", f"There is no objective “{row.child}”.")
        if sum(bool(name) for name in (row.objective, row.key_result, row.strategic_objective)) != 1:
            problems.add(index, "objective", "Say exactly one thing that this serves.")
        share = placing.share_said(row.contributes, row.share, siblings[row.child])
        if row.contributes and share is None:
            problems.add(index, "share", "Say which share goes there.")
        ends = (parent or homes.get(key_result or 0), key_result, end)
        said = (row.contributes, share, row.weight)
        links.append(Link(index, child or 0, row.child, ends, row.contributes, share, said, row.from_, row.until))
    problems.refuse()
    return links
