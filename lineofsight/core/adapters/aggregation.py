"""`aggregate_time`, `aggregate_org` and `currency_convert` on JSON values."""

from __future__ import annotations

from typing import Any

import numpy as np

from lineofsight.core import currency, org_aggregation, time_aggregation
from lineofsight.core.adapters.reading import Inputs, plain
from lineofsight.core.arrays import Array, or_none

_MAX_MINOR_UNIT = 6


def aggregate_time(inputs: Inputs) -> dict[str, Any]:
    """Return one value, or the running series, of a list of periods."""
    method = inputs.choice("method", time_aggregation.METHODS)
    policy = inputs.choice("missing_policy", time_aggregation.MISSING_POLICIES, "ignore")
    if method == "ratio":
        numerators, denominators = _row(inputs.numbers("num")), _row(inputs.numbers("den"))
        if numerators.shape != denominators.shape:
            raise inputs.refuse("'num' and 'den' must be of the same length.")
        result = time_aggregation.aggregate_ratio(numerators, denominators, missing_policy=policy)
    else:
        window = inputs.whole("window", minimum=1) if method == "rolling_avg" else None
        result = time_aggregation.aggregate_time(
            method, _row(inputs.numbers("values")), missing_policy=policy, window=window
        )
    value = result.value[0]
    return {
        "value": [or_none(item) for item in value] if method in time_aggregation.SERIES_METHODS else or_none(value),
        "present": int(result.present[0]),
        "expected": result.expected,
        "complete": bool(result.is_complete[0]),
    }


def aggregate_org(inputs: Inputs) -> dict[str, Any]:
    """Return the value of the unit above the given ones."""
    method = inputs.choice("method", org_aggregation.METHODS)
    units = inputs.unique_ids("units")
    weights = np.array([unit.required_number("weight", 1.0) for _, unit in units], dtype=np.float64)
    min_coverage = inputs.number("min_coverage", None)
    value_key, denominator_key = ("num", "den") if method == "ratio" else ("value", None)
    values = _row([unit.number(value_key, None) for _, unit in units])[0]
    denominators = (
        None if denominator_key is None else _row([unit.number(denominator_key, None) for _, unit in units])[0]
    )
    is_missing = np.isnan(values) if denominators is None else np.isnan(values) | np.isnan(denominators)
    missing = [id_ for (id_, _), lacks in zip(units, is_missing, strict=True) if lacks]
    if (weights < 0).any():
        return {"value": None, "coverage": None, "missing": missing, "error": "invalid_weight"}
    value, coverage = org_aggregation.aggregate_org(
        method, values, weights, denominators=denominators, min_coverage=min_coverage
    )
    return {"value": or_none(value), "coverage": or_none(coverage), "missing": missing, "error": None}


def currency_convert(inputs: Inputs) -> dict[str, Any]:
    """Return amounts in the base currency."""
    base = inputs.text("base")
    periods = inputs.object("rate_periods", {})
    result = currency.convert(
        [
            currency.Amount(amount.exact("amount"), amount.text("currency"), amount.text("period"))
            for amount in inputs.items("amounts")
        ],
        _rates(inputs.object("rates", {})),
        base=base,
        kind=inputs.choice("kind", currency.KINDS),
        minor_unit=inputs.whole("minor_unit", 2, maximum=_MAX_MINOR_UNIT),
        rate_period={period: periods.text(period) for period in periods.names()},
    )
    return {
        "total": plain(result.total),
        "unrounded_lines": [plain(line) for line in result.lines],
        "missing_rates": [list(key) for key in result.missing_rates],
    }


def _rates(by_period: Inputs) -> dict[tuple[str, str], currency.Rate]:
    rates = {}
    for period in by_period.names():
        by_currency = by_period.object(period, {})
        for code in by_currency.names():
            rate = by_currency.object(code, {})
            rates[period, code] = currency.Rate(rate.exact("average", None), rate.exact("closing", None))
            for number in (rates[period, code].average, rates[period, code].closing):
                if number is not None and number <= 0:
                    raise by_period.refuse(f"the rate of {code} in {period} must be above 0.")
    return rates


def _row(values: list[float | None]) -> Array:
    """Return one series as a row of an array."""
    return np.array([[np.nan if value is None else value for value in values]], dtype=np.float64)
