"""What pages and programs read of one goal. Lines of sight and effort stand where scores do: `scorecard.queries`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.goals.models import Goal, GoalEdge, GoalValue


@dataclass(frozen=True, slots=True)
class GoalLink:
    """What a goal serves: the address of the thing (`okr:…`, `objective:…`, `measure:…`, `key_result:…`)."""

    serves: str
    contributes: bool
    share: Decimal | None
    valid_from: date


@dataclass(frozen=True, slots=True)
class GoalNote:
    """Where a goal stood on a day."""

    on: date
    value: Decimal | None
    comment: str


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal with what it serves and where it stood."""

    public_id: str
    person: str
    title: str
    measured_by: str
    start_on: date
    due_on: date
    weight: Decimal
    kind: str
    start: Decimal | None
    target: Decimal | None
    audience: str
    state: str
    version: int
    serves: tuple[GoalLink, ...]
    notes: tuple[GoalNote, ...]


@query("goals.goal", "/goals/{uuid:goal}")
def goal_view(ctx: Context, *, goal: UUID) -> GoalView:
    """Return a goal, what it serves on the day, and what was noted of it; NotFound where it is not open."""
    row = Goal.objects.visible_to(ctx.viewer).filter(public_id=goal).select_related("person").first()
    if row is None:
        raise NotFound("Goal")
    day = ctx.as_of or clock.today()
    edges = GoalEdge.objects.at(day, ctx.known_at).filter(goal=row).order_by("-share", "pk")
    values = GoalValue.objects.known(ctx.known_at).filter(goal=row, on__lte=day).order_by("-on")
    related = ("objective", "key_result", "strategic_objective", "measure")
    return GoalView(
        public_id=str(row.public_id),
        person=row.person.slug,
        title=row.title,
        measured_by=row.measured_by,
        start_on=row.start_on,
        due_on=row.due_on,
        weight=row.weight,
        kind=row.kind,
        start=row.start,
        target=row.target,
        audience=row.audience,
        state=row.state,
        version=row.version,
        serves=tuple(
            GoalLink(_served(edge), edge.contributes, edge.share, edge.valid_from)
            for edge in edges.select_related(*related)
        ),
        notes=tuple(GoalNote(value.on, value.value, value.comment) for value in values),
    )


def _served(edge: GoalEdge) -> str:
    """Return the address of what an edge leads to."""
    thing = edge.key_result or edge.objective or edge.strategic_objective or edge.measure
    return thing.address if thing is not None else ""
