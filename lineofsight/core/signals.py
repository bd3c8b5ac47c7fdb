"""Did the process change? XmR charts after Wheeler (domain section 5.1).

Status asks whether a value is good, a signal whether something changed: two answers, never merged. Positions are
those of the given series, whose missing points (None) are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from lineofsight.core.arrays import above, at_least, below

LIMIT_FACTOR = 2.66
RANGE_FACTOR = 3.268
QUARTILE_FACTOR = 1.33
MIN_POINTS = 5
FIRM_POINTS = 12
RUN_LENGTH = 8

NHS_RUN_LENGTH = 7
NHS_NEAR_LIMIT = LIMIT_FACTOR * 2 / 3

POLARITIES = ("maximize", "minimize", "range", "unknown")

Point = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Limits:
    """The voice of the process: natural limits, and how far to trust them (``provisional`` or ``firm``)."""

    state: str
    mean: float
    mr_bar: float
    unpl: float
    lnpl: float
    url: float


@dataclass(frozen=True, slots=True)
class Signals:
    """Positions that stand out, by Wheeler's rules; a run is given as its first and last position."""

    outside: tuple[int, ...] = ()
    run8: tuple[tuple[int, int], ...] = ()
    three_of_four: tuple[int, ...] = ()
    mr_outside: tuple[int, ...] = ()

    @property
    def has_any(self) -> bool:
        """Test whether anything stands out."""
        return bool(self.outside or self.run8 or self.three_of_four or self.mr_outside)


@dataclass(frozen=True, slots=True)
class NhsSignals:
    """The profile of NHS England's Making Data Count: shift and trend of seven, two of three near a limit."""

    outside: tuple[int, ...] = ()
    shift7: tuple[tuple[int, int], ...] = ()
    trend7: tuple[tuple[int, int], ...] = ()
    two_of_three: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """One segment of an XmR chart. Without limits (fewer than five points) there are no signals."""

    points: tuple[Point, ...]
    limits: Limits | None
    signals: Signals


def xmr(
    values: Sequence[float | None],
    *,
    baseline_n: int = FIRM_POINTS,
    screen_outliers: bool = False,
    lower_bound: float | None = None,
) -> Chart:
    """Return limits from the first `baseline_n` points, and the signals among all points.

    `screen_outliers` drops moving ranges above the range limit once, before the limits are drawn. `lower_bound` is a
    value that the process cannot go below. Take seasonality out first; never chart moving averages or year-to-date.
    """
    points = tuple((position, value) for position, value in enumerate(values) if value is not None)
    limits = _limits([value for _, value in points[:baseline_n]], screen_outliers, lower_bound)
    return Chart(points, limits, _signals(points, limits) if limits else Signals())


def xmr_segments(
    values: Sequence[float | None],
    starts: Sequence[int],
    *,
    baseline_n: int = FIRM_POINTS,
    screen_outliers: bool = False,
    lower_bound: float | None = None,
) -> list[Chart]:
    """Return one chart per segment, each with its own baseline; no signal reaches across a start.

    `starts` are positions of process changes that a person confirmed. Positions stay those of the whole series.
    """
    bounds = [0, *sorted({start for start in starts if 0 < start < len(values)}), len(values)]
    charts = []
    for first, end in pairwise(bounds):
        segment = [value if first <= position < end else None for position, value in enumerate(values)]
        charts.append(xmr(segment, baseline_n=baseline_n, screen_outliers=screen_outliers, lower_bound=lower_bound))
    return charts


def assurance(limits: Limits | None, target: float | None, polarity: str) -> str | None:
    """Return whether the process will meet its target: ``consistently_pass``, ``consistently_fail``, ``hit_or_miss``.

    None without limits, target or direction.
    """
    if limits is None or target is None or polarity not in ("maximize", "minimize"):
        return None
    if polarity == "maximize":
        passes, fails = at_least(limits.lnpl, target), below(limits.unpl, target)
    else:
        passes, fails = at_least(target, limits.unpl), above(limits.lnpl, target)
    if passes:
        return "consistently_pass"
    return "consistently_fail" if fails else "hit_or_miss"


def nhs_signals(chart: Chart) -> NhsSignals:
    """Return the signals of the NHS profile for a chart; none without limits."""
    limits = chart.limits
    if limits is None:
        return NhsSignals()
    sides = [_side(value, limits.mean) for _, value in chart.points]
    steps = [_side(later, earlier) for (_, earlier), (_, later) in pairwise(chart.points)]
    trends = [(first, last + 1) for first, last in _runs(steps, NHS_RUN_LENGTH - 1)]  # n points make n - 1 steps
    return NhsSignals(
        outside=_outside(chart.points, limits),
        shift7=_positions(chart.points, _runs(sides, NHS_RUN_LENGTH)),
        trend7=_positions(chart.points, trends),
        two_of_three=_far_points(chart.points, limits.mean, NHS_NEAR_LIMIT * limits.mr_bar, among=3, needed=2),
    )


def _limits(baseline: Sequence[float], screen_outliers: bool, lower_bound: float | None) -> Limits | None:
    if len(baseline) < MIN_POINTS:
        return None
    mean = fsum(baseline) / len(baseline)
    moving_ranges = [abs(later - earlier) for earlier, later in pairwise(baseline)]
    mr_bar = fsum(moving_ranges) / len(moving_ranges)
    if screen_outliers:
        usual = [moving_range for moving_range in moving_ranges if not above(moving_range, RANGE_FACTOR * mr_bar)]
        mr_bar = fsum(usual) / len(usual)
    lnpl = mean - LIMIT_FACTOR * mr_bar
    return Limits(
        state="firm" if len(baseline) >= FIRM_POINTS else "provisional",
        mean=mean,
        mr_bar=mr_bar,
        unpl=mean + LIMIT_FACTOR * mr_bar,
        lnpl=lnpl if lower_bound is None else max(lnpl, lower_bound),
        url=RANGE_FACTOR * mr_bar,
    )


def _signals(points: Sequence[Point], limits: Limits) -> Signals:
    sides = [_side(value, limits.mean) for _, value in points]
    return Signals(
        outside=_outside(points, limits),
        run8=_positions(points, _runs(sides, RUN_LENGTH)),
        three_of_four=_far_points(points, limits.mean, QUARTILE_FACTOR * limits.mr_bar, among=4, needed=3),
        mr_outside=tuple(
            position for (_, earlier), (position, later) in pairwise(points) if above(abs(later - earlier), limits.url)
        ),
    )


def _outside(points: Sequence[Point], limits: Limits) -> tuple[int, ...]:
    return tuple(position for position, value in points if above(value, limits.unpl) or below(value, limits.lnpl))


def _side(value: float, line: float) -> int:
    """Return 1 above the line, -1 below it, 0 on it."""
    return above(value, line) - below(value, line)


def _runs(sides: Sequence[int], length: int) -> list[tuple[int, int]]:
    """Return first and last index of maximal runs of one nonzero side, of at least the length."""
    runs, first = [], 0
    for index in range(1, len(sides) + 1):
        if index == len(sides) or sides[index] != sides[first]:
            if sides[first] != 0 and index - first >= length:
                runs.append((first, index - 1))
            first = index
    return runs


def _positions(points: Sequence[Point], runs: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((points[first][0], points[last][0]) for first, last in runs)


def _far_points(points: Sequence[Point], mean: float, distance: float, *, among: int, needed: int) -> tuple[int, ...]:
    """Return points farther than the distance from the mean, where enough of some consecutive ones lie on one side."""
    is_far: tuple[Callable[[float], bool], ...] = (
        lambda value: above(value, mean + distance),
        lambda value: below(value, mean - distance),
    )
    found: set[int] = set()
    for test in is_far:
        far = [test(value) for _, value in points]
        for start in range(len(points) - among + 1):
            if sum(far[start : start + among]) >= needed:
                found.update(points[index][0] for index in range(start, start + among) if far[index])
    return tuple(sorted(found))
