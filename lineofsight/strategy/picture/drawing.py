"""Writes a placed map as SVG: places are attributes, looks are classes, every text is text and every card a link."""

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lineofsight.base.ui.icons import STATUS_SHAPES
from lineofsight.base.ui.svg.sparkline import sparkline
from lineofsight.strategy.picture.face import SHAPE, Card, Drawn, Face, Head, Line, Link, Map, Mark, Number
from lineofsight.strategy.picture.layout import Box
from lineofsight.strategy.picture.routing import Route

NOTHING = SafeString("")
HEAD_LONG, HEAD_HALF = 8.0, 4.5


def draw(drawn: Map, placed: Drawn, label: str, *, css_class: str = "") -> SafeString:
    """Return the map as one SVG; `label` names it for whoever does not see it."""
    picture = placed.picture
    links = {(link.driver, link.outcome): link for link in drawn.links}
    return format_html(
        '<svg class="ls-map ls-map-{} {}" viewBox="0 0 {} {}" width="{}" height="{}" role="group" aria-label="{}">{}{}'
        "</svg>",
        placed.columns,
        css_class,
        _n(picture.width),
        _n(picture.height),
        _n(picture.width),
        _n(picture.height),
        label,
        _joined(
            _row(head, cards, band, face, placed)
            for (head, cards), band, face in zip(drawn.rows, picture.bands, placed.heads, strict=True)
        ),
        _joined(_arrow(links[route.driver, route.outcome], route) for route in picture.routes),
    )


def _row(head: Head, cards: tuple[Card, ...], band: Box, face: Face, placed: Drawn) -> SafeString:
    return format_html(
        '<g role="group" aria-label="{}" data-ls-row="{}">{}{}{}</g>',
        head.name,
        head.key,
        _rect(band, "ls-m-band", 8),
        _head(head, face),
        _joined(_card(card, placed.cards[card.key]) for card in cards),
    )


def _joined(parts: Iterator[SafeString]) -> SafeString:
    return SafeString("".join(parts))


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _rect(box: Box, css_class: str, radius: float = 0) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
        css_class,
        _n(box.x),
        _n(box.y),
        _n(box.width),
        _n(box.height),
        _n(radius),
    )


def _text(line: Line, code: str = "") -> SafeString:
    """Return a line; the code in front of a name is set apart."""
    words: str | SafeString = line.text
    if code and line.text.startswith(f"{code} "):
        words = format_html('<tspan class="ls-m-code">{}</tspan>{}', code, line.text[len(code) :])
    return format_html(
        '<text class="ls-m-{}{}" x="{}" y="{}">{}</text>',
        line.kind,
        " ls-m-end" if line.at_end else "",
        _n(line.x),
        _n(line.baseline),
        words,
    )


def _mark(mark: Mark, chip: Box, line: Line) -> SafeString:
    """Return a status: its shape and word, on a filled chip where it needs somebody."""
    into = 7 if mark.is_filled else 0
    x = chip.right - into - SHAPE if line.at_end else chip.x + into
    return format_html(
        '<g class="ls-tone-{}{}">{}<svg x="{}" y="{}" width="{}" height="{}" viewBox="0 0 14 14">{}</svg>{}</g>',
        mark.tone,
        " ls-m-filled" if mark.is_filled else "",
        _rect(chip, "ls-m-chip", 10) if mark.is_filled else NOTHING,
        _n(x),
        _n(chip.y + 3.5),
        _n(SHAPE),
        _n(SHAPE),
        SafeString(STATUS_SHAPES[mark.shape]),
        _text(line),
    )


def _number(number: Number, box: Box, line: Line) -> SafeString:
    if not number.url:
        title = format_html("<title>{}</title>", number.reason) if number.reason else NOTHING
        return format_html("<g>{}{}</g>", title, _text(line))
    return format_html(
        '<a class="ls-m-why" href="{}" data-ls-why aria-label="{}">{}{}</a>',
        number.url,
        number.label or number.text,
        _rect(box, "ls-m-hit", 5),
        _text(line),
    )


def _status_and_number(face: Face, mark: Mark | None, number: Number | None, kind: str) -> Iterator[SafeString]:
    for line in face.lines:
        if line.kind == "word" and mark and face.chip:
            yield _mark(mark, face.chip, line)
        if line.kind == kind and number and face.number:
            yield _number(number, face.number, line)


def _head(head: Head, face: Face) -> SafeString:
    plain = _joined(_text(line) for line in face.lines if line.kind in ("title", "note"))
    return format_html("{}{}", plain, _joined(_status_and_number(face, head.mark, head.number, "figure")))


def _card(card: Card, face: Face) -> SafeString:
    names = _joined(
        _text(line, card.code if place == 0 else "")
        for place, line in enumerate(line for line in face.lines if line.kind == "name")
    )
    body = format_html("<title>{} {}</title>{}{}", card.code, card.name, _rect(face.box, "ls-m-face", 7), names)
    if card.url:
        body = format_html('<a class="ls-m-open" href="{}">{}</a>', card.url, body)
    tone = card.mark.tone if card.mark else "plain"
    return format_html(
        '<g class="ls-m-card ls-m-card-{} {}" data-ls-card="{}">{}{}{}{}{}{}</g>',
        tone,
        card.classes,
        card.key,
        body,
        _edge(face.box) if tone == "off" else NOTHING,
        _joined(_status_and_number(face, card.mark, card.number, "score")),
        _joined(_text(line) for line in face.lines if line.kind == "note"),
        _spark(card, face.spark) if face.spark else NOTHING,
        _handle(face.box) if card.has_handle else NOTHING,
    )


def _handle(box: Box) -> SafeString:
    """Return the point from which a link is drawn with the mouse; keys and forms have their own way."""
    return format_html(
        '<circle class="ls-m-handle" cx="{}" cy="{}" r="6" aria-hidden="true"/>', _n(box.x + box.width / 2), _n(box.y)
    )


def _edge(box: Box) -> SafeString:
    return _rect(Box(box.x, box.y + 5, 3.5, box.height - 10), "ls-m-edge", 1.5)


def _spark(card: Card, box: Box) -> SafeString:
    line = sparkline(card.trend, wide=box.width)
    tone = card.mark.tone if card.mark and card.mark.tone in ("risk", "off") else "none"
    pieces = format_html_join(
        "",
        '<polyline points="{}"/>',
        ((" ".join(f"{_n(x)},{_n(y)}" for x, y in piece),) for piece in line.pieces if len(piece) > 1),
    )
    dot = format_html('<circle cx="{}" cy="{}" r="2.4"/>', _n(line.last[0]), _n(line.last[1])) if line.last else NOTHING
    return format_html(
        '<g class="ls-m-spark{}" transform="translate({} {})" aria-hidden="true">{}{}</g>',
        f" ls-tone-{tone}" if tone != "none" else "",
        _n(box.x),
        _n(box.y),
        pieces,
        dot,
    )


def _arrow(link: Link, route: Route) -> SafeString:
    path = route.path(short=HEAD_LONG - 2)
    tip = " ".join(f"{_n(x)},{_n(y)}" for x, y in head_of(route))
    body = format_html(
        '<title>{}</title><path class="ls-m-reach" d="{}"/><path class="ls-m-way" d="{}"/><polygon points="{}"/>',
        link.label,
        path,
        path,
        tip,
    )
    if not link.url:
        return format_html('<g class="ls-m-arrow ls-m-{}">{}</g>', link.tone, body)
    return format_html(
        '<a class="ls-m-arrow ls-m-{}" href="{}" data-ls-why aria-label="{}">{}</a>',
        link.tone,
        link.url,
        link.label,
        body,
    )


def head_of(route: Route) -> tuple[tuple[float, float], ...]:
    """Return the three corners of an arrow's head, a hair away from the card."""
    (x, y), away = route.points[-1], 1 if route.points_up else -1
    base = y + away * (HEAD_LONG + 1)
    return (x, y + away), (x - HEAD_HALF, base), (x + HEAD_HALF, base)
