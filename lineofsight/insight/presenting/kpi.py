"""The KPI page: the headline answers, the chart, and the words beside them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from lineofsight.base.ui.components import Action, ThreadStep, XmrChart
from lineofsight.base.ui.html.status import kind_of
from lineofsight.insight.presenting import periods, values
from lineofsight.insight.presenting.kpi_chart import drawn, shown
from lineofsight.insight.queries import Acts
from lineofsight.scorecard.results import MeasurePage

NODE_SHAPES = {
    "objective": "objective",
    "perspective": "perspective",
    "scorecard": "perspective",
    "unit": "perspective",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """Good? and changed?: two answers, side by side, never merged; pace is a third."""

    value: str
    target: str
    pace: str
    change: str
    change_detail: str
    sentence: str


def subtitle(page: MeasurePage) -> str:
    """Return the line under the title: direction, rhythm, unit, kind."""
    words = {
        "maximize": gettext("Higher is better"),
        "minimize": gettext("Lower is better"),
        "range": gettext("Best inside a range"),
        "unknown": gettext("Direction not known yet: ask the steward"),
    }
    kinds = {"lead": gettext("leading"), "lag": gettext("lagging")}
    rhythm = {
        "daily": gettext("daily"),
        "weekly": gettext("weekly"),
        "monthly": gettext("monthly"),
        "quarterly": gettext("quarterly"),
        "semiannual": gettext("every half year"),
        "annual": gettext("yearly"),
    }
    parts = [words[page.card.polarity], rhythm.get(page.card.frequency, page.card.frequency), page.unit_name]
    return " · ".join(filter(None, [*parts, kinds.get(page.card.lead_lag, "")]))


def headline(page: MeasurePage) -> Headline:
    """Return the headline answers in words."""
    card = page.card
    target = shown(card, page.cell.target)
    change, detail = _change(page)
    pace = ""
    if page.pace.expected is not None:
        pace = gettext("path %(value)s for %(period)s") % {
            "value": shown(card, page.pace.expected),
            "period": periods.month_only(page.period),
        }
    return Headline(
        value=_measured(page),
        target=gettext("target %(value)s") % {"value": target}
        if page.cell.target is not None
        else gettext("no target"),
        pace=" · ".join(filter(None, [pace, _pace_word(page.pace.state)])),
        change=change,
        change_detail=detail,
        sentence=_sentence(page),
    )


def actions(page: MeasurePage, may: Acts) -> tuple[Action, ...]:
    """Return what the reader may do here, the most frequent first."""
    asked = urlencode({"at": page.unit_slug, "for": page.period.key})
    at = urlencode({"at": page.unit_slug})
    found = []
    if may.record:
        found.append(Action(gettext("Record a value"), f"{_form('value_new', page)}?{asked}", main=True))
    if may.set_target:
        found.append(Action(gettext("Set a target"), f"{_form('target_new', page)}?{at}"))
    if may.edit_card:
        found.append(Action(gettext("Change the card"), _form("card_edit", page)))
    return tuple(found)


def _form(name: str, page: MeasurePage) -> str:
    return reverse(f"measures:{name}", args=[page.slug])


def _pace_word(state: str) -> str:
    return {
        "ahead": gettext("ahead of the path"),
        "on": gettext("on the path"),
        "behind": gettext("behind the path"),
        "not_started": gettext("the path has not begun"),
    }.get(state, "")


def _change(page: MeasurePage) -> tuple[str, str]:
    """Answer "did it change?": only a signal counts as a change."""
    signals, limits = page.signals, page.limits
    if limits is None:
        return gettext("Too early to say."), gettext("Fewer than five values: no usual range yet.")
    last = len(page.series) - 1
    note = gettext(" This series is seasonal; a yearly pattern can look like a signal.") if signals.is_seasonal else ""
    if signals.outside_in_a_row:
        count = signals.outside_in_a_row
        edge = limits.upper if signals.side == "above" else limits.lower
        word = gettext("upper") if signals.side == "above" else gettext("lower")
        side = gettext("above") if signals.side == "above" else gettext("below")
        text = ngettext(
            "%(count)s period %(side)s the %(word)s limit of %(edge)s. Not chance.",
            "%(count)s periods in a row %(side)s the %(word)s limit of %(edge)s. Not chance.",
            count,
        )
        return gettext("It did change."), text % {
            "count": count,
            "side": side,
            "word": word,
            "edge": shown(page.card, edge),
        } + note
    if last in signals.positions:
        return gettext("It did change."), gettext("The last values no longer fit the usual range.") + note
    return gettext("No change."), gettext("The last value is inside the usual range of %(low)s to %(high)s.") % {
        "low": shown(page.card, limits.lower),
        "high": shown(page.card, limits.upper),
    } + note


def _sentence(page: MeasurePage) -> str:
    if page.cell.measured is None:
        return gettext("There is no value for %(period)s yet.") % {"period": periods.name(page.period)}
    return gettext("%(name)s was %(value)s in %(period)s.") % {
        "name": page.card.name,
        "value": _measured(page),
        "period": periods.name(page.period),
    }


def _measured(page: MeasurePage) -> str:
    """Return the value as text; one that is rounded, because a part of it is not open, as "about 5"."""
    text = shown(page.card, page.cell.measured)
    return (
        gettext("about %(value)s") % {"value": text} if page.cell.is_coarse and page.cell.measured is not None else text
    )


def thread(page: MeasurePage, vision: str = "") -> tuple[ThreadStep, ...]:
    """Return the line of sight of the KPI, up to the vision."""
    steps = [ThreadStep("number", page.card.name, here=True, note=_share_note(page))]
    for line in page.above:
        name = f"{line.code} {line.name}".strip()
        url = (
            reverse("insight:scorecard", args=[line.slug, page.period.key])
            if line.kind == "scorecard" and line.slug
            else ""
        )
        note = f"{values.share(line.share)} · {kind_of(line.cell.status).word}"
        steps.append(ThreadStep(NODE_SHAPES.get(line.kind, "objective"), name, url, note))  # type: ignore[arg-type]
    if vision:
        steps.append(ThreadStep("vision", gettext("Vision"), "", vision))
    return tuple(steps)


def _share_note(page: MeasurePage) -> str:
    if not page.above:
        return gettext("Attached to no objective")
    first = page.above[0]
    return gettext("%(share)s of %(name)s") % {"share": values.share(first.share), "name": first.code or first.name}


def chart(page: MeasurePage) -> XmrChart:
    """Return the chart of the page, described in the words of its headline."""
    return drawn(page, " ".join([_sentence(page), *_change(page)]))
