"""Who stands in for whom, and who looks as whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from lineofsight.accounts import roles
from lineofsight.base import clock
from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.organization.access import may_agree_to_look, may_end_look
from lineofsight.organization.models import Delegation, Look, Person
from lineofsight.organization.queries.names import units_named


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """A role delegated: by whom, to whom, over what, from when to when; `state` is now or planned."""

    number: int
    giver: str
    giver_public_id: UUID
    taker: str
    role: str
    unit: str
    since: date
    until: date | None
    state: str
    is_given: bool


@dataclass(frozen=True, slots=True)
class LookLine:
    """A look: who, as whom, why, and how it stands; `state` is waiting, agreed, refused or ended."""

    public_id: UUID
    looker: str
    as_whom: str
    reason: str
    asked_at: datetime
    state: str
    ends_at: datetime | None
    is_own: bool
    may_agree: Decision
    may_end: Decision


@query("organization.delegations", "/delegations")
def delegations(ctx: Context) -> tuple[DelegationLine, ...]:
    """List what one delegated and what others delegated to one, now and planned; ended ones stand in history."""
    today, own = clock.today(), ctx.viewer.user_id
    rows = Delegation.objects.visible_to(ctx.viewer).current().exclude(valid_to__lte=today)
    rows = rows.filter(Q(giver_id=own) | Q(taker_id=own)).select_related("giver", "taker")
    found = list(rows.order_by("valid_from", "pk"))
    units = units_named({row.unit_id for row in found if row.unit_id}) if found else {}
    return tuple(
        DelegationLine(
            number=row.pk,
            giver=str(row.giver),
            giver_public_id=row.giver.public_id,
            taker=str(row.taker),
            role=roles.name_of(row.role),
            unit=units.get(row.unit_id, "") if row.unit_id else "",
            since=row.valid_from,
            until=row.valid_to,
            state="planned" if row.valid_from > today else "now",
            is_given=row.giver_id == own,
        )
        for row in found
    )


@query("organization.looks", "/looks")
def looks(ctx: Context) -> tuple[LookLine, ...]:
    """List looks that one asked for or is asked for, the latest first."""
    rows = Look.objects.visible_to(ctx.viewer).select_related("looker", "as_user").order_by("-asked_at", "-pk")[:100]
    found = list(rows)
    units = units_named({row.unit_id for row in found if row.unit_id}) if found else {}
    return tuple(_look(ctx, row, units) for row in found)


def _look(ctx: Context, row: Any, units: dict[int, str]) -> LookLine:
    over = f", {units.get(row.unit_id, '')}" if row.unit_id else ""
    is_over = row.state == "agreed" and row.ends_at <= ctx.now
    return LookLine(
        public_id=row.public_id,
        looker=str(row.looker),
        as_whom=str(row.as_user) if row.as_user else f"{roles.name_of(row.role)}{over}",
        reason=row.reason,
        asked_at=row.asked_at,
        state="ended" if is_over else row.state,
        ends_at=row.ends_at,
        is_own=row.looker_id == ctx.viewer.user_id,
        may_agree=may_agree_to_look(ctx, row),
        may_end=may_end_look(ctx, row),
    )


def people_by_name(ctx: Context, text: str) -> list[UUID]:
    """Return the public ids of at most two people of that name or address."""
    words = text.strip()
    named = Q(slug=words) | Q(details__name__iexact=words)
    return list(Person.objects.visible_to(ctx.viewer).filter(named).values_list("public_id", flat=True)[:2])
