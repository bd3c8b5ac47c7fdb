"""What a team moved: the KPIs behind the key results that its people's goals serve, over the last months."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.measures.models import Measure
from lineofsight.okr.models import KeyResult
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.results.cells import as_float
from lineofsight.scorecard.results.sight import Moved, MovedPoint
from lineofsight.scorecard.threads import plans, things, upward

DAYS_SHOWN = 200
MOST_POINTS = 12
MOST_KPIS = 3


@query("goals.moved", "/line-of-sight/moved")
def what_it_moved(ctx: Context, person: str | None = None) -> tuple[Moved, ...]:
    """Return what the team of a person moved: KPIs of the objectives that their goals serve, else of their unit.

    A team result, nobody's alone: the same for everyone of the team.
    """
    day = ctx.as_of or clock.today()
    subject = plans.subject(ctx, person, day)
    plan = plans.plan_of(ctx, subject, day)
    goals = [node for node in plan.sources if node[0] == "goal"]
    parents = [link.parent for link in upward.above(ctx, goals, day) if link.child[0] == "goal"]
    where = Q(objective__in={pk for kind, pk in parents if kind == "okr"})
    if not goals and subject.unit_id is not None:
        where = Q(objective__unit__below__descendant_id=subject.unit_id)
    return _moved(ctx, where, day)


def _moved(ctx: Context, where: Q, day: date) -> tuple[Moved, ...]:
    seen = Measure.objects.visible_to(ctx.viewer).values("pk")
    rows = KeyResult.objects.visible_to(ctx.viewer).filter(where, measure__in=seen, state="active")
    found = list(rows.select_related("objective").order_by("objective__sort_order", "sort_order", "pk").distinct())
    pairs = {
        (row.measure_id, row.measure_unit_id) for row in found if row.measure_id is not None and row.measure_unit_id
    }
    cards = things.measures(ctx, {measure for measure, _ in pairs}, day)
    series = _series(ctx, pairs, day)
    made = [_line(row, cards, series) for row in found]
    return tuple([line for line in made if line is not None and len(line.points) > 1][:MOST_KPIS])


def _line(row: Any, cards: Any, series: Any) -> Moved | None:
    card = cards.get(row.measure_id)
    if card is None:
        return None
    unit = card.unit_of_measure
    points, name = series.get((row.measure_id, row.measure_unit_id), ((), ""))
    return Moved(
        measure=card.name,
        slug=card.measure.slug,
        unit=name,
        key_result=row.title,
        objective=row.objective.title,
        start=as_float(row.start),
        target=as_float(row.target),
        symbol=unit.symbol if unit else "",
        unit_kind=unit.kind if unit else "number",
        decimals=unit.decimals if unit else 2,
        polarity=card.polarity,
        points=tuple(points[-MOST_POINTS:]),
    )


def _series(ctx: Context, pairs: set[tuple[int, int]], day: date) -> dict[tuple[int, int], Any]:
    """Return the values of KPIs at units in the finest rhythm that has any, with the unit's name, in one statement."""
    scores = Score.objects.visible_to(ctx.viewer).known(ctx.known_at)
    rows = scores.filter(
        node__kind="measure",
        node__measure__in={measure for measure, _ in pairs},
        node__unit__in={unit for _, unit in pairs},
        measured__isnull=False,
        period__until_on__lte=day,
        period__start_on__gte=day - timedelta(days=DAYS_SHOWN),
        node__unit__versions__known_to__isnull=True,
        node__unit__versions__valid_to__isnull=True,
    )
    columns = ("node__measure_id", "node__unit_id", "period__frequency", "period__key", "period__start_on")
    more = ("period__until_on", "measured", "node__unit__versions__name")
    grouped: dict[tuple[int, int], dict[str, list[MovedPoint]]] = defaultdict(lambda: defaultdict(list))
    names = {}
    for measure, unit, frequency, key, start, until, value, name in rows.order_by("period__start_on").values_list(
        *columns, *more
    ):
        if (measure, unit) in pairs:
            grouped[measure, unit][frequency].append(MovedPoint(key, frequency, start, until, value))
            names[measure, unit] = name
    return {pair: (max(by.values(), key=len), names[pair]) for pair, by in grouped.items()}
