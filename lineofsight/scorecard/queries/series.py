"""What a KPI's series says: usual range, signals, the path to the target, pace, forecast."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from lineofsight.core import forecast as forecasting
from lineofsight.core import phasing, signals
from lineofsight.core.data_quality import Counts, Quality, data_quality
from lineofsight.core.time_aggregation import from_year_to_date
from lineofsight.measures.queries.quality import checks, counts_from, freshness_after, is_on_time
from lineofsight.organization import calendar_math
from lineofsight.organization.periods import rule_of
from lineofsight.scorecard.results import (
    DisputeLine,
    ForecastFacts,
    FreshnessFacts,
    Limits,
    Pace,
    PeriodLabel,
    ScoreCell,
    SeriesPoint,
    SignalFacts,
    TargetLine,
)

ONE_DAY = timedelta(days=1)
NO_SIGNALS = SignalFacts()
NO_PACE = Pace(None, "none")
ON_THE_PATH = 0.02  # of the path's own span: closer than that is "on" the path


#: What a card says about which number is measured: with another answer, the series is another process.
DEFINITION = ("expression", "factor", "is_complement", "time_aggregation", "org_aggregation", "unit_of_measure_id")


def redefined(points: Sequence[SeriesPoint], cards: Sequence[Any]) -> list[int]:
    """Return the positions from which on another definition of the KPI holds than for the period before."""
    held = [_definition(point.period.until_on - ONE_DAY, cards) for point in points]
    return [place for place in range(1, len(held)) if held[place] != held[place - 1]]


def _definition(day: date, cards: Sequence[Any]) -> tuple[Any, ...]:
    card = ([card for card in cards if card.valid_from <= day] or cards[:1])[-1]
    return tuple(getattr(card, name) for name in DEFINITION)


def chart_of(points: Sequence[SeriesPoint], card: Any, splits: Sequence[int] = ()) -> signals.Chart:
    """Return the process behavior chart of a series; a year-to-date KPI is judged on its differences.

    Values by an earlier definition are no part of it: `splits` are the positions from which on another one holds.
    """
    values = [point.value for point in points]
    if card.time_aggregation == "cumulative_ytd":
        starts = np.array([index == 0 or _new_year(points[index - 1], point) for index, point in enumerate(points)])
        plain = from_year_to_date(np.array([[np.nan if value is None else value for value in values]]), starts)[0]
        values = [None if np.isnan(value) else float(value) for value in plain]
    bound = float(card.lower_bound) if card.lower_bound is not None else None
    return signals.xmr_segments(values, splits, lower_bound=bound)[-1]


def _new_year(before: SeriesPoint, point: SeriesPoint) -> bool:
    return before.period.key.partition("-")[0] != point.period.key.partition("-")[0]


def limits_of(chart: signals.Chart, points: Sequence[SeriesPoint]) -> Limits | None:
    """Return the usual range with the periods it was drawn from."""
    if chart.limits is None:
        return None
    found, baseline = chart.limits, [position for position, _ in chart.points[: signals.FIRM_POINTS]]
    return Limits(
        state=found.state,
        mean=found.mean,
        lower=found.lnpl,
        upper=found.unpl,
        mean_range=found.mr_bar,
        range_limit=found.url,
        baseline_from=points[baseline[0]].period,
        baseline_until=points[baseline[-1]].period,
    )


def signals_of(chart: signals.Chart, points: Sequence[SeriesPoint], card: Any) -> SignalFacts:
    """Return the signals, and how many of the last values lie outside the limits on one side."""
    found = chart.signals
    count, side = 0, ""
    for position, value in reversed(chart.points):
        if chart.limits is None or position not in found.outside:
            break
        here = "above" if value > chart.limits.unpl else "below"
        if side and here != side:
            break
        count, side = count + 1, here
    return SignalFacts(
        outside=found.outside,
        runs=found.run8,
        three_of_four=found.three_of_four,
        range_outside=found.mr_outside,
        outside_in_a_row=count,
        side=side,
        is_seasonal=card.is_seasonal,
    )


def arose_at(chart: signals.Chart, position: int) -> str:
    """Return which signal arose with the value at a position, and not before: `outside`, `run`, `jump`, or nothing.

    A value outside the limits after another one is no new signal, nor is the ninth of a run.
    """
    found = chart.signals
    if position in found.outside and position - 1 not in found.outside:
        return "outside"
    if any(end == position and end - first + 1 == signals.RUN_LENGTH for first, end in found.run8):
        return "run"
    return "jump" if position in found.mr_outside else ""


def target_path(
    targets: Sequence[TargetLine], card: Any, here: PeriodLabel, known: Sequence[PeriodLabel]
) -> tuple[SeriesPoint, ...]:
    """Return where the path to the final target stands at the end of each period, up to the one of its last day."""
    line = _in_force(targets, here)
    if line is None or line.phasing_end_on is None or line.target is None:
        return ()
    start_on = line.phasing_start_on or line.valid_from
    spans = calendar_math.spans(rule_of(card.calendar), card.frequency, start_on, line.phasing_end_on)
    rows = {period.key: period for period in known}
    points: list[SeriesPoint] = []
    for span in spans:
        label = rows.get(span.key)
        if label is None:
            label = PeriodLabel(-len(points) - 1, span.key, card.frequency, span.start_on, span.until_on)
        value = on_path(line, span.until_on - ONE_DAY)
        points.append(SeriesPoint(label, value))
    return tuple(points)


def on_path(line: TargetLine, day: date) -> float | None:
    """Return the path's value on a day, by the phasing of the target."""
    start = line.phasing_start_value if line.phasing_start_value is not None else line.baseline
    if start is None or line.target is None or line.phasing_end_on is None:
        return None
    start_on = (line.phasing_start_on or line.valid_from).toordinal()
    method = phasing.step_target if line.phasing == "step" else phasing.linear_target
    days = (start_on, line.phasing_end_on.toordinal(), day.toordinal())
    begin, end, on = (np.array(ordinal) for ordinal in days)
    found = method(begin, np.array(start), end, np.array(line.target), on)
    return float(found) if np.isfinite(found) else None


def _in_force(targets: Sequence[TargetLine], here: PeriodLabel) -> TargetLine | None:
    """Return the target known now that governs the period."""
    day = here.until_on - ONE_DAY
    current = [line for line in targets if line.known_to is None and line.valid_from <= day]
    current = [line for line in current if line.valid_to is None or line.valid_to > day]
    return current[-1] if current else None


def pace(
    targets: Sequence[TargetLine], path: Sequence[SeriesPoint], cell: ScoreCell, here: PeriodLabel, polarity: str
) -> Pace:
    """Return where the value should be by now on the way to the final target, and whether it is."""
    line = _in_force(targets, here)
    expected = next((point.value for point in path if point.period.key == here.key), None)
    if line is None or expected is None or line.target is None:
        return NO_PACE
    final_on = line.phasing_end_on
    if cell.measured is None or polarity not in ("maximize", "minimize"):
        return Pace(expected, "none", line.target, final_on)
    start = line.phasing_start_value if line.phasing_start_value is not None else line.baseline
    span = abs(line.target - start) if start is not None else 0.0
    lead = (cell.measured - expected) * (1 if polarity == "maximize" else -1)
    state = "on" if abs(lead) <= ON_THE_PATH * span else ("ahead" if lead > 0 else "behind")
    return Pace(expected, state, line.target, final_on)


def freshness(points: Sequence[SeriesPoint], card: Any, today: date) -> FreshnessFacts:
    """Return how old the last value is against what was promised."""
    valued = [point.period for point in points if point.value is not None]
    found = freshness_after(card, valued[-1].until_on if valued else None, today)
    return FreshnessFacts(found.status, valued[-1] if valued else None, None, found.due_on, found.days_overdue)


def care(
    rows: Sequence[Any], card: Any, disputed: Sequence[DisputeLine], today: date, known_at: datetime | None
) -> Quality:
    """Return the quality of the data recorded at the unit itself (DOMAIN §3.9), by the rules of `measures`."""
    contested = {line.period_key for line in disputed if line.closed_at is None}
    return data_quality(counts_from(card, rows, contested, today, known_at))


def care_of_parts(here: Mapping[int, Any], card: Any, expected: int) -> Quality:
    """Return the quality of a value made of the values of the units below: how many came, when, and how sound."""
    rows = list(here.values())
    results = [result for row in rows for result in checks(card, row)]
    first_known = {row.period_id: row.known_from for row in rows}
    on_time = sum(is_on_time(row, card.grace_days, first_known) for row in rows)
    return data_quality(Counts(expected, len(rows), on_time, len(results), sum(results), 0))


def forecast(
    points: Sequence[SeriesPoint], card: Any, targets: Sequence[TargetLine], here: PeriodLabel
) -> ForecastFacts | None:
    """Return where the KPI will stand at the end of its fiscal year: flows add up, a level stays where it is."""
    year = calendar_math.period_on(rule_of(card.calendar), "annual", here.start_on)
    spans = calendar_math.spans(rule_of(card.calendar), card.frequency, year.start_on, year.until_on - ONE_DAY)
    inside = [point for point in points if year.start_on <= point.period.start_on < year.until_on]
    if not inside or len(spans) < 2 or len(inside) >= len(spans):
        return None
    is_flow = card.flow_or_stock == "flow" and card.time_aggregation in ("sum", "ytd_sum")
    kind = "flow" if is_flow else "stock"
    line = _in_force(targets, here)
    found = forecasting.forecast(
        "run_rate", kind, [point.value for point in inside], n_total=len(spans), target=line.target if line else None
    )
    if found.forecast is None:
        return None
    last = spans[-1]
    return ForecastFacts(
        method="run rate" if is_flow else "last value",
        value=found.forecast,
        low=found.band.low if found.band else None,
        high=found.band.high if found.band else None,
        n_known=found.n_known,
        n_remaining=found.n_remaining,
        gap=found.gap_to_target,
        required_per_period=found.required_per_remaining_period,
        at_end_of=PeriodLabel(0, last.key, card.frequency, last.start_on, last.until_on),
    )
