"""Where a KPI will stand at the end of the period, from what is known so far (domain section 5.2).

A flow adds up over the periods (sales), a stock stands at each of them (head-count). Too little data gives no
forecast, never a guess; a band from the natural limits says how much the rest of the way usually varies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isfinite, sqrt

from lineofsight.core import signals

METHODS = ("run_rate", "seasonal", "ols")
KINDS = ("flow", "stock")
MIN_POINTS_OLS = 3

Point = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Band:
    """The usual variation around what the process would give."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """The expected end value, its distance to the target, and what each remaining period must bring (flows only)."""

    forecast: float | None
    gap_to_target: float | None
    attainment: float | None
    required_per_remaining_period: float | None
    n_known: int
    n_remaining: int
    band: Band | None


def forecast(
    method: str,
    kind: str,
    values: Sequence[float | None],
    *,
    n_total: int,
    weights: Sequence[float] | None = None,
    target: float | None = None,
) -> Forecast:
    """Return the forecast for the end of `n_total` periods, of which `values` are the first ones.

    ``run_rate`` goes on as on average so far (a stock stays at its last value), ``seasonal`` scales by the weights of
    all periods (flows only), ``ols`` follows the straight line through at least three points. A missing period inside
    the values counts as elapsed. Impossible combinations give no forecast.
    """
    points = [(position, value) for position, value in enumerate(values, start=1) if value is not None]
    n_elapsed = points[-1][0] if points else 0
    n_remaining = max(0, n_total - n_elapsed)
    is_possible = n_elapsed <= n_total and bool(points)
    expected = _expected(method, kind, points, n_total, weights) if is_possible else None
    known_sum = fsum(value for _, value in points)
    required = None
    if kind == "flow" and target is not None and n_remaining > 0:
        required = (target - known_sum) / n_remaining
    return Forecast(
        forecast=expected,
        gap_to_target=None if expected is None or target is None else expected - target,
        attainment=None if expected is None or not target else expected / target,
        required_per_remaining_period=required,
        n_known=len(points),
        n_remaining=n_remaining,
        band=_band(kind, values, known_sum, n_remaining) if expected is not None else None,
    )


def _expected(
    method: str, kind: str, points: Sequence[Point], n_total: int, weights: Sequence[float] | None
) -> float | None:
    if method == "ols":
        return _trend(kind, points, n_total)
    if method == "seasonal":
        return _seasonal(points, n_total, weights) if kind == "flow" else None
    if kind == "stock":
        return points[-1][1]
    return fsum(value for _, value in points) * n_total / len(points)


def _seasonal(points: Sequence[Point], n_total: int, weights: Sequence[float] | None) -> float | None:
    if weights is None or len(weights) != n_total:
        return None
    known_weight = fsum(weights[position - 1] for position, _ in points)
    if known_weight <= 0:
        return None
    result = fsum(value for _, value in points) * fsum(weights) / known_weight
    return result if isfinite(result) else None


def _trend(kind: str, points: Sequence[Point], n_total: int) -> float | None:
    """Return the fitted end value of a stock; of a flow, what is known plus the fitted value of every other period."""
    if len(points) < MIN_POINTS_OLS:
        return None
    mean_t = fsum(t for t, _ in points) / len(points)
    mean_value = fsum(value for _, value in points) / len(points)
    spread = fsum((t - mean_t) ** 2 for t, _ in points)
    slope = fsum((t - mean_t) * (value - mean_value) for t, value in points) / spread
    if kind == "stock":
        return mean_value + slope * (n_total - mean_t)
    known = {t for t, _ in points}
    rest = fsum(mean_value + slope * (t - mean_t) for t in range(1, n_total + 1) if t not in known)
    return fsum(value for _, value in points) + rest


def _band(kind: str, values: Sequence[float | None], known_sum: float, n_remaining: int) -> Band | None:
    """Return what the natural limits allow: the rest of a flow varies with the root of its length."""
    limits = signals.xmr(values).limits
    if limits is None:
        return None
    if kind == "stock":
        return Band(limits.lnpl, limits.unpl)
    center = known_sum + n_remaining * limits.mean
    width = signals.LIMIT_FACTOR * limits.mr_bar * sqrt(n_remaining)
    return Band(center - width, center + width)
