"""Goals of many people at once, with where they stand and what they serve, as an import brings them."""

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from lineofsight.base import bulk, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.goals.access import can_place_goals
from lineofsight.goals.commands.goals import WHOLE, Audience, contradictions
from lineofsight.goals.models import Goal, GoalEdge, GoalValue
from lineofsight.measures.models import Measure, UnitOfMeasure
from lineofsight.measures.numbers import Number
from lineofsight.measures.supplying import RESTRICTED, restricted_ids
from lineofsight.okr import placing
from lineofsight.okr.models import Cycle, KeyResult, Objective
from lineofsight.okr.placing import Brought, Link, Strategic, resolve
from lineofsight.organization.models import Person, Unit
from lineofsight.organization.placing import Keys, Placed, Problems, Sheet

CHUNK = 500
ENDS = ("objective_id", "key_result_id", "strategic_objective_id", "measure_id")
AS_SAID = ("title", "measured_by", "start_on", "due_on", "weight", "kind", "start", "target", "audience", "state")


class GoalRow(Input):
    """A goal by the key of its person; `value` is where it stood on `value_on`."""

    key: str = Field(min_length=1, max_length=120)
    person: str
    title: str = Field(min_length=1, max_length=300)
    measured_by: str = Field(default="", max_length=300)
    start_on: date
    due_on: date
    weight: Decimal = Field(ge=0, le=100, max_digits=9, decimal_places=6)
    kind: Literal["metric", "binary"] = "metric"
    start: Number | None = None
    target: Number | None = None
    unit_of_measure: str = ""
    measure: str = ""
    measure_unit: str = ""
    audience: Audience = "managers"
    cycle: str = ""
    state: Literal["active", "closed", "dropped"] = "active"
    value: Number | None = None
    value_on: date | None = None


class GoalLinkRow(Input):
    """What a goal serves from a day on, by key: an objective, a key result, a strategic objective (or code), a KPI."""

    goal: str
    objective: str = ""
    key_result: str = ""
    strategic_objective: str = ""
    measure: str = ""
    contributes: bool = True
    share: Decimal | None = Field(default=None, ge=0, le=1, max_digits=7, decimal_places=6)
    from_: date
    until: date | None = None


class PlaceGoals(Input):
    """The goals of one source. A goal named among the links has exactly these, from their first day on."""

    source: str = Field(default="", max_length=40)
    goals: list[GoalRow] = Field(default_factory=list)
    links: list[GoalLinkRow] = Field(default_factory=list)


@command("goals.place_goals", allow=can_place_goals, audited_input=False)
def place_goals(ctx: Context, target: None, data: PlaceGoals) -> Placed:
    """Bring the goals of a source to what the rows say; refused as a whole where one cannot be taken."""
    brought, people = _goals(data)
    _check_plans(people)
    valued = _values(ctx, data)
    linked = _links(ctx, data)
    events.publish("goals.many_changed")
    counts = brought.placed
    others = {*brought.changed, *valued, *linked} - set(brought.new)
    return Placed(counts.new, len(others), max(0, len(data.goals) - counts.new - len(others)))


def _goals(data: PlaceGoals) -> tuple[Brought, set[int]]:
    """Bring the goals themselves; return also whose plans are others now."""
    placing.refuse_duplicates((row.key for row in data.goals), "goals")
    problems, people, units = Problems(), Keys(Person, data.source), Keys(Unit, data.source)
    cycles, measures = Keys(Cycle, data.source), Keys(Measure, data.source)
    restricted = restricted_ids()
    counts = dict(UnitOfMeasure.objects.values_list("key", "pk"))
    wanted: dict[str, dict[str, Any]] = {}
    for index, row in enumerate(data.goals):
        person = people.find(row.person)
        if person is None:
            problems.add(index, "person", f"There is no person “{row.person}”.")
        if row.unit_of_measure and row.unit_of_measure not in counts:
            problems.add(index, "unit_of_measure", f"There is no unit of measure “{row.unit_of_measure}”.")
        for column, sentence in contradictions(row.kind, row.start, row.target, row.start_on, row.due_on).items():
            problems.add(index, column, sentence)
        if row.measure and not row.measure_unit:
            problems.add(index, "measure_unit", "Say at which unit the KPI is read.")
        measure = resolve(measures, row.measure, problems, (index, "measure", "KPI"))
        if measure in restricted:
            problems.add(index, "measure", RESTRICTED)
        wanted[row.key] = {
            "person_id": person,
            "cycle_id": resolve(cycles, row.cycle.lower(), problems, (index, "cycle", "cycle")),
            "unit_of_measure_id": counts.get(row.unit_of_measure),
            "measure_id": measure,
            "measure_unit_id": resolve(units, row.measure_unit, problems, (index, "measure_unit", "unit")),
            **{name: getattr(row, name) for name in AS_SAID},
        }
    problems.refuse()
    brought = placing.bring(Goal, data.source, wanted)
    return brought, {wanted[key]["person_id"] for key in (*brought.new, *brought.changed)}


def _check_plans(people: set[int]) -> None:
    """Refuse plans of people that on the first day of one of their goals would be more than a whole."""
    plans: dict[int, list[Any]] = defaultdict(list)
    ids = sorted(people)
    for first in range(0, len(ids), CHUNK):
        rows = Goal.objects.filter(person__in=ids[first : first + CHUNK], state="active")
        for row in rows.values_list("person_id", "start_on", "due_on", "weight", "person__key").iterator():
            plans[row[0]].append(row)
    for parts in plans.values():
        for _, day, _, _, person in parts:
            total = sum((weight for _, start, due, weight, _ in parts if start <= day <= due), Decimal(0))
            if total > WHOLE:
                raise Invalid({"goals": f"The goals of {person} would add up to {total.normalize():f}% on {day}."})


def _values(ctx: Context, data: PlaceGoals) -> set[str]:
    """Append the values that differ from those known; return the keys of their goals."""
    rows = [row for row in data.goals if row.value is not None and row.value_on is not None]
    if not rows:
        return set()
    ids = dict(Goal.objects.filter(source=data.source).values_list("key", "pk"))
    incoming = {(ids[row.key], row.value_on): row.value for row in rows}
    names = {ids[row.key]: row.key for row in rows}
    known = GoalValue.objects.current().filter(goal__source=data.source)
    current = {(goal, on): (pk, value) for goal, on, pk, value in known.values_list("goal_id", "on", "pk", "value")}
    found = bulk.diff(current, incoming)
    bulk.close(GoalValue, [pk for _, pk in found.changed], ctx.now)
    places = [*found.new, *(place for place, _ in found.changed)]
    if places:
        bulk.append(
            GoalValue,
            {
                "goal_id": [goal for goal, _ in places],
                "on": [on for _, on in places],
                "value": [incoming[place] for place in places],
                "known_from": bulk.Same(ctx.now),
            },
        )
    return {names[goal] for goal, _ in places}


def _links(ctx: Context, data: PlaceGoals) -> set[str]:
    """Settle the links of every goal named; return the keys of those that differ."""
    if not data.links:
        return set()
    links = _resolved(data)
    sheet = Sheet(GoalEdge, ("goal_id", *ENDS), ("contributes", "share"))
    touched = placing.settle_links(sheet, links, ctx.now)
    return {link.name for link in links if link.child in touched}


def _resolved(data: PlaceGoals) -> list[Link]:
    problems, goals, objectives = Problems(), Keys(Goal, data.source), Keys(Objective, data.source)
    key_results, strategic = Keys(KeyResult, data.source), Strategic(data.source)
    measures = Keys(Measure, data.source)
    homes = dict(KeyResult.objects.values_list("pk", "objective_id"))
    siblings = Counter(row.goal for row in data.links if row.contributes)
    links = []
    for index, row in enumerate(data.links):
        goal = goals.find(row.goal)
        objective = resolve(objectives, row.objective, problems, (index, "objective", "objective"))
        key_result = resolve(key_results, row.key_result, problems, (index, "key_result", "key result"))
        end = resolve(strategic, row.strategic_objective, problems, (index, "strategic_objective", "objective"))
        measure = resolve(measures, row.measure, problems, (index, "measure", "KPI"))
        if goal is None:
            problems.add(index, "goal", f"There is no goal “{row.goal}”.")
        if sum(map(bool, (row.objective, row.key_result, row.strategic_objective, row.measure))) != 1:
            problems.add(index, "objective", "Say exactly one thing that this serves.")
        share = placing.share_said(row.contributes, row.share, siblings[row.goal])
        if row.contributes and share is None:
            problems.add(index, "share", "Say which share goes there.")
        ends = (objective or homes.get(key_result or 0), key_result, end, measure)
        said = (row.contributes, share)
        links.append(Link(index, goal or 0, row.goal, ends, row.contributes, share, said, row.from_, row.until))
    problems.refuse()
    return links
