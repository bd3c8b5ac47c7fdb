"""What the pages of reorganizations show: the plans in sight, and one with its moves and what it would orphan."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count

from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.organization import orphans
from lineofsight.organization.access import may_approve_reorganization, may_organize
from lineofsight.organization.models import PositionVersion, Reorganization, ReorganizationMove
from lineofsight.organization.orphans import Found
from lineofsight.organization.queries.names import people_named, units_named

OPEN = ("draft", "in_review", "approved")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list."""

    public_id: UUID
    name: str
    state: str
    takes_effect_on: date
    moves: int


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A move by its names; which of them count depends on the kind."""

    place: int
    kind: str
    unit: str
    target: str
    position: str
    person: str
    manager: str
    name: str


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan with its moves; `moves` is None where the reader may not know them; `orphans` is of plans to come."""

    public_id: UUID
    version: int
    name: str
    purpose: str
    state: str
    takes_effect_on: date
    prepared_by: str
    submitted_by: str
    submitted_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    applied_at: datetime | None
    taken_back_at: datetime | None
    moves: tuple[MoveLine, ...] | None
    orphans: tuple[Found, ...]
    may_change: Decision
    may_approve: Decision


@query("organization.reorganizations", "/reorganizations")
def reorganizations(ctx: Context) -> list[PlanLine]:
    """List the plans in sight, those still to come first, in one query."""
    rows = Reorganization.objects.visible_to(ctx.viewer).order_by("-takes_effect_on", "-pk")
    counted = rows.annotate(count=Count("moves"))
    lines = [PlanLine(row.public_id, row.name, row.state, row.takes_effect_on, row.count) for row in counted]
    return sorted(lines, key=lambda line: line.state not in OPEN)


@query("organization.reorganization", "/reorganizations/{uuid:public_id}")
def reorganization(ctx: Context, public_id: UUID) -> PlanFacts:
    """Show a plan with its moves, and what it would orphan as long as it has not taken effect."""
    rows = Reorganization.objects.visible_to(ctx.viewer).select_related("prepared_by", "submitted_by", "approved_by")
    plan = rows.filter(public_id=public_id).first()
    if plan is None:
        raise NotFound("This reorganization")
    knows_moves = ReorganizationMove.objects.visible_to(ctx.viewer).filter(reorganization=plan)
    moves = _moves(ctx, plan, list(knows_moves.order_by("place")))
    shows_orphans = plan.state in OPEN and bool(moves)
    return PlanFacts(
        public_id=plan.public_id,
        version=plan.version,
        name=plan.name,
        purpose=plan.purpose,
        state=plan.state,
        takes_effect_on=plan.takes_effect_on,
        prepared_by=str(plan.prepared_by or ""),
        submitted_by=str(plan.submitted_by or ""),
        submitted_at=plan.submitted_at,
        approved_by=str(plan.approved_by or ""),
        approved_at=plan.approved_at,
        applied_at=plan.applied_at,
        taken_back_at=plan.taken_back_at,
        moves=moves,
        orphans=tuple(orphans.found_by(ctx, orphans.plan_of(plan))) if shows_orphans else (),
        may_change=may_organize(ctx, plan, None),
        may_approve=may_approve_reorganization(ctx, plan, None),
    )


def _moves(ctx: Context, plan: Reorganization, rows: list[ReorganizationMove]) -> tuple[MoveLine, ...] | None:
    if not rows and plan.moves.exists():
        return None
    units = units_named({pk for row in rows for pk in (row.unit_id, row.target_id) if pk})
    people = people_named(pk for row in rows for pk in (row.person_id, row.manager_id) if pk)
    seats = PositionVersion.objects.visible_to(ctx.viewer).current().order_by("valid_from")
    titles = dict(seats.filter(position_id__in={row.position_id for row in rows}).values_list("position_id", "title"))
    return tuple(
        MoveLine(
            place=row.place,
            kind=row.kind,
            unit=units.get(row.unit_id or 0, ""),
            target=units.get(row.target_id or 0, ""),
            position=titles.get(row.position_id or 0, ""),
            person=people.get(row.person_id or 0, ""),
            manager=people.get(row.manager_id or 0, ""),
            name=row.name,
        )
        for row in rows
    )
