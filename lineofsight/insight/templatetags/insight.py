"""Tags of the insight pages: values, scores and periods as text."""

from typing import Protocol

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lineofsight.base.ui.html import number
from lineofsight.insight.presenting import periods, values
from lineofsight.scorecard.results import PeriodLabel, ScoreCell

register = template.Library()


class HasScore(Protocol):
    """A cell of a page, or a line of a list."""

    @property
    def score(self) -> float | None: ...

    @property
    def is_coarse(self) -> bool: ...


class HasProgress(Protocol):
    """An objective on a page or in a list."""

    @property
    def progress(self) -> float | None: ...

    @property
    def is_coarse(self) -> bool: ...


#: Why there is no number, in words; keys are the reason codes of scores.
REASONS = {
    "no_value": "No value for this period yet.",
    "no_target": "There is no target, so the value is not scored.",
    "unscored": "This KPI is shown but not scored.",
    "invalid_config": "Target and red flag contradict each other, so the value is not scored.",
    "unknown_label": "The label is not among those that have a score.",
    "unknown_polarity": "Nobody has said yet whether more or less is better.",
    "stale": "The last value is older than its cycle allows.",
    "low_coverage": "Too little of the weight has data.",
    "missing_child": "A part has no data, and without it there is no score.",
    "no_weight": "None of the parts that have data weighs anything.",
    "nothing_below": "Nothing is attached here yet.",
    "no_rate": "A part in another currency has no exchange rate for this period.",
}


@register.simple_tag
def value(number_: float | None, symbol: str = "", decimals: int = 2, kind: str = "number") -> str:
    """Show a KPI's value with its unit."""
    return values.shown(number_, symbol, decimals, kind)


@register.simple_tag
def target(number_: float | None, symbol: str = "", decimals: int = 2, kind: str = "number") -> str:
    """Show a target with its unit and no more decimals than it has."""
    return values.shown_target(number_, symbol, decimals, kind)


@register.filter
def unless_in(symbol: str, name: str) -> str:
    """Leave a unit's symbol out where the name before the number says it already."""
    return "" if symbol and symbol.casefold() in name.casefold().split() else symbol


@register.filter
def score(value_: float | None) -> str:
    """Show a score as a whole number."""
    return values.score(value_)


@register.filter
def score1(value_: float | None) -> str:
    """Show a score with one decimal."""
    return values.score(value_, 1)


@register.filter
def cell_score(cell: HasScore, decimals: int = 0) -> str:
    """Show the score of a cell or line; one that is rounded for this reader says so."""
    return values.cell_score(cell.score, decimals, is_coarse=cell.is_coarse)


@register.filter
def progress(line: HasProgress) -> str:
    """Show how far an objective is; what is rounded for this reader says so."""
    return values.progress(line.progress, is_coarse=line.is_coarse)


@register.filter
def share(value_: float | None) -> str:
    """Show a fraction as percent."""
    return values.share(value_)


@register.filter
def weight(value_: float | None) -> str:
    """Show a fraction as percent, with a decimal only where it needs one."""
    if value_ is None:
        return values.share(None)
    return values.share(value_, 0 if abs(value_ * 100 - round(value_ * 100)) < 0.05 else 1)


@register.filter
def signed(value_: float | None) -> str:
    """Show a change with its sign."""
    return values.change(value_)


@register.filter
def period_name(period: PeriodLabel) -> str:
    """Name a period."""
    return periods.name(period)


@register.filter
def period_short(period: PeriodLabel) -> str:
    """Name a period for a narrow column."""
    return periods.short(period)


@register.filter
def period_month(period: PeriodLabel) -> str:
    """Name a period without its year."""
    return periods.month_only(period)


@register.simple_tag
def no_score(cell: ScoreCell) -> SafeString:
    """Show an em dash with the reason why there is no score."""
    return number.missing(reason_of(cell.reason))


def reason_of(code: str) -> str:
    """Return the sentence of a reason code."""
    return gettext(REASONS.get(code, REASONS["no_value"]))


@register.simple_tag
def trend_points(points: object) -> list[float | None]:
    """Return the plain values of a series, for a sparkline."""
    return [point.value for point in points]  # type: ignore[attr-defined]
