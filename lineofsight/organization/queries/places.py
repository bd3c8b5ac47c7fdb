"""What the page of a unit shows: where it hangs, who sits in it, and how it came to be so."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from lineofsight.base import clock
from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.folding import fold
from lineofsight.base.queries import query
from lineofsight.organization.access import may_organize_unit
from lineofsight.organization.models import Holding, PositionVersion, Unit, UnitClosure, UnitVersion
from lineofsight.organization.queries import tree as trees
from lineofsight.organization.queries.names import units_named

ROWS = 200
MOST_SPANS = 100
SORTS = {"name": "person__details__sort_name", "title": "position__versions__title"}


@dataclass(frozen=True, slots=True)
class UnitLink:
    """A unit by name and address; `below` counts the units under it."""

    slug: str
    name: str
    kind: str = ""
    below: int = 0


@dataclass(frozen=True, slots=True)
class UnitSpan:
    """What was said of a unit from one day to another (None: until further notice)."""

    since: date
    until: date | None
    name: str
    kind: str
    parent: str


@dataclass(frozen=True, slots=True)
class SeatSpan:
    """A position of the unit, and from when to when it was in it."""

    public_id: UUID
    title: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit on a day; `version` is what a writer must have seen."""

    id: int
    public_id: UUID
    slug: str
    version: int
    name: str
    kind: str
    legal_entity: str
    time_zone: str
    since: date
    until: date | None
    parent: UUID | None
    path: tuple[UnitLink, ...]
    children: tuple[UnitLink, ...]
    units_below: int
    spans: tuple[UnitSpan, ...]
    may_change: Decision


@query("organization.unit_facts", "/units/{slug}/facts")
def unit_facts(ctx: Context, slug: str) -> UnitFacts:
    """Show a unit of a day with what lies above and below it and what was said of it over time, in four queries."""
    day = ctx.as_of or clock.today()
    rows = UnitVersion.objects.visible_to(ctx.viewer)
    said = list(
        rows.known(ctx.known_at)
        .filter(unit__slug=slug)
        .select_related("unit", "legal_entity", "parent")
        .order_by("-valid_from")
    )
    if not said:
        raise NotFound("This unit")
    now = next((row for row in said if row.valid_from <= day and (row.valid_to is None or row.valid_to > day)), None)
    shown = now or said[0]  # a closed or planned unit is shown as it was last, or will be first
    tree = trees.tree_of(ctx)
    names = units_named({row.parent_id for row in said if row.parent_id}, day)
    return UnitFacts(
        id=shown.unit_id,
        public_id=shown.unit.public_id,
        slug=shown.unit.slug,
        version=shown.unit.version,
        name=shown.name,
        kind=shown.kind,
        legal_entity=shown.legal_entity.name if shown.legal_entity else "",
        time_zone=shown.time_zone,
        since=min(row.valid_from for row in said),
        until=None if any(row.valid_to is None for row in said) else max(row.valid_to for row in said),
        parent=shown.parent.public_id if shown.parent else None,
        path=_path(tree, shown.parent_id),
        children=tuple(_link(tree, pk) for pk in tree.children.get(shown.unit_id, [])),
        units_below=trees.sizes_of(tree).get(shown.unit_id, 0),
        spans=tuple(
            UnitSpan(row.valid_from, row.valid_to, row.name, row.kind, names.get(row.parent_id, "")) for row in said
        ),
        may_change=may_organize_unit(ctx, shown.unit, None),
    )


@dataclass(frozen=True, slots=True)
class SeatRow:
    """Somebody who holds a position in a unit on a day: position and name are open to everyone."""

    name: str
    slug: str
    title: str
    unit: str
    unit_slug: str


@dataclass(frozen=True, slots=True)
class SeatList:
    """One page of the people of a unit, and how many there are with and without the filter."""

    rows: tuple[SeatRow, ...]
    total: int
    unfiltered: int


@query("organization.unit_people", "/units/{slug}/people")
def unit_people(
    ctx: Context, slug: str, wanted: str = "", below: bool = False, sort: str = "name", page: int = 1
) -> SeatList:
    """List who sits in a unit on a day (and below it), sorted by name or title; page 0 is everyone."""
    unit = Unit.objects.visible_to(ctx.viewer).filter(slug=slug).first()
    if unit is None:
        raise NotFound("This unit")
    day = ctx.as_of or clock.today()
    where = Q(position__versions__unit__in=_within(ctx, unit, below))
    rows = Holding.objects.at(day, ctx.known_at).filter(where & _said_on("position__versions__", ctx, day))
    unfiltered = rows.count()
    for word in fold(wanted).split():
        rows = rows.filter(person__details__folded__contains=word)
    total = rows.count() if wanted.strip() else unfiltered
    key = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    rows = rows.order_by(f"-{key}" if sort.startswith("-") else key, "person__details__sort_name", "pk")
    columns = ("person__details__name", "person__slug", "position__versions__title", "position__versions__unit_id")
    found = list(rows.values_list(*columns, "position__versions__unit__slug")[slice(*_span(page))])
    names = units_named({row[3] for row in found}, ctx.as_of)
    people = tuple(SeatRow(name, who, title, names.get(at, ""), place) for name, who, title, at, place in found)
    return SeatList(people, total, unfiltered)


@dataclass(frozen=True, slots=True)
class SeatsOverTime:
    """The positions of a unit: vacant ones of the day, and all that ever stood in it, the latest first."""

    vacant: tuple[SeatSpan, ...]
    spans: tuple[SeatSpan, ...]
    has_more: bool

    def __bool__(self) -> bool:
        """Test whether there is anything to show."""
        return bool(self.vacant or self.spans)


@query("organization.unit_positions", "/units/{slug}/positions")
def unit_positions(ctx: Context, slug: str) -> SeatsOverTime:
    """List a unit's positions over time and those that nobody holds on the day; open to everyone, without names."""
    day = ctx.as_of or clock.today()
    rows = PositionVersion.objects.visible_to(ctx.viewer).filter(unit__slug=slug).select_related("position")
    held = Holding.objects.at(day, ctx.known_at).values("position_id")
    vacant = rows.at(day, ctx.known_at).exclude(position_id__in=held).order_by("title", "pk")
    spans = list(rows.known(ctx.known_at).order_by("-valid_from", "title", "pk")[: MOST_SPANS + 1])
    return SeatsOverTime(
        tuple(map(_seat, vacant[:MOST_SPANS])), tuple(map(_seat, spans[:MOST_SPANS])), len(spans) > MOST_SPANS
    )


def _seat(row: PositionVersion) -> SeatSpan:
    return SeatSpan(row.position.public_id, row.title, row.valid_from, row.valid_to)


def _path(tree: trees.Tree, parent: int | None) -> tuple[UnitLink, ...]:
    way: list[UnitLink] = []
    while parent is not None and parent in tree.rows and len(way) < len(tree.rows):
        way.insert(0, _link(tree, parent))
        parent = tree.parents[parent]
    return tuple(way)


def _link(tree: trees.Tree, unit: int) -> UnitLink:
    slug, name, kind = tree.rows[unit]
    return UnitLink(slug, name, kind, len(tree.children.get(unit, [])))


def _within(ctx: Context, unit: Unit, below: bool) -> Any:
    """Return the unit, or it and all below: today by the closure, on a past day by the tree of that day."""
    if not below:
        return [unit.pk]
    if ctx.as_of is None and ctx.known_at is None:
        return UnitClosure.objects.filter(ancestor=unit).values("descendant_id")
    return trees.at_or_below(trees.tree_of(ctx), unit.pk)


def _said_on(prefix: str, ctx: Context, day: date) -> Q:
    """Return the filter that a joined dated row is the one of the day, as known then."""
    known = Q(**{f"{prefix}known_to__isnull": True})
    if ctx.known_at is not None:
        known = (known | Q(**{f"{prefix}known_to__gt": ctx.known_at})) & Q(**{f"{prefix}known_from__lte": ctx.known_at})
    ends = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return known & ends & Q(**{f"{prefix}valid_from__lte": day})


def _span(page: int) -> tuple[int, int | None]:
    return (0, None) if page < 1 else ((page - 1) * ROWS, page * ROWS)
