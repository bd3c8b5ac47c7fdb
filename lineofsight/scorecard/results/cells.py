"""What both pages are made of: a period, a score in it, and a point of a series."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


def as_float(value: Any) -> float | None:
    """Return a stored number as pages get it; None stays None."""
    return None if value is None else float(value)


@dataclass(frozen=True, slots=True)
class PeriodLabel:
    """A period: its row, its key in the calendar, and its days (`until_on` is the first day after it)."""

    id: int
    key: str
    frequency: str
    start_on: date
    until_on: date
    closed_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Test whether the period is closed, so that its numbers are shown as frozen."""
        return self.closed_at is not None


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """The score of one node in one period."""

    node_id: int
    score: float | None = None
    status: str = "no_data"
    coverage: float | None = None
    reason: str = "no_value"
    measured: float | None = None
    target: float | None = None
    flags: frozenset[str] = frozenset()
    restated: float | None = None  # the score as known now, where a closed period shows another one
    is_coarse: bool = False  # rounded, because a part that the viewer may not see could be worked out from it

    @property
    def is_disputed(self) -> bool:
        """Test whether an open dispute marks this number."""
        return "disputed" in self.flags

    @property
    def caveat(self) -> str:
        """Return the caveat a status chip shows beside the status: disputed, estimate, stale, or nothing."""
        return next((word for word in ("disputed", "estimate", "stale") if word in self.flags), "")


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One period of a series; `value` None is a gap."""

    period: PeriodLabel
    value: float | None
    target: float | None = None
    score: float | None = None
    status: str = "no_data"
    flags: frozenset[str] = frozenset()
