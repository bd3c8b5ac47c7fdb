"""The values known today, as arrays: what incoming values are compared with, loaded KPI by KPI as they turn up.

Values have at most 15 significant digits, so that two of them are equal exactly when their floats are.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from django.db import connection
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]
MEASURE_BITS, UNIT_BITS, PERIOD_BITS = 24, 20, 19


class TooManyIds(OverflowError):
    """An id is too large to be packed with the others into one number."""


def codes(measures: Codes, units: Codes, periods: Codes) -> Codes:
    """Return one number for each (KPI, unit, period); placeholders, being negative, count down from the top."""
    packed = np.zeros(len(measures), np.int64)
    for ids, bits in ((measures, MEASURE_BITS), (units, UNIT_BITS), (periods, PERIOD_BITS)):
        if len(ids) and (ids.max() >= 1 << (bits - 1) or ids.min() < -(1 << (bits - 1))):
            raise TooManyIds("There are more KPIs, units or periods than an import can tell apart.")
        packed = packed << bits | (ids & ((1 << bits) - 1))
    return packed


class CurrentValues:
    """Current values by code, of the KPIs asked for so far."""

    def __init__(self) -> None:
        self._loaded: set[int] = set()
        self._codes: Codes = np.zeros(0, np.int64)
        self._ids: Codes = np.zeros(0, np.int64)
        self._numbers: Floats = np.zeros((0, 3), np.float64)
        self._labels: dict[int, str] = {}

    def load(self, measure_ids: Iterable[int]) -> None:
        """Load the current values of these KPIs, unless they are there."""
        wanted = [one for one in measure_ids if one > 0 and one not in self._loaded]
        if not wanted:
            return
        self._loaded.update(wanted)
        rows = _rows(wanted)
        if not rows:
            return
        measures, units, periods, ids, *sides, labels = zip(*rows, strict=True)
        numbers = np.column_stack([np.array(side, np.float64) for side in sides])
        if any(labels):
            self._labels |= {pk: label for pk, label in zip(ids, labels, strict=True) if label}
        loaded = codes(*(np.array(column, np.int64) for column in (measures, units, periods)))
        packed = np.concatenate([self._codes, loaded])
        order = np.argsort(packed, kind="stable")
        self._codes = packed[order]
        self._ids = np.concatenate([self._ids, np.array(ids, np.int64)])[order]
        self._numbers = np.concatenate([self._numbers, numbers])[order]

    def compare(self, wanted: Codes, numbers: Floats, labels: list[str]) -> tuple[Codes, NDArray[np.bool_]]:
        """Return for each value the id of the current one (0: none), and whether it says the same."""
        if not len(self._codes):
            return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
        at = np.minimum(np.searchsorted(self._codes, wanted), len(self._codes) - 1)
        is_known = self._codes[at] == wanted
        earlier = np.where(is_known, self._ids[at], 0)
        held = self._numbers[at]
        is_same = is_known & np.all((held == numbers) | (np.isnan(held) & np.isnan(numbers)), axis=1)
        if self._labels or any(labels):
            is_same &= np.array(
                [self._labels.get(pk, "") == label for pk, label in zip(earlier.tolist(), labels, strict=True)], bool
            )
        return earlier, is_same


def _rows(measure_ids: list[int]) -> list[tuple[int, int, int, int, float, float, float, str]]:
    is_sqlite = connection.vendor == "sqlite"
    test = "IN (SELECT value FROM json_each(%s))" if is_sqlite else "= ANY(%s)"
    number = "{}" if is_sqlite else "{}::float8"
    numbers = ", ".join(number.format(name) for name in ("value", "numerator", "denominator"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT measure_id, unit_id, period_id, id, {numbers}, label FROM measures_observation"  # noqa: S608
            f" WHERE known_to IS NULL AND measure_id {test}",
            [str(measure_ids) if is_sqlite else measure_ids],
        )
        return list(cursor.fetchall())
