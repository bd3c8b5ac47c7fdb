"""Rounding half up, away from zero, once and at the end (domain section 0.2)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np

from lineofsight.core.arrays import Array

SCORE_PLACES = 6
_WIDE = Context(prec=100)  # the default of 28 digits would refuse large amounts
_SCALE = 10**SCORE_PLACES
_HALF = 0.5 + 1e-6  # lifts a tie that float64 holds just below the half; far finer than any stored decimal


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Return a decimal rounded to a number of places, ties away from zero (2.5 becomes 3, -2.5 becomes -3)."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE)


def round_scores(scores: Array) -> Array:
    """Return scores as they are stored: six decimals, half up; unknown stays unknown.

    The only place where a score is rounded. A status is decided before it.
    """
    magnitude = np.floor(np.abs(scores) * _SCALE + _HALF) / _SCALE
    return np.asarray(np.copysign(magnitude, scores) + 0.0)  # adding zero turns -0.0 into 0.0
