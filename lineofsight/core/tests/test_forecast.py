"""Forecasts: by method and kind, with a band, and none where data are too few."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core.methods import evaluate


def forecast(method: str, kind: str, values: list[Any], n_total: int = 12, **options: Any) -> dict[str, Any]:
    return evaluate("forecast", {"method": method, "kind": kind, "values": values, "n_total": n_total, **options})


@pytest.mark.parametrize(
    ("method", "kind", "values", "expected"),
    [
        ("run_rate", "flow", [100, 110, 90], 1200),
        ("run_rate", "flow", [100, None, 110, None], 1260),
        ("run_rate", "stock", [45, 48, None], 48),
        ("run_rate", "flow", [], None),
        ("run_rate", "stock", [None], None),
        ("ols", "stock", [10, 12, 14], 32),
        ("ols", "stock", [10, None, 14, 16], 32),
        ("ols", "flow", [10, 12, 14], 252),
        ("ols", "flow", [10, None, 14, 16], 252),
        ("ols", "flow", [10, 12], None),
        ("ols", "stock", [10, 12, None], None),
        ("ols", "stock", [5, 5, 5], 5),
        ("seasonal", "stock", [10, 12, 14], None),
        ("seasonal", "flow", [10, 12, 14], None),
    ],
)
def test_forecast(method: str, kind: str, values: list[Any], expected: float | None) -> None:
    result = forecast(method, kind, values)["forecast"]

    assert result == (None if expected is None else pytest.approx(expected, abs=1e-9))


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([80, 90], [1, 1, 2, 4], 680),
        ([80, None, 90], [1, 1, 2, 4], 170 * 8 / 3),
        ([80, 90], [0, 0, 2, 4], None),
        ([80, 90], [1, 1, 2], None),
        ([80, 90], None, None),
    ],
)
def test_seasonal_forecast(values: list[Any], weights: list[float] | None, expected: float | None) -> None:
    result = forecast("seasonal", "flow", values, 4, weights=weights)["forecast"]

    assert result == (None if expected is None else pytest.approx(expected, abs=1e-9))


@pytest.mark.parametrize(
    ("kind", "values", "n_total", "required"),
    [
        ("flow", [300], 12, 1000 / 11),
        ("flow", [300, None], 12, 1000 / 11),
        ("flow", [None, 300], 12, 100),
        ("flow", [300, 300], 2, None),
        ("flow", [], 10, 130),
        ("stock", [300], 12, None),
    ],
)
def test_what_each_remaining_period_must_bring(kind: str, values: list[Any], n_total: int, required: Any) -> None:
    result = forecast("run_rate", kind, values, n_total, target=1300)["required_per_remaining_period"]

    assert result == (None if required is None else pytest.approx(required, abs=1e-9))


def test_distance_to_the_target() -> None:
    result = forecast("run_rate", "stock", [65], target=50)

    assert (result["gap_to_target"], result["attainment"]) == (15, 1.3)
    assert forecast("run_rate", "stock", [65], target=0)["gap_to_target"] == 65
    assert forecast("run_rate", "stock", [65], target=0)["attainment"] is None
    assert forecast("run_rate", "stock", [65])["gap_to_target"] is None


def test_more_values_than_periods_give_no_forecast() -> None:
    result = forecast("run_rate", "flow", [1, 2, 3], 2, target=10)

    assert result["forecast"] is None
    assert result["required_per_remaining_period"] is None


def test_the_band_of_a_flow_widens_with_the_root_of_what_remains() -> None:
    values = [52, 48, 50, 53, 47, 51, 49, 50]

    result = forecast("run_rate", "flow", values, 12)

    mr_bar = (4 + 2 + 3 + 6 + 4 + 2 + 1) / 7
    assert result["forecast"] == 600
    assert result["band"]["low"] == pytest.approx(600 - 2 * 2.66 * mr_bar)
    assert result["band"]["high"] == pytest.approx(600 + 2 * 2.66 * mr_bar)
    assert (result["method"], result["n_known"], result["n_remaining"]) == ("run_rate", 8, 4)


def test_the_band_of_a_stock_is_its_natural_limits() -> None:
    values = [52, 48, 50, 53, 47, 51, 49, 50]

    limits = evaluate("xmr", {"values": values})

    assert forecast("ols", "stock", values)["band"] == {"low": limits["lnpl"], "high": limits["unpl"]}


def test_too_few_points_or_no_forecast_have_no_band() -> None:
    assert forecast("run_rate", "flow", [1, 2, 3, 4])["band"] is None
    assert forecast("seasonal", "stock", [1, 2, 3, 4, 5])["band"] is None


@given(st.lists(st.integers(0, 100), min_size=1, max_size=12))
def test_a_complete_flow_forecasts_what_it_is(values: list[int]) -> None:
    for method in ("run_rate", "ols"):
        result = forecast(method, "flow", values, len(values))["forecast"]
        assert result == (pytest.approx(sum(values)) if method == "run_rate" or len(values) >= 3 else None)
