"""Signals: limits, Wheeler's rules, assurance, segments, the NHS profile."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.core import signals
from lineofsight.core.methods import evaluate

BASE = [52, 48, 50, 53, 47, 51, 49, 50, 52, 48, 51, 49]  # mean 50, mean range 3, limits 42.02 and 57.98


def chart(values: list[Any], **options: Any) -> dict[str, Any]:
    return evaluate("xmr", {"values": values, **options})


def signals_of(tail: list[Any], **options: Any) -> dict[str, Any]:
    return chart(BASE + tail, **options)["signals"]


@pytest.mark.parametrize(
    ("n", "baseline_n", "limits"),
    [
        (4, 12, "insufficient"), (5, 12, "provisional"), (11, 12, "provisional"), (12, 12, "firm"),
        (12, 11, "provisional"), (12, 4, "insufficient"), (12, 5, "provisional"), (12, 24, "firm"),
        (0, 12, "insufficient"),
    ],
)  # fmt: skip
def test_how_far_to_trust_the_limits(n: int, baseline_n: int, limits: str) -> None:
    assert chart(BASE[:n], baseline_n=baseline_n)["limits"] == limits


def test_limits_are_locked_after_the_baseline_and_pass_over_gaps() -> None:
    gappy = [None, *BASE[:6], None, None, *BASE[6:]]

    result = chart([*gappy, 60, 40])

    assert result["mean"] == 50
    assert result["mr_bar"] == 3
    assert (result["unpl"], result["lnpl"]) == (pytest.approx(57.98), pytest.approx(42.02))
    assert result["signals"]["outside"] == [15, 16]
    assert result["signals"]["mr_outside"] == [15, 16]


def test_a_point_on_a_limit_is_inside() -> None:
    assert signals_of([57.98, 42.02])["outside"] == []
    assert signals_of([57.99])["outside"] == [12]
    assert signals_of([42.01])["outside"] == [12]


@pytest.mark.parametrize(
    ("tail", "runs"),
    [
        ([51] * 7, []),
        ([51] * 8, [[12, 19]]),
        ([51] * 9, [[12, 20]]),
        ([51] * 4 + [50] + [51] * 7, []),
        ([51] * 4 + [50] + [51] * 8, [[17, 24]]),
        ([51] * 4 + [None] + [51] * 4, [[12, 20]]),
        ([51] * 8 + [49] * 8, [[12, 19], [20, 27]]),
        ([50] * 9, []),
    ],
)
def test_runs_of_eight_on_one_side(tail: list[Any], runs: list[list[int]]) -> None:
    # the baseline ends below the mean: start each tail after a point on it
    assert [[first - 1, last - 1] for first, last in signals_of([50, *tail])["run8"]] == runs


@pytest.mark.parametrize(
    ("tail", "far"),
    [
        ([54, 54, 50, 54], [12, 13, 15]),
        ([54, 50, 50, 54, 54], []),
        ([54, 50, 54, 54], [12, 14, 15]),
        ([54, 54, 46, 46], []),
        ([46, 46, 46], [12, 13, 14]),
        ([53.99, 53.99, 53.99], []),
        ([54, 54, 54, 54, 54], [12, 13, 14, 15, 16]),
        ([46, 46, 54, 46], [12, 13, 15]),
    ],
)
def test_three_of_four_far_from_the_mean(tail: list[float], far: list[int]) -> None:
    assert signals_of(tail)["three_of_four"] == far


def test_outliers_are_screened_once_and_the_mean_keeps_all_points() -> None:
    values = [10, 11, 10, 11, 10, 30, 10, 11, 10, 11, 10, 11]

    plain, screened = chart(values), chart(values, screen_outliers=True)

    assert plain["mr_bar"] == pytest.approx(49 / 11)
    assert screened["mr_bar"] == 1
    assert screened["url"] == pytest.approx(3.268)
    assert plain["mean"] == screened["mean"] == pytest.approx(145 / 12)
    assert screened["signals"]["outside"] == [5]


def test_a_constant_process_signals_the_slightest_change() -> None:
    result = chart([0.3] * 12 + [0.1 + 0.2, 0.31])

    assert result["mr_bar"] == 0
    assert result["signals"]["outside"] == [13]


@pytest.mark.parametrize("rent", [28_395_059.4, 1_234_567_890.12, 0.1, -99_999_999_999.99])
def test_a_process_that_never_changes_has_no_signals_whatever_its_size(rent: float) -> None:
    for n in range(5, 24):
        result = chart([rent] * n, target=rent, polarity="maximize")

        assert not any(result["signals"].values())
        assert result["assurance"] == "consistently_pass"


@given(
    st.lists(st.integers(40, 60), min_size=5, max_size=30),
    st.sampled_from([Decimal("0.1"), Decimal("0.001"), Decimal("1234.5"), Decimal("1234567.8"), Decimal("1e9")]),
)
def test_another_unit_of_measure_changes_no_signal(values: list[int], factor: Decimal) -> None:
    assert chart([value * factor for value in values])["signals"] == chart(values)["signals"]


def test_a_lower_bound_only_raises_the_lower_limit() -> None:
    assert chart(BASE, lower_bound=45)["lnpl"] == 45
    assert chart(BASE, lower_bound=0)["lnpl"] == pytest.approx(42.02)
    assert chart(BASE, lower_bound=45)["unpl"] == pytest.approx(57.98)


@pytest.mark.parametrize(
    ("polarity", "target", "expected"),
    [
        ("maximize", 42.02, "consistently_pass"), ("maximize", 42.03, "hit_or_miss"),
        ("maximize", 57.98, "hit_or_miss"), ("maximize", 57.99, "consistently_fail"),
        ("minimize", 57.98, "consistently_pass"), ("minimize", 57.97, "hit_or_miss"),
        ("minimize", 42.02, "hit_or_miss"), ("minimize", 42.01, "consistently_fail"),
        ("range", 50, None), ("unknown", 50, None), ("maximize", None, None),
    ],
)  # fmt: skip
def test_assurance(polarity: str, target: float | None, expected: str | None) -> None:
    assert chart(BASE, target=target, polarity=polarity)["assurance"] == expected


def test_no_assurance_without_limits() -> None:
    assert chart([1, 2], target=0)["assurance"] is None


def test_segments_have_limits_of_their_own_and_no_signal_across() -> None:
    shifted = [value + 20 for value in BASE]

    result = chart(BASE + shifted, segments=[12])

    assert [segment["mean"] for segment in result["segments"]] == [50, 70]
    assert result["mean"] == 70
    assert all(segment["signals"]["mr_outside"] == [] for segment in result["segments"])
    assert chart(BASE + shifted)["signals"]["mr_outside"] == [12]


def test_starts_outside_the_series_make_no_segment() -> None:
    assert len(signals.xmr_segments(BASE, [0, 12, 40, -3])) == 1
    assert len(signals.xmr_segments([], [])) == 1


def test_positions_in_a_segment_are_those_of_the_series() -> None:
    last = signals.xmr_segments([1.0] + [float(v) for v in BASE] + [60.0], [1])[-1]

    assert last.signals.outside == (13,)
    assert last.signals.has_any
    assert not signals.xmr(BASE).signals.has_any


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ([50, *[51] * 7], {"shift7": [[13, 19]]}),
        ([50, *[51] * 6], {}),
        ([47, 48, 49, 50, 51, 52, 53], {"trend7": [[12, 18]]}),
        ([48, 49, 50, 51, 52, 53], {}),
        ([53, 52, 51, 50, 49, 48, 47], {"trend7": [[12, 18]]}),
        ([56, 50, 56], {"two_of_three": [12, 14]}),
        ([56, 50, 50, 56], {}),
        ([56, 44], {}),
    ],
)
def test_nhs_profile(tail: list[float], expected: dict[str, Any]) -> None:
    nothing: dict[str, Any] = {"outside": [], "shift7": [], "trend7": [], "two_of_three": []}

    assert signals_of(tail, profile="nhs") == nothing | expected


def test_nhs_profile_without_limits() -> None:
    assert chart([1, 2], profile="nhs")["signals"] == {"outside": [], "shift7": [], "trend7": [], "two_of_three": []}


@given(st.lists(st.integers(0, 50), min_size=5, max_size=30), st.integers(-100, 100))
def test_signals_do_not_depend_on_the_zero_of_the_scale(values: list[int], shift: int) -> None:
    moved = [value + shift for value in values]

    assert chart(values)["signals"] == chart(moved)["signals"]


@given(st.lists(st.integers(0, 50), min_size=5, max_size=30))
def test_mirrored_values_have_the_same_signals(values: list[int]) -> None:
    assert chart(values)["signals"] == chart([-value for value in values])["signals"]
