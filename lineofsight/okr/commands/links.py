"""Links from an objective to what it serves: with a share that counts, or as a support that does not."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from pydantic import Field

from lineofsight.base import dated, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.okr.access import can_write_objective
from lineofsight.okr.models import AlignmentEdge, KeyResult, Objective
from lineofsight.organization.inputs import require
from lineofsight.strategy.commands.cascade import TOLERANCE, way_up
from lineofsight.strategy.models import StrategicObjective

Share = Decimal


class Served(Input):
    """What is served: an objective, a key result of one, or a strategic objective; exactly one."""

    objective: UUID | None = None
    key_result: UUID | None = None
    strategic_objective: UUID | None = None


class LinkObjective(Served):
    """What an objective serves, the share of it that goes there, and what it weighs in the progress above.

    `contributes=False` only supports: line of sight, no share. Without a share it is what is left of the whole.
    """

    contributes: bool = True
    share: Share | None = Field(default=None, ge=0, le=1, max_digits=7, decimal_places=6)
    weight: Decimal = Field(default=Decimal(1), ge=0, max_digits=15, decimal_places=6)
    from_: date


class UnlinkObjective(Served):
    """What is served no longer, and the first day on which it is not."""

    on: date


@command("okr.link_objective", on=Objective, allow=can_write_objective)
def link_objective(ctx: Context, child: Objective, data: LinkObjective) -> AlignmentEdge:
    """Let an objective serve another one or a strategic objective, from a day on.

    Shares may not add to more than the whole, and what an objective serves may not lead back to it.
    """
    entity = _entity(ctx, child, data)
    if entity["parent"] is not None:
        refuse_circle(child.pk, entity["parent"].pk, data.from_)
    share = share_or_rest(_current(child), entity, data.contributes, data.share, data.from_)
    values: dict[str, Any] = {"contributes": data.contributes, "share": share, "weight": data.weight}
    rows = dated.revise(AlignmentEdge, entity, from_=data.from_, now=ctx.now, **values)
    check_shares(_current(child), data.from_, f"“{child.title}”")
    _publish(child, entity)
    return rows[-1]


@command("okr.unlink_objective", on=Objective, allow=can_write_objective)
def unlink_objective(ctx: Context, child: Objective, data: UnlinkObjective) -> int:
    """Let an objective serve something no longer, from a day on; return how many links ended."""
    entity = _entity(ctx, child, data)
    ended = dated.end(AlignmentEdge, entity, on=data.on, now=ctx.now)
    if not ended:
        raise Invalid({"objective": "There is no such link on that day."})
    _publish(child, entity)
    return ended


def _publish(child: Objective, entity: dict[str, Any]) -> None:
    parent = entity["parent"]
    events.publish("okr.links_changed", objective_id=child.pk, parent_ids=[parent.pk] if parent else [])


def _current(child: Objective) -> Any:
    return AlignmentEdge.objects.current().filter(child=child)


def _entity(ctx: Context, child: Objective, data: Served) -> dict[str, Any]:
    """Return the two ends of a link; a key result stands with its objective."""
    check_one(data, ("objective", "key_result", "strategic_objective"))
    parent, key_result, strategic = None, None, None
    if data.objective is not None:
        parent = require(Objective, ctx.viewer, data.objective, "objective")
    if data.key_result is not None:
        key_result = require(KeyResult, ctx.viewer, data.key_result, "key_result")
        parent = key_result.objective
    if data.strategic_objective is not None:
        strategic = require(StrategicObjective, ctx.viewer, data.strategic_objective, "strategic_objective")
    return {"child": child, "parent": parent, "key_result": key_result, "strategic_objective": strategic}


def check_one(data: Input, names: tuple[str, ...]) -> None:
    """Refuse an input that does not name exactly one of the things that can be served."""
    if sum(getattr(data, name) is not None for name in names) != 1:
        raise Invalid({names[0]: "Say exactly one thing that this serves."})


def refuse_circle(child: int, parent: int, from_: date) -> None:
    """Refuse a link by which an objective would serve itself over others, and name the way."""
    above: dict[int, set[int]] = defaultdict(set)
    fresh = {parent}
    while fresh:
        rows = (
            AlignmentEdge.objects.current().filter(child__in=fresh, parent__isnull=False).exclude(valid_to__lte=from_)
        )
        found = list(rows.values_list("child_id", "parent_id"))
        for lower, upper in found:
            above[lower].add(upper)
        fresh = {upper for _, upper in found} - above.keys()
    way = way_up(above, parent, child)
    if way is not None:
        titles = dict(Objective.objects.filter(pk__in=[child, *way]).values_list("pk", "title"))
        circle = " → ".join(f"“{titles[pk]}”" for pk in (child, *way))
        raise Invalid({"objective": f"This would close a circle: {circle}."})


def share_or_rest(
    rows: Any, entity: dict[str, Any], contributes: bool, share: Decimal | None, from_: date
) -> Decimal | None:
    """Return the share said, or what the other links leave on that day; None for a link that only supports."""
    if not contributes:
        if share is not None:
            raise Invalid({"share": "A link that only supports has no share."})
        return None
    if share is not None:
        return share
    others = rows.filter(contributes=True).exclude(**{name: value for name, value in entity.items() if value})
    holding = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=from_), valid_from__lte=from_)
    return max(Decimal(0), 1 - sum(holding.values_list("share", flat=True), Decimal(0)))


def check_shares(rows: Any, from_: date, name: str) -> None:
    """Refuse when on any day from `from_` on the contributing shares add to more than the whole."""
    links = list(rows.filter(contributes=True).exclude(valid_to__lte=from_))
    for day in sorted({from_, *(row.valid_from for row in links if row.valid_from > from_)}):
        holding = [row for row in links if row.valid_from <= day and (row.valid_to is None or row.valid_to > day)]
        total = percent(row.share for row in holding)
        if total > 100 + 100 * TOLERANCE:
            raise Invalid(
                {"share": f"The shares of {name} would add to {total.normalize():f}% on {day}; at most 100%."}
            )


def percent(shares: Iterable[Decimal]) -> Decimal:
    """Return the sum of shares in percent."""
    return 100 * sum(shares, Decimal(0))
