"""The figures of the scorecard picture, October 2026, reckoned from the readings by the product's own rules."""

import pytest

from lineofsight.demo.norrvik import months
from lineofsight.demo.tests import reckoning

OCTOBER = {
    "F1": (78, "green"),
    "F2": (52, "amber"),
    "F3": (71, "green"),
    "C1": (81, "green"),
    "C2": (48, "amber"),
    "C3": (69, "green"),
    "P1": (31, "red"),
    "P2": (74, "green"),
    "P3": (62, "amber"),
    "L1": (70, "green"),
    "L2": (None, "no_data"),
    "L3": (55, "amber"),
}
VALUES = {
    "pharma-revenue-share": "0.362",
    "cost-per-pallet": "11.94",
    "cash-cycle-days": "37.4",
    "pharma-pallets-in-range": "0.992",
    "complaint-answer-hours": "31",
    "contract-customers-kept": "0.901",
    "temperature-excursions": "5.14",
    "right-first-time": "0.984",
    "energy-per-pallet": "8.9",
    "pharma-trained-staff": "0.72",
    "data-in-by-ten": "0.88",
}


@pytest.mark.parametrize("code", OCTOBER)
def test_objective_has_the_score_and_status_of_the_picture(code):
    history = [reckoning.scorecard(month).objectives[code] for month in months.MONTHS_OF_2026]
    score, status = OCTOBER[code]

    assert history[-1] == (None if score is None else pytest.approx(score, abs=0.005))
    assert reckoning.statuses(history)[-1] == status


@pytest.mark.parametrize(
    ("perspective", "score", "status", "coverage"),
    [
        ("financial", 65.92, "amber", 1),
        ("customer", 68.2, "green", 1),
        ("process", 53.6, "amber", 1),
        ("learning_growth", 64.545, "amber", 11 / 15),
    ],
)
def test_perspective_has_the_score_status_and_coverage_of_the_picture(perspective, score, status, coverage):
    history = [reckoning.scorecard(month).perspectives[perspective] for month in months.MONTHS_OF_2026]

    assert history[-1].score == pytest.approx(score, abs=0.002)
    assert history[-1].coverage == pytest.approx(coverage)
    assert reckoning.statuses([node.score for node in history])[-1] == status


def test_total_is_62_7_at_96_percent_coverage_and_at_risk():
    history = [reckoning.scorecard(month).total for month in months.MONTHS_OF_2026]

    assert f"{history[-1].score:.1f}" == "62.7"
    assert history[-1].coverage == pytest.approx(0.96)
    assert reckoning.statuses([node.score for node in history])[-1] == "amber"


def test_total_rose_by_0_4_since_september_rounded_before_or_after():
    september, october = (reckoning.scorecard(month).total.score for month in ("2026-09", "2026-10"))

    assert f"{october - september:.1f}" == "0.4"
    assert f"{september:.1f}" == "62.3"


def test_since_september_only_c2_and_p3_moved_by_more_than_their_digits_and_p1_by_one_point():
    before, after = (reckoning.scorecard(month).objectives for month in ("2026-09", "2026-10"))
    shown = {code: (round(before[code]), round(after[code])) for code in after if after[code] is not None}

    assert {code: pair for code, pair in shown.items() if pair[0] != pair[1]} == {
        "C2": (44, 48),
        "P3": (63, 62),
        "P1": (30, 31),
    }
    assert shown["L3"] == (55, 55)


def test_p1_is_off_track_for_four_months():
    scores = [reckoning.scorecard(month).objectives["P1"] for month in months.MONTHS_OF_2026]

    assert reckoning.statuses(scores) == ["amber"] * 6 + ["red"] * 4


@pytest.mark.parametrize("measure", VALUES)
def test_value_is_printed_as_in_the_picture(measure):
    decimals = len(VALUES[measure].partition(".")[2])

    assert f"{reckoning.company_value(measure, months.CURRENT)['value']:.{decimals}f}" == VALUES[measure]


def test_energy_is_an_estimate_from_three_of_four_sources():
    outcome = reckoning.company_value("energy-per-pallet", months.CURRENT)

    assert (outcome["coverage"], outcome["missing"]) == (0.75, ["porto"])


def test_leads_from_within_has_no_value_since_july():
    assert reckoning.company_value("leads-from-within", "2026-07")["value"] == pytest.approx(18 / 32)
    assert [
        reckoning.company_value("leads-from-within", month)["value"] for month in ("2026-08", "2026-09", "2026-10")
    ] == [None] * 3
