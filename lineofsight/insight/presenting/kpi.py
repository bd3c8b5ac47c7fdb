"""The KPI page: the headline answers, the chart, and the words beside them."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from lineofsight.base.ui.components import (
    Action,
    ChartForecast,
    ChartPath,
    ChartPeriod,
    ChartPin,
    LimitSegment,
    ThreadStep,
    XmrChart,
)
from lineofsight.base.ui.html.status import kind_of
from lineofsight.insight.presenting import periods, values
from lineofsight.insight.queries import Acts
from lineofsight.scorecard.queries.series import on_path
from lineofsight.scorecard.results import Card, ChangeLine, MeasurePage, PeriodLabel, TargetLine

MOST_POINTS = 36
ONE_DAY = timedelta(days=1)
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
        value=shown(card, page.cell.measured),
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


def shown(card: Card, value: float | None) -> str:
    """Return a value of this KPI as text."""
    return values.shown(value, card.symbol, card.decimals, card.unit_kind)


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
        "value": shown(page.card, page.cell.measured),
        "period": periods.name(page.period),
    }


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
    """Return the process behavior chart: values, usual range, path to target, red flag, pins."""
    series = page.series[-MOST_POINTS:]
    cut = len(page.series) - len(series)
    ahead = (
        [point for point in page.target_path if point.period.start_on > series[-1].period.start_on] if series else []
    )
    axis = [point.period for point in series] + [point.period for point in ahead]
    scale = 100 if page.card.unit_kind == "share" else 1
    current = next((line for line in page.targets if line.known_to is None), None)
    return XmrChart(
        title=gettext("%(name)s, %(unit)s") % {"name": page.card.name, "unit": page.unit_name},
        description=" ".join([_sentence(page), *_change(page)]),
        periods=_ticks(axis),
        values=[_scaled(point.value, scale) for point in series],
        precision=page.card.decimals,
        last_label=shown(page.card, series[-1].value) if series and series[-1].value is not None else "",
        limits=_limits(page, cut, len(axis), scale),
        mean_label=gettext("Usual %(value)s") % {"value": shown(page.card, page.limits.mean)} if page.limits else "",
        lower_label=gettext("Lower limit %(value)s") % {"value": shown(page.card, page.limits.lower)}
        if page.limits
        else "",
        upper_label=gettext("Upper limit %(value)s") % {"value": shown(page.card, page.limits.upper)}
        if page.limits
        else "",
        signals=frozenset(position - cut for position in page.signals.positions if position >= cut),
        target=_target_path(page, axis, scale),
        old_targets=_old_targets(page, axis, scale),
        red_flag=_red_flag(page, current, axis, scale),
        forecast=_forecast(page, axis, scale),
        pins=_pins(page.changes, axis),
    )


def _scaled(value: float | None, scale: int) -> float | None:
    return None if value is None else round(value * scale, 9)


def _ticks(axis: list[PeriodLabel]) -> list[ChartPeriod]:
    """Return the axis: a tick every quarter for months, each year named once."""
    ticks, year = [], None
    for index, period in enumerate(axis):
        is_quarter = (period.start_on.month - axis[0].start_on.month) % 3 == 0
        is_tick = period.frequency != "monthly" or is_quarter or index == len(axis) - 1
        this = period.start_on.year
        ticks.append(
            ChartPeriod(
                periods.short(period),
                (date_format(period.start_on, "M") if period.frequency == "monthly" else period.key.partition("-")[2])
                if is_tick
                else "",
                str(this) if this != year and (is_tick or index == 0) else "",
            )
        )
        year = this if ticks[-1].year else year
    return ticks


def _limits(page: MeasurePage, cut: int, length: int, scale: int) -> tuple[LimitSegment, ...]:
    if page.limits is None or not page.series:
        return ()
    limits = page.limits
    return (LimitSegment(0, length - 1, limits.mean * scale, limits.lower * scale, limits.upper * scale),)


def _target_path(page: MeasurePage, axis: list[PeriodLabel], scale: int) -> ChartPath | None:
    index = {period.id: place for place, period in enumerate(axis)}
    points = [
        (float(index[point.period.id]), point.value * scale)
        for point in page.target_path
        if point.period.id in index and point.value is not None
    ]
    if not points:
        return None
    last = page.pace.final_target if page.pace.final_target is not None else points[-1][1] / scale
    return ChartPath(points, gettext("Target %(value)s") % {"value": shown(page.card, last)})


def _old_targets(page: MeasurePage, axis: list[PeriodLabel], scale: int) -> tuple[ChartPath, ...]:
    """Return the last replaced target that differs from the one in force, dotted from when it stopped to count."""
    current = [line for line in page.targets if line.known_to is None]
    final = max(current, key=lambda line: line.valid_from).target if current else None
    replaced = [line for line in page.targets if line.known_to is not None and line.target not in (final, None)]
    replaced = [line for line in replaced if line.valid_to is None or line.valid_to > axis[0].start_on]
    if not replaced:
        return ()
    line = max(replaced, key=lambda each: each.known_to or each.known_from)
    stopped = _place(axis, line.known_to.date()) if line.known_to else None
    path = [(place, on_path(line, period.until_on - ONE_DAY)) for place, period in enumerate(axis)]
    points = [
        (float(place), (line.target or 0.0) * scale if value is None else value * scale)
        for place, value in path
        if axis[place].until_on > (line.phasing_start_on or line.valid_from)
    ]
    if len(points) < 2 or stopped is None:
        return ()
    label = gettext("Old target %(value)s") % {"value": shown(page.card, line.target)}
    return (ChartPath(points, label, replaced_from=stopped),)


def _red_flag(page: MeasurePage, line: TargetLine | None, axis: list[PeriodLabel], scale: int) -> ChartPath | None:
    if line is None or line.red_flag is None:
        return None
    points = [
        (float(place), line.red_flag * scale) for place, period in enumerate(axis) if period.until_on > line.valid_from
    ]
    return (
        ChartPath(points, gettext("Red flag %(value)s") % {"value": shown(page.card, line.red_flag)})
        if points
        else None
    )


def _forecast(page: MeasurePage, axis: list[PeriodLabel], scale: int) -> ChartForecast | None:
    """Return the forecast where it is a level on the same scale as the values; a year's sum is told in words."""
    forecast = page.forecast
    if forecast is None or forecast.value is None or page.card.flow_or_stock != "stock" or forecast.at_end_of is None:
        return None
    place = next((place for place, period in enumerate(axis) if period.id == forecast.at_end_of.id), None)
    if place is None or forecast.low is None or forecast.high is None:
        return None
    point = (float(place), forecast.value * scale, forecast.low * scale, forecast.high * scale)
    return ChartForecast((point,), gettext("Forecast %(value)s") % {"value": shown(page.card, forecast.value)})


def _pins(changes: tuple[ChangeLine, ...], axis: list[PeriodLabel]) -> tuple[ChartPin, ...]:
    pins = []
    for number, line in enumerate(changes, start=1):
        place = _place(axis, line.at.date())
        if place is not None:
            pins.append(ChartPin(number, place))
    return tuple(pins)


def _place(axis: list[PeriodLabel], day: object) -> float | None:
    """Return where a day lies on the axis, between the middles of periods."""
    for place, period in enumerate(axis):
        if period.start_on <= day < period.until_on:  # type: ignore[operator]
            length = (period.until_on - period.start_on).days
            return place - 0.5 + (day - period.start_on).days / length  # type: ignore[operator]
    return None
