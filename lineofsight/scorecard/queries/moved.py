"""What a team moved: the key results that its people's goals serve, with the KPI or the notes behind them."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.queries import query
from lineofsight.core import okr
from lineofsight.okr.models import KeyResult, KeyResultValue
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.results.cells import as_float
from lineofsight.scorecard.results.sight import Moved, MovedPoint
from lineofsight.scorecard.threads import plans, things, upward

DAYS_SHOWN = 200
MOST_POINTS = 12
MOST_READ = 12
MOST_SHOWN = 3


@query("goals.moved", "/line-of-sight/moved")
def what_it_moved(ctx: Context, person: str | None = None) -> tuple[Moved, ...]:
    """Return what the team of a person moved: results of the objectives that their goals serve, else of their unit.

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
    rows = KeyResult.objects.visible_to(ctx.viewer).filter(where, state="active", kind__in=okr.METRIC_KINDS)
    related = ("objective", "unit_of_measure")
    found = list(
        rows.select_related(*related).order_by("objective__sort_order", "sort_order", "pk").distinct()[:MOST_READ]
    )
    pairs = {
        (row.measure_id, row.measure_unit_id) for row in found if row.measure_id is not None and row.measure_unit_id
    }
    cards = things.measures(ctx, {measure for measure, _ in pairs}, day)
    series = _series(ctx, {pair for pair in pairs if pair[0] in cards}, day)
    notes = _notes(ctx, [row.pk for row in found if row.measure_id is None], day)
    made = [_of_kpi(row, cards, series) if row.measure_id else _of_notes(row, notes) for row in found]
    return tuple([line for line in made if line is not None and len(line.points) > 1][:MOST_SHOWN])


def _of_kpi(row: Any, cards: Any, series: Any) -> Moved | None:
    card = cards.get(row.measure_id)
    if card is None:
        return None
    points, name = series.get((row.measure_id, row.measure_unit_id), ((), ""))
    unit = card.unit_of_measure or row.unit_of_measure
    return _line(row, unit, points, measure=card.name, slug=card.measure.slug, at=name, polarity=card.polarity)


def _of_notes(row: Any, notes: Any) -> Moved:
    rises = row.target is None or row.start is None or row.target > row.start
    polarity = "maximize" if rises else "minimize"
    return _line(row, row.unit_of_measure, notes.get(row.pk, []), measure=row.title, slug="", at="", polarity=polarity)


def _line(row: Any, unit: Any, points: Any, *, measure: str, slug: str, at: str, polarity: str) -> Moved:
    return Moved(
        measure=measure,
        slug=slug,
        unit=at,
        key_result=row.title,
        objective=row.objective.title,
        start=as_float(row.start),
        target=as_float(row.target),
        symbol=unit.symbol if unit else "",
        unit_kind=unit.kind if unit else "number",
        decimals=unit.decimals if unit else 2,
        polarity=polarity,
        points=tuple(points[-MOST_POINTS:]),
    )


def _notes(ctx: Context, key_results: list[int], day: date) -> dict[int, list[MovedPoint]]:
    """Return what was noted of key results, each day as its week, in one statement."""
    rows = KeyResultValue.objects.known(ctx.known_at).filter(
        key_result__in=key_results, milestone__isnull=True, value__isnull=False, on__lte=day
    )
    found: dict[int, list[MovedPoint]] = defaultdict(list)
    for key_result, on, value in rows.order_by("on").values_list("key_result_id", "on", "value"):
        year, week, weekday = on.isocalendar()
        start = on - timedelta(days=weekday - 1)
        point = MovedPoint(f"{year}-W{week:02}", "weekly", start, start + timedelta(days=7), float(value))
        found[key_result].append(point)
    return found


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
