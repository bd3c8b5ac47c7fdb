"""One branch of the unit tree at a time: the way from the top to a unit, with what stands beside and below it.

So a page holds a few dozen rows, whatever the size of the organization.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.organization.models import Holding, PositionVersion, UnitVersion

MOST_SIBLINGS = 60
#: Up to so many units all of them are shown at once where that is asked for.
MOST_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A unit in the branch: `below` counts units at any depth; `people` only those of a unit without units below it.

    `above` is the address of the unit above. `opens` says that the next row lies deeper, `closes` how many levels
    end after this row.
    """

    id: int
    slug: str
    name: str
    kind: str
    above: str
    depth: int
    below: int
    people: int | None
    is_expanded: bool
    is_here: bool
    opens: bool = False
    closes: int = 0

    @property
    def closing(self) -> range:
        """Return one step for each level that ends after this row."""
        return range(self.closes)


@dataclass(frozen=True, slots=True)
class Branch:
    """What the tree shows: rows in order, how many units there are, and how many siblings were left out by parent."""

    rows: tuple[TreeRow, ...]
    units: int
    left_out: int
    can_show_all: bool
    shows_all: bool

    def __bool__(self) -> bool:
        """Test whether there is anything to show."""
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class Tree:
    """The units of a day by id: slug, name and kind; parents; children in order."""

    rows: dict[int, tuple[str, str, str]]  # slug, name, kind
    parents: dict[int, int | None]
    children: dict[int | None, list[int]]


@query("organization.branch", "/unit-branch")
def unit_branch(ctx: Context, at: str = "", whole: bool = False) -> Branch:
    """Show the tree opened down to a unit (its slug; none: the top), in two queries."""
    tree = tree_of(ctx)
    shows_all = whole and len(tree.rows) <= MOST_AT_ONCE
    here = next((pk for pk, row in tree.rows.items() if row[0] == at), None) if at else None
    opened = set(tree.rows) if shows_all else _way_up(tree, here if here is not None else _top(tree))
    shown, left_out = _shown(tree, opened)
    sizes = sizes_of(tree)
    people = _people(ctx, [pk for pk, _ in shown if not sizes[pk]])
    rows = []
    for place, (pk, depth) in enumerate(shown):
        follows = shown[place + 1][1] if place + 1 < len(shown) else 0
        slug, name, kind = tree.rows[pk]
        above = tree.rows.get(tree.parents[pk] or 0, ("", "", ""))[0]
        row = TreeRow(
            id=pk,
            slug=slug,
            name=name,
            kind=kind,
            above=above,
            depth=depth,
            below=sizes[pk],
            people=None if sizes[pk] else people.get(pk, 0),
            is_expanded=pk in opened and bool(tree.children.get(pk)),
            is_here=pk == here,
            opens=follows > depth,
            closes=max(depth - follows, 0),
        )
        rows.append(row)
    return Branch(tuple(rows), len(tree.rows), left_out, len(tree.rows) <= MOST_AT_ONCE, shows_all)


def tree_of(ctx: Context) -> Tree:
    """Return the units of a day, in one query."""
    found = UnitVersion.objects.visible_to(ctx.viewer).at(ctx.as_of or clock.today(), ctx.known_at)
    columns = ("unit_id", "parent_id", "unit__slug", "name", "kind")
    rows, parents = {}, {}
    for pk, parent, slug, name, kind in found.order_by("sort_order", "name", "unit_id").values_list(*columns):
        rows[pk], parents[pk] = (slug, name, kind), parent
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in parents.items():
        children[parent if parent in rows else None].append(pk)
    return Tree(rows, parents, children)


def _top(tree: Tree) -> int | None:
    return tree.children[None][0] if tree.children[None] else None


def _way_up(tree: Tree, unit: int | None) -> set[int]:
    way: set[int] = set()
    while unit is not None and unit in tree.rows and unit not in way:
        way.add(unit)
        unit = tree.parents[unit]
    return way


def _shown(tree: Tree, opened: set[int]) -> tuple[list[tuple[int, int]], int]:
    """Return (unit, depth) in the order of the page, and how many siblings were left out."""
    shown: list[tuple[int, int]] = []
    left_out = 0
    waiting = [(pk, 0) for pk in reversed(tree.children[None])]
    while waiting:
        pk, depth = waiting.pop()
        shown.append((pk, depth))
        if pk not in opened:
            continue
        below = tree.children.get(pk, [])
        kept = [child for place, child in enumerate(below) if place < MOST_SIBLINGS or child in opened]
        left_out += len(below) - len(kept)
        waiting += [(child, depth + 1) for child in reversed(kept)]
    return shown, left_out


def sizes_of(tree: Tree) -> dict[int, int]:
    """Return how many units lie below each, at any depth."""
    sizes = dict.fromkeys(tree.rows, 0)
    order = list(tree.children[None])
    for pk in order:  # grows while it is walked: parents come before their children
        order += tree.children.get(pk, [])
    for pk in reversed(order):
        parent = tree.parents[pk]
        if parent in sizes:
            sizes[parent] += sizes[pk] + 1
    return sizes


def _people(ctx: Context, units: list[int]) -> dict[int, int]:
    """Return how many people hold a position in each of these units, in one query."""
    day: date = ctx.as_of or clock.today()
    seats = PositionVersion.objects.visible_to(ctx.viewer).at(day, ctx.known_at).filter(unit_id__in=units)
    held = Holding.objects.at(day, ctx.known_at).filter(position__versions__in=seats)
    counted = held.values_list("position__versions__unit_id").annotate(people=Count("person_id", distinct=True))
    return dict(counted)


def at_or_below(tree: Tree, unit: int) -> list[int]:
    """Return the unit and all below it on that day."""
    found = [unit]
    for pk in found:  # grows while it is walked
        found += tree.children.get(pk, [])
    return found
