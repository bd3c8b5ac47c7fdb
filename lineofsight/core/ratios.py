"""A ratio as it is read: per thousand, or as what is left of the whole.

Ratios are aggregated from their sums (`time_aggregation`, `org_aggregation`); only the quotient is dressed here.
"""

from __future__ import annotations

import numpy as np

from lineofsight.core.arrays import Array, Mask


def dressed_ratio(quotient: Array, *, factor: Array | float = 1.0, is_complement: Mask | bool = False) -> Array:
    """Return factor × quotient, or factor × (1 − quotient) for a complement such as on-time from late ÷ all."""
    return np.asarray(factor * np.where(is_complement, 1.0 - quotient, quotient))
