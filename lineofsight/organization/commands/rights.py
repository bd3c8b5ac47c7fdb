"""Roles given and taken; who answers for what."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import field_validator

from lineofsight.accounts import roles, sessions
from lineofsight.accounts.models import User
from lineofsight.accounts.roles import UnitUse
from lineofsight.base import dated
from lineofsight.base.commands import Context, Input, command
from lineofsight.base.errors import Invalid
from lineofsight.organization.access import may_assign_roles, may_set_accountability
from lineofsight.organization.inputs import SomeTime, optional
from lineofsight.organization.models import Accountability, JobFamily, Person, RoleAssignment, Unit
from lineofsight.organization.models.rights import ACCOUNTABILITY_CODES

#: Ways of answering for a thing that one holder at a time has.
SINGLE = frozenset({"A", "owner", "steward"})


class AssignRole(SomeTime):
    """A role from the catalog, over a unit where the role takes one."""

    role: str
    unit: UUID | None = None


@command("organization.assign_role", on=User, allow=may_assign_roles, asks_reason=True)
def assign_role(ctx: Context, user: User, data: AssignRole) -> RoleAssignment:
    """Give a person's account a role from a day on."""
    role = roles.find(data.role)
    if role is None or not (role.is_offered or ctx.viewer.is_system):
        offered = ", ".join(one.key for one in roles.CATALOG if one.is_offered)
        raise Invalid({"role": f"There is no role “{data.role}” to give. Those to give are {offered}."})
    if role.unit is UnitUse.MUST and data.unit is None:
        raise Invalid({"unit": f"Say over which unit: the role {role.name} is given over one."})
    if role.unit is UnitUse.NEVER and data.unit is not None:
        raise Invalid({"unit": f"The role {role.name} is not given over a unit."})
    unit = optional(Unit, ctx.viewer, data.unit, "unit")
    entity = {"user": user, "role": role.key, "unit": unit}
    return dated.revise(RoleAssignment, entity, from_=data.from_, to=data.to, now=ctx.now)[0]


class EndRole(Input):
    """A role and its unit, and the first day on which it is held no more."""

    role: str
    unit: UUID | None = None
    on: date


@command("organization.end_role", on=User, allow=may_assign_roles, asks_reason=True)
def end_role(ctx: Context, user: User, data: EndRole) -> User:
    """Take a role from a day on; sessions under it end at once."""
    unit = optional(Unit, ctx.viewer, data.unit, "unit")
    if not dated.end(RoleAssignment, {"user": user, "role": data.role, "unit": unit}, on=data.on, now=ctx.now):
        raise Invalid({"role": f"This account does not hold the role {roles.name_of(data.role)} on {data.on}."})
    sessions.end_all(user)
    return user


class Answering(Input):
    """A thing (`kind:id`), a way of answering for it, and a person or a job family."""

    target: str
    code: str
    person: UUID | None = None
    job_family: UUID | None = None

    @field_validator("target")
    @classmethod
    def _is_address(cls, address: str) -> str:
        kind, _, public_id = address.partition(":")
        try:
            return f"{kind}:{UUID(public_id)}"
        except ValueError:
            raise ValueError("This is no address of a thing; it looks like measure:018f….") from None

    @field_validator("code")
    @classmethod
    def _is_code(cls, code: str) -> str:
        if code not in ACCOUNTABILITY_CODES:
            raise ValueError(f"One answers for a thing as one of {', '.join(ACCOUNTABILITY_CODES)}.")
        return code


class SetAccountability(Answering, SomeTime):
    """Who answers for a thing from a day on."""


@command("organization.set_accountability", allow=may_set_accountability)
def set_accountability(ctx: Context, target: None, data: SetAccountability) -> Accountability:
    """Say who answers for a thing from a day on; an owner, a steward and an accountable one give way to the new one."""
    entity = _entity(ctx, data)
    if data.code in SINGLE:
        _relieve_others(ctx, data, entity)
    return dated.revise(Accountability, entity, from_=data.from_, to=data.to, now=ctx.now)[0]


class EndAccountability(Answering):
    """The first day on which they answer for it no more."""

    on: date


@command("organization.end_accountability", allow=may_set_accountability)
def end_accountability(ctx: Context, target: None, data: EndAccountability) -> None:
    """Let a person or job family answer for a thing no longer from a day on."""
    if not dated.end(Accountability, _entity(ctx, data), on=data.on, now=ctx.now):
        raise Invalid({"person": f"They do not answer for this on {data.on}."})


def _entity(ctx: Context, data: Answering) -> dict[str, Any]:
    if (data.person is None) == (data.job_family is None):
        raise Invalid({"person": "Name a person or a job family, one of them."})
    return {
        "target": data.target,
        "code": data.code,
        "person": optional(Person, ctx.viewer, data.person, "person"),
        "job_family": optional(JobFamily, ctx.viewer, data.job_family, "job_family"),
    }


def _relieve_others(ctx: Context, data: SetAccountability, entity: dict[str, Any]) -> None:
    rows = Accountability.objects.current().filter(target=data.target, code=data.code).exclude(valid_to__lte=data.from_)
    for row in rows:
        other = {"target": row.target, "code": row.code, "person": row.person, "job_family": row.job_family}
        if other != entity:
            dated.end(Accountability, other, on=data.from_, now=ctx.now)
