"""What forms offer to choose: units, people and positions, by name or address."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from lineofsight.base import clock
from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.folding import fold
from lineofsight.organization.access import may_organize_unit
from lineofsight.organization.models import Holding, Person, Position, PositionVersion, Unit, UnitVersion
from lineofsight.organization.queries.names import people_named, units_named
from lineofsight.organization.queries.tree import tree_of

#: A list longer than this is no help: the unit is then written, by name or address.
MOST_UNITS = 400
MOST_SEATS = 200


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its public id, what it is called, how deep it lies, and its address."""

    value: UUID
    name: str
    depth: int = 0
    slug: str = ""


def unit_options(ctx: Context, without: UUID | None = None) -> tuple[Option, ...]:
    """Return the units of today in the order of the tree, but one and those below it; none where they are too many."""
    tree = tree_of(ctx)
    if len(tree.rows) > MOST_UNITS:
        return ()
    public = dict(Unit.objects.visible_to(ctx.viewer).values_list("pk", "public_id"))
    found: list[Option] = []
    waiting = [(pk, 0) for pk in reversed(tree.children[None])]
    while waiting:
        pk, depth = waiting.pop()
        if public[pk] == without:
            continue
        found.append(Option(public[pk], tree.rows[pk][1], depth))
        waiting += [(child, depth + 1) for child in reversed(tree.children.get(pk, []))]
    return tuple(found)


def units_called(ctx: Context, text: str) -> list[Option]:
    """Return the units of that address, else of that name."""
    rows = UnitVersion.objects.visible_to(ctx.viewer).at(clock.today())
    columns = ("unit__public_id", "name", "unit__slug")
    exact = list(rows.filter(unit__slug=_address(text)).values_list(*columns))
    found = exact or list(rows.filter(name__iexact=text).values_list(*columns)[:6])
    return [Option(pk, name if exact else f"{slug} ({name})", slug=slug) for pk, name, slug in found]


def people_called(ctx: Context, text: str) -> list[Option]:
    """Return the people of that address, else of that name, without accents and capitals."""
    rows = Person.objects.visible_to(ctx.viewer).filter(Q(slug=_address(text)) | Q(details__folded=fold(text)))
    found = list(rows.order_by("slug").values_list("public_id", "slug", "details__name")[:6])
    exact = [row for row in found if row[1] == _address(text)]
    return [Option(pk, f"{slug} ({name})", slug=slug) for pk, slug, name in exact or found]


def _address(text: str) -> str:
    """Return the address in what a form proposed: `lead (Lead)` is `lead`."""
    return text.partition(" (")[0]


@dataclass(frozen=True, slots=True)
class PositionFacts:
    """A position as it stands today, or will; `version` is what a writer must have seen."""

    public_id: UUID
    version: int
    title: str
    unit: UUID
    unit_name: str
    unit_slug: str
    may_change: Decision


def position_facts(ctx: Context, public_id: UUID) -> PositionFacts:
    """Return a position; NotFound where there is none of that id."""
    position = Position.objects.visible_to(ctx.viewer).filter(public_id=public_id).first()
    rows = PositionVersion.objects.visible_to(ctx.viewer).current().filter(position=position).select_related("unit")
    said = list(rows.order_by("valid_from")) if position else []
    if position is None or not said:
        raise NotFound("This position")
    row = ([row for row in said if row.valid_from <= clock.today()] or said)[
        -1 if said[0].valid_from <= clock.today() else 0
    ]
    return PositionFacts(
        public_id=position.public_id,
        version=position.version,
        title=row.title,
        unit=row.unit.public_id,
        unit_name=units_named([row.unit_id]).get(row.unit_id, ""),
        unit_slug=row.unit.slug,
        may_change=may_organize_unit(ctx, position, None),
    )


def seat_options(ctx: Context, slug: str) -> list[Option]:
    """Return the positions of a unit today, the vacant ones first, each with whoever holds it."""
    today: date = clock.today()
    rows = PositionVersion.objects.visible_to(ctx.viewer).at(today).filter(unit__slug=slug)
    seats = list(rows.order_by("title", "pk").values_list("position_id", "position__public_id", "title")[:MOST_SEATS])
    held = dict(
        Holding.objects.at(today)
        .filter(position_id__in=[pk for pk, _, _ in seats])
        .values_list("position_id", "person_id")
    )
    names = people_named(held.values()) if held else {}
    seats.sort(key=lambda seat: seat[0] in held)
    return [
        Option(public_id, f"{title} · {names[held[pk]]}" if names.get(held.get(pk, 0)) else title)
        for pk, public_id, title in seats
    ]
