"""Job families and jobs: what positions ask for."""

from uuid import UUID

from pydantic import Field

from lineofsight.base.commands import Context, command
from lineofsight.organization.access import may_organize
from lineofsight.organization.inputs import FromSource, optional
from lineofsight.organization.models import Job, JobFamily


class CreateJobFamily(FromSource):
    """A family of jobs by name."""

    name: str = Field(min_length=1, max_length=200)


@command("organization.create_job_family", allow=may_organize)
def create_job_family(ctx: Context, target: None, data: CreateJobFamily) -> JobFamily:
    """Add a job family."""
    family = JobFamily(**data.identity(), name=data.name)
    family.save()
    return family


class CreateJob(FromSource):
    """A job by name, in a family or none."""

    name: str = Field(min_length=1, max_length=200)
    family: UUID | None = None


@command("organization.create_job", allow=may_organize)
def create_job(ctx: Context, target: None, data: CreateJob) -> Job:
    """Add a job."""
    family = optional(JobFamily, ctx.viewer, data.family, "family")
    job = Job(**data.identity(), name=data.name, family=family)
    job.save()
    return job
