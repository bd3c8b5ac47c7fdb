"""References that only the database can answer: units, parents and managers that are neither in the files nor known."""

from __future__ import annotations

from collections.abc import Collection

from lineofsight.integrations.current import Found
from lineofsight.integrations.formats.findings import Finding, blocks, refused, remark
from lineofsight.integrations.formats.graph import cycles
from lineofsight.integrations.wanted import Item, Wishes
from lineofsight.organization.models import Unit

STEP = "Add it to the file, or correct the key."


def check_references(wanted: Wishes, known: dict[str, Found], source: str) -> list[Finding]:
    """Take out what cannot stand, and say why; what can stand without a reference loses it with a remark."""
    findings: list[Finding] = []
    units = {*Unit.objects.values_list("key", flat=True), *(one.key for one in wanted.items.get("units", []))}
    units |= set(Unit.objects.values_list("slug", flat=True))
    _drop(wanted, "units", "parent", units, findings)
    _drop(wanted, "people", "unit", units, findings)
    _cycle(wanted, known, findings)
    _forget(wanted, "objectives", "unit", units, findings)
    _place_kpis(wanted, units, findings)
    objectives = {one.key for one in wanted.items.get("objectives", [])} | set(known.get("objectives", {}))
    _forget(wanted, "kpis", "objective", objectives, findings)
    return findings


def _place_kpis(wanted: Wishes, units: Collection[str], findings: list[Finding]) -> None:
    """A KPI whose unit nobody knows stands at the unit of its objective; without either it is refused."""
    targets = {one.key: one for one in wanted.items.get("targets", [])}
    refused_keys = set()
    for item in wanted.items.get("kpis", []):
        named, other = item.values["unit"], item.values["objective_unit"]
        if named in units:
            continue
        what = f"names the unit “{named}”, which nobody knows" if named else "names no unit"
        if other in units:
            sentence = f"{item.key} {what}; it is kept at the unit of its objective, “{other}”."
            findings.append(remark("unit_unknown", sentence, item.place, item.key, STEP, named or ""))
            item.values["unit"] = targets[item.key].values["unit"] = other
            continue
        sentence = f"{item.key} {what}; a KPI belongs to a unit."
        findings.append(refused("unit_unknown", sentence, item.place, item.key, STEP, named or ""))
        refused_keys.add(item.key)
    for table in ("kpis", "targets"):
        if refused_keys:
            wanted.items[table] = [one for one in wanted.items[table] if one.key not in refused_keys]


def _drop(wanted: Wishes, table: str, field: str, known: Collection[str], findings: list[Finding]) -> None:
    kept: list[Item] = []
    for item in wanted.items.get(table, []):
        key = item.values[field]
        if not key or key in known:
            kept.append(item)
            continue
        sentence = f"{_where(item)}: there is no unit “{key}”."
        findings.append(refused("unit_unknown", sentence, item.place, item.key, STEP, key))
    if table in wanted.items:
        wanted.items[table] = kept


def _forget(wanted: Wishes, table: str, field: str, known: Collection[str], findings: list[Finding]) -> None:
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
        place = next((places[key] for key in circle if key in places), None)
        if place is not None:
            shown = " → ".join([*circle[:12], circle[0]])
            sentence = f"These units lie below themselves: {shown}."
            step = "Correct one of these parents; until then nothing of this file can be applied."
            findings.append(blocks("parent_cycle", sentence, place, circle[0], step))


def _where(item: Item) -> str:
    return item.place.words().capitalize()
