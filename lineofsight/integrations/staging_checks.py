"""References that only the database can answer: units, parents and managers that are neither in the files nor known."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from lineofsight.integrations.current import Found
from lineofsight.integrations.formats.findings import Finding, blocks, refused, remark
from lineofsight.integrations.formats.graph import cycles
from lineofsight.integrations.reading import Reading
from lineofsight.integrations.wanted import Item, Wishes, stored_key
from lineofsight.organization.models import Unit
from lineofsight.organization.placing import Keys

STEP = "Add it to the file, or correct the key."
ADDRESS = "Use the address of the unit (its last part) instead."
MOST_MISSING = 50


def check_references(wanted: Wishes, known: dict[str, Found], source: str) -> list[Finding]:
    """Take out what cannot stand, and say why; what can stand without a reference loses it with a remark."""
    findings: list[Finding] = []
    units = _KnownUnits(source, (one.key for one in wanted.items.get("units", [])))
    _drop(wanted, "units", "parent", units, findings)
    _drop(wanted, "people", "unit", units, findings)
    _cycle(wanted, known, findings)
    _forget(wanted, "objectives", "unit", units, findings)
    _place_kpis(wanted, units, findings)
    objectives = {one.key for one in wanted.items.get("objectives", [])} | set(known.get("objectives", {}))
    _forget(wanted, "kpis", "objective", objectives, findings)
    return findings


class _KnownUnits:
    """Keys under which one unit is found: of the file, of its source, an address, a key that one source alone uses."""

    def __init__(self, source: str, of_file: Iterable[str]) -> None:
        known = Keys(Unit, source)
        self._found = {*of_file, *known.own, *known.slugs, *known.others}
        self._ambiguous = set(Unit.objects.values_list("key", flat=True)) - self._found

    def __contains__(self, key: object) -> bool:
        return key in self._found

    def problem(self, key: str) -> tuple[str, str, str]:
        """Return code, sentence and way on for a key that is not known."""
        if key in self._ambiguous:
            return "key_ambiguous", f"the key “{key}” belongs to units of several sources", ADDRESS
        return "unit_unknown", f"there is no unit “{key}”", STEP


def missing(reading: Reading, known: dict[str, Found]) -> Iterator[Finding]:
    """Say which objectives and KPIs of an earlier package a newer one leaves out: they stay until somebody acts."""
    if reading.organization is None:
        return
    place = reading.organization.place
    for table, records, way_on in (
        ("objectives", reading.objectives, "Take it out of the draft version if it is meant to go."),
        ("kpis", reading.kpis, "Take it off its objective if it is meant to count no longer."),
    ):
        gone = sorted(known.get(table, {}).keys() - {stored_key(one.key) for one in records})
        word = "objective" if table == "objectives" else "KPI"
        for key in gone[:MOST_MISSING]:
            sentence = f"The {word} “{key}” of an earlier package is not in this one; it stays as it is."
            yield remark(f"{word.lower()}_missing", sentence, place, key, way_on)
        if len(gone) > MOST_MISSING:
            sentence = f"{len(gone) - MOST_MISSING:,} more {word}s of an earlier package are not in this one."
            yield remark(f"{word.lower()}_missing", sentence, place, None, way_on)


def _place_kpis(wanted: Wishes, units: _KnownUnits, findings: list[Finding]) -> None:
    """A KPI whose unit nobody knows stands at the unit of its objective; without either it is refused."""
    targets = {one.key: one for one in wanted.items.get("targets", [])}
    refused_keys = set()
    for item in wanted.items.get("kpis", []):
        named, other = item.values["unit"], item.values["objective_unit"]
        if named in units:
            continue
        code, problem, step = units.problem(named) if named else ("unit_unknown", "", STEP)
        what = f"names the unit “{named}”: {problem}" if named else "names no unit"
        if other in units:
            sentence = f"{item.key} {what}; it is kept at the unit of its objective, “{other}”."
            findings.append(remark(code, sentence, item.place, item.key, step, named or ""))
            item.values["unit"] = targets[item.key].values["unit"] = other
            continue
        sentence = f"{item.key} {what}; a KPI belongs to a unit."
        findings.append(refused(code, sentence, item.place, item.key, step, named or ""))
        refused_keys.add(item.key)
    for table in ("kpis", "targets"):
        if refused_keys:
            wanted.items[table] = [one for one in wanted.items[table] if one.key not in refused_keys]


def _drop(wanted: Wishes, table: str, field: str, known: _KnownUnits, findings: list[Finding]) -> None:
    kept: list[Item] = []
    for item in wanted.items.get(table, []):
        key = item.values[field]
        if not key or key in known:
            kept.append(item)
            continue
        code, problem, step = known.problem(key)
        findings.append(refused(code, f"{_where(item)}: {problem}.", item.place, item.key, step, key))
    if table in wanted.items:
        wanted.items[table] = kept


def _forget(wanted: Wishes, table: str, field: str, known: Container[str], findings: list[Finding]) -> None:
    for item in wanted.items.get(table, []):
        key = item.values[field]
        if key and key not in known:
            sentence = f"“{item.key}” names the {field} “{key}”, which nobody knows; it is taken over without."
            findings.append(remark("reference_unknown", sentence, item.place, item.key, STEP, key))
            item.values[field] = None


def _cycle(wanted: Wishes, known: dict[str, Found], findings: list[Finding]) -> None:
    """Refuse units that would lie below themselves once the file is joined with what is known."""
    parents = {key: said["parent"] for key, said in known.get("units", {}).items()}
    places = {}
    for item in wanted.items.get("units", []):
        parents[item.key], places[item.key] = item.values["parent"], item.place
    for circle in cycles({key: (parent,) if parent else () for key, parent in parents.items()}):
        place = next(places[key] for key in circle if key in places)  # what is known has no circle of its own
        shown = " → ".join([*circle[:12], circle[0]])
        sentence = f"These units lie below themselves: {shown}."
        step = "Correct one of these parents; until then nothing of this file can be applied."
        findings.append(blocks("parent_cycle", sentence, place, circle[0], step))


def _where(item: Item) -> str:
    return item.place.words().capitalize()
