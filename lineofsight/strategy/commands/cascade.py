"""The cascade: which objective serves which of a higher unit (DOMAIN §2.2)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from lineofsight.base import dated, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid, NotFound
from lineofsight.strategy.access import can_write_objective
from lineofsight.strategy.models import CascadeLink, StrategicObjective

TOLERANCE = Decimal("0.000001")


class SetCascade(Input):
    """The objective served, how, and the share of the child's contribution that goes there (None: not stated).

    `contributes=False` is line of sight only: nothing rolls up and no share is counted.
    """

    parent: UUID
    mode: Literal["identical", "contributory", "shared"] = "contributory"
    contributes: bool = True
    share: Decimal | None = Field(default=None, ge=0, le=1, max_digits=7, decimal_places=6)
    from_: date


class EndCascade(Input):
    """The parent that is no longer served, and from when."""

    parent: UUID
    on: date


@command("strategy.set_cascade", on=StrategicObjective, allow=can_write_objective)
def set_cascade(ctx: Context, child: StrategicObjective, data: SetCascade) -> CascadeLink:
    """Let an objective serve another from a day on; a cycle is refused by name, shares may not exceed 1."""
    parent = _parent(ctx, data.parent)
    _refuse_cycle(child, parent, data.from_)
    rows = dated.revise(
        CascadeLink,
        {"child": child, "parent": parent},
        from_=data.from_,
        now=ctx.now,
        mode=data.mode,
        contributes=data.contributes,
        share=data.share,
    )
    _check_shares(child, data.from_)
    events.publish("strategy.structure_changed", strategy_id=child.strategy_id)
    return rows[-1]


@command("strategy.end_cascade", on=StrategicObjective, allow=can_write_objective)
def end_cascade(ctx: Context, child: StrategicObjective, data: EndCascade) -> int:
    """Let an objective serve another no longer, from a day on; return how many rows ended."""
    parent = _parent(ctx, data.parent)
    count = dated.end(CascadeLink, {"child": child, "parent": parent}, on=data.on, now=ctx.now)
    events.publish("strategy.structure_changed", strategy_id=child.strategy_id)
    return count


def _parent(ctx: Context, public_id: UUID) -> StrategicObjective:
    row = StrategicObjective.objects.visible_to(ctx.viewer).filter(public_id=public_id).first()
    if row is None:
        raise NotFound("The objective above")
    return row


def _refuse_cycle(child: StrategicObjective, parent: StrategicObjective, from_: date) -> None:
    rows = CascadeLink.objects.current().exclude(valid_to__lte=from_).values_list("child_id", "parent_id")
    above: dict[int, set[int]] = defaultdict(set)
    for lower, upper in rows:
        above[lower].add(upper)
    way = way_up(above, parent.pk, child.pk)
    if way is not None:
        codes = dict(StrategicObjective.objects.filter(pk__in=[child.pk, *way]).values_list("pk", "code"))
        cycle = " → ".join(codes[pk] for pk in (child.pk, *way))
        raise Invalid({"parent": f"This would close a circle: {cycle}."})


def way_up(above: Mapping[int, Iterable[int]], start: int, goal: int) -> list[int] | None:
    """Return the nodes from `start` up to `goal`, both included, or None where no way leads there."""
    came_from: dict[int, int | None] = {start: None}
    queue = [start]
    for node in queue:
        if node == goal:
            way: list[int] = []
            step: int | None = node
            while step is not None:
                way.append(step)
                step = came_from[step]
            return way[::-1]
        for upper in sorted(above.get(node, ())):
            if upper not in came_from:
                came_from[upper] = node
                queue.append(upper)
    return None


def _check_shares(child: StrategicObjective, from_: date) -> None:
    """Refuse when on any day from `from_` on the contributing shares of the child add to more than 1."""
    rows = list(
        CascadeLink.objects.current()
        .filter(child=child, contributes=True, share__isnull=False)
        .exclude(valid_to__lte=from_)
    )
    for day in {from_, *(row.valid_from for row in rows if row.valid_from > from_)}:
        holding = [row for row in rows if row.valid_from <= day and (row.valid_to is None or row.valid_to > day)]
        total = sum((row.share for row in holding), Decimal(0))
        if total > 1 + TOLERANCE:
            raise Invalid(
                {"share": f"The shares of {child.code} would add to {total.normalize():f} on {day}; at most 1."}
            )
