"""What must hold between the objects of a package: one meaning per key, known references, no cycle, whole weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Protocol, TypeVar

from .findings import Finding, Place, blocks, refused, remark
from .graph import cycles
from .records import LinkRecord, ObjectiveRecord, PerspectiveRecord, UnitRecord

WEIGHT_TOLERANCE = Decimal("0.01")
FULL_WEIGHTS = (Decimal(100), Decimal(1))


class Keyed(Protocol):
    """Anything with a key and a place."""

    @property
    def key(self) -> str:
        """Return the key."""
        ...

    @property
    def place(self) -> Place:
        """Return where it stands."""
        ...


Kind = TypeVar("Kind", bound=Keyed)


def unique(records: Sequence[Kind], what: str, findings: list[Finding], same: Callable[[Kind], object]) -> list[Kind]:
    """Return the records with each key once.

    The same thing twice is kept once with a remark; two different things under one key are both refused. Keys that
    differ only by case are kept apart and named.
    """
    groups: dict[str, list[Kind]] = {}
    for record in records:
        groups.setdefault(record.key, []).append(record)
    kept = []
    for key, group in groups.items():
        places = ", ".join(str(one.place.line) for one in group)
        if len({same(one) for one in group}) > 1:
            sentence = f"The key “{key}” stands for {len(group)} different {what} (lines {places}); none is taken."
            findings += [refused("key_twice", sentence, one.place, key, "Give each its own key.") for one in group]
            continue
        if len(group) > 1:
            sentence = f"“{key}” stands {len(group)} times among the {what} (lines {places}); kept once."
            findings.append(remark("same_twice", sentence, group[1].place, key))
        kept.append(group[0])
    note_case(kept, what, findings)
    return kept


def note_case(records: Iterable[Keyed], what: str, findings: list[Finding]) -> None:
    """Note keys that differ only by case."""
    seen: dict[str, Keyed] = {}
    for record in records:
        first = seen.setdefault(record.key.casefold(), record)
        if first is not record:
            sentence = (
                f"“{first.key}” (line {first.place.line}) and “{record.key}” (line {record.place.line})"
                f" among the {what} differ only by capital letters; they are kept apart."
            )
            findings.append(remark("keys_differ_by_case", sentence, record.place, record.key))


def known_reference(
    record: Keyed, field: str, wanted: str | None, keys: dict[str, str], findings: list[Finding]
) -> str | None:
    """Return the reference if its target exists; otherwise None, naming it (and the near miss by case).

    `keys` maps each case-folded key to the key.
    """
    if wanted is None or keys.get(wanted.casefold()) == wanted or wanted in keys.values():
        return wanted
    near = keys.get(wanted.casefold())
    step = f"Did you mean “{near}”? Capital letters count." if near else "Add it to the file, or correct the key."
    sentence = f"“{record.key}” names {field} “{wanted}”, which is not in the file; it is taken over without."
    findings.append(remark("reference_unknown", sentence, record.place, record.key, step, wanted))
    return None


def key_index(records: Iterable[Keyed]) -> dict[str, str]:
    """Return case-folded key → key."""
    return {record.key.casefold(): record.key for record in records}


def parent_cycles(units: Sequence[UnitRecord], objectives: Sequence[ObjectiveRecord]) -> list[Finding]:
    """Return one blocking finding for each cycle among units and in the cascade of objectives."""
    unit_edges = {unit.key: (unit.parent,) if unit.parent else () for unit in units}
    cascade = {one.key: ((one.parent,) if one.parent else ()) + one.supports for one in objectives}
    places = {unit.key: unit.place for unit in units}
    findings = [_cycle("units", cycle, places) for cycle in cycles(unit_edges)]
    places = {one.key: one.place for one in objectives}
    return findings + [_cycle("objectives", cycle, places) for cycle in cycles(cascade)]


def _cycle(what: str, cycle: list[str], places: dict[str, Place]) -> Finding:
    shown = " → ".join([*cycle, cycle[0]]) if len(cycle) <= 12 else " → ".join([*cycle[:11], "…", cycle[0]])
    lines = ", ".join(str(places[key].line) for key in cycle[:12] if key in places)
    sentence = f"These {what} are each other's parents: {shown} (lines {lines})."
    step = "Take one of these parents out; until then nothing of this file can be applied."
    return blocks("parent_cycle", sentence, places[cycle[0]], cycle[0], step)


def usable_links(links: Sequence[LinkRecord], keys: dict[str, str], findings: list[Finding]) -> list[LinkRecord]:
    """Return the cause-effect links whose two ends exist and differ, each once."""
    kept: dict[tuple[str, str], LinkRecord] = {}
    for link in links:
        name = f"{link.driver} → {link.outcome}"
        unknown = [end for end in (link.driver, link.outcome) if end not in keys.values()]
        if unknown:
            sentence = f"The link {name} names “{unknown[0]}”, which is no objective of the file."
            findings.append(refused("reference_unknown", sentence, link.place, name, "Correct the key.", unknown[0]))
        elif link.driver == link.outcome:
            sentence = f"The link {name} leads from an objective to itself."
            findings.append(refused("link_to_itself", sentence, link.place, name, "Name two objectives."))
        elif (link.driver, link.outcome) in kept:
            findings.append(remark("same_twice", f"The link {name} stands twice; kept once.", link.place, name))
        else:
            kept[link.driver, link.outcome] = link
    return list(kept.values())


def weights_add_up(what: str, weighted: Iterable[tuple[str, Decimal | None, Place]], findings: list[Finding]) -> None:
    """Note sibling weights that are negative or, all being stated, add up neither to 100 nor to 1."""
    entries = list(weighted)
    for key, weight, place in entries:
        if weight is not None and weight < 0:
            sentence = f"“{key}” has the negative weight {weight}."
            findings.append(blocks("weight_negative", sentence, place, key, "Weights are 0 or more."))
    stated = [weight for _, weight, _ in entries if weight is not None]
    if not stated:
        return
    key, _, place = entries[0]
    total = sum(stated, Decimal(0))
    if len(stated) < len(entries):
        missing = ", ".join(each for each, weight, _ in entries if weight is None)
        sentence = f"{what}: some have a weight ({total} in all), these have none: {missing}."
        findings.append(blocks("weights_incomplete", sentence, place, key, "Give all of them a weight, or none."))
    elif not any(abs(total - full) <= WEIGHT_TOLERANCE for full in FULL_WEIGHTS):
        sentence = f"{what}: the weights add up to {total}, not to 100."
        findings.append(blocks("weights_do_not_add_up", sentence, place, key, "Correct them and load the file again."))


def perspective_weights(perspectives: Sequence[PerspectiveRecord], findings: list[Finding]) -> None:
    """Check the weights of the perspectives."""
    weights_add_up("Perspectives", ((one.key, one.weight, one.place) for one in perspectives), findings)
