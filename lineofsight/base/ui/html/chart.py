"""Charts as server-drawn SVG. Every color comes from a class; every chart has its table on the page that shows it.

The helpers at the end write plain strings, because a chart has hundreds of elements: all they put in are our own class
names and numbers formatted by `_r`; the only foreign text goes through `_text`, which escapes it.
"""

from collections.abc import Iterable
from hashlib import blake2s

from django.utils.html import escape, format_html
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
        SafeString("".join(f'<polyline points="{_points(piece)}"/>' for piece in drawn.pieces)),
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
        SafeString("".join(parts)),
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
        SafeString("".join(parts)),
    )


def _ground(drawn: xmr.XmrLayout) -> Iterable[str]:
    for y, value in drawn.grid:
        yield _rule("ls-x-grid", drawn.left, drawn.right, y)
        yield _text(drawn.left - 8, y + 4, _axis_text(value, drawn.axis_decimals), anchor="end")
    for band in drawn.limits:
        end = band.x + band.width
        height = max(band.lower - band.upper, 0)
        corner = f'x="{_r(band.x)}" y="{_r(band.upper)}"'
        yield f'<rect class="ls-x-band" {corner} width="{_r(band.width)}" height="{_r(height)}"/>'
        yield _rule("ls-x-usual", band.x, end, band.mean)
        yield _rule("ls-x-limit", band.x, end, band.upper)
        yield _rule("ls-x-limit", band.x, end, band.lower)


def _paths(drawn: xmr.XmrLayout) -> Iterable[str]:
    if drawn.forecast_band:
        yield f'<polygon class="ls-x-forecast-band" points="{_points(drawn.forecast_band)}"/>'
    yield _polyline("ls-x-flag", drawn.red_flag)
    for before, after in drawn.old_targets:
        yield _polyline("ls-x-old", before)
        yield _polyline("ls-x-old ls-x-later", after)
    yield _polyline("ls-x-target", drawn.target)
    yield _polyline("ls-x-forecast", drawn.forecast)


def _series(drawn: xmr.XmrLayout) -> Iterable[str]:
    for piece in drawn.pieces:
        yield _polyline("ls-x-value", piece)
    for x, y in drawn.dots:
        yield f'<circle class="ls-x-dot" cx="{_r(x)}" cy="{_r(y)}" r="{DOT_RADIUS}"/>'
    half, size = SIGNAL_SIZE / 2, SIGNAL_SIZE
    for x, y in drawn.signals:
        corner = f'x="{_r(x - half)}" y="{_r(y - half)}" width="{size}" height="{size}"'
        yield f'<rect class="ls-x-signal" {corner} transform="rotate(45 {_r(x)} {_r(y)})"/>'
    if drawn.last:
        yield _text(drawn.last.x, drawn.last.y, drawn.last.text, css_class="ls-x-strong", anchor=drawn.last.tone)


def _pins(drawn: xmr.XmrLayout, frame: xmr.Frame) -> Iterable[str]:
    for pin in drawn.pins:
        disc_x = _r(pin.disc_x)
        way = f"M{disc_x} {_r(xmr.PIN_Y + 9.5)}L{_r(pin.x)} {_r(frame.top + 4)}V{_r(drawn.bottom)}"
        yield f'<path class="ls-x-pin" d="{way}"/>'
        yield f'<circle class="ls-x-pin-disc" cx="{disc_x}" cy="{xmr.PIN_Y}" r="9.5"/>'
        yield _text(pin.disc_x, xmr.PIN_Y + 4, str(pin.number), css_class="ls-x-pin-number", anchor="middle")


def _texts(drawn: xmr.XmrLayout) -> Iterable[str]:
    for label in drawn.months:
        yield _text(label.x, label.y, label.text, anchor="middle")
    for label in drawn.years:
        yield _text(label.x, label.y, label.text, css_class="ls-x-year", anchor="middle")
    for label in drawn.labels:
        if label.from_y is not None:
            way = f"M{_r(drawn.right + 1)} {_r(label.from_y)}L{_r(label.x - 2)} {_r(label.y)}"
            yield f'<path class="ls-x-leader" d="{way}"/>'
        yield _text(label.x, label.y + 4, label.text, css_class=f"ls-x-word-{label.tone}" if label.tone else "")


def _axis_text(value: float, decimals: int) -> str:
    return numbers.format_short(value) if abs(value) >= LARGE else numbers.format_number(value, decimals)


def _text(x: float, y: float, text: str, *, css_class: str = "", anchor: str = "start") -> str:
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    css = f' class="{css_class}"' if css_class else ""
    return f'<text x="{_r(x)}" y="{_r(y)}"{side}{css}>{escape(text)}</text>'


def _rule(css_class: str, start: float, end: float, y: float) -> str:
    return f'<path class="{css_class}" d="M{_r(start)} {_r(y)}H{_r(end)}"/>'


def _polyline(css_class: str, points: Iterable[tuple[float, float]]) -> str:
    drawn = _points(points)
    return f'<polyline class="{css_class}" points="{drawn}"/>' if drawn else ""


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_r(x)},{_r(y)}" for x, y in points)


def _r(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")


def _mark(place: float, width: int) -> float:
    return round(min(max(place - 1, 0), width - 2), 1)


def _role(label: str) -> SafeString:
    return format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
