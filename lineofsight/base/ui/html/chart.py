"""Charts as server-drawn SVG. Every color comes from a class; every chart has its table on the page that shows it."""

from collections.abc import Iterable
from hashlib import blake2s

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import Bullet, Tone, XmrChart
from lineofsight.base.ui.svg import sparkline as spark
from lineofsight.base.ui.svg import xmr

NOTHING = SafeString("")
DOT_RADIUS = 3
SIGNAL_SIZE = 10
LARGE = 10_000
TROUBLE = ("risk", "off")


def sparkline(values: Iterable[float | None], tone: Tone = "", label: str = "") -> SafeString:
    """Return the shape of a series; decoration unless it has a label. Only trouble (risk, off) is colored."""
    drawn = spark.sparkline(list(values))
    if drawn.last is None:
        return NOTHING
    return format_html(
        '<svg class="ls-spark{}" viewBox="0 0 {} {}" {}>{}<circle cx="{}" cy="{}" r="2.4"/></svg>',
        f" ls-tone-{tone}" if tone in TROUBLE else "",
        spark.WIDTH,
        spark.HEIGHT,
        _role(label),
        format_html_join("", '<polyline points="{}"/>', ((_points(piece),) for piece in drawn.pieces)),
        drawn.last[0],
        drawn.last[1],
    )


def bullet(given: Bullet) -> SafeString:
    """Return a value as a bar against its target (upright mark) and red flag (lower mark)."""
    drawn = spark.bullet(given)
    width = spark.BULLET_WIDTH
    parts = [format_html('<rect class="ls-bullet-track" y="3" width="{}" height="12" rx="2"/>', width)]
    if drawn.poor:
        start, end = drawn.poor
        parts.append(
            format_html(
                '<rect class="ls-bullet-poor" x="{}" y="3" width="{}" height="12"/>', start, round(end - start, 1)
            )
        )
    if drawn.value is not None:
        parts.append(format_html('<rect class="ls-bullet-value" y="6.5" width="{}" height="5"/>', drawn.value))
    if drawn.target is not None:
        parts.append(format_html('<path class="ls-bullet-target" d="M{} 1h2v16h-2z"/>', _mark(drawn.target, width)))
    if drawn.red_flag is not None:
        parts.append(format_html('<path class="ls-bullet-flag" d="M{} 11h2v6h-2z"/>', _mark(drawn.red_flag, width)))
    return format_html(
        '<svg class="ls-bullet" viewBox="0 0 {} 18" {}>{}</svg>',
        width,
        _role(str(given.label)),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def xmr_chart(chart: XmrChart) -> SafeString:
    """Return the process behavior chart redrawn (not stretched) for three widths; a container query shows one."""
    if not any(value is not None for value in chart.values):
        return format_html('<p class="ls-quiet">{}</p>', gettext("No value yet, so there is nothing to draw."))
    return format_html(
        '<div class="ls-chart-box">{}{}{}</div>',
        _xmr(chart, xmr.FULL, "ls-chart-full"),
        _xmr(chart, xmr.WIDE, "ls-chart-wide"),
        _xmr(chart, xmr.NARROW, "ls-chart-narrow"),
    )


def _xmr(chart: XmrChart, frame: xmr.Frame, css_class: str) -> SafeString:
    drawn = xmr.layout(chart, frame)
    name = blake2s(f"{chart.title}{chart.description}{css_class}".encode(), digest_size=4).hexdigest()
    parts = [*_ground(drawn), *_paths(drawn), *_series(drawn), *_pins(drawn, frame), *_texts(drawn)]
    return format_html(
        '<svg class="ls-chart {0}" viewBox="0 0 {1} {2}" direction="ltr" role="img" aria-labelledby="t{3}"'
        ' aria-describedby="d{3}"><title id="t{3}">{4}</title><desc id="d{3}">{5}</desc>{6}</svg>',
        css_class,
        frame.width,
        frame.height,
        name,
        chart.title,
        chart.description,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _ground(drawn: xmr.XmrLayout) -> Iterable[SafeString]:
    for y, value in drawn.grid:
        yield _rule("ls-x-grid", drawn.left, drawn.right, y)
        yield _text(drawn.left - 8, y + 4, _axis_text(value, drawn.axis_decimals), anchor="end")
    for band in drawn.limits:
        end = band.x + band.width
        yield format_html(
            '<rect class="ls-x-band" x="{}" y="{}" width="{}" height="{}"/>',
            _r(band.x), _r(band.upper), _r(band.width), _r(max(band.lower - band.upper, 0)),
        )  # fmt: skip
        yield _rule("ls-x-usual", band.x, end, band.mean)
        yield _rule("ls-x-limit", band.x, end, band.upper)
        yield _rule("ls-x-limit", band.x, end, band.lower)


def _paths(drawn: xmr.XmrLayout) -> Iterable[SafeString]:
    if drawn.forecast_band:
        yield format_html('<polygon class="ls-x-forecast-band" points="{}"/>', _points(drawn.forecast_band))
    yield _polyline("ls-x-flag", drawn.red_flag)
    for before, after in drawn.old_targets:
        yield _polyline("ls-x-old", before)
        yield _polyline("ls-x-old ls-x-later", after)
    yield _polyline("ls-x-target", drawn.target)
    yield _polyline("ls-x-forecast", drawn.forecast)


def _series(drawn: xmr.XmrLayout) -> Iterable[SafeString]:
    for piece in drawn.pieces:
        yield _polyline("ls-x-value", piece)
    for x, y in drawn.dots:
        yield format_html('<circle class="ls-x-dot" cx="{}" cy="{}" r="{}"/>', _r(x), _r(y), DOT_RADIUS)
    half = SIGNAL_SIZE / 2
    for x, y in drawn.signals:
        yield format_html(
            '<rect class="ls-x-signal" x="{}" y="{}" width="{}" height="{}" transform="rotate(45 {} {})"/>',
            _r(x - half), _r(y - half), SIGNAL_SIZE, SIGNAL_SIZE, _r(x), _r(y),
        )  # fmt: skip
    if drawn.last:
        yield _text(drawn.last.x, drawn.last.y, drawn.last.text, css_class="ls-x-strong", anchor=drawn.last.tone)


def _pins(drawn: xmr.XmrLayout, frame: xmr.Frame) -> Iterable[SafeString]:
    for pin in drawn.pins:
        yield format_html(
            '<path class="ls-x-pin" d="M{} {}L{} {}V{}"/>',
            _r(pin.disc_x), _r(xmr.PIN_Y + 9.5), _r(pin.x), _r(frame.top + 4), _r(drawn.bottom),
        )  # fmt: skip
        yield format_html('<circle class="ls-x-pin-disc" cx="{}" cy="{}" r="9.5"/>', _r(pin.disc_x), xmr.PIN_Y)
        yield _text(pin.disc_x, xmr.PIN_Y + 4, str(pin.number), css_class="ls-x-pin-number", anchor="middle")


def _texts(drawn: xmr.XmrLayout) -> Iterable[SafeString]:
    for label in drawn.months:
        yield _text(label.x, label.y, label.text, anchor="middle")
    for label in drawn.years:
        yield _text(label.x, label.y, label.text, css_class="ls-x-year", anchor="middle")
    for label in drawn.labels:
        if label.from_y is not None:
            yield format_html(
                '<path class="ls-x-leader" d="M{} {}L{} {}"/>',
                _r(drawn.right + 1), _r(label.from_y), _r(label.x - 2), _r(label.y),
            )  # fmt: skip
        yield _text(label.x, label.y + 4, label.text, css_class=f"ls-x-word-{label.tone}" if label.tone else "")


def _axis_text(value: float, decimals: int) -> str:
    return numbers.format_short(value) if abs(value) >= LARGE else numbers.format_number(value, decimals)


def _text(x: float, y: float, text: str, *, css_class: str = "", anchor: str = "start") -> SafeString:
    return format_html(
        '<text x="{}" y="{}"{}{}>{}</text>',
        _r(x),
        _r(y),
        format_html(' text-anchor="{}"', anchor) if anchor != "start" else NOTHING,
        format_html(' class="{}"', css_class) if css_class else NOTHING,
        text,
    )


def _rule(css_class: str, start: float, end: float, y: float) -> SafeString:
    return format_html('<path class="{}" d="M{} {}H{}"/>', css_class, _r(start), _r(y), _r(end))


def _polyline(css_class: str, points: Iterable[tuple[float, float]]) -> SafeString:
    drawn = _points(points)
    return format_html('<polyline class="{}" points="{}"/>', css_class, drawn) if drawn else NOTHING


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_r(x)},{_r(y)}" for x, y in points)


def _r(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")


def _mark(place: float, width: int) -> float:
    return round(min(max(place - 1, 0), width - 2), 1)


def _role(label: str) -> SafeString:
    return format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
