"""Two days side by side, in words and numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lineofsight.base import clock
from lineofsight.base.ui import numbers
from lineofsight.base.ui.html import table
from lineofsight.base.web.tables import Sheet
from lineofsight.insight.presenting import periods, values
from lineofsight.insight.queries.compare import Moment, Side, TargetThen, target_then
from lineofsight.scorecard.results import MeasurePage, PeriodLabel, ScorecardPage, ScoreCell

#: The parameters of the two moments: the day, and the day of knowing.
FIELDS = (("a", "a_known"), ("b", "b_known"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One side of a row: a text, the address of its Why?, a status or a note."""

    text: str
    why: str = ""
    status: str = ""
    caveat: str = ""
    note: str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on both days, and what differs in words."""

    name: str
    a: Shown
    b: Shown
    difference: str
    code: str = ""
    level: str = ""

    @property
    def is_same(self) -> bool:
        """Test whether both days say the same."""
        return self.a.text == self.b.text and self.a.status == self.b.status and self.a.note == self.b.note


NOT_THERE = numbers.MISSING


def moments(query: QueryDict) -> tuple[Moment, Moment]:
    """Return the two moments asked for; without any, the end of last month as it was known then, and today."""
    found = [Moment(_day(query.get(day, "")), _day(query.get(known, ""))) for day, known in FIELDS]
    if not any(query.get(name) for pair in FIELDS for name in pair):
        month_begins = clock.today().replace(day=1)
        return Moment(month_begins - clock.ONE_DAY), Moment()
    return found[0], found[1]


def name(moment: Moment) -> str:
    """Return a moment in words: "3 March 2026 as known on 1 April 2026"."""
    if moment.day is None and moment.known_on is None:
        return _("Today")
    words = {
        "day": date_format(moment.day or clock.today(), "j F Y"),
        "known": date_format(moment.known_on, "j F Y") if moment.known_on else "",
    }
    if moment.known_on is None or moment.known_on == moment.day:
        return _("%(day)s as known then") % words
    return _("%(day)s as known on %(known)s") % words


def kpi_rows(a: Side[MeasurePage], b: Side[MeasurePage]) -> list[Row]:
    """Return the rows of a KPI's comparison."""
    unit = _unit_of(a.page or b.page)
    rows = [_row(_("Period"), _each(a, b, lambda page: Shown(periods.name(page.period))))]
    rows.append(_row(_("Value"), _each(a, b, lambda page: _value(page.cell.measured, page)), unit))
    targets = (_target(a), _target(b))
    rows.append(_row(_("Target"), targets, unit))
    rows.append(_row(_("Red flag"), (_red_flag(a), _red_flag(b)), unit))
    rows.append(_row(_("Score"), (_kpi_score(a), _kpi_score(b)), values.change))
    rows.append(_row(_("Frozen at its closing"), (_frozen(a), _frozen(b)), values.change))
    rows.append(_row(_("Open disputes"), _each(a, b, lambda page: Shown(str(len(page.open_disputes))))))
    rows.append(_row(_("Name"), _each(a, b, lambda page: Shown(page.card.name))))
    rows.append(_row(_("Formula"), _each(a, b, lambda page: Shown(page.card.formula or NOT_THERE))))
    return rows


def kpi_sentence(a: Side[MeasurePage], b: Side[MeasurePage]) -> str:
    """Return what could be said aloud: what the target was on the first day, by whom, and what it is on the second."""
    if a.page is None:
        return _("Nothing was known of this KPI on %(when)s.") % {"when": name(a.moment)}
    before, after = target_then(a), target_then(b)
    if before is None:
        return _("On %(when)s there was no target.") % {"when": name(a.moment)}
    said = _("On %(when)s the target was %(target)s, set %(act)s.") % {
        "when": name(a.moment),
        "target": _shown_target(before.line.target, a.page),
        "act": _by(before),
    }
    if after is not None and b.page is not None and after.line.target != before.line.target:
        said += " " + _("On the other day it is %(target)s, set %(act)s.") % {
            "target": _shown_target(after.line.target, b.page),
            "act": _by(after),
        }
    return said


def scorecard_rows(a: Side[ScorecardPage], b: Side[ScorecardPage]) -> list[Row]:
    """Return the rows of a scorecard's comparison: the whole, its perspectives, their objectives."""
    first, second = _parts(a), _parts(b)
    rows = []
    for key in [*first, *(key for key in second if key not in first)]:
        level, code, title = (first.get(key) or second[key])[0]
        sides = (_part(first.get(key)), _part(second.get(key)))
        rows.append(_row(title, sides, values.change, code=code, level=level))
    return rows


def scorecard_sentence(rows: Sequence[Row]) -> str:
    """Return how much differs."""
    objectives = [row for row in rows if row.level == "objective"]
    count = sum(1 for row in objectives if not row.is_same)
    whole = len(objectives)
    if not whole:
        return _("Nothing was known of this scorecard on either day.")
    if not count:
        return _("All objectives say the same on both days.")
    return ngettext(
        "%(count)s of %(whole)s objectives differs.", "%(count)s of %(whole)s objectives differ.", count
    ) % {"count": count, "whole": whole}


def sheet(rows: Sequence[Row], sides: tuple[str, str]) -> Sheet:
    """Return the comparison as a table to download."""
    body = [[row.code, row.name, _plain(row.a), _plain(row.b), row.difference] for row in rows]
    return Sheet([_("Code"), _("What"), *sides, _("Difference")], body)


def _plain(side: Shown) -> Any:
    return side.number if side.number is not None else " ".join(filter(None, (side.text, side.note)))


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _each(a: Side[MeasurePage], b: Side[MeasurePage], say: Callable[[MeasurePage], Shown]) -> tuple[Shown, Shown]:
    return tuple(say(side.page) if side.page else Shown(NOT_THERE) for side in (a, b))  # type: ignore[return-value]


def _unit_of(page: MeasurePage | None) -> Callable[[float | None], str]:
    def show(difference: float | None) -> str:
        if page is None or difference is None:
            return ""
        text = values.shown(abs(difference), page.card.symbol, page.card.decimals, page.card.unit_kind)
        return f"{'−' if difference < 0 else '+'}{text}"

    return show


def _row(
    title: str,
    sides: tuple[Shown, Shown],
    change: Callable[[float | None], str] | None = None,
    *,
    code: str = "",
    level: str = "",
) -> Row:
    a, b = sides
    said = ""
    if a.number is not None and b.number is not None and change is not None and a.number != b.number:
        said = change(b.number - a.number)
    elif a.text != b.text or a.note != b.note:
        said = _("new") if a.text == NOT_THERE else _("gone") if b.text == NOT_THERE else _("changed")
    if a.status != b.status and a.status and b.status:
        said = ", ".join(filter(None, (said, _("another status"))))
    return Row(title, a, b, said or _("the same"), code, level)


def _value(number: float | None, page: MeasurePage) -> Shown:
    text = values.shown(number, page.card.symbol, page.card.decimals, page.card.unit_kind)
    return Shown(text, number=number)


def _shown_target(number: float | None, page: MeasurePage) -> str:
    return values.shown_target(number, page.card.symbol, page.card.decimals, page.card.unit_kind)


def _target(side: Side[MeasurePage]) -> Shown:
    found = target_then(side)
    if found is None or side.page is None:
        return Shown(NOT_THERE)
    return Shown(
        _shown_target(found.line.target, side.page),
        number=found.line.target,
        note=_("Set %(act)s.") % {"act": _by(found)},
    )


def _by(found: TargetThen) -> str:
    words = {"who": found.set_by, "day": date_format(found.set_at, "j F Y"), "why": found.reason.strip().rstrip(".")}
    if not found.set_by:
        return _("on %(day)s") % words
    if not found.reason:
        return _("by %(who)s on %(day)s") % words
    return _("by %(who)s on %(day)s, because “%(why)s”") % words


def _red_flag(side: Side[MeasurePage]) -> Shown:
    found = target_then(side)
    if found is None or side.page is None or found.line.red_flag is None:
        return Shown(NOT_THERE)
    return Shown(_shown_target(found.line.red_flag, side.page), number=found.line.red_flag)


def _kpi_score(side: Side[MeasurePage]) -> Shown:
    if side.page is None:
        return Shown(NOT_THERE)
    return _cell(side.page.cell, side.page.period, side.moment)


def _frozen(side: Side[MeasurePage]) -> Shown:
    if side.page is None or not side.page.period.is_closed:
        return Shown(_("not closed") if side.page else NOT_THERE)
    return _closed(side.page.cell)


def _closed(cell: ScoreCell) -> Shown:
    note = _("As known now: %(score)s") % {"score": values.score(cell.restated, 1)} if cell.restated is not None else ""
    return Shown(_score(cell), number=cell.score, note=note)


def _cell(cell: ScoreCell, period: PeriodLabel, moment: Moment) -> Shown:
    why = ""
    if cell.score is not None and cell.node_id:
        day = {"as_of": moment.day, "known_at": moment.known_on}
        kept = {key: value.isoformat() for key, value in day.items() if value is not None}
        why = reverse("insight:why", args=[cell.node_id, period.key]) + (table.query(None, **kept) if kept else "")
    note = _("As known now: %(score)s") % {"score": values.score(cell.restated, 1)} if cell.restated is not None else ""
    return Shown(_score(cell), why, cell.status, cell.caveat, note, cell.score)


def _score(cell: ScoreCell) -> str:
    """Return a score; one that a hidden part could be worked out from stands without decimals."""
    return values.score(cell.score, 0 if cell.is_coarse else 1)


Part = tuple[tuple[str, str, str], Shown]


def _parts(side: Side[ScorecardPage]) -> dict[str, Part]:
    """Return {key: ((level, code, name), what it shows)}, in the order of the page."""
    page = side.page
    if page is None:
        return {}
    found: dict[str, Part] = {"whole": (("whole", "", page.name), _cell(page.cell, page.period, side.moment))}
    for band in page.perspectives:
        found[f"p{band.node_id}"] = (("perspective", "", band.name), _cell(band.cell, page.period, side.moment))
        for row in band.objectives:
            found[f"o{row.node_id}"] = (("objective", row.code, row.name), _cell(row.cell, page.period, side.moment))
    for row in page.loose_objectives:
        found[f"o{row.node_id}"] = (("objective", row.code, row.name), _cell(row.cell, page.period, side.moment))
    return found


def _part(part: Part | None) -> Shown:
    return part[1] if part else Shown(NOT_THERE)
