"""The way of each link: through which edge, port, track and lane it goes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
PORT_STEP = 11.0
EDGE = 9.0
CROWDED = 0.35


@dataclass(frozen=True, slots=True)
class Ends:
    """A link on the grid: line and column of both ends, and the gap and lane in which it passes lines between them."""

    driver: str
    outcome: str
    start: tuple[int, int]
    end: tuple[int, int]
    gap: int | None = None
    lane: int = 0

    @property
    def goes_up(self) -> bool:
        """Test whether the link leaves its driver upwards: the outcome stands above, or beside it."""
        return self.end[0] <= self.start[0]

    @property
    def first_channel(self) -> int:
        """Return the channel into which the link leaves its driver."""
        return self.start[0] if self.goes_up else self.start[0] + 1

    @property
    def last_channel(self) -> int:
        """Return the channel from which the link enters its outcome."""
        return self.end[0] + 1 if self.end[0] < self.start[0] else self.end[0]

    @property
    def enters_below(self) -> bool:
        """Test whether the link enters its outcome through the lower edge."""
        return self.end[0] < self.start[0]

    @property
    def is_straight(self) -> bool:
        """Test whether the two cards face each other with nothing between."""
        return self.start[1] == self.end[1] and abs(self.start[0] - self.end[0]) == 1

    @staticmethod
    def all_of(
        place: Mapping[str, tuple[int, int]], columns: int, links: Sequence[tuple[str, str]]
    ) -> tuple["Ends", ...]:
        """Return the links between cards on the grid, each with a gap and a lane of its own where it needs one."""
        chosen: list[Ends] = []
        used: dict[int, int] = defaultdict(int)
        lanes: dict[int, list[list[tuple[int, int]]]] = defaultdict(list)
        for driver, outcome in links:
            if driver == outcome or driver not in place or outcome not in place:
                continue
            link = Ends(driver, outcome, place[driver], place[outcome])
            if abs(link.start[0] - link.end[0]) <= 1:
                chosen.append(link)
                continue
            gap = _nearest_gap(link, columns, used)
            used[gap] += 1
            span = (min(link.first_channel, link.last_channel), max(link.first_channel, link.last_channel))
            lane = _free(lanes[gap], span)
            chosen.append(Ends(driver, outcome, link.start, link.end, gap, lane))
        return tuple(chosen)


def _nearest_gap(link: Ends, columns: int, used: Mapping[int, int]) -> int:
    """Return the gap that is the shortest way round, a crowded one only where the others are farther."""
    a, b = link.start[1] + 0.5, link.end[1] + 0.5
    return min(range(columns + 1), key=lambda gap: (abs(gap - a) + abs(gap - b) + used[gap] * CROWDED, gap))


def _free(lanes: list[list[tuple[int, int]]], span: tuple[int, int]) -> int:
    """Take the first lane in which nothing else meets the span, and return its number."""
    for number, taken in enumerate(lanes):
        if all(span[1] < low or high < span[0] for low, high in taken):
            taken.append(span)
            return number
    lanes.append([span])
    return len(lanes) - 1


@dataclass(frozen=True, slots=True)
class Route:
    """The way of a link, from its driver to its outcome: corners joined by upright and level lines."""

    driver: str
    outcome: str
    points: tuple[Point, ...]

    def mirrored(self, width: float) -> "Route":
        """Return the way seen from behind."""
        return Route(self.driver, self.outcome, tuple((round(width - x, 2), y) for x, y in self.points))

    def steps(self, *, radius: float = 7.0, short: float = 6.0) -> tuple[tuple[str, tuple[float, ...]], ...]:
        """Return the way with round corners as steps of a pen: M, L and Q as in SVG, ending `short` for the head."""
        points = list(self.points)
        (x, y), (px, py) = points[-1], points[-2]
        points[-1] = (x - _sign(x - px) * short, y - _sign(y - py) * short)
        found: list[tuple[str, tuple[float, ...]]] = [("M", points[0])]
        for before, here, after in zip(points, points[1:], points[2:], strict=False):
            bend = min(radius, _far(before, here) / 2, _far(here, after) / 2)
            found.append(("L", _towards(here, before, bend)))
            found.append(("Q", (*here, *_towards(here, after, bend))))
        found.append(("L", points[-1]))
        return tuple(found)

    def path(self, *, short: float = 6.0) -> str:
        """Return the way as the `d` of an SVG path."""
        return "".join(f"{pen}{' '.join(map(_n, places))}" for pen, places in self.steps(short=short))

    @property
    def points_up(self) -> bool:
        """Test whether the head of the arrow points up."""
        return self.points[-1][1] < self.points[-2][1]


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _far(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(a: Point, b: Point, distance: float) -> Point:
    return a[0] + _sign(b[0] - a[0]) * distance, a[1] + _sign(b[1] - a[1]) * distance


@dataclass(frozen=True, slots=True)
class Level:
    """A stretch on a track: the link, which of its two stretches, its channel, and from where to where it runs."""

    link: int
    part: int
    channel: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Across:
    """Everything but the heights: the ports and lanes of each link, its tracks, and how many tracks a channel has."""

    ends: tuple[Ends, ...]
    ports: tuple[tuple[float, float], ...]
    lanes: tuple[float | None, ...]
    track_of: dict[tuple[int, int], int]
    tracks: tuple[int, ...]

    def placed(
        self, tops: Sequence[float], heights: Sequence[float], channels: Sequence[float], clear: float, step: float
    ) -> tuple[Route, ...]:
        """Return the routes, now that the height of everything is known."""

        def at(link: int, part: int, channel: int) -> float:
            below = tops[channel] if channel < len(tops) else tops[-1] + heights[-1] + channels[-1]
            count = self.tracks[channel]
            is_outer = channel in (0, len(tops))
            spare = channels[channel] - 2 * clear - max(count - 1, 0) * step
            offset = clear + max(spare, 0) / 2 + self.track_of[link, part] * step
            if is_outer:
                offset = channels[channel] - clear - (count - 1 - self.track_of[link, part]) * step
            if channel == len(tops):
                offset = clear + self.track_of[link, part] * step
            return below - channels[channel] + offset

        routes = []
        for number, end in enumerate(self.ends):
            (x1, x2), lane = self.ports[number], self.lanes[number]
            y1 = tops[end.start[0]] + (0 if end.goes_up else heights[end.start[0]])
            y2 = tops[end.end[0]] + (heights[end.end[0]] if end.enters_below else 0)
            points = [(x1, y1)]
            if lane is not None:
                first, last = at(number, 0, end.first_channel), at(number, 1, end.last_channel)
                points += [(x1, first), (lane, first), (lane, last), (x2, last)]
            elif not end.is_straight:
                level = at(number, 0, end.first_channel)
                points += [(x1, level), (x2, level)]
            points.append((x2, y2))
            routes.append(Route(end.driver, end.outcome, tuple((round(x, 2), round(y, 2)) for x, y in points)))
        return tuple(routes)


def route_all(
    ends: tuple[Ends, ...], left: Sequence[float], width: float, gaps: Sequence[float], lane: float, lines: int
) -> Across:
    """Hand out ports, lanes and tracks."""
    starts = [left[0] - gaps[0], *(x + width for x in left)]
    lanes = tuple(_lane_x(end, starts, gaps, lane, ends) for end in ends)
    ports = _ports(ends, lanes, left, width)
    levels = [level for number, end in enumerate(ends) for level in _levels(number, end, ports[number], lanes[number])]
    track_of, tracks = _tracks(levels, lines)
    return Across(ends, ports, lanes, track_of, tracks)


def _lane_x(
    end: Ends, starts: Sequence[float], gaps: Sequence[float], step: float, ends: Sequence[Ends]
) -> float | None:
    if end.gap is None:
        return None
    count = max(other.lane for other in ends if other.gap == end.gap) + 1
    return starts[end.gap] + gaps[end.gap] / 2 + (end.lane - (count - 1) / 2) * step


def _ports(
    ends: Sequence[Ends], lanes: Sequence[float | None], left: Sequence[float], width: float
) -> tuple[tuple[float, float], ...]:
    """Return where each link leaves and enters.

    Ports of lower edges stand on whole steps from the middle of the card, those of upper edges half a step aside, so
    that two links which meet in a channel from above and below never share an upright line. A link between two cards
    that face each other takes the port of the lower edge at both ends.
    """
    middle = [x + width / 2 for x in left]
    edges: dict[tuple[str, bool], list[tuple[float, int, int]]] = defaultdict(list)
    for number, end in enumerate(ends):
        lane = lanes[number]
        towards_end = middle[end.end[1]] if lane is None else lane
        towards_start = middle[end.start[1]] if lane is None else lane
        is_driver_low, is_outcome_low = not end.goes_up, end.enters_below
        if is_driver_low or not end.is_straight:
            edges[end.driver, is_driver_low].append((towards_end, number, 0))
        if is_outcome_low or not end.is_straight:
            edges[end.outcome, is_outcome_low].append((towards_start, number, 1))
    most = max((len(found) for found in edges.values()), default=1)
    step = min(PORT_STEP, (width / 2 - EDGE) / (most - 0.5))
    ports: dict[tuple[int, int], float] = {}
    for (_, is_low), found in edges.items():
        for place, (_, number, side) in enumerate(sorted(found)):
            end = ends[number]
            column = end.start[1] if side == 0 else end.end[1]
            aside = (2 * place - (len(found) - 1) + (0 if is_low else 0.5)) * step
            ports[number, side] = middle[column] + aside
    for number, end in enumerate(ends):
        if end.is_straight:
            kept = 1 if end.enters_below else 0
            ports[number, 1 - kept] = ports[number, kept]
    return tuple((ports[number, 0], ports[number, 1]) for number in range(len(ends)))


def _levels(number: int, end: Ends, ports: tuple[float, float], lane: float | None) -> list[Level]:
    if lane is not None:
        return [
            Level(number, 0, end.first_channel, ports[0], lane),
            Level(number, 1, end.last_channel, lane, ports[1]),
        ]
    return [] if end.is_straight else [Level(number, 0, end.first_channel, ports[0], ports[1])]


def _tracks(levels: Sequence[Level], lines: int) -> tuple[dict[tuple[int, int], int], tuple[int, ...]]:
    """Return the track of each stretch, counted from the top, and how many tracks each channel has.

    Stretches that run to the right are stacked by where they begin, those to the left the other way round, which
    keeps them from crossing without need.
    """
    by_channel: dict[int, list[Level]] = defaultdict(list)
    for level in levels:
        by_channel[level.channel].append(level)
    track_of: dict[tuple[int, int], int] = {}
    tracks = [0] * (lines + 1)
    for channel, found in by_channel.items():
        taken: list[tuple[float, float, int]] = []
        for level in sorted(found, key=_stacking):
            low, high = min(level.start, level.end) - 3, max(level.start, level.end) + 3
            met = {track for a, b, track in taken if a <= high and low <= b}
            track = next(number for number in range(len(met) + 1) if number not in met)
            taken.append((low, high, track))
            track_of[level.link, level.part] = track
            tracks[channel] = max(tracks[channel], track + 1)
    return track_of, tuple(tracks)


def _stacking(level: Level) -> tuple[bool, float, int, int]:
    goes_left = level.end < level.start
    return goes_left, -level.start if goes_left else level.start, level.link, level.part
