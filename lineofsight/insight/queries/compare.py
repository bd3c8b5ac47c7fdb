"""Two days side by side: the same page read for two moments, each a day and what was known of it when."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.scorecard import queries as scores
from lineofsight.scorecard.results import MeasurePage, ScorecardPage, TargetLine

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the day on which it was known like that; None is today."""

    day: date | None = None
    known_on: date | None = None

    @property
    def known_at(self) -> datetime | None:
        """Return the instant of knowing: the end of that day, else of the day itself."""
        known = self.known_on or self.day
        return clock.end_of(known) if known else None


@dataclass(frozen=True, slots=True)
class Side(Generic[P]):
    """What a page said at a moment; None where nothing was known of it then."""

    moment: Moment
    page: P | None


@dataclass(frozen=True, slots=True)
class TargetThen:
    """The target that held on a day as known then, and the act that had brought it."""

    line: TargetLine
    set_by: str
    set_at: datetime
    reason: str


def kpi_at(ctx: Context, slug: str, unit: str | None, period: str | None, moment: Moment) -> Side[MeasurePage]:
    """Return a KPI's page as it was at a moment; rights are those of now."""
    return Side(moment, _read(ctx, moment, lambda then: scores.measure_page(then, slug, unit, period)))


def scorecard_at(ctx: Context, slug: str, period: str | None, moment: Moment) -> Side[ScorecardPage]:
    """Return a scorecard's page as it was at a moment; rights are those of now."""
    return Side(moment, _read(ctx, moment, lambda then: scores.scorecard_page(then, slug, period)))


def _read(ctx: Context, moment: Moment, read: Callable[[Context], P]) -> P | None:
    try:
        return read(replace(ctx, as_of=moment.day, known_at=moment.known_at))
    except NotFound:
        return None


def target_then(side: Side[MeasurePage]) -> TargetThen | None:
    """Return the target in force at a moment, with who had set it.

    A later change cuts the row in two: the piece that stayed the same is still the first one's doing.
    """
    if side.page is None:
        return None
    day, known = side.moment.day or clock.today(), side.moment.known_at or clock.now()
    holding = [line for line in side.page.targets if _holds(line, day)]
    now = next((line for line in holding if _is_known(line, known)), None)
    if now is None:
        return None
    first = now
    for line in sorted(holding, key=lambda each: each.known_from, reverse=True):
        if line.known_from < first.known_from and line.known_to == first.known_from and _says_the_same(line, first):
            first = line
    return TargetThen(now, first.set_by, first.known_from, first.reason)


def _holds(line: TargetLine, day: date) -> bool:
    return line.valid_from <= day and (line.valid_to is None or line.valid_to > day)


def _is_known(line: TargetLine, instant: datetime) -> bool:
    return line.known_from <= instant and (line.known_to is None or line.known_to > instant)


def _says_the_same(one: TargetLine, other: TargetLine) -> bool:
    said = ("target", "red_flag", "baseline", "stretch", "scoring_type", "phasing")
    return all(getattr(one, name) == getattr(other, name) for name in said)
