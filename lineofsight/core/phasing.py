"""The target of a period (domain section 3.6): a path through dated points, or shares of an annual target.

Dates are day numbers (`datetime.date.toordinal`), so that whole grids of KPIs × periods are one call.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lineofsight.core.arrays import Array, divide

PROFILES = ("linear", "step", "custom", "seasonal")
INTERPOLATIONS = ("linear", "step")


@dataclass(frozen=True, slots=True)
class Seasonal:
    """The target of each period and the running total."""

    periods: Array
    cumulative: Array


def linear_target(start_on: Array, start_value: Array, end_on: Array, end_value: Array, on: Array) -> Array:
    """Return targets on the straight line by calendar days; before and after it the nearest end value.

    An end before the start is contradictory and gives unknown. All arguments broadcast.
    """
    span = end_on - start_on
    share = np.where(span > 0, divide(np.asarray(on - start_on, dtype=np.float64), np.asarray(span, np.float64)), 1.0)
    share = np.where(on < start_on, 0.0, np.clip(share, 0.0, 1.0))
    return np.where(span >= 0, start_value + share * (end_value - start_value), np.nan)


def step_target(start_on: Array, start_value: Array, end_on: Array, end_value: Array, on: Array) -> Array:
    """Return the old target until the day before `end_on` and the new one from that day."""
    is_known = (end_on >= start_on) & np.isfinite(start_value) & np.isfinite(end_value)
    return np.where(is_known, np.where(on < end_on, start_value, end_value), np.nan)


def custom_target(points_on: Array, points_value: Array, on: Array, *, interpolation: str = "linear") -> Array:
    """Return targets along dated points in any order, as a polyline or in steps; outside, the nearest end value.

    No point at all, an unknown value, or two points on one day give unknown.
    """
    order = np.argsort(points_on, kind="stable")
    points_on = np.asarray(points_on, dtype=np.float64)[order]
    points_value = np.asarray(points_value, dtype=np.float64)[order]
    on = np.asarray(on, dtype=np.float64)
    if len(points_on) == 0 or not np.isfinite(points_value).all() or (np.diff(points_on) == 0).any():
        return np.full(on.shape, np.nan)
    if interpolation == "step":
        latest = np.searchsorted(points_on, on, side="right") - 1
        return points_value[np.maximum(latest, 0)]
    return np.interp(on, points_on, points_value)


def seasonal_targets(annual_target: float, weights: Array) -> Seasonal | None:
    """Return the annual target spread by weight, and cumulated; None when the weights do not sum to more than 0."""
    total_weight = float(np.sum(weights))
    if not (total_weight > 0 and np.isfinite(annual_target)):
        return None
    return Seasonal(annual_target * weights / total_weight, annual_target * np.cumsum(weights) / total_weight)
