"""Linear scales, round ticks, and labels that keep out of each other's way."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from a domain (data) to a range (pixels); a domain without extent maps to the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Axis:
    """Round ticks over a domain, and how many decimals they need."""

    low: float
    high: float
    ticks: tuple[float, ...]
    decimals: int


def finite(values: Iterable[float | None]) -> list[float]:
    """Return the values that are there and finite."""
    return [value for value in values if value is not None and math.isfinite(value)]


def round_step(span: float, wanted: int) -> float:
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten that cuts the span into at most `wanted` steps."""
    rough = span / max(wanted, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in ROUND_STEPS if step * power >= rough * (1 - TOLERANCE))


def axis_for(values: Sequence[float], *, wanted: int = 4, headroom: float = 0.0) -> Axis:
    """Return an axis from the round tick below the values to `headroom` (a share of the span) above them."""
    if not values:
        return Axis(0.0, 1.0, (0.0, 1.0), 0)
    low, high = min(values), max(values)
    if high - low <= TOLERANCE * max(1.0, abs(high)):
        margin = abs(high) / 10 or 1.0
        low, high = low - margin, high + margin
    step = round_step(high - low, wanted)
    first = math.floor(low / step + TOLERANCE)
    top = high + headroom * (high - first * step)
    last = math.floor(high / step + TOLERANCE)
    ticks = tuple(index * step for index in range(first, last + 1))
    return Axis(first * step, max(top, ticks[-1]), ticks, decimals_of(step))


def decimals_of(step: float) -> int:
    """Return how many decimals a round step needs (0.25 needs 2)."""
    for decimals in range(10):
        if abs(step * 10**decimals - round(step * 10**decimals)) < TOLERANCE * max(1.0, step * 10**decimals):
            return decimals
    return 10


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Move positions apart to at least `gap`, as little as possible, inside `low..high`, and keep their order.

    Neighbors that touch form a block that sits on the mean of what its members want. More labels than fit are spaced
    evenly, which is the only case where the gap is not kept.
    """
    if not wanted:
        return []
    if gap * (len(wanted) - 1) > high - low:
        gap = (high - low) / (len(wanted) - 1)
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    blocks: list[tuple[float, int]] = []  # sum of (wanted − offset in the block), members
    for index in order:
        blocks.append((wanted[index], 1))
        while len(blocks) > 1 and _touch(blocks[-2], blocks[-1], gap):
            (total, members), (later, more) = blocks[-2:]
            blocks[-2:] = [(total + later - more * members * gap, members + more)]
    placed = [start + step * gap for start, members in _clamped(blocks, gap, low, high) for step in range(members)]
    result = [0.0] * len(wanted)
    for index, position in zip(order, placed, strict=True):
        result[index] = position
    return result


def _touch(before: tuple[float, int], after: tuple[float, int], gap: float) -> bool:
    return before[0] / before[1] + before[1] * gap > after[0] / after[1]


def _clamped(blocks: list[tuple[float, int]], gap: float, low: float, high: float) -> list[tuple[float, int]]:
    starts = [total / members for total, members in blocks]
    floor = low
    for position, (_, members) in enumerate(blocks):
        starts[position] = max(starts[position], floor)
        floor = starts[position] + members * gap
    ceiling = high
    for position in reversed(range(len(blocks))):
        members = blocks[position][1]
        starts[position] = min(starts[position], ceiling - (members - 1) * gap)
        ceiling = starts[position] - gap
    return [(start, members) for start, (_, members) in zip(starts, blocks, strict=True)]
