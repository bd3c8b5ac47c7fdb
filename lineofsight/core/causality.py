"""Does a cause-and-effect link hold in the numbers? (domain section 2.4). Agreement is not proof.

A link between two objectives is a hypothesis: the driver moves first, the outcome follows after some periods, in the
expected direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lineofsight.core.arrays import TOLERANCE, Array, above, at_least

MIN_PAIRS = 8
VERDICTS = ("supported", "contradicted", "inconclusive", "insufficient")


@dataclass(frozen=True, slots=True)
class Lag:
    """How the two series go together when the outcome follows by some periods; `r` is None where it cannot be told."""

    lag: int
    n: int
    r: float | None


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """The verdict, the lag it rests on, and what was found at every lag."""

    lags: tuple[Lag, ...]
    best: Lag | None
    verdict: str


def check_link(
    driver: Sequence[float | None] | Array,
    outcome: Sequence[float | None] | Array,
    *,
    max_lag: int,
    expected_sign: int,
    min_n: int = MIN_PAIRS,
) -> LinkCheck:
    """Pair the driver with the outcome 0 to `max_lag` periods later and judge the strongest correlation.

    Pairs with a missing side leave. The best lag has the largest |r|, the smaller one on a tie. It counts when
    r² is at least 4/n; then its sign says whether the link is supported or contradicted.
    """
    first, second = np.array(driver, dtype=np.float64), np.array(outcome, dtype=np.float64)
    lags = tuple(_lag(first, second, lag, min_n) for lag in range(max_lag + 1))
    best: Lag | None = None
    for lag in lags:
        if lag.r is not None and (best is None or best.r is None or above(abs(lag.r), abs(best.r))):
            best = lag
    return LinkCheck(lags, best, _verdict(best, expected_sign))


def _verdict(best: Lag | None, expected_sign: int) -> str:
    if best is None or best.r is None:
        return "insufficient"
    if not at_least(best.r**2, 4 / best.n):
        return "inconclusive"
    return "supported" if best.r * expected_sign > 0 else "contradicted"


def _lag(driver: Array, outcome: Array, lag: int, min_n: int) -> Lag:
    size = max(0, min(len(driver), len(outcome) - lag))
    one, other = driver[:size], outcome[lag : lag + size]
    known = ~(np.isnan(one) | np.isnan(other))
    one, other = one[known], other[known]
    return Lag(lag, len(one), _pearson(one, other) if len(one) >= max(min_n, 1) else None)


def _pearson(one: Array, other: Array) -> float | None:
    if one.min() == one.max() or other.min() == other.max():
        return None
    first, second = _standard(one), _standard(other)
    length = float(np.sqrt((first @ first) * (second @ second)))
    if not length > TOLERANCE:
        return None
    return float(np.clip((first @ second) / length, -1.0, 1.0))


def _standard(values: Array) -> Array:
    """Return the values around their mean, as parts of the widest distance: neither huge nor tiny ones lose digits."""
    halved = values / 2  # the distance between two values of the largest size would be infinite
    around = halved - halved.mean()
    return np.asarray(around / np.abs(around).max(), dtype=np.float64)
