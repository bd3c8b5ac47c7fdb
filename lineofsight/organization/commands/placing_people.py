"""Many people at once, with their positions: new ones appended in bulk, changed ones revised, equal ones left."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any

from pydantic import Field

from lineofsight.base import bulk
from lineofsight.base.bulk import Same
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.folding import fold
from lineofsight.organization.access import may_organize, unmoved
from lineofsight.organization.models import (
    Holding,
    Job,
    LegalEntity,
    Person,
    PersonDetails,
    Position,
    PositionVersion,
    Unit,
)
from lineofsight.organization.placing import Keys, Piece, Placed, Problems, Sheet, Slugs, Spell, spells


class PersonRow(Input):
    """A person and the position held from a day on; several rows of one key are the person's moves.

    `position`, `unit`, `job` and `legal_entity` are keys; without a key of its own the position takes the person's.
    `until` is the first day on which the person holds it no more.
    """

    key: str = Field(min_length=1, max_length=120)
    name: str = Field(min_length=1, max_length=200)
    sort_name: str = Field(default="", max_length=200)
    email: str = Field(default="", max_length=254)
    slug: str = Field(default="", max_length=120)
    legal_entity: str = ""
    position: str = ""
    title: str = Field(default="", max_length=200)
    unit: str = ""
    job: str = ""
    fte: Decimal = Field(default=Decimal(1), gt=0, le=Decimal("1.5"), decimal_places=4)
    from_: date
    until: date | None = None


class PlacePeople(Input):
    """The people of one source."""

    source: str = Field(default="", max_length=40)
    rows: list[PersonRow]


@command("organization.place_people", allow=may_organize, audited_input=False)
def place_people(ctx: Context, target: None, data: PlacePeople) -> Placed:
    """Bring the people of a source to what the rows say; refused as a whole where one cannot be taken."""
    with unmoved(ctx.viewer):
        return _place(ctx, data)


def _place(ctx: Context, data: PlacePeople) -> Placed:
    grouped = spells(data.rows, lambda row: row.key, lambda row: row.from_)
    people, entities = Keys(Person, data.source), Keys(LegalEntity, data.source)
    _refuse_unknown_entities(grouped, entities)
    seats = _seats(grouped, data.source)
    new = [key for key in grouped if key not in people.own]
    corrected = _correct(grouped, people, data.source)
    _append_people(new, grouped, people, entities, data.source)
    positions = _positions(seats, data.source)
    changed = corrected | _settle_positions(ctx, seats, positions)
    changed |= _settle_holdings(ctx, grouped, people, positions)
    others = changed - set(new)
    return Placed(len(new), len(others), len(grouped) - len(new) - len(others))


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says about a position."""

    person: str
    spell: Spell[PersonRow]
    values: tuple[Any, ...]


People = dict[str, list[Spell[PersonRow]]]
Seats = dict[str, list[Said]]


def _seat_of(row: PersonRow) -> str:
    """Return the key of the position that a row names; a person without a unit is known, but holds none."""
    return (row.position or row.key) if row.unit else ""


def _refuse_unknown_entities(grouped: People, entities: Keys) -> None:
    problems = Problems()
    for spell in chain.from_iterable(grouped.values()):
        name = spell.row.legal_entity
        if name and entities.find(name) is None:
            problems.add(spell.index, "legal_entity", f"There is no legal entity “{name}”.")
    problems.refuse()


def _seats(grouped: People, source: str) -> Seats:
    """Return what is said about each position, in order of time; refuses units and jobs that nobody knows."""
    problems, units, jobs = Problems(), Keys(Unit, source), Keys(Job, source)
    seats: Seats = defaultdict(list)
    for person, items in grouped.items():
        for spell in items:
            row = spell.row
            unit, job = units.find(row.unit), jobs.find(row.job)
            if row.unit and unit is None:
                problems.add(spell.index, "unit", f"There is no unit “{row.unit}”.")
            if row.job and job is None:
                problems.add(spell.index, "job", f"There is no job “{row.job}”.")
            if _seat_of(row):
                seats[_seat_of(row)].append(Said(person, spell, (row.title, unit, job)))
    for seat, said in seats.items():
        said.sort(key=lambda item: item.spell.from_)
        for earlier, later in pairwise(said):
            if earlier.spell.from_ == later.spell.from_ and earlier.values != later.values:
                problems.add(later.spell.index, "position", f"Position “{seat}” is said to be two things at once.")
    problems.refuse()
    return seats


def _append_people(new: list[str], grouped: People, people: Keys, entities: Keys, source: str) -> None:
    if not new:
        return
    last = [grouped[key][-1].row for key in new]
    slugs = Slugs(people.slugs)
    ids = bulk.new_ids(Person, len(new))
    columns: dict[str, Any] = {"id": ids, "source": Same(source), "key": new}
    columns["slug"] = [slugs.give(row.slug or row.name, "person", 120) for row in last]
    columns["legal_entity_id"] = [entities.find(row.legal_entity) for row in last]
    bulk.append(Person, columns)
    details: dict[str, Any] = {"person_id": ids, "name": [row.name for row in last]}
    details["sort_name"] = [row.sort_name or row.name for row in last]
    details["email"] = [row.email for row in last]
    details["folded"] = [fold(row.name)[:400] for row in last]
    bulk.append(PersonDetails, details)
    people.own.update(zip(new, ids, strict=True))


def _correct(grouped: People, people: Keys, source: str) -> set[str]:
    """Correct names and contacts of known people where they differ; return their keys."""
    known = {people.own[key]: key for key in grouped if key in people.own}
    corrected: set[str] = set()
    for details in PersonDetails.objects.filter(person__source=source).iterator() if known else ():
        key = known.get(details.person_id)
        if key is None:
            continue
        row = grouped[key][-1].row
        values = {"name": row.name, "sort_name": row.sort_name or row.name, "email": row.email}
        if any(getattr(details, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(details, name, value)
            details.save(update_fields=sorted(values))
            corrected.add(key)
    return corrected


def _positions(seats: Seats, source: str) -> Keys:
    """Append the identities of new positions."""
    positions = Keys(Position, source)
    new = [key for key in seats if key not in positions.own]
    if new:
        ids = bulk.new_ids(Position, len(new))
        bulk.append(Position, {"id": ids, "source": Same(source), "key": new})
        positions.own.update(zip(new, ids, strict=True))
    return positions


def _settle_positions(ctx: Context, seats: Seats, positions: Keys) -> set[str]:
    """Bring positions to what is said; return the keys of the people whose position changed."""
    sheet = Sheet(PositionVersion, ("position_id",), ("title", "unit_id", "job_id"))
    changed: set[str] = set()
    for seat, said in seats.items():
        days = {item.spell.from_: item for item in said}  # two people on one seat say the same about it
        starts = sorted(days)
        ends = [*starts[1:], None]
        pieces = [Piece(start, end, days[start].values) for start, end in zip(starts, ends, strict=True)]
        if sheet.settle((positions.own[seat],), pieces, starts[0]):
            changed |= {item.person for item in said}
    sheet.write(ctx.now)
    return changed


def _settle_holdings(ctx: Context, grouped: People, people: Keys, positions: Keys) -> set[str]:
    """Let people hold their positions, and no other position of this source; return the keys of those who moved."""
    sheet = Sheet(Holding, ("person_id", "position_id"), ("fte",))
    held: dict[int, set[int]] = defaultdict(set)
    of_source = set(positions.own.values())
    for person, position in sheet.current:
        if position in of_source:
            held[person].add(position)
    moved: set[str] = set()
    for key, items in grouped.items():
        person, since = people.own[key], items[0].from_
        pieces: dict[int, list[Piece]] = {position: [] for position in held.get(person, ())}
        for spell in items:
            if _seat_of(spell.row):
                end = min((day for day in (spell.to, spell.row.until) if day is not None), default=None)
                pieces.setdefault(positions.own[_seat_of(spell.row)], []).append(
                    Piece(spell.from_, end, (spell.row.fte,))
                )
        for position, wanted in pieces.items():
            if sheet.settle((person, position), wanted, since):
                moved.add(key)
    sheet.write(ctx.now)
    return moved
