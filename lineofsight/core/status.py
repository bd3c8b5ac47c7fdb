"""From scores to status: bands with hysteresis (domain section 4.2).

Improving across a boundary b needs a score of at least b + h, worsening one below b - h; a status may move several
bands at once. Without data the status is ``no_data`` and the memory of the last colored one is kept.
"""

from __future__ import annotations

import numpy as np

from lineofsight.core.arrays import Array, Codes, Mask, above, at_least

STATUSES = ("no_data", "red", "amber", "green")
NO_DATA, RED, AMBER, GREEN = range(len(STATUSES))

GREEN_AT = 200.0 / 3.0
AMBER_AT = 100.0 / 3.0
HYSTERESIS = 2.0


def is_valid_config(
    green_at: Array | float = GREEN_AT, amber_at: Array | float = AMBER_AT, hysteresis: Array | float = HYSTERESIS
) -> Mask:
    """Test that the bands are further apart than twice the hysteresis, which is not negative."""
    gap = np.asarray(green_at, dtype=np.float64) - amber_at
    width = np.asarray(hysteresis, dtype=np.float64)
    return np.asarray(above(gap, 2.0 * width) & (width >= 0.0))


def step_status(
    remembered: Codes,
    scores: Array,
    green_at: Array | float = GREEN_AT,
    amber_at: Array | float = AMBER_AT,
    hysteresis: Array | float = HYSTERESIS,
) -> Codes:
    """Return the status of many nodes in one period, given the last colored status of each (or `NO_DATA`).

    Scores are unrounded. An unknown score, or a node whose bands contradict themselves, has `NO_DATA`.
    Carry the memory to the next period with `remember`.
    """
    reach = np.where(remembered == NO_DATA, 0.0, hysteresis)  # a first status has no boundary to cross back
    is_green = at_least(scores, green_at + np.where(remembered == GREEN, -reach, reach))
    is_not_red = at_least(scores, amber_at + np.where(remembered == RED, reach, -reach))
    status = np.where(is_green, GREEN, np.where(is_not_red, AMBER, RED))
    is_known = np.isfinite(scores) & is_valid_config(green_at, amber_at, hysteresis)
    return np.where(is_known, status, NO_DATA).astype(np.int8)


def remember(remembered: Codes, statuses: Codes) -> Codes:
    """Return the memory after a period: the new status where it has a color, else the one kept before."""
    return np.where(statuses == NO_DATA, remembered, statuses).astype(np.int8)


def status_series(
    scores: Array,
    green_at: Array | float = GREEN_AT,
    amber_at: Array | float = AMBER_AT,
    hysteresis: Array | float = HYSTERESIS,
    *,
    initial: Codes | int = NO_DATA,
) -> Codes:
    """Return the status of each node (row) in each period (column, oldest first).

    Thresholds broadcast over rows; one that changes from period to period may be given as nodes × periods.
    """
    scores = np.asarray(scores, dtype=np.float64)
    bands = [np.broadcast_to(_as_column(band), scores.shape) for band in (green_at, amber_at, hysteresis)]
    statuses = np.empty(scores.shape, dtype=np.int8)
    memory = np.broadcast_to(np.asarray(initial, dtype=np.int8), scores.shape[:1])
    for period in range(scores.shape[1]):
        statuses[:, period] = step_status(memory, scores[:, period], *(band[:, period] for band in bands))
        memory = remember(memory, statuses[:, period])
    return statuses


def _as_column(band: Array | float) -> Array:
    band = np.asarray(band, dtype=np.float64)
    return band[:, np.newaxis] if band.ndim == 1 else band
