"""The tree of units on a day, as it was known at an instant."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.organization.access import is_unlimited, visible_units
from lineofsight.organization.models import UnitVersion


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit in the tree; `depth` 0 is the top. `is_open`: the viewer may open its scorecard."""

    id: int
    public_id: UUID
    slug: str
    name: str
    kind: str
    parent_id: int | None
    legal_entity: str
    depth: int
    is_open: bool


@query("organization.units", "/units")
def unit_tree(ctx: Context) -> list[UnitNode]:
    """List the units of a day, each after its parent, in two queries."""
    rows = list(_rows(ctx).order_by("sort_order", "name", "unit_id"))
    everything = is_unlimited(ctx.viewer)
    opened = set() if everything else set(visible_units(ctx.viewer).values_list("pk", flat=True))
    children: dict[int | None, list[UnitVersion]] = defaultdict(list)
    there = {row.unit_id for row in rows}
    for row in rows:
        children[row.parent_id if row.parent_id in there else None].append(row)
    nodes: list[UnitNode] = []
    waiting = [(row, 0) for row in reversed(children[None])]
    while waiting:
        row, depth = waiting.pop()
        nodes.append(_node(row, depth, everything or row.unit_id in opened))
        waiting += [(child, depth + 1) for child in reversed(children[row.unit_id])]
    return nodes


@query("organization.unit", "/units/{slug}")
def unit_page(ctx: Context, slug: str) -> UnitNode:
    """Show one unit of a day; NotFound where there is none of that address."""
    row = _rows(ctx).filter(unit__slug=slug).first()
    if row is None:
        raise NotFound("This unit")
    is_open = is_unlimited(ctx.viewer) or visible_units(ctx.viewer).filter(pk=row.unit_id).exists()
    return _node(row, 0, is_open)


def _rows(ctx: Context) -> Any:
    rows = UnitVersion.objects.visible_to(ctx.viewer).at(ctx.as_of or clock.today(), ctx.known_at)
    return rows.select_related("unit", "legal_entity")


def _node(row: UnitVersion, depth: int, is_open: bool) -> UnitNode:
    return UnitNode(
        id=row.unit_id,
        public_id=row.unit.public_id,
        slug=row.unit.slug,
        name=row.name,
        kind=row.kind,
        parent_id=row.parent_id,
        legal_entity=row.legal_entity.name if row.legal_entity else "",
        depth=depth,
        is_open=is_open,
    )
