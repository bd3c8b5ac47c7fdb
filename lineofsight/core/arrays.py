"""Array types of the core, and the one way to compare with a threshold.

Two numbers that are equal on paper may differ in the last bits as float64. A comparison with a threshold therefore
allows ``TOLERANCE`` (absolute): a KPI exactly at its goal is green, one exactly at its red flag is amber. Above a
million the last bits are worth more than that, so ``LAST_BITS`` of the threshold are allowed instead; they are less
than the last of 15 digits, which is what a table can hold.
"""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int8]
Index = NDArray[np.int64]
Mask = NDArray[np.bool_]

TOLERANCE = 1e-9
LAST_BITS = 2.0**-50
_LARGE = TOLERANCE / LAST_BITS


@overload
def at_least(value: float, threshold: float) -> bool: ...
@overload
def at_least(value: Array, threshold: Array | float) -> Mask: ...
def at_least(value: Array | float, threshold: Array | float) -> Mask | bool:
    """Test whether a value reaches a threshold, equality on paper included; unknown does not."""
    return value >= threshold - _slack(threshold)


@overload
def above(value: float, threshold: float) -> bool: ...
@overload
def above(value: Array, threshold: Array | float) -> Mask: ...
def above(value: Array | float, threshold: Array | float) -> Mask | bool:
    """Test whether a value is strictly above a threshold, by more than float noise; unknown is not."""
    return value > threshold + _slack(threshold)


@overload
def below(value: float, threshold: float) -> bool: ...
@overload
def below(value: Array, threshold: Array | float) -> Mask: ...
def below(value: Array | float, threshold: Array | float) -> Mask | bool:
    """Test whether a value is strictly below a threshold, by more than float noise; unknown is not."""
    return value < threshold - _slack(threshold)


def _slack(threshold: Array | float) -> Array | float:
    """Return by how much a number may miss a threshold and still be equal to it on paper."""
    if isinstance(threshold, (float, int)):
        return max(TOLERANCE, LAST_BITS * abs(threshold))
    if not ((threshold > _LARGE) | (threshold < -_LARGE)).any():  # all but money: the cheap way for many scores
        return TOLERANCE
    return np.maximum(TOLERANCE, LAST_BITS * np.abs(threshold))


def divide(numerator: Array, denominator: Array) -> Array:
    """Return the quotient; division by zero gives unknown, never infinity or an exception."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        quotient = np.asarray(numerator / denominator, dtype=np.float64)
    return np.where(np.isfinite(quotient), quotient, np.nan)


def or_none(value: float) -> float | None:
    """Return a plain float, or None where the array world says nan."""
    return None if np.isnan(value) else float(value)
