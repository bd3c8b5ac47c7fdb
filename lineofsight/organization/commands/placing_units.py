"""Many units at once, as an import brings them: new ones appended in bulk, changed ones revised, equal ones left."""

from datetime import date

from pydantic import Field

from lineofsight.base import bulk, events
from lineofsight.base.bulk import Same
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.organization import closures, trees
from lineofsight.organization.access import may_organize
from lineofsight.organization.commands.units import UnitCircle, unit_name
from lineofsight.organization.models import LegalEntity, Unit, UnitVersion
from lineofsight.organization.placing import Keys, Piece, Placed, Problems, Sheet, Slugs, Spell, circle_among, spells
from lineofsight.organization.trees import Edge

COLUMNS = ("name", "kind", "parent_id", "legal_entity_id", "time_zone", "sort_order")


class UnitRow(Input):
    """A unit from a day on; several rows of one key are its history. `parent` and `legal_entity` are keys."""

    key: str = Field(min_length=1, max_length=120)
    name: str = Field(min_length=1, max_length=200)
    slug: str = Field(default="", max_length=80)
    kind: str = Field(default="", max_length=30)
    parent: str = ""
    legal_entity: str = ""
    time_zone: str = Field(default="", max_length=40)
    sort_order: int = Field(default=0, ge=0)
    from_: date


class PlaceUnits(Input):
    """The units of one source."""

    source: str = Field(default="", max_length=40)
    rows: list[UnitRow]


@command("organization.place_units", allow=may_organize, audited_input=False)
def place_units(ctx: Context, target: None, data: PlaceUnits) -> Placed:
    """Bring the units of a source to what the rows say; refused as a whole where one cannot be taken."""
    grouped = spells(data.rows, lambda row: row.key, lambda row: row.from_)
    units = Keys(Unit, data.source)
    fresh = [key for key in grouped if key not in units.own]
    _found(fresh, grouped, units, data.source)
    sheet = Sheet(UnitVersion, ("unit_id",), COLUMNS)
    wanted = _resolved(grouped, units, Keys(LegalEntity, data.source))
    settled = {key for key, pieces in wanted.items() if sheet.settle((units.own[key],), pieces, pieces[0].from_)}
    sheet.write(ctx.now)
    if settled:
        _check_tree({units.own[key] for key in settled})
        closures.rebuild_units()
        events.publish("organization.tree_changed")
    changed = len(settled) - len(fresh)
    return Placed(len(fresh), changed, len(grouped) - len(settled))


def _found(fresh: list[str], grouped: dict[str, list[Spell[UnitRow]]], units: Keys, source: str) -> None:
    """Append the identities of new units and remember their ids."""
    if not fresh:
        return
    slugs = Slugs(units.slugs)
    first = {key: grouped[key][0].row for key in fresh}
    ids = bulk.new_ids(Unit, len(fresh))
    given = [slugs.give(first[key].slug or first[key].name, "unit", 80) for key in fresh]
    bulk.append(Unit, {"id": ids, "source": Same(source), "key": fresh, "slug": given})
    units.own.update(zip(fresh, ids, strict=True))


def _resolved(grouped: dict[str, list[Spell[UnitRow]]], units: Keys, entities: Keys) -> dict[str, list[Piece]]:
    """Return what is said about each unit, in the order of COLUMNS."""
    problems = Problems()
    resolved: dict[str, list[Piece]] = {}
    for key, items in grouped.items():
        pieces = []
        for spell in items:
            row = spell.row
            parent, entity = units.find(row.parent), entities.find(row.legal_entity)
            if row.parent and parent is None:
                problems.add(spell.index, "parent", f"There is no unit “{row.parent}”.")
            if row.legal_entity and entity is None:
                problems.add(spell.index, "legal_entity", f"There is no legal entity “{row.legal_entity}”.")
            said = (row.name, row.kind, parent, entity, row.time_zone, row.sort_order)
            pieces.append(Piece(spell.from_, spell.to, said))
        resolved[key] = pieces
    problems.refuse()
    return resolved


def _check_tree(placed: set[int]) -> None:
    """Refuse circles, and parents that do not exist on a day on which a unit lies below them."""
    rows = list(UnitVersion.objects.current().values_list("unit_id", "parent_id", "valid_from", "valid_to"))
    edges = [Edge(*row) for row in rows if row[1] is not None]
    path = circle_among(edges, [edge for edge in edges if edge.child in placed])
    if path:
        names = " → ".join(unit_name(pk) for pk in path)
        raise UnitCircle({"rows": f"A unit cannot lie below itself: {names}."})
    lives: dict[int, list[tuple[date, date | None]]] = {}
    for unit, _, start, stop in rows:
        lives.setdefault(unit, []).append((start, stop))
    for edge in edges:
        if edge.child in placed and not trees.covers(lives.get(edge.parent, []), edge.from_, edge.to):
            name, above = unit_name(edge.child), unit_name(edge.parent)
            raise Invalid({"rows": f"{name} lies below {above} from {edge.from_} on, when {above} does not exist."})
