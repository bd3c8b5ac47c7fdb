"""What a goal serves: with a share that counts, or as a support that does not."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import Field

from lineofsight.base import dated
from lineofsight.base.commands import Context, command
from lineofsight.base.errors import Invalid
from lineofsight.goals.access import can_write_goal
from lineofsight.goals.commands.goals import publish
from lineofsight.goals.models import Goal, GoalEdge
from lineofsight.measures.models import Measure
from lineofsight.okr.commands.links import Served, check_one, check_shares, share_or_rest
from lineofsight.okr.models import KeyResult, Objective
from lineofsight.organization.inputs import optional
from lineofsight.strategy.models import StrategicObjective


class ServedByGoal(Served):
    """What a goal serves: an objective, a key result of one, a strategic objective, or a KPI; exactly one."""

    measure: UUID | None = None


class LinkGoal(ServedByGoal):
    """What a goal serves and the share of it that goes there; without one it is what is left of the whole."""

    contributes: bool = True
    share: Decimal | None = Field(default=None, ge=0, le=1, max_digits=7, decimal_places=6)
    from_: date


class UnlinkGoal(ServedByGoal):
    """What is served no longer, and the first day on which it is not."""

    on: date


@command("goals.link_goal", on=Goal, allow=can_write_goal, audited_input=False)
def link_goal(ctx: Context, goal: Goal, data: LinkGoal) -> GoalEdge:
    """Let a goal serve something from a day on; its shares may not add to more than the whole."""
    entity = _entity(ctx, goal, data)
    rows = GoalEdge.objects.current().filter(goal=goal)
    share = share_or_rest(rows, entity, data.contributes, data.share, data.from_)
    said: dict[str, Any] = {"contributes": data.contributes, "share": share}
    edges = dated.revise(GoalEdge, entity, from_=data.from_, now=ctx.now, **said)
    check_shares(GoalEdge.objects.current().filter(goal=goal), data.from_, f"“{goal.title}”")
    publish(goal)
    return edges[-1]


@command("goals.unlink_goal", on=Goal, allow=can_write_goal, audited_input=False)
def unlink_goal(ctx: Context, goal: Goal, data: UnlinkGoal) -> int:
    """Let a goal serve something no longer, from a day on; return how many links ended."""
    ended = dated.end(GoalEdge, _entity(ctx, goal, data), on=data.on, now=ctx.now)
    if not ended:
        raise Invalid({"objective": "There is no such link on that day."})
    publish(goal)
    return ended


def _entity(ctx: Context, goal: Goal, data: ServedByGoal) -> dict[str, Any]:
    check_one(data, ("objective", "key_result", "strategic_objective", "measure"))
    key_result = optional(KeyResult, ctx.viewer, data.key_result, "key_result")
    objective = optional(Objective, ctx.viewer, data.objective, "objective")
    return {
        "goal": goal,
        "objective": key_result.objective if key_result else objective,
        "key_result": key_result,
        "strategic_objective": optional(
            StrategicObjective, ctx.viewer, data.strategic_objective, "strategic_objective"
        ),
        "measure": optional(Measure, ctx.viewer, data.measure, "measure"),
    }
