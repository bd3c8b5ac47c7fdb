"""The time axis of a calculation: the periods of one calendar and frequency, oldest first."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from lineofsight.core.arrays import Index
from lineofsight.organization.calendar_math import year_start
from lineofsight.organization.models import Calendar, Period
from lineofsight.organization.models.calendars import FREQUENCIES
from lineofsight.organization.periods import rule_of

FOREVER = date.max.toordinal()
VIRTUAL = -1  # a period that no row exists for: a gap that running methods must still count


@dataclass(frozen=True, slots=True)
class Axis:
    """Periods as columns; days are ordinals, `until` is the first day after a period."""

    calendar_id: int
    frequency: str
    ids: Index
    start: Index
    until: Index
    fiscal_year: Index
    keys: tuple[str, ...] = ()  # of the periods, where somebody names them

    @property
    def last_day(self) -> Index:
        """Return the last day of each period: what holds on it, holds for the period."""
        return self.until - 1

    def __len__(self) -> int:
        return len(self.ids)

    def position_of(self, period_ids: Index) -> Index:
        """Return the column of each period, -1 where it is not on this axis."""
        if len(self.ids) == 0:
            return np.full(len(period_ids), -1, dtype=np.int64)
        order = np.argsort(self.ids, kind="stable")
        found = np.minimum(np.searchsorted(self.ids[order], period_ids), len(order) - 1)
        position = order[found]
        return np.where(self.ids[position] == period_ids, position, -1)

    def cut(self, columns: slice) -> "Axis":
        """Return a part of the axis."""
        parts = (self.ids[columns], self.start[columns], self.until[columns], self.fiscal_year[columns])
        return Axis(self.calendar_id, self.frequency, *parts, keys=self.keys[columns])


def load_axis(calendar_id: int, frequency: str, *, until: date | None = None) -> Axis:
    """Return the periods of a calendar and frequency, those that start after `until` left out."""
    rows = Period.objects.filter(calendar_id=calendar_id, frequency=frequency).order_by("start_on", "pk")
    if until is not None:
        rows = rows.filter(start_on__lte=until)
    return axis_of(calendar_id, frequency, list(rows.values_list(*OF_PERIOD)))


OF_PERIOD = ("pk", "start_on", "until_on", "fiscal_year", "key")


def axis_of(calendar_id: int, frequency: str, rows: list[tuple[Any, ...]]) -> Axis:
    """Return the axis of rows that begin with the columns `OF_PERIOD`."""
    return Axis(
        calendar_id,
        frequency,
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1].toordinal() for row in rows], dtype=np.int64),
        np.array([row[2].toordinal() for row in rows], dtype=np.int64),
        np.array([row[3] for row in rows], dtype=np.int64),
        tuple(row[4] for row in rows),
    )


def without_gaps(axis: Axis) -> Axis:
    """Return the axis with a virtual period for each one that has no row, so that positions mean elapsed time."""
    pieces: list[tuple[int, int, int, int]] = []
    for column in range(len(axis)):
        row = tuple(int(part[column]) for part in (axis.ids, axis.start, axis.until, axis.fiscal_year))
        if pieces and row[1] > pieces[-1][2]:
            pieces += _fill(pieces[-1], row)
        pieces.append(row)  # type: ignore[arg-type]
    parts = [np.array([piece[n] for piece in pieces], dtype=np.int64) for n in range(4)]
    named = dict(zip(axis.ids.tolist(), axis.keys, strict=True))
    keys = tuple(named.get(piece[0], f"?{place}") for place, piece in enumerate(pieces))
    return Axis(axis.calendar_id, axis.frequency, parts[0], parts[1], parts[2], parts[3], keys)


def native_axis(calendar_id: int, frequency: int) -> Axis:
    """Return the axis that a KPI reports on, without gaps; `frequency` is its position among all."""
    return without_gaps(load_axis(calendar_id, FREQUENCIES[frequency]))


def year_starts(axis: Axis) -> Index:
    """Return the first day of the fiscal year of each period."""
    rule = rule_of(Calendar.objects.get(pk=axis.calendar_id))
    first = {int(year): year_start(rule, int(year)).toordinal() for year in np.unique(axis.fiscal_year)}
    return np.array([first[int(year)] for year in axis.fiscal_year], dtype=np.int64)


def _fill(before: tuple[int, int, int, int], after: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    gap, length = after[1] - before[2], max(1, before[2] - before[1])
    count = max(1, round(gap / length))
    edges = [before[2] + round(gap * step / count) for step in range(count + 1)]
    year = before[3]
    return [(VIRTUAL, start, end, year) for start, end in pairwise(edges)]
