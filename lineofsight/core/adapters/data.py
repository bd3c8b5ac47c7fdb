"""`staleness` and `data_quality` on JSON values."""

from __future__ import annotations

from datetime import date
from typing import Any

from lineofsight.core import data_quality as quality
from lineofsight.core import freshness
from lineofsight.core.adapters.reading import Inputs

_PARTS = (("on_time", "received"), ("checks_passed", "checks_run"), ("disputed", "received"))


def staleness(inputs: Inputs) -> dict[str, Any]:
    """Return whether a series is fresh, overdue or stale on a day."""
    last_period_end = inputs.optional_day("last_period_end")
    frequency = inputs.choice("frequency", freshness.FREQUENCIES)
    as_of = inputs.day("as_of")
    grace_days, stale_after_days = inputs.whole("grace_days"), inputs.whole("stale_after_days")
    try:
        result = freshness.freshness(
            last_period_end, frequency, as_of=as_of, grace_days=grace_days, stale_after_days=stale_after_days
        )
    except (OverflowError, ValueError):  # the calendar ends with the year 9999
        raise inputs.refuse("'last_period_end' is too far in the future.") from None
    return {
        "status": result.status,
        "next_period_end": _iso(result.next_period_end),
        "due_date": _iso(result.due_on),
        "days_overdue": result.days_overdue,
    }


def data_quality(inputs: Inputs) -> dict[str, Any]:
    """Return dimensions, index and grade."""
    weights = inputs.object("weights", dict(quality.DEFAULT_WEIGHTS))
    for name in weights.names():
        if name not in quality.DIMENSIONS:
            raise inputs.refuse(f"'weights' names {name[:60]!r}; it must be one of {', '.join(quality.DIMENSIONS)}.")
    for part, whole in _PARTS:
        _refuse_more(inputs, part, whole)
    result = quality.data_quality(
        quality.Counts(
            expected=_count(inputs, "expected"),
            received=_count(inputs, "received"),
            on_time=_count(inputs, "on_time"),
            checks_run=_count(inputs, "checks_run"),
            checks_passed=_count(inputs, "checks_passed"),
            disputed=_count(inputs, "disputed"),
        ),
        {name: _not_negative(weights, name, weights.required_number(name)) for name in weights.names()},
    )
    return {"dimensions": dict(result.dimensions), "index": result.index, "grade": result.grade}


def _refuse_more(inputs: Inputs, part: str, whole: str) -> None:
    """Refuse counts of which one cannot be: more on time than came at all. More may come than was expected.

    Of nothing there is no share to be wrong: that dimension drops out.
    """
    counted, among = _count(inputs, part), _count(inputs, whole)
    if counted is not None and among and counted > among:
        raise inputs.refuse(f"'{part}' is {counted:g} and must not be above '{whole}', which is {among:g}.")


def _count(inputs: Inputs, key: str) -> float | None:
    number = inputs.number(key)
    return None if number is None else _not_negative(inputs, key, number)


def _not_negative(inputs: Inputs, key: str, number: float) -> float:
    if number < 0:
        raise inputs.refuse(f"'{key}' must not be negative.")
    return number


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
