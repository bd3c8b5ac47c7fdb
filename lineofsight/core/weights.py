"""Weights of one parent: do they add up, and how are they spread anew (domain section 4.4). Exact arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from math import floor

SUM_TOLERANCE = Fraction(1, 100)


def adds_up(weights: Iterable[Fraction], total: Fraction = Fraction(100)) -> bool:
    """Test whether weights sum to the total, within a hundredth."""
    return abs(sum(weights, Fraction(0)) - total) <= SUM_TOLERANCE


def rebalance(
    weights: Mapping[str, Fraction],
    *,
    locked: Collection[str] = (),
    step: Fraction = Fraction(1),
    total: Fraction = Fraction(100),
) -> dict[str, Fraction] | None:
    """Return weights that sum to the total, free ones in proportion, in multiples of the step; None if that cannot be.

    Each free weight gets the whole steps of its share of what the locked ones leave; the steps left over go to the
    largest remainders, ties to the larger original weight, then to the smaller id. Free weights that are all zero
    share equally. It cannot be when the locked weights exceed the total, nothing is free, the remainder is not a
    multiple of the step, or a weight is negative.
    """
    free = {id_: weight for id_, weight in weights.items() if id_ not in locked}
    rest = total - sum((weights[id_] for id_ in weights if id_ in locked), Fraction(0))
    is_negative = any(weight < 0 for weight in weights.values())
    if step <= 0 or not free or rest < 0 or is_negative or (rest / step).denominator != 1:
        return None
    steps = _largest_remainder(free, int(rest / step))
    return {id_: steps[id_] * step if id_ in free else weight for id_, weight in weights.items()}


def _largest_remainder(shares: Mapping[str, Fraction], seats: int) -> dict[str, int]:
    total_share = sum(shares.values(), Fraction(0))
    if total_share == 0:
        shares, total_share = dict.fromkeys(shares, Fraction(1)), Fraction(len(shares))
    quotas = {id_: seats * share / total_share for id_, share in shares.items()}
    given = {id_: floor(quota) for id_, quota in quotas.items()}
    by_claim = sorted(shares, key=lambda id_: (given[id_] - quotas[id_], -shares[id_], id_))
    for id_ in by_claim[: seats - sum(given.values())]:
        given[id_] += 1
    return given
