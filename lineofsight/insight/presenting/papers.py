"""A scorecard or a KPI as data for paper: headline, chart, tables, and the Why? of the headline number as a note."""

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from lineofsight.base.commands import Context
from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import XmrChart
from lineofsight.base.ui.html.status import kind_of
from lineofsight.base.ui.svg import xmr
from lineofsight.insight.presenting import kpi as kpi_words
from lineofsight.insight.presenting import periods, values
from lineofsight.insight.presenting import scorecard as scorecard_words
from lineofsight.insight.presenting.kpi_chart import shown
from lineofsight.insight.presenting.map_print import foot
from lineofsight.scorecard.results import KpiFacts, MeasurePage, ObjectiveFacts, ScorecardPage, ScoreCell

FORM = "insight/typst/report.typ"
MOST_PERIODS = 24


def scorecard(
    ctx: Context, page: ScorecardPage, rows: Sequence[ObjectiveFacts], name: str, note: str
) -> dict[str, Any]:
    """Return the sheets of a scorecard: its table, in the order of the page."""
    heads = (
        ("", 0, False),
        (gettext("Objective"), 5, False),
        (gettext("Status"), 0, False),
        (gettext("Score"), 0, True),
        (gettext("Change"), 0, True),
        (gettext("Weight"), 0, True),
        (gettext("Data"), 0, True),
        (gettext("KPI"), 4, False),
        (gettext("Value"), 0, True),
        (gettext("Target"), 0, True),
    )
    return {
        **_frame(ctx, page.name, scorecard_words.subtitle(page), name, is_landscape=True),
        "figure": values.cell_score(page.cell.score, 1, is_coarse=page.cell.is_coarse),
        "status": _status(page.cell),
        "facts": scorecard_words.facts(page),
        "sentence": scorecard_words.sentence(page),
        "chart": None,
        "tables": [
            _table(
                gettext("Perspectives"),
                (
                    (gettext("Perspective"), 0, False),
                    (gettext("Status"), 0, False),
                    (gettext("Score"), 0, True),
                    (gettext("Weight"), 0, True),
                    (gettext("Data"), 0, True),
                ),
                [
                    [
                        _words(each.name, strong=True),
                        _chip(each.cell),
                        _words(values.cell_score(each.cell.score, 1, is_coarse=each.cell.is_coarse)),
                        _words(values.share(each.weight_share)),
                        _words(values.share(each.cell.coverage)),
                    ]
                    for each in page.perspectives
                ],
            ),
            _table(gettext("Objectives"), heads, [_objective(row) for row in rows]),
        ],
        "notes-title": gettext("Why?"),
        "notes": [note] if note else [],
    }


def kpi(ctx: Context, page: MeasurePage, people: dict[str, str], name: str, note: str) -> dict[str, Any]:
    """Return the sheets of a KPI: chart, values, changes, and who answers."""
    head = kpi_words.headline(page)
    return {
        **_frame(ctx, page.card.name, kpi_words.subtitle(page), name, is_landscape=False),
        "figure": head.value,
        "status": _status(page.cell),
        "facts": " · ".join(filter(None, [periods.name(page.period), head.target, head.pace, _care(people)])),
        "sentence": f"{head.change} {head.change_detail}",
        "chart": _chart(kpi_words.chart(page)) if page.series else None,
        "tables": [_changes(page), _series(page)],
        "notes-title": gettext("Why?"),
        "notes": [note] if note else [],
    }


def _frame(ctx: Context, title: str, subtitle: str, name: str, *, is_landscape: bool) -> dict[str, Any]:
    return {
        "title": title,
        "subtitle": subtitle,
        "landscape": is_landscape,
        "foot": foot(ctx, name),
        "lang": (translation.get_language() or "en").partition("-")[0],
        "rtl": translation.get_language_bidi(),
    }


def _objective(row: ObjectiveFacts) -> list[dict[str, Any]]:
    return [
        _words(row.code),
        _words(row.name, strong=True),
        _chip(row.cell),
        _words(values.cell_score(row.cell.score, is_coarse=row.cell.is_coarse)),
        _words(values.change(row.change)),
        _words(values.share(row.share_of_total)),
        _words(values.share(row.cell.coverage)),
        *_primary(row.primary),
    ]


def _primary(found: KpiFacts | None) -> list[dict[str, Any]]:
    if found is None:
        return [_words(numbers.MISSING)] * 3
    if not found.is_open or found.cell is None:
        return [_words(gettext("Not open to you")), _words(numbers.MISSING), _words(numbers.MISSING)]
    told = (found.symbol, found.decimals, found.unit_kind)
    return [
        _words(found.name),
        _words(values.shown(found.cell.measured, *told)),
        _words(values.shown_target(found.cell.target, *told)),
    ]


def _changes(page: MeasurePage) -> dict[str, Any]:
    rows = [
        [
            _words(str(number), strong=True),
            _words(date_format(line.at, "j M Y")),
            _words(f"{line.sentence}{f' “{line.reason}”' if line.reason else ''}"),
            _words(line.actor),
        ]
        for number, line in enumerate(page.changes, 1)
    ]
    heads = (("", 0, False), (gettext("Day"), 0, False), (gettext("What changed"), 5, False), (gettext("By"), 0, False))
    return _table(gettext("Decisions and changes"), heads, rows)


def _series(page: MeasurePage) -> dict[str, Any]:
    latest = page.series[-MOST_PERIODS:]
    heads = (
        (gettext("Period"), 2, False),
        (gettext("Value"), 1, True),
        (gettext("Target"), 1, True),
        (gettext("Score"), 1, True),
        (gettext("Status"), 2, False),
    )
    rows = [
        [
            _words(periods.name(point.period)),
            _words(shown(page.card, point.value)),
            _words(shown(page.card, point.target)),
            _words(values.score(point.score)),
            {"text": str(kind_of(point.status).word), "shape": kind_of(point.status).shape, "strong": False},
        ]
        for point in reversed(latest)
    ]
    return _table(gettext("Values"), heads, rows)


def _care(people: dict[str, str]) -> str:
    return gettext("Steward: %(name)s") % {"name": people["steward"]} if people.get("steward") else ""


def _table(title: str, heads: Sequence[tuple[str, int, bool]], rows: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """Return a table; a head is its word, its share of the width (0: as wide as needed), and whether numbers follow."""
    return {
        "title": title,
        "heads": [word for word, _, _ in heads],
        "widths": [width for _, width, _ in heads],
        "numeric": [is_numeric for _, _, is_numeric in heads],
        "rows": rows,
        "empty": gettext("Nothing yet."),
    }


def _words(text: str, *, strong: bool = False) -> dict[str, Any]:
    return {"text": text, "shape": "", "strong": strong}


def _chip(cell: ScoreCell) -> dict[str, Any]:
    found = _status(cell)
    return {"text": found["word"], "shape": found["shape"], "strong": False}


def _status(cell: ScoreCell) -> dict[str, str]:
    """Return status and caveat as the chip says them: the state first, the caveat second, whose shape wins."""
    kind = kind_of(cell.status)
    if not cell.caveat:
        return {"shape": kind.shape, "word": str(kind.word)}
    caveat = kind_of(cell.caveat)
    return {"shape": caveat.shape, "word": f"{kind.word}, {str(caveat.word).lower()}"}


def _chart(chart: XmrChart) -> dict[str, Any]:
    """Return the chart's geometry, the same as on screen."""
    frame = xmr.WIDE
    drawn = xmr.layout(chart, frame)
    end = [label for label in (drawn.last, *drawn.labels) if label is not None]
    return {
        "width": frame.width,
        "height": frame.height,
        "left": drawn.left,
        "right": drawn.right,
        "bottom": drawn.bottom,
        "grid": [{"y": y, "text": numbers.format_number(value, drawn.axis_decimals)} for y, value in drawn.grid],
        "limits": [
            {"x": band.x, "width": band.width, "mean": band.mean, "lower": band.lower, "upper": band.upper}
            for band in drawn.limits
        ],
        "flag": drawn.red_flag,
        "old": [line for both in drawn.old_targets for line in both],
        "target": drawn.target,
        "forecast": drawn.forecast,
        "pieces": drawn.pieces,
        "dots": drawn.dots,
        "signals": drawn.signals,
        "pins": [{"x": pin.x, "disc": pin.disc_x, "number": pin.number} for pin in drawn.pins],
        "axis": [{"x": label.x, "y": label.y, "text": label.text} for label in (*drawn.months, *drawn.years)],
        "labels": [{"x": label.x, "y": label.y, "text": label.text} for label in end],
    }
