"""What a job is there for, and which KPIs it serves: the line of sight of whoever has no goals."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import Field

from lineofsight.base import dated, events
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.goals.access import can_set_profile
from lineofsight.goals.models import JobEdge, JobProfile
from lineofsight.measures.models import Measure
from lineofsight.okr.commands.links import check_one
from lineofsight.organization.inputs import optional
from lineofsight.organization.models import Job
from lineofsight.strategy.models import StrategicObjective


class SetJobProfile(Input):
    """What a job is there for, in one or two plain sentences."""

    purpose: str = Field(min_length=1, max_length=1000)
    from_: date


class JobServes(Input):
    """A KPI or a strategic objective, and the share of the work that serves it."""

    measure: UUID | None = None
    strategic_objective: UUID | None = None
    share: Decimal = Field(ge=0, le=1, max_digits=7, decimal_places=6)


class SetJobServes(Input):
    """All that a job serves from a day on; the shares add to 1 at most."""

    serves: list[JobServes] = Field(max_length=50)
    from_: date


@command("goals.set_job_profile", on=Job, allow=can_set_profile)
def set_job_profile(ctx: Context, job: Job, data: SetJobProfile) -> JobProfile:
    """Say what a job is there for, from a day on."""
    rows = dated.revise(JobProfile, {"job": job}, from_=data.from_, now=ctx.now, purpose=data.purpose)
    return rows[-1]


@command("goals.set_job_serves", on=Job, allow=can_set_profile)
def set_job_serves(ctx: Context, job: Job, data: SetJobServes) -> int:
    """Say which KPIs and strategic objectives a job serves from a day on; return how many."""
    if sum((one.share for one in data.serves), Decimal(0)) > 1:
        raise Invalid({"serves": "The shares of a job may add to 1 at most."})
    wanted = {tuple(entity.values()): (entity, one.share) for one in data.serves for entity in [_entity(ctx, one)]}
    if len(wanted) < len(data.serves):
        raise Invalid({"serves": "Name each KPI and each strategic objective once."})
    for row in list(JobEdge.objects.current().filter(job=job).exclude(valid_to__lte=data.from_)):
        if (row.measure, row.strategic_objective) not in wanted:
            ends = {"measure": row.measure, "strategic_objective": row.strategic_objective}
            dated.end(JobEdge, {"job": job, **ends}, on=data.from_, now=ctx.now)
    for entity, share in wanted.values():
        dated.revise(JobEdge, {"job": job, **entity}, from_=data.from_, now=ctx.now, share=share)
    events.publish("goals.job_changed", job_id=job.pk)
    return len(wanted)


def _entity(ctx: Context, one: JobServes) -> dict[str, Any]:
    check_one(one, ("measure", "strategic_objective"))
    return {
        "measure": optional(Measure, ctx.viewer, one.measure, "measure"),
        "strategic_objective": optional(StrategicObjective, ctx.viewer, one.strategic_objective, "strategic_objective"),
    }
