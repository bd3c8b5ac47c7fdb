"""The scorecard page: its sentence, its lists beside the map, its table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from lineofsight.base.ui.components import Column, ThreadStep, ViewLink
from lineofsight.insight.presenting import periods, values
from lineofsight.scorecard.results import ObjectiveFacts, ScorecardPage, ScoreCell

COLUMNS = (
    Column(gettext_lazy("Objective"), "code"),
    Column(gettext_lazy("Status"), "status"),
    Column(gettext_lazy("Score"), "score", numeric=True, hint=gettext_lazy("0 to 100")),
    Column(gettext_lazy("Change"), "change", numeric=True),
    Column(gettext_lazy("Weight"), "weight", numeric=True, hint=gettext_lazy("Share of the whole scorecard")),
    Column(gettext_lazy("Data"), "coverage", numeric=True, hint=gettext_lazy("Share of weight with data")),
    Column(gettext_lazy("KPI"), "kpi"),
    Column(gettext_lazy("Value"), numeric=True),
    Column(gettext_lazy("Target"), numeric=True),
    Column(gettext_lazy("Trend")),
)
STATUS_ORDER = {"red": 0, "amber": 1, "no_data": 2, "green": 3}


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line of "Changed since": what moved, from and to."""

    objective: ObjectiveFacts
    before: str
    after: str
    note: str


def subtitle(page: ScorecardPage) -> str:
    """Return the line under the title: period, size, strategy and when it was adopted."""
    count = len(page.objectives)
    parts = [
        periods.name(page.period),
        ngettext("%(count)s objective", "%(count)s objectives", count) % {"count": count},
    ]
    if page.strategy.version_number is not None:
        parts.append(
            gettext("%(title)s, version %(number)s")
            % {"title": page.strategy.version_title or page.strategy.name, "number": page.strategy.version_number}
        )
    if page.strategy.adopted_on:
        parts[-1] += gettext(", adopted %(day)s") % {"day": date_format(page.strategy.adopted_on, "j F Y")}
    return " · ".join(parts)


def sentence(page: ScorecardPage) -> str:
    """Return one sentence that could be said aloud."""
    counts = page.counts
    if page.cell.score is None and not any(counts[status] for status in ("green", "amber", "red")):
        return gettext("There is no score for %(period)s yet.") % {"period": periods.name(page.period)}
    if page.units:
        return gettext("The score of %(name)s is made of the units below it.") % {"name": page.unit_name}
    words = {
        "green": gettext("%(count)s on track"),
        "amber": gettext("%(count)s at risk"),
        "red": gettext("%(count)s off track"),
        "no_data": gettext("%(count)s without data"),
    }
    parts = [word % {"count": counts[status]} for status, word in words.items() if counts[status]]
    whole = sum(counts.values())
    said = ngettext("%(count)s objective", "%(count)s objectives", whole) % {"count": whole}
    return f"{said}: {', '.join(parts)}."


def facts(page: ScorecardPage) -> str:
    """Return the small line under the total: change since the period before, and coverage."""
    parts = []
    if page.previous and page.previous.score is not None and page.cell.score is not None and page.previous_period:
        parts.append(
            gettext("%(change)s since %(period)s")
            % {
                "change": values.change(page.cell.score - page.previous.score),
                "period": periods.month_only(page.previous_period),
            }
        )
    parts.append(gettext("%(share)s of weight has data") % {"share": values.share(page.cell.coverage or 0.0)})
    return " · ".join(parts)


def thread(page: ScorecardPage) -> tuple[ThreadStep, ...]:
    """Return the line of sight of the scorecard: to its vision."""
    count = len(page.objectives)
    note = ngettext("%(n)s perspective", "%(n)s perspectives", len(page.perspectives)) % {"n": len(page.perspectives)}
    note += ", " + ngettext("%(n)s objective", "%(n)s objectives", count) % {"n": count}
    steps = [ThreadStep("perspective", page.name, note=note, here=True)]
    if page.strategy.vision:
        steps.append(ThreadStep("vision", gettext("Vision"), "", page.strategy.vision))
    return tuple(steps)


def views(page: ScorecardPage, current: str) -> tuple[ViewLink, ...]:
    """Return the ways to look at the scorecard."""
    base = reverse("insight:scorecard", args=[page.slug, page.period.key])
    words = (("map", gettext("Map")), ("table", gettext("Table")), ("trend", gettext("Trend")))
    return tuple(
        ViewLink(label, f"{base}?view={key}" if key != "map" else base, key == current) for key, label in words
    )


def changed(page: ScorecardPage) -> tuple[ChangedLine, ...]:
    """Return what changed since the period before: another status, a signal, a dispute."""
    lines = []
    for objective in page.changed:
        before = _said(objective.previous) if objective.previous else values.score(None)
        note = ""
        if objective.cell.is_disputed:
            note = gettext("disputed")
        elif objective.primary and objective.primary.has_signal:
            note = gettext("signal")
        lines.append(ChangedLine(objective, before, _said(objective.cell), note))
    return tuple(lines)


def _said(cell: ScoreCell) -> str:
    return values.cell_score(cell.score, is_coarse=cell.is_coarse)


def quiet_count(page: ScorecardPage) -> str:
    """Return the sentence about what is not listed."""
    left = len([objective for objective in page.objectives if objective.cell.score is not None]) - len(page.changed)
    if left <= 0:
        return ""
    return ngettext(
        "Smaller movements are inside usual variation and not listed: %(count)s objective.",
        "Smaller movements are inside usual variation and not listed: %(count)s objectives.",
        left,
    ) % {"count": left}


def sorted_objectives(page: ScorecardPage, key: str, is_down: bool) -> list[ObjectiveFacts]:
    """Return the objectives in the order asked for; missing numbers come last either way."""
    rows = list(page.objectives)
    if key in ("", "code") and not is_down:
        return rows
    sorts: dict[str, Callable[[ObjectiveFacts], Any]] = {
        "code": lambda row: row.code,
        "status": lambda row: STATUS_ORDER[row.cell.status],
        "score": lambda row: row.cell.score,
        "change": lambda row: row.change,
        "weight": lambda row: row.share_of_total,
        "coverage": lambda row: row.cell.coverage,
        "kpi": lambda row: row.primary.name if row.primary else None,
    }
    value = sorts[key]
    known = [row for row in rows if value(row) is not None]
    missing = [row for row in rows if value(row) is None]
    return [*sorted(known, key=value, reverse=is_down), *missing]
