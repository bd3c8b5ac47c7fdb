"""Objectives of units and their key results: what the rows want, with every row that cannot be taken left out."""

from __future__ import annotations

from typing import Any

from lineofsight.integrations.current import Found
from lineofsight.integrations.formats.thread_records import KeyResultRecord, OkrRecord
from lineofsight.integrations.threads import measured
from lineofsight.integrations.threads.cycles import STEP, Cycles, Named
from lineofsight.integrations.threads.known import Noted, number
from lineofsight.integrations.threads.references import References
from lineofsight.integrations.wanted import Item, Values, stored_key
from lineofsight.okr.commands.key_results import contradictions

LONGEST_TITLE = 300
MILESTONES = "milestones come by the API, with their weights; a file takes the other kinds."


def cycle_of(refers: References, cycles: Cycles, one: Any, text: str) -> Named | None:
    """Return the cycle that a row names; refuse the row where there is none."""
    found = cycles.find(text)
    if isinstance(found, Named):
        return found
    refers.teller.refuse(one, "cycle", "cycle_unknown", found, STEP, text)
    return None


def okrs(refers: References, cycles: Cycles, known: Found) -> list[Item]:
    """Return the objectives that can be taken."""
    items = []
    for place, one in enumerate(refers.teller.each(refers.reading.okrs)):
        key, before = stored_key(one.key), len(refers.teller.findings)
        values = _okr(refers, cycles, one, known.get(key), place)
        if _is_refused(refers, before):
            refers.objectives.refused[one.key] = one.place.line
            refers.teller.drop("okrs")
            continue
        refers.objectives.fresh.add(key)
        items.append(Item("okrs", key, one.place, values))
    return items


def _okr(refers: References, cycles: Cycles, one: OkrRecord, earlier: Values | None, place: int) -> Values:
    def said(name: str, otherwise: Any) -> Any:
        return refers.said("okrs", one, name, earlier, otherwise)

    refers.refuse_long(one, [("title", LONGEST_TITLE)])
    owner, order = said("owner", ""), said("order", place)
    if order < 0:
        refers.teller.refuse(one, "order", "order_negative", "it counts from 0.", raw=order)
    cycle = cycle_of(refers, cycles, one, one.cycle)
    return {
        "title": one.title,
        "unit": refers.resolve(one, "unit", one.unit, refers.units),
        "cycle": cycle.slug if cycle else None,
        "owner": refers.resolve(one, "owner", owner, refers.people) if owner else "",
        "why": said("why", ""),
        "ambition": said("ambition", "committed"),
        "mode": said("mode", "both"),
        "state": said("state", "active"),
        "sort_order": order,
        "named": {"unit": stored_key(one.unit), "owner": stored_key(owner)},
        "opens": cycle.opens if cycle else "",
    }


def key_results(refers: References, known: Found, held: Noted, homes: dict[str, str]) -> list[Item]:
    """Return the key results that can be taken; `homes` has the unit of each objective."""
    items = []
    for place, one in enumerate(refers.teller.each(refers.reading.key_results)):
        key, before = stored_key(one.key), len(refers.teller.findings)
        earlier = known.get(key)
        values = _key_result(refers, one, earlier, homes, place)
        measured.noted(refers, one, key, values, earlier, held)
        if _is_refused(refers, before):
            refers.key_results.refused[one.key] = one.place.line
            refers.teller.drop("key_results")
            continue
        refers.key_results.fresh.add(key)
        items.append(Item("key_results", key, one.place, values))
    return items


def _key_result(
    refers: References, one: KeyResultRecord, earlier: Values | None, homes: dict[str, str], place: int
) -> Values:
    def said(name: str, otherwise: Any) -> Any:
        return refers.said("key_results", one, name, earlier, otherwise)

    refers.refuse_long(one, [("title", LONGEST_TITLE)])
    objective = refers.resolve(one, "objective", one.objective, refers.objectives)
    weight, order = said("weight", "1"), said("order", place)
    values: Values = {
        "objective": objective,
        "title": one.title,
        "kind": said("kind", "metric"),
        "control_mode": said("control_mode", "latest"),
        "weight": weight if isinstance(weight, str) else number(weight),
        "sort_order": order,
        **measured.numbers(refers, "key_results", one, earlier),
        **measured.supplied(refers, "key_results", one, earlier, homes.get(objective or "", "")),
    }
    if one.weight is not None and one.weight < 0:
        refers.teller.refuse(one, "weight", "weight_outside", "a weight is not below 0.", raw=one.weight)
    if order < 0:
        refers.teller.refuse(one, "order", "order_negative", "it counts from 0.", raw=order)
    _check_numbers(refers, one, values)
    values["named"] = measured.named(one, values, "objective", "measure", "measure_unit")
    return values


def _check_numbers(refers: References, one: KeyResultRecord, values: Values) -> None:
    if values["kind"] == "milestone":
        refers.teller.refuse(one, "kind", "milestones_by_file", MILESTONES, "Take another kind.", "milestone")
        return
    start, target = measured.decimal(values["start"]), measured.decimal(values["target"])
    problems = contradictions(values["kind"], start, target, 0, bool(values["measure"]))
    for name, sentence in problems.items():
        code = "target_missing" if values.get(name) is None else f"{name}_impossible"
        refers.teller.refuse(one, name, code, f"{sentence[0].lower()}{sentence[1:]}", raw=values.get(name))


def _is_refused(refers: References, before: int) -> bool:
    return any(found.severity == "refused" for found in refers.teller.findings[before:])
