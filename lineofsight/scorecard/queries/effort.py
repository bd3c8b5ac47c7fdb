"""Effort against strategy: what the goals of a person, a unit or the whole company serve, and what should move."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import OuterRef, Subquery

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.core import alignment
from lineofsight.core.arrays import or_none
from lineofsight.core.grouping import LEAST
from lineofsight.goals.models import Effort, EffortRelease
from lineofsight.organization.access import in_visible_units
from lineofsight.organization.models import UnitClosure, UnitVersion
from lineofsight.scorecard.queries.sight import draw
from lineofsight.scorecard.queries.strategy_mix import Mix, mix_of
from lineofsight.scorecard.results.alignment import EffortView, ObjectiveEffort, PerspectiveEffort
from lineofsight.scorecard.threads import plans


@dataclass(frozen=True, slots=True)
class Released:
    """Weight and goals by strategic objective (None: what stops, beside the number of all goals), and people."""

    weight: Mapping[int | None, float]
    goals: Mapping[int | None, int]
    people: int


@query("goals.effort", "/effort")
def effort(ctx: Context, unit: str | None = None, person: str | None = None) -> EffortView:
    """Return the effort of a unit with all below it (by its address), of a person, or of the whole organization.

    Shown are sums of whole groups of at least five people, as they stood when at least five of them had changed
    (`core.grouping`): nothing that is shown beside them, or was before, tells the part of fewer.
    """
    day = ctx.as_of or clock.today()
    if person is not None:
        return _of_person(ctx, person, day)
    row = unit_named(ctx, unit, day)
    mix = mix_of(ctx, row.unit_id, day)
    if mix is None:
        raise NotFound("A strategy that this unit works for")
    inside = set(UnitClosure.objects.filter(ancestor_id=row.unit_id).values_list("descendant_id", flat=True))
    shown = released(ctx, inside)
    if shown is None:
        return EffortView(row.name, "", 0, 0, None, None, None, None, (), (), is_suppressed=True, least=LEAST)
    return view(row.name, mix, shown.weight, shown.goals, shown.people)


def unit_named(ctx: Context, slug: str | None, day: date) -> Any:
    """Return a unit that the viewer may see, as it stands on the day; without an address the top one."""
    rows = UnitVersion.objects.visible_to(ctx.viewer).at(day, ctx.known_at).select_related("unit")
    rows = rows.filter(in_visible_units(ctx.viewer, "unit"))
    row = (rows.filter(unit__slug=slug) if slug else rows.filter(parent__isnull=True)).order_by("unit_id").first()
    if row is None:
        raise NotFound("This unit")
    return row


def counted(ctx: Context, unit_id: int) -> tuple[set[int], int, int]:
    """Return a unit with all below it, how many goals their people have, and how many people have any."""
    own = Effort.objects.known(ctx.known_at).filter(unit_id=OuterRef("descendant_id"), strategic_objective__isnull=True)
    rows = UnitClosure.objects.filter(ancestor_id=unit_id).values_list(
        "descendant_id", Subquery(own.values("goals")[:1]), Subquery(own.values("people")[:1])
    )
    inside, goals, people = zip(*rows, strict=True)
    return set(inside), sum(filter(None, goals)), sum(filter(None, people))


def released(ctx: Context, inside: set[int]) -> Released | None:
    """Return the sums of a unit with all below it, which are those of whole groups; None where they would not be.

    All groups are looked at: the units of one may stand apart after a reorganization.
    """
    rows = EffortRelease.objects.known(ctx.known_at).order_by("pk")
    weight: dict[int | None, float] = {}
    goals: dict[int | None, int] = {None: 0}
    people = 0
    for parts, sums, count in rows.values_list("parts", "sums", "people"):
        units = {int(unit) for unit in parts}
        if not units & inside:
            continue
        if not units <= inside:
            return None
        people += count
        for end, (total, number) in sums.items():
            key = int(end) if end else None
            weight[key] = weight.get(key, 0.0) + total
            goals[key] = goals.get(key, 0) + number
    return Released(weight, goals, people) if people else None


def _of_person(ctx: Context, slug: str, day: date) -> EffortView:
    subject = plans.subject(ctx, slug, day)
    plan = plans.plan_of(ctx, subject, day)
    mix = mix_of(ctx, subject.unit_id, day) if subject.unit_id is not None else None
    if mix is None:
        raise NotFound("A strategy that this person works for")
    drawn = draw(ctx, plan, day, subject.unit_id)
    given: dict[int | None, float] = {
        pk: drawn.flow.through.get(("objective", pk), 0.0) for pk, row in drawn.strategic.items() if row.is_end
    }
    given[None] = drawn.flow.stopped
    goals: dict[int | None, int] = {None: len(plan.goals)}
    return view(subject.name, mix, given, goals, 1, has_goals=plan.basis == "goals")


def view(
    subject: str,
    mix: Mix,
    given: Mapping[int | None, float],
    goals: Mapping[int | None, int],
    people: int,
    *,
    has_goals: bool = True,
) -> EffortView:
    """Return effort by objective beside the strategy that it is held against."""
    keys = list(dict.fromkeys(row.perspective_id for row in mix.objectives))
    answer = alignment.alignment(
        alignment.Work(
            objective_weight=np.array([mix.weight.get(row.pk, 0.0) for row in mix.objectives], dtype=np.float64),
            objective_perspective=np.array([keys.index(row.perspective_id) for row in mix.objectives], dtype=np.int64),
            n_perspectives=len(keys),
            goal_weight=np.array([*(given.get(row.pk, 0.0) for row in mix.objectives), _rest(mix, given)]),
            goal=np.flatnonzero([given.get(row.pk, 0.0) > 0 for row in mix.objectives]),
            objective=np.flatnonzero([given.get(row.pk, 0.0) > 0 for row in mix.objectives]),
            share=np.ones(sum(given.get(row.pk, 0.0) > 0 for row in mix.objectives)),
        )
    )
    aligned = sum(given.get(row.pk, 0.0) for row in mix.objectives)
    return EffortView(
        subject=subject,
        strategy=mix.objectives[0].strategy if mix.objectives else "",
        people=people,
        goals=goals.get(None, 0),
        to_move=or_none(answer.divergence),
        orphan_share=or_none(answer.orphan_share) if has_goals else None,
        coverage=or_none(answer.coverage),
        index=or_none(answer.index),
        perspectives=_perspectives(mix, keys, answer),
        objectives=tuple(
            ObjectiveEffort(
                public_id=row.public_id,
                code=row.code,
                slug=row.slug,
                name=row.name,
                perspective=row.perspective,
                weight=mix.weight.get(row.pk, 0.0),
                goals=goals.get(row.pk, 0),
                effort=given.get(row.pk, 0.0) / aligned if aligned else 0.0,
            )
            for row in mix.objectives
        ),
    )


def _rest(mix: Mix, given: Mapping[int | None, float]) -> float:
    """Return what reaches none of these objectives: it stops, or serves another strategy."""
    ends = {row.pk for row in mix.objectives}
    return sum(weight for end, weight in given.items() if end not in ends)


def _perspectives(mix: Mix, keys: list[int | None], answer: alignment.Alignment) -> tuple[PerspectiveEffort, ...]:
    about = {row.perspective_id: row for row in mix.objectives}
    has_effort = len(answer.effort) > 0
    under_half = alignment.neglected(answer.strategy, answer.effort) if has_effort else [False] * len(keys)
    largest = alignment.one_sided(answer.strategy, answer.effort) if has_effort else None
    learning = np.array([about[key].standard == "learning_growth" for key in keys], dtype=np.bool_)
    is_low = has_effort and alignment.neglects_learning(answer.effort, learning)
    return tuple(
        PerspectiveEffort(
            name=about[key].perspective,
            standard=about[key].standard,
            strategy=float(answer.strategy[place]),
            effort=float(answer.effort[place]) if has_effort else None,
            is_under_half=bool(under_half[place]),
            is_one_sided=largest == place,
            is_learning_low=bool(learning[place]) and is_low,
        )
        for place, key in enumerate(keys)
    )
