"""From a value to a score of 0 to 100 (domain section 4.1).

Everything is vectorized: values and parameters broadcast, each element has its own parameters and gets a reason.
Polarity is +1 (maximize), -1 (minimize) or 0 (not stated, unknown, or no direction).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lineofsight.core.arrays import Array, Codes, Mask, above, at_least, below

REASONS = ("ok", "no_value", "invalid_config", "unknown_label", "unscored")
OK, NO_VALUE, INVALID_CONFIG, UNKNOWN_LABEL, UNSCORED = range(len(REASONS))

CAPS = ("both", "lower", "none")
CAP_BOTH, CAP_LOWER, CAP_NONE = range(len(CAPS))

MAXIMIZE, MINIMIZE, NO_POLARITY = 1, -1, 0

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "goal_red_flag": ("goal", "red_flag"),
    "two_color": ("goal", "floor"),
    "baseline_target": ("baseline", "target"),
    "min_max": ("min", "max"),
    "attainment": ("target",),
    "binary": ("target",),
    "range": ("low_fail", "low_ok", "high_ok", "high_fail"),
    "yes_no": ("good",),
    "linear_points": ("points",),
    "text": ("labels",),
    "unscored": (),
}
SCORING_TYPES = tuple(PARAMETERS)

Formula = Callable[..., tuple[Array, Mask]]


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores with the reason of each; a score is nan exactly where its reason is not ``ok``."""

    scores: Array
    reasons: Codes


def score_values(
    scoring_type: str,
    values: Array,
    parameters: Mapping[str, Array | float],
    *,
    cap: Codes | int = CAP_BOTH,
    polarity: Codes | int = NO_POLARITY,
) -> Scored:
    """Return the scores of numeric values under one scoring type, with parameters per element.

    Parameters are named in `PARAMETERS`; an unknown (nan) one, or a contradictory set, gives ``invalid_config``.
    A stated polarity that contradicts the order of goal and red flag (floor, baseline) does too.
    For `yes_no` a value is 1 (yes) or 0 (no). `linear_points` and `text` have functions of their own.
    """
    values = np.asarray(values, dtype=np.float64)
    if scoring_type == "unscored":
        return Scored(np.full(values.shape, np.nan), np.full(values.shape, UNSCORED, dtype=np.int8))
    named = {name: np.asarray(parameters[name], dtype=np.float64) for name in PARAMETERS[scoring_type]}
    with np.errstate(all="ignore"):
        raw, is_valid = _FORMULAS[scoring_type](values, polarity=np.asarray(polarity), **named)
    for parameter in named.values():
        is_valid = is_valid & np.isfinite(parameter)
    is_unknown_label = np.isfinite(values) & ~np.isin(values, (0, 1)) if scoring_type == "yes_no" else False
    return _finish(values, raw, is_valid, cap, is_unknown_label)


def score_points(values: Array, points: Array, *, cap: Codes | int = CAP_BOTH) -> Scored:
    """Return scores along the straight lines through (value, score) points, given in any order.

    Outside the points the end scores hold; with cap ``none`` the end segments go on. Fewer than two points, equal
    values or an unknown coordinate give ``invalid_config``.
    """
    values = np.asarray(values, dtype=np.float64)
    points = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    points = points[np.argsort(points[:, 0], kind="stable")]
    at, score = points[:, 0], points[:, 1]
    is_valid = len(points) >= 2 and bool(np.isfinite(points).all()) and bool(above(np.diff(at), 0.0).all())
    if not is_valid:
        return _finish(values, values, np.zeros(values.shape, dtype=np.bool_), cap)
    with np.errstate(all="ignore"):
        held = np.interp(values, at, score)
        first_slope = (score[1] - score[0]) / (at[1] - at[0])
        last_slope = (score[-1] - score[-2]) / (at[-1] - at[-2])
        extended = np.where(values < at[0], score[0] + first_slope * (values - at[0]), held)
        extended = np.where(values > at[-1], score[-1] + last_slope * (values - at[-1]), extended)
    raw = np.where(np.asarray(cap) == CAP_NONE, extended, held)
    return _finish(values, raw, np.ones(values.shape, dtype=np.bool_), cap)


def score_labels(
    labels: Sequence[str | None], score_by_label: Mapping[str, float], *, cap: Codes | int = CAP_BOTH
) -> Scored:
    """Return the score mapped to each label; a label that is not mapped gives ``unknown_label``."""
    raw = np.array(
        [score_by_label.get(label, np.nan) if label is not None else np.nan for label in labels], dtype=float
    )
    is_given = np.array([label is not None for label in labels], dtype=np.bool_)
    is_known = np.array([label in score_by_label for label in labels], dtype=np.bool_)
    return _finish(np.where(is_given, 0.0, np.nan), raw, np.ones(raw.shape, dtype=np.bool_), cap, ~is_known)


def _finish(
    values: Array, raw: Array, is_valid: Mask, cap: Codes | int, is_unknown_label: Mask | bool = False
) -> Scored:
    """Return capped scores with reasons; a missing value is said first, then the label, then the configuration."""
    cap = np.asarray(cap)
    capped = np.where(cap == CAP_NONE, raw, np.maximum(raw, 0.0))
    capped = np.where(cap == CAP_BOTH, np.minimum(capped, 100.0), capped)
    reasons = np.where(is_valid & np.isfinite(capped), OK, INVALID_CONFIG)
    reasons = np.where(is_unknown_label, UNKNOWN_LABEL, reasons)
    reasons = np.where(np.isfinite(values), reasons, NO_VALUE).astype(np.int8)
    return Scored(np.where(reasons == OK, capped, np.nan), reasons)


def _leads_upward(from_: Array, to: Array, polarity: Codes) -> Mask:
    """Test that two anchors differ, and that their order does not contradict a stated polarity."""
    is_rising, is_falling = above(to, from_), below(to, from_)
    return np.asarray((is_rising & (polarity != MINIMIZE)) | (is_falling & (polarity != MAXIMIZE)))


def _goal_red_flag(values: Array, goal: Array, red_flag: Array, polarity: Codes) -> tuple[Array, Mask]:
    """33.3 at the red flag, 66.7 at the goal, linear; a goal below the red flag means lower is better."""
    position = (values - red_flag) / (goal - red_flag)
    return 100.0 / 3.0 * (1.0 + position), _leads_upward(red_flag, goal, polarity)


def _two_color(values: Array, goal: Array, floor: Array, polarity: Codes) -> tuple[Array, Mask]:
    """0 at the floor, 50 at the goal, 100 as far beyond the goal."""
    position = (values - goal) / (goal - floor)
    return 50.0 * (1.0 + position), _leads_upward(floor, goal, polarity)


def _baseline_target(values: Array, baseline: Array, target: Array, polarity: Codes) -> tuple[Array, Mask]:
    """Progress: 0 at the baseline, 100 at the target, in either direction."""
    return 100.0 * (values - baseline) / (target - baseline), _leads_upward(baseline, target, polarity)


def _min_max(values: Array, polarity: Codes, **scale: Array) -> tuple[Array, Mask]:
    """Performance: position on a scale, mirrored where lower is better."""
    low, high = scale["min"], scale["max"]
    way = np.where(polarity == MINIMIZE, high - values, values - low)
    return 100.0 * way / (high - low), above(high, low) & (polarity != NO_POLARITY)


def _attainment(values: Array, target: Array, polarity: Codes) -> tuple[Array, Mask]:
    """Share of the target; where lower is better, as far above 100 as the value is below the target."""
    share = values / target
    return 100.0 * np.where(polarity == MINIMIZE, 2.0 - share, share), above(target, 0.0) & (polarity != NO_POLARITY)


def _binary(values: Array, target: Array, polarity: Codes) -> tuple[Array, Mask]:
    """100 when the target is met, exactly included, else 0."""
    is_met = np.where(polarity == MINIMIZE, ~above(values, target), at_least(values, target))
    return np.where(is_met, 100.0, 0.0), np.broadcast_to(polarity != NO_POLARITY, is_met.shape)


def _range(
    values: Array, low_fail: Array, low_ok: Array, high_ok: Array, high_fail: Array, polarity: Codes
) -> tuple[Array, Mask]:
    """100 inside the good range, falling to 0 at either failing value. A range has no polarity to contradict."""
    rising = 100.0 * (values - low_fail) / (low_ok - low_fail)
    falling = 100.0 * (high_fail - values) / (high_fail - high_ok)
    raw = np.minimum(100.0, np.minimum(rising, falling))
    return raw, above(low_ok, low_fail) & at_least(high_ok, low_ok) & above(high_fail, high_ok)


def _yes_no(values: Array, good: Array, polarity: Codes) -> tuple[Array, Mask]:
    """100 for the good answer, 0 for the other. An answer has no polarity to contradict."""
    return np.where(values == good, 100.0, 0.0), np.isin(good, (0, 1))


_FORMULAS: Mapping[str, Formula] = {
    "goal_red_flag": _goal_red_flag,
    "two_color": _two_color,
    "baseline_target": _baseline_target,
    "min_max": _min_max,
    "attainment": _attainment,
    "binary": _binary,
    "range": _range,
    "yes_no": _yes_no,
}
