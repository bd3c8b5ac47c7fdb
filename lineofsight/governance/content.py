"""Leave to read what acts contained: the auditor alone sees acts, times and digests; a second person opens more."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from pydantic import Field

from lineofsight.base import cipher
from lineofsight.base.commands import Context, Input, Nothing, command
from lineofsight.base.errors import Invalid, Refused
from lineofsight.base.models import Change, RowChange
from lineofsight.governance.access import can_ask_content, can_end_content, can_give_content, can_read_content
from lineofsight.governance.models import ContentGrant, GrantUse

LONGEST_DAYS = 30


class AskContent(Input):
    """For how many days, and about which act (`measures.set_target`) or object (`measure:018f…`); empty for all."""

    days: int = Field(default=7, ge=1, le=LONGEST_DAYS)
    about: str = Field(default="", max_length=120)


@command("governance.ask_content", allow=can_ask_content, asks_reason=True)
def ask_content(ctx: Context, target: None, data: AskContent) -> ContentGrant:
    """Ask for leave to read what acts contained; asked twice, it waits once."""
    asked = {"asked_by_id": ctx.viewer.user_id, "about": data.about, "days": data.days, "state": "waiting"}
    waiting = ContentGrant.objects.filter(**asked).first()
    if waiting is not None:
        return waiting
    return ContentGrant.objects.create(**asked, asked_at=ctx.now, reason=ctx.reason)


@command("governance.give_content", on=ContentGrant, allow=can_give_content)
def give_content(ctx: Context, grant: ContentGrant, data: Nothing) -> ContentGrant:
    """Give an auditor leave to read what acts contained, from now on for the days asked."""
    grant.ends_at = ctx.now + timedelta(days=grant.days)
    return _decided(ctx, grant, "given")


@command("governance.refuse_content", on=ContentGrant, allow=can_give_content, asks_reason=True)
def refuse_content(ctx: Context, grant: ContentGrant, data: Nothing) -> ContentGrant:
    """Refuse an auditor leave to read content, with a reason."""
    return _decided(ctx, grant, "refused")


@command("governance.end_content", on=ContentGrant, allow=can_end_content)
def end_content(ctx: Context, grant: ContentGrant, data: Nothing) -> ContentGrant:
    """End leave to read content before its day."""
    if grant.state not in ("waiting", "given"):
        raise Invalid({"": "This leave is over already."})
    grant.state, grant.ends_at = "ended", ctx.now
    grant.version += 1
    grant.save()
    return grant


class ReadContent(Input):
    """The act to be read."""

    change: UUID


@dataclass(frozen=True, slots=True)
class RowContent:
    """One row that an act touched; `values` None: history keeps none of this class, or they were erased."""

    kind: str
    row_id: int | None
    operation: str
    values: Any


@dataclass(frozen=True, slots=True)
class Content:
    """What an act was called with, and the rows it touched, before and after."""

    change: UUID
    command: str
    input: dict[str, Any]
    rows: tuple[RowContent, ...]
    address: str


@command("governance.read_content", on=ContentGrant, allow=can_read_content)
def read_content(ctx: Context, grant: ContentGrant, data: ReadContent) -> Content:
    """Read what an act contained, under a leave that holds; each reading is kept on record."""
    change = Change.objects.prefetch_related("rows").filter(public_id=data.change).first()
    if change is None:
        raise Invalid({"change": "There is no such act."})
    if grant.about and grant.about not in (change.command, change.target):
        raise Refused(gettext("This leave is about something else. Ask for one that names this act or object."))
    GrantUse.objects.create(grant=grant, change=change, at=ctx.now)
    rows = sorted(change.rows.all(), key=lambda row: row.pk)
    return Content(change.public_id, change.command, change.input, tuple(map(_row, rows)), grant.address)


def _row(row: RowChange) -> RowContent:
    values = row.values if row.values is not None else cipher.decrypt(row.person_key, bytes(row.cipher or b""))
    return RowContent(row.kind, row.row_id, row.operation, values)


def _decided(ctx: Context, grant: ContentGrant, state: str) -> ContentGrant:
    if grant.state != "waiting":
        raise Invalid({"": "This was decided already."})
    grant.state, grant.decided_by_id, grant.decided_at = state, ctx.viewer.user_id, ctx.now
    grant.version += 1
    grant.save()
    return grant
