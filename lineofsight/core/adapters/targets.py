"""`target_phasing` and `bitemporal_target` on JSON values."""

from __future__ import annotations

from typing import Any

import numpy as np

from lineofsight.core import bitemporal, phasing
from lineofsight.core.adapters.reading import Inputs, plain
from lineofsight.core.arrays import Array, or_none


def target_phasing(inputs: Inputs) -> dict[str, Any]:
    """Return the target on a date, or the targets of the periods of a year."""
    profile = inputs.choice("profile", phasing.PROFILES)
    if profile == "seasonal":
        return _seasonal(inputs)
    on = np.array([inputs.day("date").toordinal()])
    if profile == "custom":
        target = _custom(inputs, on)
    else:
        path = phasing.linear_target if profile == "linear" else phasing.step_target
        target = path(
            np.array([inputs.day("start_date").toordinal()]),
            _number(inputs, "start_value"),
            np.array([inputs.day("end_date").toordinal()]),
            _number(inputs, "end_value"),
            on,
        )
    return {"target": or_none(target[0])}


def bitemporal_target(inputs: Inputs) -> dict[str, Any]:
    """Return the target of an instant, as known at another."""
    found = bitemporal.target_at(
        [_target_row(row) for row in inputs.items("rows")],
        valid_at=inputs.instant("valid_at"),
        known_at=inputs.instant("known_at"),
    )
    row = found.row
    return {
        "target": None if row is None else plain(row.target),
        "row": None if row is None else row.id,
        "error": found.error,
    }


def _seasonal(inputs: Inputs) -> dict[str, Any]:
    annual_target = inputs.number("annual_target")
    weights = np.array(inputs.required_numbers("weights"), dtype=np.float64)
    result = None if annual_target is None else phasing.seasonal_targets(annual_target, weights)
    if result is None:
        return {"periods": None, "cumulative": None}
    return {"periods": result.periods.tolist(), "cumulative": result.cumulative.tolist()}


def _custom(inputs: Inputs, on: Array) -> Array:
    points = [
        (inputs.read_day(day, f"points[{i}]").toordinal(), inputs.read_number(value, f"points[{i}]"))
        for i, (day, value) in enumerate(inputs.pairs("points"))
    ]
    return phasing.custom_target(
        np.array([day for day, _ in points], dtype=np.float64),
        np.array([value for _, value in points], dtype=np.float64),
        on,
        interpolation=inputs.choice("interpolation", phasing.INTERPOLATIONS, "linear"),
    )


def _number(inputs: Inputs, key: str) -> Array:
    return np.array([inputs.number(key)], dtype=np.float64)


def _target_row(row: Inputs) -> bitemporal.TargetRow:
    """Return a row; the system's own names of the second time are accepted beside those of the vectors."""
    known_from, known_to = ("known_from", "known_to") if "known_from" in row else ("recorded_at", "superseded_at")
    return bitemporal.TargetRow(
        id=row.identifier("id"),
        target=row.number("target"),
        valid_from=row.optional_instant("valid_from"),
        valid_to=row.optional_instant("valid_to"),
        known_from=row.optional_instant(known_from),
        known_to=row.optional_instant(known_to),
    )
