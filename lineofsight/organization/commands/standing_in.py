"""Standing in for somebody, and looking as somebody."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from lineofsight.accounts import roles
from lineofsight.accounts.models import User
from lineofsight.base import dated
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid
from lineofsight.organization.access import (
    may_agree_to_look,
    may_ask_to_look,
    may_delegate,
    may_end_delegation,
    may_end_look,
)
from lineofsight.organization.inputs import optional
from lineofsight.organization.models import Delegation, Look, Person, Unit

LONGEST = timedelta(days=366)
LOOK_FOR = timedelta(minutes=30)


class Delegate(Input):
    """A role one holds, over a unit it reaches, from a day until another (the first one without it)."""

    role: str
    unit: UUID | None = None
    from_: date
    to: date


@command("organization.delegate", on=Person, allow=may_delegate, asks_reason=True)
def delegate(ctx: Context, person: Person, data: Delegate) -> Delegation:
    """Let a person act on one's behalf, under a role one holds, for some days."""
    if data.to <= data.from_ or data.to - data.from_ > LONGEST:
        raise Invalid({"to": "It ends after it begins, and at most a year later."})
    if person.user is None or not person.user.is_active:
        raise Invalid({"person": "This person has no account that could sign in."})
    unit = optional(Unit, ctx.viewer, data.unit, "unit")
    entity = {"giver_id": ctx.viewer.user_id, "taker": person.user, "role": data.role, "unit": unit}
    return dated.revise(Delegation, entity, from_=data.from_, to=data.to, now=ctx.now)[0]


class EndDelegation(Input):
    """A delegation by its number, and the first day without it."""

    delegation: int
    on: date


@command("organization.end_delegation", allow=may_end_delegation)
def end_delegation(ctx: Context, target: None, data: EndDelegation) -> None:
    """End a delegation from a day on: who acts under it is themselves again at once."""
    row = Delegation.objects.current().filter(pk=data.delegation).first()
    entity: dict[str, Any] = {}
    if row is not None:
        entity = {"giver": row.giver, "taker": row.taker, "role": row.role, "unit": row.unit}
    if not entity or not dated.end(Delegation, entity, on=data.on, now=ctx.now):
        raise Invalid({"delegation": f"Nothing is delegated on {data.on} that could end."})


class AskToLook(Input):
    """As which account, or as which role over which unit."""

    user: UUID | None = None
    role: str = ""
    unit: UUID | None = None


@command("organization.ask_to_look", allow=may_ask_to_look, asks_reason=True)
def ask_to_look(ctx: Context, target: None, data: AskToLook) -> Look:
    """Ask to look as a person, who must agree, or as a role, to which the strategy office must agree."""
    if (data.user is None) == (not data.role):
        raise Invalid({"user": "Name a person or a role, one of them."})
    role = roles.find(data.role) if data.role else None
    if data.role and (role is None or not role.is_offered):
        raise Invalid({"role": f"There is no role “{data.role}” to look as."})
    whom = optional(User, ctx.viewer, data.user, "user")
    asked = {
        "looker_id": ctx.viewer.user_id,
        "as_user": whom,
        "role": data.role,
        "unit": optional(Unit, ctx.viewer, data.unit, "unit"),
        "state": "waiting",
    }
    return Look.objects.filter(**asked).first() or Look.objects.create(**asked, reason=ctx.reason, asked_at=ctx.now)


@command("organization.agree_to_look", on=Look, allow=may_agree_to_look)
def agree_to_look(ctx: Context, look: Look, data: Nothing) -> Look:
    """Agree that somebody looks as oneself, or as a role: for half an hour from now."""
    look.ends_at = ctx.now + LOOK_FOR
    return _decided(ctx, look, "agreed")


@command("organization.refuse_look", on=Look, allow=may_agree_to_look)
def refuse_look(ctx: Context, look: Look, data: Nothing) -> Look:
    """Refuse that somebody looks as oneself, or as a role."""
    return _decided(ctx, look, "refused")


@command("organization.end_look", on=Look, allow=may_end_look)
def end_look(ctx: Context, look: Look, data: Nothing) -> Look:
    """End a look before its half hour is over."""
    if look.state not in ("waiting", "agreed"):
        raise Invalid({"": "This look is over already."})
    look.state, look.ends_at = "ended", ctx.now
    look.version += 1
    look.save()
    return look


def _decided(ctx: Context, look: Look, state: str) -> Look:
    if look.state != "waiting":
        raise Invalid({"": "This was decided already."})
    look.state, look.decided_by_id, look.decided_at = state, ctx.viewer.user_id, ctx.now
    look.version += 1
    look.save()
    return look
