"""What must hold for reporting lines: known ends, no circle, weights that add up to 100 % on every day."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from .findings import Finding, refused
from .graph import cycles
from .records import LineRecord, PersonRecord

WHOLE = Decimal(100)
TOLERANCE = Decimal("0.01")
FIRST_DAY, LAST_DAY = datetime.date.min, datetime.date.max


def lines_of_people(people: Iterable[PersonRecord]) -> list[LineRecord]:
    """Return the solid line of 100 % that a manager column states for each person."""
    return [
        LineRecord(
            person.key,
            person.manager,
            person.place,
            weight=WHOLE,
            valid_from=person.hired_on,
            row_key=f"{person.key}|{person.manager}|solid",
        )
        for person in people
        if person.manager is not None
    ]


def check_lines(
    lines: Sequence[LineRecord], known_people: Collection[str] | None = None
) -> tuple[list[LineRecord], list[Finding]]:
    """Return the lines that can be taken over, and why the others cannot.

    The lines of a person are set together: if one of them is wrong, none is taken, because the rest would not add up
    to 100 %. A single line without a weight weighs 100. `known_people` None means: who is known is checked later.
    """
    findings: list[Finding] = []
    groups: dict[str, list[LineRecord]] = {}
    for line in lines:
        groups.setdefault(line.person, []).append(line)
    kept = {
        person: usable
        for person, group in groups.items()
        if (usable := _of_one_person(person, group, known_people, findings)) is not None
    }
    _take_out_circles(kept, findings)
    return [line for group in kept.values() for line in group], findings


def _of_one_person(
    person: str, group: list[LineRecord], known: Collection[str] | None, findings: list[Finding]
) -> list[LineRecord] | None:
    before = len(findings)
    for line in group:
        if line.manager == person:
            sentence = f"{person} would report to themselves ({line.place.words()})."
            findings.append(refused("reports_to_self", sentence, line.place, person, "Name another manager."))
        for end in (person, line.manager):
            if known is not None and end not in known:
                sentence = f"“{end}” ({line.place.words()}) is neither in this file nor in Lineofsight."
                step = "Add the person, or correct the key."
                findings.append(refused("person_unknown", sentence, line.place, person, step, end))
        if line.weight is not None and not 0 <= line.weight <= WHOLE:
            sentence = f"{person}: a line weighs {line.weight} % ({line.place.words()}); from 0 to 100 is possible."
            findings.append(refused("weight_outside", sentence, line.place, person, "Correct the weight."))
        if line.valid_from and line.valid_to and line.valid_from >= line.valid_to:
            sentence = f"{person}: a line ends on {line.valid_to}, before it begins ({line.place.words()})."
            findings.append(refused("dates_reversed", sentence, line.place, person, "Correct the dates."))
    if len(findings) > before:
        return None
    if len(group) == 1 and group[0].weight is None:
        return [group[0]._replace(weight=WHOLE)]
    return group if _adds_up(person, group, findings) else None


def _adds_up(person: str, group: list[LineRecord], findings: list[Finding]) -> bool:
    where = ", ".join(str(line.place.line) for line in group)
    place = group[-1].place
    if any(line.weight is None for line in group):
        sentence = f"{person} has several lines and not all have a weight (lines {where})."
        findings.append(refused("weight_missing", sentence, place, person, "Give each a weight; together 100."))
        return False
    spans = [(line.valid_from or FIRST_DAY, line.valid_to or LAST_DAY, line.weight or Decimal(0)) for line in group]
    for day in sorted({start for start, _, _ in spans} | {end for _, end, _ in spans if end != LAST_DAY}):
        weights = [weight for start, end, weight in spans if start <= day < end]
        total = sum(weights, Decimal(0))
        if weights and abs(total - WHOLE) > TOLERANCE:
            since = "" if day == FIRST_DAY else f" on {day}"
            parts = " + ".join(str(weight) for weight in weights)
            sentence = f"The reporting lines of {person} add up to {total} %{since} ({parts}; lines {where})."
            findings.append(refused("weights_do_not_add_up", sentence, place, person, "They must add up to 100 %."))
            return False
    return True


def _take_out_circles(kept: dict[str, list[LineRecord]], findings: list[Finding]) -> None:
    edges = {person: [line.manager for line in group if line.kind == "solid"] for person, group in kept.items()}
    for circle in cycles(edges):
        shown = " → ".join([*circle[:12], circle[0]])
        for person in circle:
            group = kept.pop(person, None)
            if group is None:
                continue
            sentence = f"{person} would report to themselves in a circle: {shown}."
            step = "Change one of these lines."
            findings.append(refused("line_circle", sentence, group[0].place, person, step))
