"""Places cards in the rows of a map and leads links around them, along channels and corridors of their own.

Rows (perspectives) lie one below the other. A row with many cards takes several lines. All lines share the same
columns, so the gaps between columns run straight through the whole map. A link leaves its driver through a *port* on
the edge that faces the outcome, runs sideways on a *track* of the *channel* between two lines, passes the lines
between the two in a *lane* of the gap between two columns, and enters the outcome at a port of its own. No two links
run on top of each other: ports, tracks and lanes are handed out once.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lineofsight.strategy.picture.routing import Ends, Route, route_all

MOST_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the far edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the map: how much height its head needs, and its cards in order, each with its height."""

    head_height: float
    cards: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Measures of the drawing, in its own units (pixels at natural size)."""

    width: float = 1310.0
    head: float = 140.0
    pad: float = 6.0
    gap: float = 18.0
    lane: float = 7.0
    channel: float = 30.0
    track: float = 7.0
    clear: float = 12.0
    narrowest: float = 172.0
    widest: float = 300.0
    empty: float = 64.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Which line and column each card stands in, and the line at which each row begins."""

    columns: int
    lines: tuple[tuple[str, ...], ...]
    first_line: tuple[int, ...]
    place: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Picture:
    """Where everything is."""

    width: float
    height: float
    card_width: float
    bands: tuple[Box, ...]
    heads: tuple[Box, ...]
    cards: dict[str, Box]
    routes: tuple[Route, ...]

    def mirrored(self) -> "Picture":
        """Return the picture for a language that is read from right to left."""

        def turned(box: Box) -> Box:
            return Box(self.width - box.right, box.y, box.width, box.height)

        return Picture(
            self.width,
            self.height,
            self.card_width,
            tuple(map(turned, self.bands)),
            tuple(map(turned, self.heads)),
            {key: turned(box) for key, box in self.cards.items()},
            tuple(route.mirrored(self.width) for route in self.routes),
        )


def arrange(rows: Sequence[Sequence[str]]) -> Grid:
    """Return the grid of cards: rows in lines of equal length, at most so many beside each other."""
    widest = max((len(row) for row in rows), default=0)
    columns = max(1, math.ceil(widest / math.ceil(widest / MOST_COLUMNS))) if widest else 1
    lines: list[tuple[str, ...]] = []
    first = []
    for row in rows:
        first.append(len(lines))
        count = max(1, math.ceil(len(row) / columns))
        length = max(1, math.ceil(len(row) / count))
        lines += [tuple(row[start : start + length]) for start in range(0, max(len(row), 1), length)]
    place = {key: (line, column) for line, keys in enumerate(lines) for column, key in enumerate(keys)}
    return Grid(columns, tuple(lines), tuple(first), place)


def card_width(rows: Sequence[Sequence[str]], links: Sequence[tuple[str, str]], sizes: Sizes) -> float:
    """Return how wide the cards will be, which is needed to wrap their texts before their heights are known."""
    grid = arrange(rows)
    return _width_of_cards(grid, _gaps(grid, Ends.all_of(grid.place, grid.columns, links), sizes), sizes)


def _gaps(grid: Grid, ends: Sequence[Ends], sizes: Sizes) -> list[float]:
    lanes = [0] * (grid.columns + 1)
    for end in ends:
        if end.gap is not None:
            lanes[end.gap] = max(lanes[end.gap], end.lane + 1)
    least = [4.0, *[sizes.gap] * (grid.columns - 1), 0.0]
    return [max(low, (count + 1) * sizes.lane if count else 0.0) for low, count in zip(least, lanes, strict=True)]


def _width_of_cards(grid: Grid, gaps: Sequence[float], sizes: Sizes) -> float:
    room = sizes.width - sizes.head - 2 * sizes.pad - sum(gaps)
    return min(max(room / grid.columns, sizes.narrowest), sizes.widest)


def lay_out(rows: Sequence[Row], links: Sequence[tuple[str, str]], sizes: Sizes | None = None) -> Picture:
    """Return where cards, heads of rows and links are; links are (driver, outcome) and keep their order.

    A link whose ends are the same card or not on the map is left out.
    """
    sizes = sizes or Sizes()
    grid = arrange([[key for key, _ in row.cards] for row in rows])
    ends = Ends.all_of(grid.place, grid.columns, links)
    gaps = _gaps(grid, ends, sizes)
    width = _width_of_cards(grid, gaps, sizes)
    left = [sizes.pad + sizes.head + sum(gaps[: column + 1]) + column * width for column in range(grid.columns)]
    across = route_all(ends, left, width, gaps, sizes.lane, len(grid.lines))
    channels = [
        _channel(place, len(grid.lines), tracks, place in grid.first_line, sizes)
        for place, tracks in enumerate(across.tracks)
    ]
    heights = _heights(rows, grid, channels, sizes)
    tops: list[float] = []
    y = 0.0
    for channel, height in zip(channels, heights, strict=False):
        tops.append(y + channel)
        y += channel + height
    whole = sizes.pad + sizes.head + sum(gaps) + grid.columns * width + sizes.pad
    cards = {
        key: Box(round(left[column], 2), round(tops[line], 2), round(width, 2), round(heights[line], 2))
        for key, (line, column) in grid.place.items()
    }
    bands = _bands(grid, tops, heights, whole, sizes)
    return Picture(
        width=round(whole, 2),
        height=round(y + channels[-1], 2),
        card_width=round(width, 2),
        bands=bands,
        heads=tuple(Box(sizes.pad, band.y + sizes.pad, sizes.head - 10, band.height - 2 * sizes.pad) for band in bands),
        cards=cards,
        routes=across.placed(tops, heights, channels, sizes.clear, sizes.track),
    )


def _channel(place: int, lines: int, tracks: int, is_between: bool, sizes: Sizes) -> float:
    """Return the height of the channel above a line (below the last one): room for its tracks and for arrow heads."""
    if place in (0, lines):
        return sizes.pad + (sizes.clear + tracks * sizes.track if tracks else 0)
    least = sizes.channel if is_between else sizes.channel * 0.7
    return max(least, 2 * sizes.clear + max(tracks - 1, 0) * sizes.track + 2)


def _heights(rows: Sequence[Row], grid: Grid, channels: Sequence[float], sizes: Sizes) -> list[float]:
    """Return the height of each line: that of its tallest card, and together as much as the head of the row needs."""
    tall = {key: height for row in rows for key, height in row.cards}
    heights = [max((tall[key] for key in line), default=sizes.empty) for line in grid.lines]
    ends = (*grid.first_line[1:], len(grid.lines))
    for row, first, end in zip(rows, grid.first_line, ends, strict=True):
        have = sum(heights[first:end]) + sum(channels[first + 1 : end])
        if have < row.head_height:
            more = (row.head_height - have) / (end - first)
            heights[first:end] = [height + more for height in heights[first:end]]
    return heights


def _bands(grid: Grid, tops: Sequence[float], heights: Sequence[float], whole: float, sizes: Sizes) -> tuple[Box, ...]:
    ends = (*grid.first_line[1:], len(grid.lines))
    made = []
    for first, end in zip(grid.first_line, ends, strict=True):
        top = tops[first] - sizes.pad
        bottom = tops[end - 1] + heights[end - 1] + sizes.pad
        made.append(Box(0, round(top, 2), round(whole, 2), round(bottom - top, 2)))
    return tuple(made)
