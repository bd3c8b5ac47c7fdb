"""Who answers for a thing, and who holds which role."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lineofsight.accounts import roles
from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.organization.models import Accountability, RoleAssignment
from lineofsight.organization.queries.names import people_named, units_named


@dataclass(frozen=True, slots=True)
class Answer:
    """Someone who answers for a thing: a person, or whoever holds a job of a family."""

    code: str
    name: str
    person_id: int | None
    person_slug: str
    since: date
    until: date | None


@query("organization.who_answers_for", "/accountabilities/{address}")
def who_answers_for(ctx: Context, address: str) -> list[Answer]:
    """List who answers for a thing (`kind:id`) on a day, in two queries."""
    rows = Accountability.objects.visible_to(ctx.viewer).at(ctx.as_of or clock.today(), ctx.known_at)
    found = list(rows.filter(target=address).select_related("person", "job_family").order_by("code", "pk"))
    names = people_named(row.person_id for row in found if row.person_id)
    return [
        Answer(
            code=row.code,
            name=names.get(row.person_id, "") if row.person_id else row.job_family.name,
            person_id=row.person_id,
            person_slug=row.person.slug if row.person else "",
            since=row.valid_from,
            until=row.valid_to,
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that an account holds, over a unit or everywhere."""

    role: str
    name: str
    meaning: str
    unit_id: int | None
    unit: str
    since: date
    until: date | None


@query("organization.roles_of", "/accounts/{uuid:user}/roles")
def roles_of(ctx: Context, user: UUID) -> list[HeldRole]:
    """List the roles that an account holds on a day, as far as the viewer may see them, in two queries."""
    rows = RoleAssignment.objects.visible_to(ctx.viewer).at(ctx.as_of or clock.today(), ctx.known_at)
    found = list(rows.filter(user__public_id=user).order_by("role", "pk"))
    units = units_named({row.unit_id for row in found if row.unit_id}, ctx.as_of)
    return [
        HeldRole(
            role=row.role,
            name=roles.name_of(row.role),
            meaning=roles.ROLES[row.role].meaning if row.role in roles.ROLES else "",
            unit_id=row.unit_id,
            unit=units.get(row.unit_id, ""),
            since=row.valid_from,
            until=row.valid_to,
        )
        for row in found
    ]
