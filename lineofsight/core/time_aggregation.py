"""From the periods of a span to one value, or to a running series (domain section 3.3).

Rows are series, columns are periods, oldest first; nan is a missing period. A running series is, at each period, the
plain aggregate of the periods that it looks back on, under the same missing policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from lineofsight.core.arrays import Array, Index, Mask, divide

METHODS = ("sum", "avg", "last", "min", "max", "ratio", "ytd_sum", "ytd_avg", "rolling_avg")
SERIES_METHODS = frozenset({"ytd_sum", "ytd_avg", "rolling_avg"})
MISSING_POLICIES = ("ignore", "zero", "require_all", "require_latest", "prorate")


@dataclass(frozen=True, slots=True)
class Aggregated:
    """`value` is one per row, or rows × periods for a running method; `expected` is the same for all rows."""

    value: Array
    present: Index
    expected: int

    @property
    def is_complete(self) -> Mask:
        """Test for each row that nothing is missing."""
        return np.asarray(self.present == self.expected)


def aggregate_time(
    method: str, values: Array, *, missing_policy: str = "ignore", window: int | None = None
) -> Aggregated:
    """Return one value per row (rows × periods for `SERIES_METHODS`).

    Policies: ``ignore`` uses what is present; ``zero`` counts a missing period as 0, but with nothing present only a
    sum is 0; ``require_all`` gives unknown when any period is missing; ``require_latest`` bears on ``last`` and
    ``prorate`` on sums (sum × expected ÷ present), elsewhere both act as ``ignore``. `window` is in periods.
    Ratios have `aggregate_ratio`.
    """
    values = np.asarray(values, dtype=np.float64)
    present = np.isfinite(values).sum(axis=1)
    if method == "rolling_avg":
        if window is None or window < 1:
            raise ValueError("rolling_avg needs a window of at least one period.")
        return Aggregated(_rolling(values, missing_policy, window), present, values.shape[1])
    if method in SERIES_METHODS:
        return Aggregated(_year_to_date(method, values, missing_policy), present, values.shape[1])
    value = _ONE_VALUE[method](values, missing_policy)
    if missing_policy == "require_all":
        value = np.where(present == values.shape[1], value, np.nan)
    return Aggregated(value, present, values.shape[1])


def aggregate_ratio(numerators: Array, denominators: Array, *, missing_policy: str = "ignore") -> Aggregated:
    """Return the sum of numerators ÷ the sum of denominators, over the periods that have both sides.

    Never a mean of ratios. A pair with one side missing is left out under every policy but ``require_all``.
    """
    is_pair = np.isfinite(numerators) & np.isfinite(denominators)
    present = is_pair.sum(axis=1)
    value = divide(
        np.where(is_pair, numerators, 0.0).sum(axis=1),
        np.where(is_pair, denominators, 0.0).sum(axis=1),
    )
    if missing_policy == "require_all":
        value = np.where(present == is_pair.shape[1], value, np.nan)
    return Aggregated(value, present, is_pair.shape[1])


def from_year_to_date(cumulative: Array, is_year_start: Mask) -> Array:
    """Return what each period added to a year-to-date series: the difference, or the value itself at a year's start.

    Signals run on these, because cumulated values hang together. Unknown after a gap.
    """
    before = np.concatenate((np.full((len(cumulative), 1), np.nan), cumulative[:, :-1]), axis=1)
    return cumulative - np.where(is_year_start, 0.0, before)


def _sum(values: Array, missing_policy: str) -> Array:
    n_present, n_expected = np.isfinite(values).sum(axis=1), values.shape[1]
    total = np.nansum(values, axis=1)
    if missing_policy == "zero":
        return np.asarray(total)
    if missing_policy == "prorate":
        return divide(total * n_expected, n_present.astype(np.float64))
    return np.where(n_present > 0, total, np.nan)


def _average(values: Array, missing_policy: str) -> Array:
    n_present = np.isfinite(values).sum(axis=1)
    n_counted = np.full(n_present.shape, values.shape[1]) if missing_policy == "zero" else n_present
    return np.where(n_present > 0, divide(np.nansum(values, axis=1), n_counted.astype(np.float64)), np.nan)


def _last(values: Array, missing_policy: str) -> Array:
    n_periods = values.shape[1]
    if n_periods == 0:
        return np.full(len(values), np.nan)
    is_present = np.isfinite(values)
    if missing_policy == "require_latest":
        return np.where(is_present[:, -1], values[:, -1], np.nan)
    if missing_policy == "zero":
        return np.where(is_present.any(axis=1), np.nan_to_num(values[:, -1], nan=0.0), np.nan)
    steps_back = np.argmax(is_present[:, ::-1], axis=1)
    latest = values[np.arange(len(values)), n_periods - 1 - steps_back]
    return np.where(np.isfinite(latest), latest, np.nan)


def _extreme(values: Array, missing_policy: str, *, sign: float) -> Array:
    """Return the lowest of sign × value, given back with its sign: the minimum for 1, the maximum for -1."""
    is_present = np.isfinite(values)
    filler = 0.0 if missing_policy == "zero" else np.inf
    lowest = np.where(is_present, sign * values, filler).min(axis=1, initial=np.inf)
    return np.where(is_present.any(axis=1), sign * lowest + 0.0, np.nan)  # adding zero turns -0.0 into 0.0


_ONE_VALUE: Mapping[str, Callable[[Array, str], Array]] = {
    "sum": _sum,
    "avg": _average,
    "last": _last,
    "min": lambda values, missing_policy: _extreme(values, missing_policy, sign=1.0),
    "max": lambda values, missing_policy: _extreme(values, missing_policy, sign=-1.0),
}


def _year_to_date(method: str, values: Array, missing_policy: str) -> Array:
    """Return the sum or average of the year so far at each period: through gaps, unknown before the first value."""
    is_present = np.isfinite(values)
    n_present = np.cumsum(is_present, axis=1)
    n_elapsed = np.broadcast_to(np.arange(1, values.shape[1] + 1), values.shape)
    total = np.cumsum(np.where(is_present, values, 0.0), axis=1)
    if method == "ytd_avg":
        total = divide(total, (n_elapsed if missing_policy == "zero" else n_present).astype(np.float64))
    elif missing_policy == "prorate":
        total = divide(total * n_elapsed, n_present.astype(np.float64))
    if missing_policy == "require_all":
        return np.where(n_present == n_elapsed, total, np.nan)
    if missing_policy == "zero" and method == "ytd_sum":
        return total
    return np.where(n_present > 0, total, np.nan)


def _rolling(values: Array, missing_policy: str, window: int) -> Array:
    """Return the mean of the window that ends at each period; unknown until the window is full in positions."""
    means = np.full(values.shape, np.nan)
    if values.shape[1] < window:
        return means
    windows = np.lib.stride_tricks.sliding_window_view(values, window, axis=1)
    n_present = np.isfinite(windows).sum(axis=2)
    n_counted = np.full(n_present.shape, window) if missing_policy == "zero" else n_present
    mean = divide(np.nansum(windows, axis=2), n_counted.astype(np.float64))
    n_needed = window if missing_policy == "require_all" else 1
    means[:, window - 1 :] = np.where(n_present >= n_needed, mean, np.nan)
    return means
