"""Sparkline: the shape of a series in 58 × 18 px, and a bullet: a value against target and red flag."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lineofsight.base.ui.components import Bullet
from lineofsight.base.ui.svg.scale import Scale, finite

WIDTH, HEIGHT = 58, 18
LEFT, RIGHT, TOP, BOTTOM = 2.0, 54.0, 3.0, 15.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Unbroken pieces of the line, and the last known point."""

    pieces: tuple[tuple[Point, ...], ...]
    last: Point | None


@dataclass(frozen=True, slots=True)
class BulletLayout:
    """Pixels on a bar of 120: end of the value, place of target and red flag, the part past the red flag."""

    value: float | None
    target: float | None
    red_flag: float | None
    poor: tuple[float, float] | None


BULLET_WIDTH = 120


def sparkline(values: Sequence[float | None], *, wide: float = WIDTH) -> Sparkline:
    """Return the polyline of a series in a width; a missing value breaks the line and is not drawn as anything."""
    known = finite(values)
    if not known:
        return Sparkline((), None)
    x = Scale(0, max(len(values) - 1, 1), LEFT, wide - (WIDTH - RIGHT))
    y = Scale(min(known), max(known), BOTTOM, TOP)
    pieces: list[tuple[Point, ...]] = []
    piece: list[Point] = []
    for index, value in enumerate([*values, None]):
        if value is not None and math.isfinite(value):
            piece.append((round(x(index), 1), round(y(value), 1)))
        elif piece:
            pieces.append(tuple(piece))
            piece = []
    return Sparkline(tuple(pieces), pieces[-1][-1])


def bullet(given: Bullet) -> BulletLayout:
    """Return the bar of a bullet; a value outside low..high is drawn at the end it passes."""
    x = Scale(given.low, given.high, 0, BULLET_WIDTH)

    def at(value: float | None) -> float | None:
        if value is None or not math.isfinite(value):
            return None
        return round(min(max(x(value), 0.0), float(BULLET_WIDTH)), 1)

    target, red_flag = at(given.target), at(given.red_flag)
    poor = None
    if target is not None and red_flag is not None and target != red_flag:
        poor = (0.0, red_flag) if red_flag < target else (red_flag, float(BULLET_WIDTH))
    return BulletLayout(at(given.value), target, red_flag, poor)
