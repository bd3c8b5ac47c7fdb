"""Geometry of the process behavior chart: value line, usual range, target path, red flag, signals, pins, end labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lineofsight.base.ui.components import ChartPath, XmrChart
from lineofsight.base.ui.svg.scale import Axis, Scale, axis_for, finite, spread

CHARACTER = 6.4  # widest average width of a letter at 11.5 px, so that labels are never cut
LABEL_GAP = 14.0
PIN_GAP = 21.0
PIN_Y = 20.0
TICK_GAP = 56.0
LAST_TICK_GAP = 40.0
THIN = (1, 3, 6, 12, 24)
DOTS_FROM = 7.0  # points closer together than this are drawn without dots
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawing area in pixels. The margin at the end grows with the longest label."""

    width: int
    height: int
    top: float = 30.0
    bottom: float = 34.0
    left: float = 34.0
    ticks: int = 4


WIDE = Frame(846, 318)
FULL = Frame(1280, 360)
NARROW = Frame(372, 300)


@dataclass(frozen=True, slots=True)
class Label:
    """A text in the drawing; `from_y` is where its line ends, when it had to move away from it."""

    x: float
    y: float
    text: str
    tone: str = ""
    from_y: float | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The band of one baseline segment."""

    x: float
    width: float
    mean: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Pin:
    """A numbered disc above the plot and the line down from it."""

    x: float
    disc_x: float
    number: int


@dataclass(frozen=True, slots=True)
class XmrLayout:
    """Everything to draw, in pixels of the frame, in drawing order."""

    left: float
    right: float
    top: float
    bottom: float
    grid: tuple[tuple[float, float], ...]  # y, value
    axis_decimals: int
    limits: tuple[Limits, ...]
    red_flag: tuple[Point, ...]
    old_targets: tuple[tuple[tuple[Point, ...], tuple[Point, ...]], ...]  # before and after it was replaced
    target: tuple[Point, ...]
    forecast: tuple[Point, ...]
    forecast_band: tuple[Point, ...]
    pieces: tuple[tuple[Point, ...], ...]
    dots: tuple[Point, ...]
    signals: tuple[Point, ...]
    last: Label | None
    pins: tuple[Pin, ...]
    months: tuple[Label, ...]
    years: tuple[Label, ...]
    labels: tuple[Label, ...]


def layout(chart: XmrChart, frame: Frame = WIDE) -> XmrLayout:
    """Return where everything goes. Nothing is left out for lack of room except labels of the time axis."""
    axis = axis_for(_all_values(chart), wanted=frame.ticks, headroom=0.2 if chart.pins else 0.06)
    texts = [text for _, text, _ in _end_values(chart)]
    right = frame.width - max([26.0, *(len(text) * CHARACTER + 14 for text in texts)])
    bottom = frame.height - frame.bottom
    x = Scale(0, max(len(chart.periods) - 1, 1), frame.left, right)
    y = Scale(axis.low, axis.high, bottom, frame.top)
    pieces = _pieces(chart.values, x, y)
    points = {index: (x(index), y(value)) for index, value in enumerate(chart.values) if value is not None}
    step = (right - frame.left) / max(len(chart.periods) - 1, 1)
    last_index = max(points, default=None)
    return XmrLayout(
        left=frame.left,
        right=right,
        top=frame.top,
        bottom=bottom,
        grid=tuple((y(tick), tick) for tick in axis.ticks),
        axis_decimals=_axis_decimals(axis, chart.precision),
        limits=tuple(_limits(chart, x, y, right)),
        red_flag=_line(chart.red_flag, x, y),
        old_targets=tuple(_old_target(path, x, y) for path in chart.old_targets),
        target=_line(chart.target, x, y),
        forecast=_forecast(chart, points, x, y),
        forecast_band=_forecast_band(chart, points, x, y),
        pieces=pieces,
        dots=tuple(
            point
            for index, point in points.items()
            if index not in chart.signals and (step >= DOTS_FROM or index == last_index)
        ),
        signals=tuple(points[index] for index in sorted(chart.signals) if index in points),
        last=_last_label(chart, points, right),
        pins=_pins(chart, x, frame),
        months=_months(chart, x, bottom),
        years=_years(chart, x, bottom),
        labels=_end_labels(chart, y, right, frame.top, bottom),
    )


def _all_values(chart: XmrChart) -> list[float]:
    values: list[float | None] = list(chart.values)
    for segment in chart.limits:
        values += [segment.lower, segment.upper]
    for path in (chart.target, chart.red_flag, *chart.old_targets):
        values += [value for _, value in path.points] if path else []
    if chart.forecast:
        values += [edge for _, _, lower, upper in chart.forecast.points for edge in (lower, upper)]
    return finite(values)


def _axis_decimals(axis: Axis, precision: int) -> int:
    return max(axis.decimals, min(precision, 1))


def _pieces(values: Sequence[float | None], x: Scale, y: Scale) -> tuple[tuple[Point, ...], ...]:
    pieces: list[tuple[Point, ...]] = []
    piece: list[Point] = []
    for index, value in enumerate([*values, None]):
        if value is not None:
            piece.append((x(index), y(value)))
            continue
        if len(piece) > 1:
            pieces.append(tuple(piece))
        piece = []
    return tuple(pieces)


def _limits(chart: XmrChart, x: Scale, y: Scale, right: float) -> Iterable[Limits]:
    final = max((segment.last for segment in chart.limits), default=-1)
    for segment in chart.limits:
        start = x(segment.first)
        end = right if segment.last == final else x(segment.last)
        yield Limits(start, max(end - start, 1.0), y(segment.mean), y(segment.lower), y(segment.upper))


def _line(path: ChartPath | None, x: Scale, y: Scale) -> tuple[Point, ...]:
    return tuple((x(index), y(value)) for index, value in path.points) if path else ()


def _old_target(path: ChartPath, x: Scale, y: Scale) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    if path.replaced_from is None:
        return _line(path, x, y), ()
    before = [point for point in path.points if point[0] < path.replaced_from]
    after = [point for point in path.points if point[0] >= path.replaced_from]
    middle = _value_at(path.points, path.replaced_from)
    if middle is not None:
        before.append((path.replaced_from, middle))
        after.insert(0, (path.replaced_from, middle))
    return tuple((x(i), y(v)) for i, v in before), tuple((x(i), y(v)) for i, v in after)


def _value_at(points: Sequence[tuple[float, float]], index: float) -> float | None:
    for (start, first), (end, second) in pairwise(points):
        if start <= index <= end and end > start:
            return first + (second - first) * (index - start) / (end - start)
    return None


def _forecast(chart: XmrChart, points: dict[int, Point], x: Scale, y: Scale) -> tuple[Point, ...]:
    if not chart.forecast:
        return ()
    ahead = [(x(index), y(value)) for index, value, _, _ in chart.forecast.points]
    return tuple(([points[max(points)]] if points else []) + ahead)


def _forecast_band(chart: XmrChart, points: dict[int, Point], x: Scale, y: Scale) -> tuple[Point, ...]:
    if not chart.forecast:
        return ()
    lower = [(x(index), y(low)) for index, _, low, _ in chart.forecast.points]
    upper = [(x(index), y(high)) for index, _, _, high in chart.forecast.points]
    start = [points[max(points)]] if points else []
    return (*start, *upper, *reversed(lower))


def _last_label(chart: XmrChart, points: dict[int, Point], right: float) -> Label | None:
    if not chart.last_label or not points:
        return None
    px, py = points[max(points)]
    width = len(chart.last_label) * CHARACTER * 1.2
    if px + 12 + width <= right + 4:
        return Label(px + 12, py - 9, chart.last_label, "start")
    return Label(px + 4, py - 13, chart.last_label, "end")


def _pins(chart: XmrChart, x: Scale, frame: Frame) -> tuple[Pin, ...]:
    places = [x(pin.index) for pin in chart.pins]
    discs = spread(places, gap=PIN_GAP, low=10.0, high=frame.width - 10.0)
    return tuple(Pin(place, disc, pin.number) for pin, place, disc in zip(chart.pins, places, discs, strict=True))


def _months(chart: XmrChart, x: Scale, bottom: float) -> tuple[Label, ...]:
    count = len(chart.periods)
    if not count:
        return ()
    step = x(1) - x(0)
    every = next((thin for thin in THIN if thin * step >= TICK_GAP), THIN[-1])
    offset = next((index for index, period in enumerate(chart.periods) if period.year), 0) % every
    shown = [index for index in range(offset, count, every) if chart.periods[index].tick]
    final = count - 1
    if chart.periods[final].tick and (not shown or x(final) - x(shown[-1]) >= LAST_TICK_GAP):
        shown.append(final)
    return tuple(Label(x(index), bottom + 17, chart.periods[index].tick) for index in shown)


def _years(chart: XmrChart, x: Scale, bottom: float) -> tuple[Label, ...]:
    labels = [Label(x(index), bottom + 31, period.year) for index, period in enumerate(chart.periods) if period.year]
    later: list[Label | None] = [*labels[1:], None]
    return tuple(
        label
        for label, after in zip(labels, later, strict=False)
        if after is None or after.x - label.x >= LAST_TICK_GAP
    )


def _end_values(chart: XmrChart) -> list[tuple[float, str, str]]:
    """Value, text and tone of each label at the end of a line."""
    found: list[tuple[float, str, str]] = []
    if chart.limits:
        segment = chart.limits[-1]
        found += [
            (segment.upper, chart.upper_label, ""),
            (segment.mean, chart.mean_label, ""),
            (segment.lower, chart.lower_label, ""),
        ]
    if chart.red_flag and chart.red_flag.points:
        found.append((chart.red_flag.points[-1][1], chart.red_flag.label, "off"))
    if chart.target and chart.target.points:
        found.append((chart.target.points[-1][1], chart.target.label, "ok"))
    found += [(path.points[-1][1], path.label, "") for path in chart.old_targets if path.points]
    if chart.forecast and chart.forecast.points:
        found.append((chart.forecast.points[-1][1], chart.forecast.label, "sight"))
    return [each for each in found if each[1]]


def _end_labels(chart: XmrChart, y: Scale, right: float, top: float, bottom: float) -> tuple[Label, ...]:
    ends = _end_values(chart)
    wanted = [y(value) for value, _, _ in ends]
    placed = spread(wanted, gap=LABEL_GAP, low=top, high=bottom)
    return tuple(
        Label(right + 10, position, text, tone, from_y=place if abs(place - position) > LABEL_GAP / 2 else None)
        for (_, text, tone), place, position in zip(ends, wanted, placed, strict=True)
    )
