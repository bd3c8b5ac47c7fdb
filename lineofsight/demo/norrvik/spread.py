"""Repeatable variety without a random generator: shares that add up, and digests instead of dice."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def digest(*keys: object) -> int:
    """Return a 64-bit number that depends on the keys only, on every machine and Python version."""
    text = "\x1f".join(str(key) for key in keys)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def pick(choices: Sequence[T], *keys: object) -> T:
    """Return one of the choices, always the same one for the same keys."""
    return choices[digest(*keys) % len(choices)]


def wobble(*keys: object) -> Decimal:
    """Return a number from -1 to 1 in steps of 0.001, always the same one for the same keys."""
    return Decimal(digest(*keys) % 2001 - 1000) / 1000


def split(total: int, weights: Sequence[Decimal | int]) -> tuple[int, ...]:
    """Return whole parts of `total` in proportion to the weights; largest remainders first, so nothing is lost."""
    whole = sum(Fraction(weight) for weight in weights)
    exact = [Fraction(weight) * total / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return tuple(parts)


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Return the value with a fixed number of decimals, half away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
