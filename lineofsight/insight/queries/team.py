"""What a leader looks at first: the objectives of their units, and which of their people may need a talk."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.goals.models import Goal
from lineofsight.insight.queries.okrs import OkrCard, cards_where
from lineofsight.organization.models import ReportClosure, UnitClosure
from lineofsight.organization.queries import people_named
from lineofsight.scorecard.threads import people_goals
from lineofsight.scorecard.threads.goal_standings import with_standing

LEADERS = ("unit_head", "manager")
MOST_OBJECTIVES = 12
MOST_PEOPLE = 8


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody to talk to, and the fact that says so: goals off track or at risk, or a value that nobody noted."""

    name: str
    slug: str
    off_track: int
    at_risk: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Team:
    """The objectives of the units that a leader leads, and people below whose goals say that a talk may help."""

    objectives: tuple[OkrCard, ...]
    talks: tuple[Talk, ...]
    goal_owners: int
    unit_slug: str


@query("insight.team", "/team")
def team(ctx: Context) -> Team:
    """Return the objectives of the viewer's units and of those below, and people below them who may need a talk."""
    if ctx.viewer.user_id is None and not ctx.viewer.is_system:
        raise NotFound("Your team")
    day = ctx.as_of or clock.today()
    units = list(dict.fromkeys([*ctx.viewer.units_of(*LEADERS), *ctx.viewer.unit_ids]))
    below = UnitClosure.objects.filter(ancestor_id__in=units).values("descendant_id")
    running = Q(state="active", cycle__period__start_on__lte=day, cycle__period__until_on__gt=day)
    cards = cards_where(ctx, running & Q(unit__in=below), day, most=MOST_OBJECTIVES) if units else ()
    talks, owners = _talks(ctx, day)
    return Team(cards, talks, owners, cards[0].line.unit_slug if cards else "")


def _talks(ctx: Context, day: date) -> tuple[tuple[Talk, ...], int]:
    """Return people whose running goals are off track, at risk or without a value, the most pressing first."""
    if ctx.viewer.person_id is None:
        return (), 0
    mine = ReportClosure.objects.filter(manager_id=ctx.viewer.person_id).values("person_id")
    seen = Goal.objects.visible_to(ctx.viewer).filter(people_goals.running(day), person__in=mine)
    found: dict[int, dict[str, Any]] = {}
    for goal in with_standing(ctx, seen).annotate(slug=F("person__slug")):
        pace = people_goals.pace_of(goal, day)
        counts = found.setdefault(goal.person_id, {"slug": goal.slug, "off_track": 0, "at_risk": 0, "no_data": 0})
        if pace in counts:
            counts[pace] += 1
    pressing = [(pk, one) for pk, one in found.items() if one["off_track"] or one["no_data"] or one["at_risk"] > 1]
    pressing.sort(key=lambda pair: (-pair[1]["off_track"], -pair[1]["no_data"], -pair[1]["at_risk"], pair[1]["slug"]))
    shown = pressing[:MOST_PEOPLE]
    names = people_named(pk for pk, _ in shown) if shown else {}
    talks = tuple(
        Talk(names.get(pk, ""), one["slug"], one["off_track"], one["at_risk"], one["no_data"]) for pk, one in shown
    )
    return talks, len(found)
