"""Temperature excursions: the hubs, the usual range and the lines of the trailer log behind October."""

import csv
import io
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from lineofsight.core import methods
from lineofsight.demo.norrvik import chain, months, targets, trailer_log
from lineofsight.demo.tests import reckoning

SINCE_JANUARY_2025 = months.MONTHS[2:]


def rates() -> list[float]:
    return [reckoning.company_value("temperature-excursions", month)["value"] for month in SINCE_JANUARY_2025]


def test_october_hubs_add_up_to_112_of_21790():
    rows = {row.hub: (row.excursions, row.pallets) for row in chain.HUB_MONTHS if row.month == months.CURRENT}

    assert rows == {"rotterdam": (64, 9120), "gdansk": (21, 6410), "gothenburg": (15, 3880), "porto": (12, 2380)}
    assert rates()[-1] == pytest.approx(1000 * 112 / 21790)


def test_history_has_22_months_with_the_digits_of_the_chart():
    shown = [f"{rate:.1f}" for rate in rates()]

    assert shown == [*chain.PER_THOUSAND, "5.1"]


def test_usual_range_from_the_first_twelve_months_is_3_42_to_4_83():
    chart = methods.evaluate("xmr", {"values": rates(), "baseline_n": 12})
    known = rates()[:12]
    mean_range = sum(abs(after - before) for before, after in pairwise(known)) / 11

    assert (f"{sum(known) / 12:.3f}", f"{mean_range:.3f}") == ("4.125", "0.264")
    assert (f"{chart['lnpl']:.2f}", f"{chart['unpl']:.2f}") == ("3.42", "4.83")
    assert chart["signals"]["outside"] == [18, 19, 20, 21]


def test_score_of_october_is_31_0_against_the_fixed_goal_and_red_flag():
    assert f"{reckoning.kpi_score('temperature-excursions', months.CURRENT):.1f}" == "31.0"


def test_change_31_replaces_2_50_by_3_00_from_april_on_and_leaves_the_months_before():
    day_before = months.at(2026, 4, 14, 12)
    october = date(2026, 10, 31)

    assert targets.in_force("temperature-excursions", "norrvik", october, day_before).target == "2.5"
    assert targets.in_force("temperature-excursions", "norrvik", october, months.NOW).target == "3"
    assert targets.in_force("temperature-excursions", "norrvik", date(2026, 3, 31), months.NOW).target == "2.5"


def test_path_to_the_target_is_3_20_in_october():
    path = targets.CHANGE_31.path
    inputs = {
        "profile": path.profile,
        "start_date": path.start_on.isoformat(),
        "start_value": float(path.start_value),
        "end_date": path.end_on.isoformat(),
        "end_value": float(path.end_value),
        "date": "2026-10-31",
    }

    assert f"{methods.evaluate('target_phasing', inputs)['target']:.2f}" == "3.20"


def test_october_log_holds_the_112_excursions_in_lines_1204_to_1315():
    rows = list(csv.reader(io.StringIO(trailer_log.content(months.CURRENT).decode())))
    excursions = [number for number, row in enumerate(rows, start=1) if row[1] == "excursion"]

    assert excursions == list(range(1204, 1316))
    assert len(rows) == 1315


@pytest.mark.parametrize("month", ["2025-01", "2026-07", "2026-10"])
def test_log_counts_give_the_readings_of_each_hub(month):
    rows = list(csv.DictReader(io.StringIO(trailer_log.content(month).decode())))
    pallets = Counter()
    for row in rows:
        pallets[row["hub"]] += int(row["pallets"] or 0)

    for hub in chain.HUBS:
        first, last = trailer_log.excursion_lines(hub, month)
        assert {(row["hub"], row["kind"]) for row in rows[first - 2 : last - 1]} == {(hub, "excursion")}
        assert last - first + 1 == chain.excursions_of(hub, month)
        assert pallets[hub] == chain.pallets_of(hub, month)


def test_log_lies_inside_its_month_and_has_unique_line_ids():
    rows = list(csv.DictReader(io.StringIO(trailer_log.content(months.CURRENT).decode())))

    assert {row["at"][:7] for row in rows} == {months.CURRENT}
    assert len({row["line_id"] for row in rows}) == len(rows)


def test_excursions_and_pallets_in_range_rise_together_by_0_52():
    in_range = [reckoning.company_value("pharma-pallets-in-range", month)["value"] for month in SINCE_JANUARY_2025]

    assert f"{_correlation(rates(), in_range):.2f}" == "0.52"


def _correlation(left: list[float], right: list[float]) -> float:
    mean_left, mean_right = sum(left) / len(left), sum(right) / len(right)
    both = sum((a - mean_left) * (b - mean_right) for a, b in zip(left, right, strict=True))
    return both / (sum((a - mean_left) ** 2 for a in left) * sum((b - mean_right) ** 2 for b in right)) ** 0.5
