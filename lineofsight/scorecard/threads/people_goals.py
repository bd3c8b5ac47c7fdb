"""Goals of the people of a unit as boxes of a picture: alike ones of several people together, closed ones unnamed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext, ngettext

from lineofsight.base.commands import Context
from lineofsight.core.grouping import LEAST
from lineofsight.goals.models import Goal
from lineofsight.organization.models import Holding, PersonDetails, PositionVersion, UnitClosure
from lineofsight.scorecard.results.alignment import AlignmentLine, AlignmentNode, Stop
from lineofsight.scorecard.threads import things
from lineofsight.scorecard.threads.goal_standings import with_standing
from lineofsight.scorecard.threads.upward import Upward

ONE_DAY = timedelta(days=1)
WORST = ("off_track", "at_risk", "on_track", "not_started", "no_data")


def running(day: date) -> Q:
    """Return the filter for goals that run on a day."""
    return Q(state="active", start_on__lte=day, due_on__gte=day)


def of_unit(ctx: Context, unit_id: int | None, day: date) -> QuerySet[Any]:
    """Return the goals that run on the day, of people in the unit or below (None: all), open to the viewer or not."""
    if unit_id is None:
        return Goal.objects.filter(running(day))
    below = UnitClosure.objects.filter(ancestor_id=unit_id).values("descendant_id")
    seats = PositionVersion.objects.at(day, ctx.known_at).filter(unit__in=below).values("position_id")
    holders = Holding.objects.at(day, ctx.known_at).filter(position__in=seats).values("person_id")
    return Goal.objects.filter(running(day), person__in=holders)


def standing_of(ctx: Context, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return goals with their progress, what of them is aligned, whose they are, and whether they are open."""
    return with_standing(ctx, rows).annotate(
        is_open=things.opened(Goal, ctx),
        owner=Subquery(PersonDetails.objects.filter(person_id=OuterRef("person_id")).values("name")[:1]),
    )


def pace_of(goal: Any, day: date) -> str:
    """Return the pace of a goal; nothing where what supplies it is closed."""
    if not goal.is_supplied_openly:
        return ""
    return things.pace(goal.progress, goal.start_on, goal.due_on + ONE_DAY, day)


def shown(goals: list[Any], *, is_told: bool) -> list[Any]:
    """Return the goals that a picture may show: closed ones only where they are those of enough people.

    `is_told` says whether the sums of the unit are shown: else unnamed ones would tell what those do not.
    """
    closed = {goal.person_id for goal in goals if not goal.is_open}
    return goals if is_told and len(closed) >= LEAST else [goal for goal in goals if goal.is_open]


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxes of goals and the lines that leave them."""

    nodes: tuple[AlignmentNode, ...]
    lines: tuple[AlignmentLine, ...]


def stop_of(goal: Any) -> Stop:
    """Return a goal that reaches no strategic objective; one that is not open has no name."""
    return (
        Stop("goal", goal.title, goal.owner or "", goal.address)
        if goal.is_open
        else Stop("goal", "", "", "", is_open=False)
    )


def boxes(goals: Iterable[Any], links: Iterable[Upward], shown: set[str], day: date) -> Boxes:
    """Return one box for goals of one name that serve the same things, and one for those that are not open."""
    serves: dict[int, list[Upward]] = defaultdict(list)
    for link in links:
        if link.child[0] == "goal" and f"{link.parent[0]}:{link.parent[1]}" in shown:
            serves[link.child[1]].append(link)
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for goal in goals:
        ends = tuple((link.parent, link.contributes, link.share) for link in serves[goal.pk])
        groups[goal.is_open, goal.title if goal.is_open else "", ends].append(goal)
    nodes, lines = [], []
    for (is_open, title, ends), members in groups.items():
        key = f"goal:{members[0].pk}"
        nodes.append(_box(key, is_open, title, members, day, stops=not any(counts for _, counts, _ in ends)))
        lines += [AlignmentLine(key, f"{kind}:{pk}", counts, share) for (kind, pk), counts, share in ends]
    return Boxes(tuple(sorted(nodes, key=lambda node: (node.stops, -node.people))), tuple(lines))


def _box(key: str, is_open: bool, title: str, members: list[Any], day: date, *, stops: bool) -> AlignmentNode:
    people = sorted({goal.person_id for goal in members})
    paces = {pace_of(goal, day) for goal in members}
    return AlignmentNode(
        key=key,
        kind="goal",
        column=0,
        name=title,
        note=_whose([goal.owner or "" for goal in members]) if is_open else "",
        address=members[0].address if is_open and len(members) == 1 else "",
        status=next((pace for pace in WORST if pace in paces), "") if is_open else "",
        progress=members[0].progress if is_open and len(members) == 1 else None,
        people=len(people),
        is_open=is_open,
        stops=stops and is_open,
    )


def _whose(names: list[str]) -> str:
    """Return "Amara Okafor and 5 more"."""
    if len(names) == 1:
        return names[0]
    more = ngettext("%(count)s more", "%(count)s more", len(names) - 1) % {"count": len(names) - 1}
    return gettext("%(name)s and %(more)s") % {"name": names[0], "more": more}
