"""`xmr` and `forecast` on JSON values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from lineofsight.core import forecast as forecasts
from lineofsight.core import signals
from lineofsight.core.adapters.reading import Inputs

_PROFILES = ("wheeler", "nhs")
_MAX_PERIODS = 10_000
_NO_LIMITS = {"state": "insufficient", "mean": None, "mr_bar": None, "unpl": None, "lnpl": None, "url": None}


def xmr(inputs: Inputs) -> dict[str, Any]:
    """Return limits, signals and assurance of a series; of its last segment where segments are given."""
    values = inputs.numbers("values")
    starts = inputs.wholes("segments") if "segments" in inputs else []
    charts = signals.xmr_segments(
        values,
        starts,
        baseline_n=inputs.whole("baseline_n", signals.FIRM_POINTS, minimum=1),
        screen_outliers=inputs.flag("screen_outliers", False),
        lower_bound=inputs.number("lower_bound", None),
    )
    target = inputs.number("target", None)
    polarity = inputs.choice("polarity", signals.POLARITIES, "maximize")
    profile = inputs.choice("profile", _PROFILES, "wheeler")
    results = [_chart(chart, target, polarity) | {"signals": _signals(chart, profile)} for chart in charts]
    return results[-1] | ({"segments": results} if starts else {})


def forecast(inputs: Inputs) -> dict[str, Any]:
    """Return the forecast to the end of the period."""
    method = inputs.choice("method", forecasts.METHODS)
    result = forecasts.forecast(
        method,
        inputs.choice("kind", forecasts.KINDS),
        inputs.numbers("values"),
        n_total=inputs.whole("n_total", minimum=1, maximum=_MAX_PERIODS),
        weights=inputs.required_numbers("weights") if inputs.raw("weights", None) is not None else None,
        target=inputs.number("target", None),
    )
    return {"method": method, **asdict(result)}


def _chart(chart: signals.Chart, target: float | None, polarity: str) -> dict[str, Any]:
    limits = dict(_NO_LIMITS) if chart.limits is None else asdict(chart.limits)
    state = limits.pop("state")
    return {
        "limits": state,
        **limits,
        "assurance": signals.assurance(chart.limits, target, polarity),
    }


def _signals(chart: signals.Chart, profile: str) -> dict[str, Any]:
    found = chart.signals if profile == "wheeler" else signals.nhs_signals(chart)
    return {rule: _as_lists(positions) for rule, positions in asdict(found).items()}


def _as_lists(positions: Any) -> Any:
    return [_as_lists(position) for position in positions] if isinstance(positions, tuple) else positions
