"""Where the steps of a line of sight stand, and the strands between them: places on a grid, curves, widths that add up.

The picture is a grid of `TRACKS` columns and half rows, so that a page can place its steps by classes and let the text
grow with the reader's font, while the strands are one drawing stretched behind it. A strand that passes a column
without a step there gets a half row of its own in it, so it never runs through a step's text.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

TRACKS = 24
TRACK_WIDTH = 50
ROW_HEIGHT = 44
FULL_WIDTH = 11.0
"""Pixels of a strand that carries everything: 0.11 for each percent."""
LEAST_WIDTH = 1.4
BEND = 40
"""Pixels before a column in which strands change their row."""
SHAPE_MIDDLE = 10
SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """A step to place: its key, its column, how many half rows its text needs."""

    key: str
    column: int
    height: int = 2


@dataclass(frozen=True, slots=True)
class Link:
    """A strand to draw from one step to another further on. Without a share it only supports, or stops."""

    source: str
    target: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """One strand as an SVG path with its width in pixels; its share is written in the middle of its first bend.

    That is before `column`, in half row `row`, at its upper, middle or lower `third` (0, 1, 2).
    """

    path: str
    width: float
    column: int
    row: int
    third: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The first half row of every step, the number of half rows, and one curve per link in the order given."""

    rows: Mapping[str, int]
    height: int
    curves: tuple[Curve, ...]


def width_of(share: float | None, full: float = FULL_WIDTH) -> float:
    """Return the width of a strand: its share of the full width, and never too thin to be seen."""
    return max(LEAST_WIDTH, full * min(share, 1.0)) if share else LEAST_WIDTH


def lay_out(spots: Sequence[Spot], links: Sequence[Link], starts: Sequence[int], *, middles: bool = False) -> Layout:
    """Return where steps stand and how strands run. `starts` is the first track of each column.

    Strands go from a column to a later one; others are refused. With `middles` a strand meets the middle of a step (a
    card) instead of the shape at its top, and is half as wide, because each card's strands add up for themselves.
    """
    column = {spot.key: spot.column for spot in spots}
    if any(column[link.source] >= column[link.target] for link in links):
        raise ValueError("A strand runs from a column to a later one.")
    chains, heights = _chains(spots, links, column)
    rows = _rows(chains, heights, _ordered(spots, chains), [_pull(link) for link in links])
    curves = _curves(chains, links, rows, heights, starts, middles=middles)
    return Layout(
        rows={spot.key: rows[spot.key, spot.column] for spot in spots},
        height=max((rows[key] + heights[key] for key in rows), default=0),
        curves=curves,
    )


Stop = tuple[str, int]
"""A step or a passage: the key of the step (or of the link that passes, `~3`) and the column."""


def _chains(
    spots: Sequence[Spot], links: Sequence[Link], column: Mapping[str, int]
) -> tuple[list[list[Stop]], dict[Stop, int]]:
    """Return each link as its stops from column to column, and the half rows of every stop."""
    heights: dict[Stop, int] = {(spot.key, spot.column): spot.height for spot in spots}
    chains = []
    for number, link in enumerate(links):
        first, last = column[link.source], column[link.target]
        passed = [(f"~{number}", between) for between in range(first + 1, last)]
        heights |= dict.fromkeys(passed, 1)
        chains.append([(link.source, first), *passed, (link.target, last)])
    return chains, heights


def _ordered(spots: Sequence[Spot], chains: list[list[Stop]]) -> list[list[Stop]]:
    """Return the stops of each column from top to bottom, few strands crossing: each goes where its neighbors are."""
    columns: dict[int, list[Stop]] = {}
    for stop in [(spot.key, spot.column) for spot in spots] + [stop for chain in chains for stop in chain[1:-1]]:
        columns.setdefault(stop[1], []).append(stop)
    before, after = _neighbors(chains)
    order = [columns[number] for number in sorted(columns)]
    for sweep in range(SWEEPS):
        way, beside = (order, before) if sweep % 2 == 0 else (order[::-1], after)
        place = {stop: index / max(len(one), 1) for one in order for index, stop in enumerate(one)}
        for one in way:
            wish = {stop: _mean([place[other] for other in beside.get(stop, ())], place[stop]) for stop in one}
            one.sort(key=lambda stop: wish[stop])
            place |= {stop: index / max(len(one), 1) for index, stop in enumerate(one)}
    return order


def _rows(
    chains: list[list[Stop]], heights: Mapping[Stop, int], order: list[list[Stop]], pulls: list[float]
) -> dict[Stop, int]:
    """Return the half row of every stop: as near to its neighbors as the order and the heights allow."""
    pulled: dict[Stop, list[tuple[Stop, float]]] = {}
    for chain, pull in zip(chains, pulls, strict=True):
        for one, other in pairwise(chain):
            pulled.setdefault(one, []).append((other, pull))
            pulled.setdefault(other, []).append((one, pull))
    rows: dict[Stop, float] = {}
    for column in order:
        rows |= _stacked(column, heights)
    for sweep in range(SWEEPS):
        for column in order if sweep % 2 == 0 else order[::-1]:
            wishes = [_wish(stop, pulled.get(stop, ()), rows) for stop in column]
            rows |= _kept_apart(column, wishes, heights)
    top = min(rows.values(), default=0)
    return {stop: round(row - top) for stop, row in rows.items()}


def _stacked(column: list[Stop], heights: Mapping[Stop, int]) -> dict[Stop, float]:
    found, row = {}, 0.0
    for stop in column:
        found[stop] = row
        row += heights[stop]
    return found


def _wish(stop: Stop, pulled: Sequence[tuple[Stop, float]], rows: Mapping[Stop, float]) -> float:
    whole = sum(pull for _, pull in pulled)
    return sum(rows[other] * pull for other, pull in pulled) / whole if whole else rows[stop]


def _kept_apart(column: list[Stop], wishes: list[float], heights: Mapping[Stop, int]) -> dict[Stop, float]:
    """Return rows nearest to the wishes (least squares) in which nothing overlaps: neighbors that clash move as one."""
    offsets = list(_stacked(column, heights).values())
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        mean, count = wish - offset, 1
        while blocks and blocks[-1][0] > mean:
            earlier, size = blocks.pop()
            mean = (mean * count + earlier * size) / (count + size)
            count += size
        blocks.append((mean, count))
    bases = [math.floor(mean + 0.5) for mean, count in blocks for _ in range(count)]
    return {stop: base + offset for stop, base, offset in zip(column, bases, offsets, strict=True)}


def _curves(
    chains: list[list[Stop]],
    links: Sequence[Link],
    rows: Mapping[Stop, int],
    heights: Mapping[Stop, int],
    starts: Sequence[int],
    *,
    middles: bool,
) -> tuple[Curve, ...]:
    """Return the curves; strands at a stop are stacked in the order of where they come from or go to."""
    leaving: dict[Stop, list[tuple[int, int]]] = {}
    coming: dict[Stop, list[tuple[int, int]]] = {}
    for number, chain in enumerate(chains):
        for one, other in pairwise(chain):
            leaving.setdefault(one, []).append((rows[other], number))
            coming.setdefault(other, []).append((rows[one], number))
    widths = [width_of(link.share, FULL_WIDTH / 2 if middles else FULL_WIDTH) for link in links]
    out, into = _shifts(leaving, widths), _shifts(coming, widths)

    def height_of(stop: Stop) -> float:
        middle = heights[stop] * ROW_HEIGHT / 2 if middles else SHAPE_MIDDLE
        return rows[stop] * ROW_HEIGHT + middle

    curves = []
    for number, chain in enumerate(chains):
        x = starts[chain[0][1]] * TRACK_WIDTH + SHAPE_MIDDLE
        y = height_of(chain[0]) + out[chain[0], number]
        path = f"M{x} {_n(y)}"
        for one, other in pairwise(chain):
            end = starts[other[1]] * TRACK_WIDTH
            start_y = height_of(one) + out[one, number]
            end_y = height_of(other) + into[other, number]
            reach = SHAPE_MIDDLE if other == chain[-1] and not middles else 0
            path += f"H{end - BEND}C{end - BEND / 2:g} {_n(start_y)} {end - BEND / 2:g} {_n(end_y)} {end} {_n(end_y)}"
            path += f"H{end + reach}" if reach else ""
        middle = (y + height_of(chain[1]) + into[chain[1], number]) / 2
        row, rest = divmod(middle, ROW_HEIGHT)
        curves.append(Curve(path, round(widths[number], 2), chain[1][1], int(row), int(rest * 3 / ROW_HEIGHT)))
    return tuple(curves)


def _shifts(ends: Mapping[Stop, list[tuple[int, int]]], widths: list[float]) -> dict[tuple[Stop, int], float]:
    """Return how far each strand lies from the middle of its stop, so that the strands there lie side by side."""
    shifts = {}
    for stop, numbers in ends.items():
        at = -sum(widths[number] for _, number in numbers) / 2
        for _, number in sorted(numbers):
            shifts[stop, number] = at + widths[number] / 2
            at += widths[number]
    return shifts


def _neighbors(chains: list[list[Stop]]) -> tuple[dict[Stop, list[Stop]], dict[Stop, list[Stop]]]:
    before: dict[Stop, list[Stop]] = {}
    after: dict[Stop, list[Stop]] = {}
    for chain in chains:
        for one, other in pairwise(chain):
            after.setdefault(one, []).append(other)
            before.setdefault(other, []).append(one)
    return before, after


def _pull(link: Link) -> float:
    """Return how strongly a strand draws its ends to one row: thick ones run straight."""
    return 0.05 + (link.share or 0.0)


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
