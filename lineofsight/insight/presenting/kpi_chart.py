"""The chart of a KPI page: series, limits, targets as they were, forecast and pins."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext

from lineofsight.base.ui.components import (
    ChartForecast,
    ChartPath,
    ChartPeriod,
    ChartPin,
    LimitSegment,
    XmrChart,
)
from lineofsight.insight.presenting import periods, values
from lineofsight.scorecard.queries.series import on_path
from lineofsight.scorecard.results import Card, ChangeLine, MeasurePage, PeriodLabel, TargetLine

MOST_POINTS = 36
ONE_DAY = timedelta(days=1)


def shown(card: Card, value: float | None) -> str:
    """Return a value of this KPI as text."""
    return values.shown(value, card.symbol, card.decimals, card.unit_kind)


def drawn(page: MeasurePage, description: str) -> XmrChart:
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
        description=description,
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
    first = next(place for place, point in enumerate(page.series) if point.period == limits.baseline_from)
    return (
        LimitSegment(max(first - cut, 0), length - 1, limits.mean * scale, limits.lower * scale, limits.upper * scale),
    )


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
