"""Whose line of sight, and from what it is drawn: goals, else what the job serves, else the KPIs of the unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.goals.models import Goal, JobEdge
from lineofsight.scorecard import arrays_in as sql
from lineofsight.scorecard.models import NodeLink, ScoreNode
from lineofsight.scorecard.threads.goal_standings import with_standing
from lineofsight.scorecard.threads.upward import Node


@dataclass(frozen=True, slots=True)
class Subject:
    """A person with the one position that counts on the day."""

    pk: int
    slug: str
    name: str
    title: str
    unit_id: int | None
    unit: str
    unit_slug: str
    job_id: int | None
    purpose: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a line of sight begins with: parts of the whole by node, and the goals where there are any."""

    basis: str
    sources: Mapping[Node, float]
    goals: tuple[Any, ...] = ()


_SUBJECT = """
SELECT p.id, p.slug, d.name, s.title, s.unit_id, v.name, u.slug, s.job_id, j.purpose
FROM organization_person p
LEFT JOIN organization_persondetails d ON d.person_id = p.id
LEFT JOIN organization_holding h ON h.person_id = p.id AND {h}
LEFT JOIN organization_positionversion s ON s.position_id = h.position_id AND {s}
LEFT JOIN organization_unit u ON u.id = s.unit_id
LEFT JOIN organization_unitversion v ON v.unit_id = s.unit_id AND {v}
LEFT JOIN goals_jobprofile j ON j.job_id = s.job_id AND {j}
WHERE {whom} ORDER BY CASE WHEN s.id IS NULL THEN 1 ELSE 0 END, h.fte DESC, h.position_id"""


def subject(ctx: Context, slug: str | None, day: date) -> Subject:
    """Return a person by the address of their page, without one the viewer's own; NotFound where there is none."""
    if slug is None and ctx.viewer.person_id is None:
        raise NotFound("A person of yours")
    if not (ctx.viewer.user_id or ctx.viewer.is_system):
        raise NotFound("This person")
    tests = {name: _holds(name, ctx, day) for name in "hsvj"}
    whom = "p.slug = %s" if slug is not None else "p.id = %s"
    statement = _SUBJECT.format(whom=whom, **{name: text for name, (text, _) in tests.items()})
    with connection.cursor() as cursor:
        cursor.execute(
            statement, [*(one for _, given in tests.values() for one in given), slug or ctx.viewer.person_id]
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound("This person")
    pk, found, name, title, unit_id, unit, unit_slug, job_id, purpose = row
    return Subject(pk, found, name or "", title or "", unit_id, unit or "", unit_slug or "", job_id, purpose or "")


def _holds(table: str, ctx: Context, day: date) -> tuple[str, list[Any]]:
    known, instants = sql.known(table, ctx.known_at)
    text = f"{known} AND {table}.valid_from <= %s AND ({table}.valid_to IS NULL OR {table}.valid_to > %s)"
    return text, [*instants, day.isoformat(), day.isoformat()]


def plan_of(ctx: Context, person: Subject, day: date) -> Plan:
    """Return what the line of sight begins with."""
    goals = goals_of(ctx, person.pk, day)
    weights = [float(goal.weight) for goal in goals]
    total = sum(weights)
    if total:
        parts = {("goal", goal.pk): weight / total for goal, weight in zip(goals, weights, strict=True)}
        return Plan("goals", parts, goals)
    served = _job(ctx, person, day)
    if served:
        return Plan("job", served)
    kpis = _unit_kpis(ctx, person, day)
    return Plan("unit" if kpis else "none", kpis)


def goals_of(ctx: Context, person: int, day: date) -> tuple[Any, ...]:
    """Return the goals of a person that run on the day and that the viewer may read, the heaviest first."""
    rows = Goal.objects.visible_to(ctx.viewer).filter(
        person_id=person, state="active", start_on__lte=day, due_on__gte=day
    )
    return tuple(with_standing(ctx, rows).select_related("unit_of_measure", "cycle").order_by("-weight", "pk"))


def _job(ctx: Context, person: Subject, day: date) -> dict[Node, float]:
    if person.job_id is None:
        return {}
    rows = JobEdge.objects.at(day, ctx.known_at).filter(job_id=person.job_id).order_by("-share", "pk")
    parts = {
        ("measure", row.measure_id) if row.measure_id else ("objective", row.strategic_objective_id): float(row.share)
        for row in rows
    }
    total = sum(parts.values())
    return {node: part / total for node, part in parts.items()} if total else {}


def _unit_kpis(ctx: Context, person: Subject, day: date) -> dict[Node, float]:
    """Return the KPIs that count in an objective at the unit, or at the nearest one above it that has any, equally."""
    if person.unit_id is None:
        return {}
    rows = ScoreNode.objects.filter(
        kind="measure",
        parent_links__in=_links(ctx, day),
        measure__sensitivity="open",
        unit__below__descendant_id=person.unit_id,
    )
    depth = "unit__below__depth"
    found = list(rows.order_by(depth, "measure_id").values_list(depth, "measure_id").distinct())
    nearest = [measure for far, measure in found if far == found[0][0]]
    return {("measure", measure): 1 / len(nearest) for measure in nearest}


def _links(ctx: Context, day: date) -> Any:
    return NodeLink.objects.at(day, ctx.known_at).filter(parent__kind="objective").values("pk")
