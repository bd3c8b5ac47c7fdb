"""A person's line of sight: whom their work serves, and how much of it, up to the vision."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.goals.models import Goal
from lineofsight.organization.models import UnitClosure
from lineofsight.scorecard.results.cells import as_float
from lineofsight.scorecard.results.sight import GoalLine, PerspectivePart, Sight, SightStep, SightStrand
from lineofsight.scorecard.threads import people_goals, plans, things, upward
from lineofsight.scorecard.threads.flow import Flow, flow
from lineofsight.scorecard.threads.plans import Plan, Subject
from lineofsight.scorecard.threads.upward import Node, Upward

ONE_DAY = timedelta(days=1)
ELSEWHERE = -1  # how far above a person a unit is that is not above them


@query("goals.line_of_sight", "/line-of-sight")
def my_line_of_sight(ctx: Context, person: str | None = None) -> Sight:
    """Return the line of sight of a person (by the address of their page; without one the viewer's own).

    Drawn from goals the viewer may read; without any, from what the job serves, or from the KPIs of the unit.
    """
    day = ctx.as_of or clock.today()
    subject = plans.subject(ctx, person, day)
    plan = plans.plan_of(ctx, subject, day)
    drawn = draw(ctx, plan, day, subject.unit_id)
    return _sight(ctx, subject, plan, drawn, day)


class Drawn:
    """The flow of a plan up to the strategy, and what stands on the way."""

    def __init__(self, found: Flow, okrs: Mapping[int, Any], strategic: Mapping[int, Any], cards: Mapping[int, Any]):
        self.flow, self.okrs, self.strategic, self.cards = found, okrs, strategic, cards

    def perspectives(self) -> dict[int, float]:
        """Return what reaches each perspective, in the order of the strategy."""
        found: dict[int, float] = {}
        for objective in self.strategic.values():
            part = self.flow.through.get(("objective", objective.pk), 0.0)
            if objective.is_end and objective.perspective_id is not None and part > 0:
                found[objective.perspective_id] = found.get(objective.perspective_id, 0.0) + part
        return found


def draw(ctx: Context, plan: Plan, day: date, unit_id: int | None) -> Drawn:
    """Let the plan of somebody in a unit flow up to the strategy."""
    links = list(upward.above(ctx, plan.sources, day))
    nodes = {node for link in links for node in (link.child, link.parent)} | set(plan.sources)
    okrs = things.okrs(ctx, _ids(nodes, "okr"), day) if _ids(nodes, "okr") else {}
    strategic = things.strategic(ctx, Q(objective__in=_ids(nodes, "objective")), day)
    cards = things.measures(ctx, _ids(nodes, "measure"), day) if _ids(nodes, "measure") else {}
    links = _of_highest(links, strategic, unit_id)

    def counts(node: Node) -> bool:
        return node[0] == "measure" or node[1] in (okrs if node[0] == "okr" else strategic)

    def is_end(node: Node) -> bool:
        return node[0] == "objective" and node[1] in strategic and strategic[node[1]].is_end

    return Drawn(flow(plan.sources, links, counts=counts, is_end=is_end), okrs, strategic, cards)


def _of_highest(links: list[Upward], strategic: Mapping[int, Any], unit_id: int | None) -> list[Upward]:
    """Leave of a KPI's objectives those of the highest unit at or above the person's, where all parts come together.

    What it counts in elsewhere is the work of others. For whoever sits nowhere, all of them stay.
    """
    counted = [link for link in links if link.child[0] == "measure" and link.parent[1] in strategic]
    if not counted or unit_id is None:
        return links
    far = dict(UnitClosure.objects.filter(descendant_id=unit_id).values_list("ancestor_id", "depth"))
    level = {link: far.get(strategic[link.parent[1]].unit_id, ELSEWHERE) for link in counted}
    best: dict[Node, int] = {}
    for link, depth in level.items():
        best[link.child] = max(best.get(link.child, 0), depth)
    return [
        link for link in links if link.child[0] != "measure" or level.get(link, ELSEWHERE) == best.get(link.child, 0)
    ]


def _ids(nodes: set[Node], kind: str) -> set[int]:
    return {pk for of, pk in nodes if of == kind}


def _sight(ctx: Context, subject: Subject, plan: Plan, drawn: Drawn, day: date) -> Sight:
    perspectives = drawn.perspectives()
    top = max(
        (objective for objective in drawn.strategic.values() if ("objective", objective.pk) in drawn.flow.through),
        key=lambda objective: drawn.flow.through["objective", objective.pk],
        default=None,
    )
    names = {
        objective.perspective_id: objective
        for objective in reversed(list(drawn.strategic.values()))
        if objective.perspective_id is not None and objective.is_open
    }
    okrs = [drawn.okrs[pk] for pk in drawn.okrs if ("okr", pk) in drawn.flow.through]
    return Sight(
        person=subject.name,
        slug=subject.slug,
        unit=subject.unit,
        unit_slug=subject.unit_slug,
        title=subject.title,
        basis=plan.basis,  # type: ignore[arg-type]
        purpose=subject.purpose,
        vision=top.vision if top else "",
        strategy=top.strategy if top else "",
        cycle=okrs[0].cycle if okrs else "",
        steps=tuple(_steps(subject, plan, drawn, perspectives, names, day)),
        strands=tuple(_strands(plan, drawn, perspectives)),
        goals=tuple(goal_line(goal, plan.sources["goal", goal.pk], day) for goal in plan.goals),
        perspectives=tuple(
            PerspectivePart(names[pk].perspective, names[pk].standard, part)
            for pk, part in perspectives.items()
            if pk in names
        ),
        stops=drawn.flow.stopped,
        is_own=ctx.viewer.person_id == subject.pk,
        has_closed_goals=plan.basis != "goals"
        and Goal.objects.filter(person_id=subject.pk, state="active", start_on__lte=day, due_on__gte=day).exists(),
    )


def _key(node: Node) -> str:
    return f"{node[0]}:{node[1]}"


def _steps(
    subject: Subject, plan: Plan, drawn: Drawn, perspectives: Mapping[int, float], names: Mapping[Any, Any], day: date
) -> Any:
    """Yield the steps, from the person to the vision."""
    yield SightStep("person", "person", subject.name, share=1.0, slug=subject.slug, note=subject.title)
    goals = {goal.pk: goal for goal in plan.goals}
    supported = {parent for _, parent in drawn.flow.supports}
    reached = [
        *plan.sources,
        *(node for node in {**drawn.flow.through, **dict.fromkeys(supported)} if node not in plan.sources),
    ]
    for node in reached:
        share = drawn.flow.through.get(node)
        if node[0] == "goal":
            yield _goal_step(goals[node[1]], share, day)
        elif node[0] == "measure":
            yield _measure_step(node, drawn.cards.get(node[1]), share)
        elif node[0] == "okr":
            yield _okr_step(node, drawn.okrs[node[1]], share)
    for objective in drawn.strategic.values():
        node = ("objective", objective.pk)
        if node in drawn.flow.through or node in supported:
            yield _strategic_step(node, objective, drawn.flow.through.get(node))
    visions: dict[int, tuple[Any, float]] = {}
    for pk, part in perspectives.items():
        about = names.get(pk)
        name = about.perspective if about else ""
        yield SightStep(f"perspective:{pk}", "perspective", name, about is not None, part)
    for objective in drawn.strategic.values():
        part = drawn.flow.through.get(("objective", objective.pk), 0.0)
        if objective.is_end and part > 0:
            before = visions[objective.strategy_id][1] if objective.strategy_id in visions else 0.0
            visions[objective.strategy_id] = objective, before + part
    for pk, (objective, part) in visions.items():
        name = objective.vision or objective.strategy
        yield SightStep(f"vision:{pk}", "vision", name, share=part, note=objective.strategy)


def _goal_step(goal: Any, share: float | None, day: date) -> SightStep:
    return SightStep(
        key=f"goal:{goal.pk}",
        kind="goal",
        name=goal.title,
        share=share,
        status=people_goals.pace_of(goal, day),
        progress=goal.progress,
        address=goal.address,
        due_on=goal.due_on,
    )


def _measure_step(node: Node, card: Any, share: float | None) -> SightStep:
    if card is None:
        return SightStep(_key(node), "measure", "", is_open=False, share=share)
    return SightStep(
        key=_key(node),
        kind="measure",
        name=card.short_name or card.name,
        share=share,
        slug=card.measure.slug,
        address=card.measure.address,
    )


def _okr_step(node: Node, okr: Any, share: float | None) -> SightStep:
    return SightStep(
        key=_key(node),
        kind="okr",
        name=okr.title,
        is_open=okr.is_open,
        share=share,
        status=okr.pace,
        progress=okr.progress,
        is_coarse=okr.is_coarse,
        slug=okr.slug,
        address=f"okr:{okr.public_id}" if okr.is_open else "",
        note=okr.unit,
    )


def _strategic_step(node: Node, objective: Any, share: float | None) -> SightStep:
    return SightStep(
        key=_key(node),
        kind="objective",
        name=objective.name,
        is_open=objective.is_open,
        share=share,
        status=objective.status,
        code=objective.code,
        slug=objective.slug,
        address=f"objective:{objective.public_id}" if objective.is_open else "",
        note=objective.perspective,
    )


def _strands(plan: Plan, drawn: Drawn, perspectives: Mapping[int, float]) -> Any:
    """Yield what leads from step to step."""
    for node, part in plan.sources.items():
        yield SightStrand("person", _key(node), "contributes", part)
    for (child, parent), part in drawn.flow.along.items():
        yield SightStrand(_key(child), _key(parent), "contributes", part)
    for child, parent in drawn.flow.supports:
        yield SightStrand(_key(child), _key(parent), "supports")
    for node, part in drawn.flow.stops.items():
        yield SightStrand(_key(node), "stops", "stops", part)
    of = {}
    for objective in drawn.strategic.values():
        node = ("objective", objective.pk)
        part = drawn.flow.through.get(node, 0.0)
        if not objective.is_end or part <= 0:
            continue
        if objective.perspective_id is None:
            yield SightStrand(_key(node), f"vision:{objective.strategy_id}", "contributes", part)
        else:
            of[objective.perspective_id] = objective.strategy_id
            yield SightStrand(_key(node), f"perspective:{objective.perspective_id}", "contributes", part)
    for pk, part in perspectives.items():
        yield SightStrand(f"perspective:{pk}", f"vision:{of[pk]}", "contributes", part)


def goal_line(goal: Any, share: float, day: date) -> GoalLine:
    """Return a goal as a plan shows it."""
    unit, until = goal.unit_of_measure, goal.due_on + ONE_DAY
    return GoalLine(
        public_id=str(goal.public_id),
        title=goal.title,
        measured_by=goal.measured_by,
        weight=float(goal.weight),
        share=share,
        start_on=goal.start_on,
        due_on=goal.due_on,
        start=as_float(goal.start),
        target=as_float(goal.target),
        current=goal.current,
        current_on=goal.current_on,
        progress=goal.progress,
        expected=things.expected(goal.start_on, until, day),
        pace=people_goals.pace_of(goal, day),
        is_supplied_openly=goal.is_supplied_openly,
        symbol=unit.symbol if unit else "",
        unit_kind=unit.kind if unit else "number",
        decimals=unit.decimals if unit else 2,
        aligned=goal.aligned or 0.0,
        version=goal.version,
    )
