"""Who serves what: goals of people, objectives of the units below, of the unit, and of the strategy.

Everything is shown while it is little; above that only what the reader opened, with counts of the rest.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from django.db.models import Count, Exists, OuterRef, Q, Sum

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import Invalid, NotFound
from lineofsight.base.queries import query
from lineofsight.goals.models import Effort, GoalEdge
from lineofsight.okr.models import AlignmentEdge, Objective, ObjectiveShare
from lineofsight.organization.models import UnitClosure
from lineofsight.scorecard.queries.effort import counted, released, unit_named
from lineofsight.scorecard.queries.strategy_mix import Mix, mix_of
from lineofsight.scorecard.results.alignment import AlignmentLine, AlignmentNode, AlignmentView, Stop
from lineofsight.scorecard.threads import people_goals, things, upward
from lineofsight.scorecard.threads.things import Okr, Strategic
from lineofsight.scorecard.threads.upward import Upward

MOST_OBJECTIVES = 30  # more of them are shown only below what the reader opened
MOST_GOALS = 150
MOST_BELOW_ONE = 50
MOST_STOPS = 20


@query("okr.alignment", "/alignment")
def alignment(
    ctx: Context, unit: str | None = None, direction: Literal["up", "down"] = "up", expand: str = ""
) -> AlignmentView:
    """Return who serves what in a unit (by its address; else the top one), with the links of what is shown.

    `expand` names opened boxes by key, separated by commas (`okr:12,objective:3`).
    """
    day = ctx.as_of or clock.today()
    row = unit_named(ctx, unit, day)
    mix = mix_of(ctx, row.unit_id, day)
    if mix is None:
        raise NotFound("A strategy that this unit works for")
    opened = _opened(expand)
    own, below, count = _okrs(ctx, row.unit_id, opened, day)
    inside, goal_count, people = counted(ctx, row.unit_id)
    given = released(ctx, inside)
    whose = None if row.parent_id is None else row.unit_id  # at the top everyone, without looking for their seats
    goals = people_goals.shown(_goals(ctx, whose, opened, goal_count, day), is_told=given is not None)
    sources = [*(("okr", okr.pk) for okr in (*own, *below)), *(("goal", goal.pk) for goal in goals)]
    links = upward.above(ctx, sources, day)
    higher = _higher(ctx, {okr.pk for okr in (*own, *below)}, links, day)
    columns = [(below, 1), (own, 2), (higher, 2)]
    okr_nodes = [_okr_node(okr, column, opened) for okrs, column in columns for okr in okrs]
    ends = [_end_node(objective, mix, opened) for objective in mix.objectives]
    shown = {node.key for node in (*okr_nodes, *ends)}
    boxes = people_goals.boxes(goals, links, shown, day)
    reached = _served_by(goals, links) if given is None else {end for end, n in given.weight.items() if end and n > 0}
    if count <= MOST_OBJECTIVES:  # where there are many, so are goals, and they reach what objectives reach
        shares = _shares(ctx, row.unit_id, day)
        reached |= {end for _, end in shares}
        serving = {objective for objective, _ in shares}
        lonely = [okr for okr in (*own, *below) if okr.pk not in serving]
        stops, stop_count = tuple(map(_stop_of, lonely[:MOST_STOPS])), len(lonely)
    else:
        stops, stop_count = _stops(ctx, whose, day)
    alone = [goal for goal in goals if not goal.aligned] if goal_count <= MOST_GOALS else []
    stops += tuple(map(people_goals.stop_of, alone[:MOST_STOPS]))
    stop_count += len(alone) if goal_count <= MOST_GOALS else _alone(ctx, row.unit_id)
    told = None if given is not None else [goal.pk for goal in goals]
    # the way up draws links, not counts
    counts = _children(ctx, shown, whose, told, day) if direction == "down" else {}
    nodes = [replace(node, children=counts.get(node.key, 0)) for node in (*okr_nodes, *ends)]
    weight = sum(mix.weight.get(pk, 0.0) for pk in reached)
    return AlignmentView(
        unit=row.name,
        unit_slug=row.unit.slug,
        direction=direction,
        cycle=own[0].cycle if own else (below[0].cycle if below else ""),
        goals=goal_count,
        objectives=count,
        people=people,
        served=sum(objective.pk in reached for objective in mix.objectives),
        strategic=len(mix.objectives),
        served_weight=weight,
        nodes=(*boxes.nodes, *_stopping(nodes, links)),
        lines=(*boxes.lines, *_lines(links, shown)),
        stops=stops,
        stop_count=stop_count,
        unserved=tuple(
            _end_node(objective, mix, opened) for objective in mix.objectives if objective.pk not in reached
        ),
    )


def _opened(expand: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {"okr": set(), "objective": set()}
    for key in filter(None, expand.split(",")):
        kind, _, pk = key.partition(":")
        if kind not in found or not pk.isdigit() or len(pk) > 18:
            raise Invalid({"expand": "Name opened boxes by their keys, separated by commas."})
        found[kind].add(int(pk))
    return found


def _running(day: date) -> Q:
    return Q(state="active", cycle__period__start_on__lte=day, cycle__period__until_on__gt=day)


def _okrs(
    ctx: Context, unit_id: int, opened: dict[str, set[int]], day: date
) -> tuple[tuple[Okr, ...], tuple[Okr, ...], int]:
    """Return the unit's objectives, those shown of the units below, and how many there are of both."""
    inside = Q(unit__in=UnitClosure.objects.filter(ancestor_id=unit_id).values("descendant_id")) & _running(day)
    found = things.okrs_where(ctx, inside, day, most=MOST_OBJECTIVES + 1)
    count = len(found)
    if count > MOST_OBJECTIVES:
        count = Objective.objects.visible_to(ctx.viewer).filter(inside).count()
        serving = AlignmentEdge.objects.at(day, ctx.known_at).filter(
            Q(parent__in=opened["okr"]) | Q(strategic_objective__in=opened["objective"])
        )
        chosen = list(serving.values_list("child_id", flat=True)[: MOST_BELOW_ONE * 4])
        found = things.okrs_where(ctx, inside & (Q(unit=unit_id) | Q(pk__in=chosen)), day)
    own = tuple(okr for okr in found if okr.unit_id == unit_id)
    return own[:MOST_BELOW_ONE], tuple(okr for okr in found if okr.unit_id != unit_id), count


def _higher(ctx: Context, here: set[int], links: tuple[Upward, ...], day: date) -> tuple[Okr, ...]:
    """Return the objectives of other units that those shown serve."""
    ids = {pk for link in links for kind, pk in (link.parent,) if kind == "okr"} - here
    return tuple(things.okrs(ctx, ids, day).values()) if ids else ()


def _okr_node(okr: Okr, column: int, opened: dict[str, set[int]]) -> AlignmentNode:
    return AlignmentNode(
        key=f"okr:{okr.pk}",
        kind="okr",
        column=column,
        name=okr.title,
        note=okr.unit,
        slug=okr.slug,
        address=f"okr:{okr.public_id}" if okr.is_open else "",
        status=okr.pace,
        progress=okr.progress,
        is_coarse=okr.is_coarse,
        is_expanded=okr.pk in opened["okr"],
        is_open=okr.is_open,
    )


def _end_node(objective: Strategic, mix: Mix, opened: dict[str, set[int]]) -> AlignmentNode:
    return AlignmentNode(
        key=f"objective:{objective.pk}",
        kind="objective",
        column=3,
        name=objective.name,
        note=objective.perspective,
        code=objective.code,
        slug=objective.slug,
        address=f"objective:{objective.public_id}" if objective.is_open else "",
        status=objective.status,
        weight=mix.weight.get(objective.pk, 0.0),
        is_expanded=objective.pk in opened["objective"],
        is_open=objective.is_open,
    )


def _goals(ctx: Context, unit_id: int | None, opened: dict[str, set[int]], count: int, day: date) -> list[Any]:
    """Return the goals of the people here: all while they are few, else those below what is opened."""
    rows = people_goals.of_unit(ctx, unit_id, day)
    if count > MOST_GOALS:
        if not (opened["okr"] or opened["objective"]):
            return []
        serving = GoalEdge.objects.at(day, ctx.known_at).filter(
            Q(objective__in=opened["okr"]) | Q(strategic_objective__in=opened["objective"])
        )
        rows = rows.filter(pk__in=serving.values("goal_id"))
    return list(people_goals.standing_of(ctx, rows).order_by("title", "pk")[:MOST_GOALS])


def _served_by(goals: Iterable[Any], links: tuple[Upward, ...]) -> set[int]:
    """Return the strategic objectives that goals reach, directly or over others."""
    reached = {("goal", goal.pk) for goal in goals}
    fresh = reached
    while fresh:
        fresh = {link.parent for link in links if link.contributes and link.child in fresh} - reached
        reached = reached | fresh
    return {pk for kind, pk in reached if kind == "objective"}


def _shares(ctx: Context, unit_id: int, day: date) -> list[tuple[int, int]]:
    """Return the objectives of the unit or below with the strategic ones that each reaches."""
    below = UnitClosure.objects.filter(ancestor_id=unit_id).values("descendant_id")
    here = Objective.objects.filter(_running(day), unit__in=below).values("pk")
    rows = ObjectiveShare.objects.known(ctx.known_at).filter(objective__in=here, share__gt=0)
    return list(rows.values_list("objective_id", "strategic_objective_id"))


def _stops(ctx: Context, unit_id: int | None, day: date) -> tuple[tuple[Stop, ...], int]:
    """Return the objectives that reach no strategic one, at most some, and how many there are.

    Goals that stop are only counted where they are many: whose they are is for those who read them in a smaller unit.
    """
    share = ObjectiveShare.objects.known(ctx.known_at).filter(share__gt=0)
    rows = Objective.objects.visible_to(ctx.viewer).filter(_running(day))
    if unit_id is not None:
        rows = rows.filter(unit__in=UnitClosure.objects.filter(ancestor_id=unit_id).values("descendant_id"))
    rows = rows.filter(~Exists(share.filter(objective_id=OuterRef("pk"))))
    lonely = things.okrs_where(ctx, Q(pk__in=rows.values("pk")[:MOST_STOPS]), day)
    return tuple(map(_stop_of, lonely)), rows.count() if len(lonely) == MOST_STOPS else len(lonely)


def _stop_of(okr: Okr) -> Stop:
    return Stop("okr", okr.title, okr.unit, f"okr:{okr.public_id}")


def _alone(ctx: Context, unit_id: int) -> int:
    """Return how many goals of the people here reach nothing, from the sums of the units."""
    below = UnitClosure.objects.filter(ancestor_id=unit_id).values("descendant_id")
    rows = Effort.objects.known(ctx.known_at).filter(unit__in=below, strategic_objective__isnull=True)
    return int(rows.aggregate(n=Sum("alone"))["n"] or 0)


def _children(ctx: Context, shown: set[str], unit_id: int | None, told: list[int] | None, day: date) -> dict[str, int]:
    """Return how many objectives and goals of the unit and below (None: of all) serve each box.

    Of goals only those `told` are counted, where not all may be.
    """
    okrs, ends = (
        [int(key.partition(":")[2]) for key in shown if key.startswith(f"{kind}:")] for kind in ("okr", "objective")
    )
    edges = AlignmentEdge.objects.at(day, ctx.known_at).filter(Q(parent__in=okrs) | Q(strategic_objective__in=ends))
    links = GoalEdge.objects.at(day, ctx.known_at).filter(Q(objective__in=okrs) | Q(strategic_objective__in=ends))
    if unit_id is not None:
        below = UnitClosure.objects.filter(ancestor_id=unit_id).values("descendant_id")
        edges = edges.filter(child__unit__in=below)
        links = links.filter(goal__in=people_goals.of_unit(ctx, unit_id, day).values("pk"))
    if told is not None:
        links = links.filter(goal__in=told)
    counts: dict[str, int] = {}
    for rows, parent in ((edges, "parent_id"), (links, "objective_id")):
        grouped = rows.values(parent, "strategic_objective_id").annotate(n=Count("pk"))
        for okr, end, n in grouped.values_list(parent, "strategic_objective_id", "n"):
            key = f"okr:{okr}" if okr is not None else f"objective:{end}"
            counts[key] = counts.get(key, 0) + n
    return counts


def _stopping(nodes: list[AlignmentNode], links: tuple[Upward, ...]) -> tuple[AlignmentNode, ...]:
    """Mark the objectives of units that contribute to nothing."""
    contributing = {f"{link.child[0]}:{link.child[1]}" for link in links if link.contributes}
    return tuple(
        replace(node, stops=True) if node.kind == "okr" and node.key not in contributing else node for node in nodes
    )


def _lines(links: tuple[Upward, ...], shown: set[str]) -> list[AlignmentLine]:
    made = [
        AlignmentLine(
            f"{link.child[0]}:{link.child[1]}", f"{link.parent[0]}:{link.parent[1]}", link.contributes, link.share
        )
        for link in links
    ]
    return [line for line in made if line.source in shown and line.target in shown]
