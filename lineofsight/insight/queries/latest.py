"""The latest score of nodes, and the names and periods lists need."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.organization.models import Period, UnitVersion
from lineofsight.scorecard.models import Score
from lineofsight.scorecard.results import PeriodLabel
from lineofsight.scorecard.veil import Asked, veil_of

LOOKING_BACK = timedelta(days=1200)


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest score of a node."""

    score: float | None
    status: str
    coverage: float | None
    measured: float | None
    period_key: str
    period_start: date
    is_coarse: bool = False
    period: PeriodLabel | None = None


_PERIOD = ("period_id", "period__key", "period__frequency", "period__start_on", "period__until_on")
NO_SCORE = Latest(None, "no_data", None, None, "", date.min)


def unit_names(ctx: Context) -> dict[int, str]:
    day = ctx.as_of or clock.today()
    rows = UnitVersion.objects.visible_to(ctx.viewer).at(day, ctx.known_at)
    return dict(rows.values_list("unit_id", "name"))


def latest_of(ctx: Context, which: Q, periods: list[int]) -> dict[int, Latest]:
    """Return {node: latest score with a value}, looking back at most three periods of each rhythm."""
    rows = (
        Score.objects.visible_to(ctx.viewer)
        .known(ctx.known_at)
        .filter(which, period_id__in=periods)
        .exclude(score__isnull=True, measured__isnull=True)
        .order_by("period__start_on")
        .values_list("node_id", "score", "status", "coverage", "measured", *_PERIOD)
    )
    day = ctx.as_of or clock.today()
    veil = veil_of(Asked(ctx.viewer, periods, day - LOOKING_BACK, day, ctx.known_at))
    return {
        node: Latest(
            veil.score(node, float(score) if score is not None else None),
            status,
            float(coverage) if coverage is not None else None,
            veil.value(node, measured),
            period[1],
            period[3],
            veil.covers(node),
            PeriodLabel(*period),
        )
        for node, score, status, coverage, measured, *period in rows
    }


def recent_periods(ctx: Context, most: int = 3) -> list[int]:
    """Return the last periods that have scores, of every calendar and rhythm, up to the day looked at."""
    day = ctx.as_of or clock.today()
    rows = Period.objects.filter(start_on__lte=day, start_on__gt=day - LOOKING_BACK).order_by("-start_on")
    seen: dict[tuple[int, str], int] = {}
    chosen = []
    scored = Exists(Score.objects.current().filter(period_id=OuterRef("pk"), score__isnull=False))
    for row in rows.filter(scored).values_list("id", "calendar_id", "frequency"):
        place = (row[1], row[2])
        seen[place] = seen.get(place, 0) + 1
        if seen[place] <= most:
            chosen.append(row[0])
    return chosen
