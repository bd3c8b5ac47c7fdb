"""What an import wants each object to be: the records of files as plain values, under the lengths our tables keep."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lineofsight.integrations.formats.findings import Finding, Place, remark
from lineofsight.integrations.formats.line_checks import check_lines, lines_of_people
from lineofsight.integrations.formats.records import KpiRecord, LineRecord, ObjectiveRecord, ObservationRecord
from lineofsight.integrations.reading import Reading
from lineofsight.measures import scoring_rules

KEY_LENGTH, NAME_LENGTH, UNIT_NAME_LENGTH = 120, 600, 200
Values = dict[str, Any]


@dataclass(slots=True)
class Item:
    """An object of one table: its key, where it stands, and what it is to be."""

    table: str
    key: str
    place: Place
    values: Values


@dataclass(slots=True)
class Wishes:
    """Everything an import wants, by table, in an order in which references lead backward."""

    items: dict[str, list[Item]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def add(self, table: str, key: str, place: Place, values: Values) -> None:
        """Add an object."""
        self.items.setdefault(table, []).append(Item(table, key, place, values))

    def __iter__(self) -> Iterator[Item]:
        """Yield all objects."""
        for items in self.items.values():
            yield from items


def stored_key(key: str) -> str:
    """Return the key as tables keep it: a long one is cut and told apart by a digest of the whole."""
    if len(key) <= KEY_LENGTH:
        return key
    return f"{key[: KEY_LENGTH - 9]}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def wishes(reading: Reading, unit_key: str | None) -> Wishes:
    """Return what the files want, in our values. `unit_key` is the unit of KPIs for which the files name none."""
    wanted = Wishes()
    kinds = _frequencies(reading)
    _organization(reading, wanted)
    above = reading.organization.key if reading.organization and wanted.items.get("units") else None
    for unit in reading.units:
        wanted.add("units", stored_key(unit.key), unit.place, _unit(unit, above))
    if reading.has_strategy or reading.perspectives:
        _strategy(reading, wanted)
    for objective in reading.objectives:
        _objective(objective, wanted)
    for link in reading.links:
        values = {"driver": link.driver, "outcome": link.outcome, "sign": _sign(link.sign), "lag": link.lag or 0}
        wanted.add("links", f"{link.driver} → {link.outcome}", link.place, values | {"why": link.why})
    units = {one.key: one.unit for one in reading.objectives}
    for kpi in reading.kpis:
        _kpi(kpi, kpi.unit or unit_key, units.get(kpi.objective or ""), kinds.get(kpi.key), reading, wanted)
    _people(reading, wanted)
    return wanted


def _organization(reading: Reading, wanted: Wishes) -> None:
    """The organization is a unit where the files do not list it as one, unless a single unit stands for it.

    Units that name no parent then stand below it: an organization has one top.
    """
    organization = reading.organization
    if organization is None:
        return
    known = {unit.key for unit in reading.units}
    tops = [unit for unit in reading.units if unit.parent is None]
    if organization.key not in known and len(tops) != 1:
        name = organization.name[:UNIT_NAME_LENGTH]
        wanted.add("units", organization.key, organization.place, {"name": name, "kind": "enterprise", "parent": None})


def top_unit(reading: Reading) -> str | None:
    """Return the key of the unit whose strategy the files bring."""
    if reading.organization is None:
        return None
    tops = [unit.key for unit in reading.units if unit.parent is None]
    is_listed = any(unit.key == reading.organization.key for unit in reading.units)
    return tops[0] if len(tops) == 1 and not is_listed else reading.organization.key


def _unit(unit: Any, above: str | None) -> Values:
    values = {"name": unit.name[:UNIT_NAME_LENGTH], "kind": (unit.level or "")[:30], "parent": unit.parent or above}
    if unit.valid_from:
        values["from_"] = unit.valid_from.isoformat()
    return values


def _strategy(reading: Reading, wanted: Wishes) -> None:
    name = reading.organization.name if reading.organization else reading.source
    place = reading.organization.place if reading.organization else Place(reading.source)
    wanted.add("strategies", reading.source, place, {"name": name[:200], "unit": top_unit(reading)})
    for one in sorted(reading.perspectives, key=lambda each: each.order or 0):
        values = {"name": one.name[:200], "standard": one.kind or "", "weight": _number(one.weight)}
        wanted.add("perspectives", stored_key(one.key), one.place, values | {"order": one.order})


def _objective(one: ObjectiveRecord, wanted: Wishes) -> None:
    name, statement = one.name, one.description
    if len(name) > NAME_LENGTH:
        sentence = f"{one.key}: its name has {len(name)} characters; the whole text is kept as its statement."
        wanted.findings.append(remark("name_shortened", sentence, one.place, one.key))
        name, statement = name[: NAME_LENGTH - 1] + "…", "\n\n".join(filter(None, (one.name, statement)))
    values: Values = {
        "name": name,
        "statement": statement,
        "kind": (one.kind or "")[:40],
        "perspective": one.perspective,
        "unit": one.unit,
        "status_reported": (one.status_reported or "")[:60],
        "parent": one.parent,
        "supports": list(one.supports),
        "theme": one.theme,
        "weight": _number(one.weight),
        "owner": one.owner,
    }
    wanted.add("objectives", stored_key(one.key), one.place, values)


def _kpi(
    kpi: KpiRecord,
    unit: str | None,
    objective_unit: str | None,
    frequency: str | None,
    reading: Reading,
    wanted: Wishes,
) -> None:
    unit = unit or objective_unit
    key = stored_key(kpi.key)
    if key != kpi.key:
        sentence = f"The key “{kpi.key[:60]}…” has {len(kpi.key)} characters; it is kept as “…{key[-30:]}”."
        wanted.findings.append(remark("key_shortened", sentence, kpi.place, key))
    name = kpi.name if len(kpi.name) <= NAME_LENGTH else kpi.name[: NAME_LENGTH - 1] + "…"
    calendar = reading.calendar.frequency if reading.calendar else None
    card: Values = {
        "name": name,
        "unit": unit,
        "objective_unit": objective_unit,
        "objective": kpi.objective,
        "question": kpi.description,
        "polarity": kpi.polarity,
        "unit_of_measure": (kpi.unit_of_measure or "")[:40] or None,
        "frequency": kpi.frequency or frequency or calendar or "monthly",
        "time_aggregation": kpi.time_aggregation or "last",
        "org_aggregation": kpi.org_aggregation or "none",
        "factor": _number(kpi.factor or Decimal(1)),
        "is_complement": kpi.complement,
        "weight": _number(kpi.weight),
        "owner": kpi.owner,
        "steward": kpi.steward,
        "updater": kpi.updater,
    }
    wanted.add("kpis", key, kpi.place, card)
    wanted.add("targets", key, kpi.place, _target(kpi, unit, wanted))


def _target(kpi: KpiRecord, unit: str | None, wanted: Wishes) -> Values:
    values: Values = {
        "unit": unit,
        "scoring_type": kpi.scoring_type,
        "unscored_reason": (kpi.unscored_reason or "")[:200],
        "baseline": _number(kpi.baseline),
        "target": _number(kpi.target),
        "red_flag": _number(kpi.red_flag),
        "stretch": _number(kpi.stretch),
        "text": _shortened(kpi.target_text, 600),
        "due_on": kpi.target_due.isoformat() if kpi.target_due else None,
    }
    problems = _problems(kpi)
    if problems:
        reason = " ".join(problems)
        sentence = f"{kpi.key}: {reason} It is stored and not scored."
        wanted.findings.append(remark("target_not_scorable", sentence, kpi.place, kpi.key, "Correct its target."))
        values |= {"scoring_type": "unscored", "unscored_reason": reason[:200]}
    return values


def _problems(kpi: KpiRecord) -> list[str]:
    numbers = {name: getattr(kpi, name) for name in ("baseline", "target", "red_flag", "stretch")}
    stated = {"scoring_type": kpi.scoring_type, "parameters": {}, "phasing": "flat", **numbers}
    return list(scoring_rules.check(stated, kpi.polarity).values())


def _people(reading: Reading, wanted: Wishes) -> None:
    for one in reading.people:
        values: Values = {
            "name": one.name[:200],
            "email": one.email or "",
            "unit": one.unit,
            "position": one.position,
            "title": (one.job or "")[:200],
            "fte": _number(one.fte or Decimal(1)),
            "hired_on": one.hired_on.isoformat() if one.hired_on else None,
            "left_on": one.left_on.isoformat() if one.left_on else None,
        }
        wanted.add("people", stored_key(one.key), one.place, values)


def add_lines(reading: Reading, wanted: Wishes, known_people: Collection[str]) -> None:
    """Add reporting lines: those of a manager column belong to the person's row, and refuse it where they are wrong.

    All lines of one person are one object: they add up to 100 % together.
    """
    everyone = {*known_people, *(one.key for one in reading.people)}
    kept, findings = check_lines(reading.lines, everyone)
    wanted.findings += findings
    for person, group in _by_person(kept).items():
        wanted.add("lines", person, group[0].place, _lines(group))
    listed = {one.person for one in reading.lines}
    stated = [one for one in lines_of_people(reading.people) if one.person not in listed]
    kept, findings = check_lines(stated, everyone)
    wanted.findings += findings
    groups, named = _by_person(kept), {one.person for one in stated}
    for item in wanted.items.get("people", []):
        if item.key in groups:
            item.values |= _lines(groups[item.key])
    people = wanted.items.get("people", [])
    wanted.items["people"] = [item for item in people if item.key in groups or item.key not in named]
    if not people:
        del wanted.items["people"]


def _by_person(lines: Sequence[LineRecord]) -> dict[str, list[LineRecord]]:
    groups: dict[str, list[LineRecord]] = {}
    for line in lines:
        groups.setdefault(line.person, []).append(line)
    return groups


def _lines(group: Sequence[LineRecord]) -> Values:
    rows = [
        {
            "manager": line.manager,
            "kind": line.kind,
            "weight": _number(line.weight),
            "from_": line.valid_from.isoformat() if line.valid_from else None,
        }
        for line in group
    ]
    return {"lines": [line_words(one.manager, one.kind, one.weight) for one in group], "rows": rows}


def line_words(manager: str, kind: str, weight: Decimal | None) -> str:
    """Return a reporting line as it is compared and shown."""
    return f"{manager}, {kind}, {_number(weight)} %"


def _frequencies(reading: Reading) -> dict[str, str]:
    """Return the frequency of each KPI by its first value, for cards of a package that state none."""
    if all(kpi.frequency for kpi in reading.kpis) or not reading.format.startswith("strategy-package"):
        return {}
    found: dict[str, str] = {}
    for _, batch in reading.observations():
        for one in batch.records:
            if isinstance(one, ObservationRecord):
                found.setdefault(one.measure, one.frequency)
    return found


def _sign(word: str | None) -> int:
    return -1 if word in ("-", "-1", "−", "negative", "against") else 1


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def day(text: str | None) -> datetime.date | None:
    """Return the date of a payload."""
    return datetime.date.fromisoformat(text) if text else None
