"""The record of acts and refusals as auditors read it: who, when, what, on what; the content stays closed."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from lineofsight.base import commands, sealer, verify
from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.errors import Refused
from lineofsight.base.models import Change, PendingSeal, Refusal, Seal
from lineofsight.base.queries import query
from lineofsight.governance.access import can_end_content, can_give_content, may_audit
from lineofsight.governance.models import ContentGrant

ROWS_ON_A_PAGE = 100
MOST_ROWS = 50_000
#: How many links the page checks at once; the whole chain is checked by `lineofsight verify-audit`.
LINKS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Act:
    """One act on record; `seq` is its link in the sealed chain, None while it waits."""

    id: UUID
    at: datetime
    who: str
    on_behalf_of: str
    via: str
    command: str
    title: str
    target: str
    reason: str
    rows: int
    bulk: int
    seq: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class Acts:
    """One page of the record, and how many acts match."""

    rows: tuple[Act, ...]
    total: int


@query("governance.acts", "/acts")
def acts(
    ctx: Context,
    person: str = "",
    target: str = "",
    command: str = "",
    since: date | None = None,
    until: date | None = None,
    page: int = 1,
) -> Acts:
    """List acts, the latest first, 100 a page (page 0: up to 50,000); days are UTC, `until` is the last day."""
    _refuse_strangers(ctx)
    wanted = Q(**_span(since, until))
    if person:
        wanted &= (
            Q(actor_name__icontains=person) | Q(actor__email__iexact=person) | Q(on_behalf_of__name__icontains=person)
        )
    if target:
        wanted &= Q(target=target) if ":" in target else Q(target__startswith=f"{target}:")
    if command:
        wanted &= Q(command=command) if "." in command else Q(command__icontains=command)
    found = Change.objects.filter(wanted)
    rows = found.select_related("on_behalf_of", "seal").annotate(row_count=Count("rows")).order_by("-at", "-pk")
    return Acts(tuple(_act(row) for row in _page(rows, page)), found.count())


@dataclass(frozen=True, slots=True)
class RefusedAct:
    """One act that was refused, and why."""

    at: datetime
    who: str
    via: str
    command: str
    title: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class RefusedActs:
    """One page of refusals, and how many match."""

    rows: tuple[RefusedAct, ...]
    total: int


@query("governance.refusals", "/refusals")
def refusals(
    ctx: Context,
    person: str = "",
    command: str = "",
    since: date | None = None,
    until: date | None = None,
    page: int = 1,
) -> RefusedActs:
    """List what was refused to whom, the latest first, 100 a page (page 0: up to 50,000)."""
    _refuse_strangers(ctx)
    found = Refusal.objects.filter(**_span(since, until))
    if person:
        found = found.filter(Q(actor__name__icontains=person) | Q(actor__email__iexact=person))
    if command:
        found = found.filter(command__icontains=command)
    rows = _page(found.select_related("actor").order_by("-at", "-pk"), page)
    lines = [
        RefusedAct(row.at, str(row.actor or ""), row.via, row.command, _title(row.command), row.target, row.reason)
        for row in rows
    ]
    return RefusedActs(tuple(lines), found.count())


@dataclass(frozen=True, slots=True)
class SealState:
    """How far the chain has got: what is sealed, what waits and for how long, and its head."""

    sealed: int
    waiting: int
    oldest_waiting_seconds: float | None
    head: str
    sealed_at: datetime | None


@query("governance.seal_state", "/seal-state")
def seal_state(ctx: Context) -> SealState:
    """Show how far the sealed chain of acts has got."""
    _refuse_strangers(ctx)
    head = Seal.objects.order_by("-seq").first()
    waiting = PendingSeal.objects.count()
    age = sealer.unsealed_age() if waiting else None
    return SealState(
        sealed=head.seq if head else 0,
        waiting=waiting,
        oldest_waiting_seconds=age.total_seconds() if age else None,
        head=head.hash if head else "",
        sealed_at=head.sealed_at if head else None,
    )


def check_chain(ctx: Context) -> verify.Verdict:
    """Recompute the last links of the chain from the tables, as many as a page may wait for."""
    _refuse_strangers(ctx)
    return verify.verify(last=LINKS_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to read content: who asked why, who decided, until when, how often it was used."""

    public_id: UUID
    asked_by: str
    asked_at: datetime
    reason: str
    about: str
    days: int
    state: str
    decided_by: str
    ends_at: datetime | None
    uses: int
    is_own: bool
    may_decide: Decision
    may_end: Decision


@query("governance.content_grants", "/content-grants")
def content_grants(ctx: Context) -> tuple[Grant, ...]:
    """List leaves to read content, the latest first; one whose day has passed is shown as over."""
    rows = ContentGrant.objects.visible_to(ctx.viewer).select_related("asked_by", "decided_by")
    found = rows.annotate(use_count=Count("uses")).order_by("-asked_at", "-pk")[:200]
    return tuple(_grant(ctx, row) for row in found)


def _grant(ctx: Context, row: Any) -> Grant:
    is_over = row.state == "given" and row.ends_at <= ctx.now
    return Grant(
        public_id=row.public_id,
        asked_by=str(row.asked_by),
        asked_at=row.asked_at,
        reason=row.reason,
        about=row.about,
        days=row.days,
        state="ended" if is_over else row.state,
        decided_by=str(row.decided_by) if row.decided_by else "",
        ends_at=row.ends_at,
        uses=row.use_count,
        is_own=row.asked_by_id == ctx.viewer.user_id,
        may_decide=can_give_content(ctx, row),
        may_end=can_end_content(ctx, row),
    )


def _act(row: Any) -> Act:
    seal = getattr(row, "seal", None)
    return Act(
        id=row.public_id,
        at=row.at,
        who=row.actor_name,
        on_behalf_of=str(row.on_behalf_of) if row.on_behalf_of else "",
        via=row.via,
        command=row.command,
        title=_title(row.command),
        target=row.target,
        reason=row.reason,
        rows=row.row_count,
        bulk=row.bulk_count,
        seq=seal.seq if seal else None,
        digest=row.digest,
    )


def _title(name: str) -> str:
    known = commands.registry().get(name)
    return re.split(r"[:;]", known.title)[0].rstrip(".") if known else name


def _page(rows: Any, page: int) -> Any:
    if page <= 0:
        return rows[:MOST_ROWS]
    start = (page - 1) * ROWS_ON_A_PAGE
    return rows[start : start + ROWS_ON_A_PAGE]


def _span(since: date | None, until: date | None) -> dict[str, datetime]:
    span = {}
    if since is not None:
        span["at__gte"] = datetime.combine(since, time(), timezone.utc)
    if until is not None:
        span["at__lt"] = datetime.combine(until + timedelta(days=1), time(), timezone.utc)
    return span


def _refuse_strangers(ctx: Context) -> None:
    decision = may_audit(ctx.viewer)
    if not (decision.allowed or ctx.viewer.is_system):
        raise Refused(decision.reason)
