"""The strategy map as data for one sheet of paper."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from lineofsight.base.commands import Context
from lineofsight.base.ui.svg.sparkline import sparkline
from lineofsight.insight.presenting import maps, why
from lineofsight.insight.presenting import scorecard as scorecard_words
from lineofsight.insight.queries.maps import LinkFacts
from lineofsight.scorecard.results import ScorecardPage
from lineofsight.strategy.picture import drawing, face
from lineofsight.strategy.picture.layout import Box, Sizes

FORM = "insight/typst/map.typ"
#: Wide enough for five cards in a row, and about as high as wide sheets are.
PAPER = Sizes(width=980)


def sheet(
    ctx: Context, page: ScorecardPage, links: Sequence[LinkFacts], name: str, codes: frozenset[str] | None
) -> dict[str, Any]:
    """Return everything on the sheet."""
    is_rtl = translation.get_language_bidi()
    drawn = maps.drawn_of(page, links, QueryDict(), codes=codes)
    placed = face.place(drawn, PAPER, is_mirrored=is_rtl)
    cards = [card for _, row in drawn.rows for card in row]
    faces = [(placed.cards[card.key], card.mark, card.trend) for card in cards]
    heads = [(face_, head.mark, ()) for (head, _), face_ in zip(drawn.rows, placed.heads, strict=True)]
    tones = {(link.driver, link.outcome): link.tone for link in drawn.links}
    return {
        "title": f"{gettext('Strategy map')} · {page.name}",
        "subtitle": scorecard_words.subtitle(page),
        "sentence": maps.sentence(links),
        "foot": foot(ctx, name),
        "lang": (translation.get_language() or "en").partition("-")[0],
        "rtl": is_rtl,
        "width": placed.picture.width,
        "height": placed.picture.height,
        "bands": [_four(band) for band in placed.picture.bands],
        "cards": [
            {"box": _four(placed.cards[card.key].box), "tone": card.mark.tone if card.mark else "plain"}
            for card in cards
        ],
        "lines": [
            {
                "x": line.x,
                "y": line.baseline,
                "text": line.text,
                "size": line.size,
                "kind": line.kind,
                "end": line.at_end,
            }
            for line in placed.all_lines()
        ],
        "marks": [_mark(face_, mark, is_rtl) for face_, mark, _ in [*faces, *heads] if mark and face_.chip],
        "trends": [_trend(face_.spark, trend) for face_, _, trend in faces if face_.spark],
        "arrows": [
            {
                "steps": route.steps(short=drawing.HEAD_LONG - 2),
                "head": drawing.head_of(route),
                "tone": tones[route.driver, route.outcome],
            }
            for route in placed.picture.routes
        ],
        "legend": [
            {"tone": "agree", "words": gettext("data agree")},
            {"tone": "untested", "words": gettext("not tested, or no clear answer")},
            {"tone": "disagree", "words": gettext("data disagree")},
        ],
        "proof": gettext("Agreement is not proof."),
    }


def foot(ctx: Context, name: str) -> str:
    """Return the foot of every printed document: as known when, and printed by whom."""
    known = gettext("As known %(when)s") % {"when": why.instant(ctx.known_at or ctx.now)}
    printed = gettext("printed by %(name)s on %(day)s") % {"name": name, "day": date_format(ctx.now, "j M Y")}
    return f"{known} · {printed}"


def _four(box: Box) -> list[float]:
    return [box.x, box.y, box.width, box.height]


def _mark(face_: face.Face, mark: face.Mark, is_rtl: bool) -> dict[str, Any]:
    chip = face_.chip or face_.box
    into = 7 if mark.is_filled else 0
    x = chip.right - into - face.SHAPE if is_rtl else chip.x + into
    return {"x": x, "y": chip.y + 3.5, "shape": mark.shape}


def _trend(box: Box, values: Sequence[float | None]) -> list[list[tuple[float, float]]]:
    return [[(box.x + x, box.y + y) for x, y in piece] for piece in sparkline(values).pieces if len(piece) > 1]
