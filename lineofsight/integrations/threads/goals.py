"""Goals of people: what the rows want, and which plans would be more than a whole."""

from __future__ import annotations

from typing import Any

from lineofsight.goals.commands.goals import contradictions
from lineofsight.integrations.current import Found
from lineofsight.integrations.formats.thread_records import GoalRecord
from lineofsight.integrations.threads import measured
from lineofsight.integrations.threads.cycles import Cycles
from lineofsight.integrations.threads.known import Noted, number
from lineofsight.integrations.threads.objectives import cycle_of
from lineofsight.integrations.threads.plans import Plans
from lineofsight.integrations.threads.references import References
from lineofsight.integrations.wanted import Item, Values, stored_key

LENGTHS = (("title", 300), ("measured_by", 300))
HOW = "kpi_unit_missing"


def goals(refers: References, cycles: Cycles, known: Found, held: Noted) -> list[Item]:
    """Return the goals that can be taken; goals of a plan that would be more than a whole are left out together."""
    taken: list[tuple[GoalRecord, Item]] = []
    for one in refers.teller.each(refers.reading.goals):
        key, before = stored_key(one.key), len(refers.teller.findings)
        earlier = known.get(key)
        values = _goal(refers, cycles, one, earlier)
        measured.noted(refers, one, key, values, earlier, held)
        if any(found.severity == "refused" for found in refers.teller.findings[before:]):
            _leave_out(refers, one)
        else:
            taken.append((one, Item("goals", key, one.place, values)))
    beyond = Plans(refers, taken).beyond_the_whole()
    for one, item in taken:
        if item.key in beyond:
            _leave_out(refers, one)
        else:
            refers.goals.fresh.add(item.key)
    return [item for _, item in taken if item.key not in beyond]


def _leave_out(refers: References, one: GoalRecord) -> None:
    refers.goals.refused[one.key] = one.place.line
    refers.teller.drop("goals")


def _goal(refers: References, cycles: Cycles, one: GoalRecord, earlier: Values | None) -> Values:
    def said(name: str, otherwise: Any) -> Any:
        return refers.said("goals", one, name, earlier, otherwise)

    refers.refuse_long(one, LENGTHS)
    text = said("cycle", "")
    cycle = cycle_of(refers, cycles, one, text) if text else None
    values: Values = {
        "person": refers.resolve(one, "person", one.person, refers.people),
        "title": one.title,
        "measured_by": said("measured_by", ""),
        "start_on": one.start_on.isoformat(),
        "due_on": one.due_on.isoformat(),
        "weight": number(one.weight),
        "kind": said("kind", "metric"),
        "audience": said("audience", "managers"),
        "cycle": cycle.slug if cycle else "",
        "state": said("state", "active"),
        **measured.numbers(refers, "goals", one, earlier),
        **measured.supplied(refers, "goals", one, earlier, None),
        "opens": cycle.opens if cycle else "",
    }
    values["named"] = measured.named(one, values, "person", "measure", "measure_unit")
    _check(refers, one, values)
    return values


def _check(refers: References, one: GoalRecord, values: Values) -> None:
    teller = refers.teller
    if not 0 <= one.weight <= 100:
        sentence = "a goal weighs from 0 to 100 percent of the plan."
        teller.refuse(one, "weight", "weight_outside", sentence, raw=one.weight)
    elif 0 < one.weight < 1:
        teller.remark(one, "weight", "percent_below_one", f"{one.weight} was read as {one.weight} %.")
    start, target = measured.decimal(values["start"]), measured.decimal(values["target"])
    for name, sentence in contradictions(values["kind"], start, target, one.start_on, one.due_on).items():
        code = "target_missing" if values.get(name) is None else f"{name}_impossible"
        teller.refuse(one, name, code, f"{sentence[0].lower()}{sentence[1:]}", raw=values.get(name))
