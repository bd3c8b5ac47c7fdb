"""Strategy, KPI cards, targets, readings and acts hang together."""

from collections import Counter
from decimal import Decimal

import pytest

from lineofsight.core import methods
from lineofsight.demo.norrvik import (
    catalog,
    changes,
    company,
    files,
    months,
    people,
    reporting,
    scorecards,
    series,
    strategy,
    targets,
)
from lineofsight.demo.norrvik.changes import Kind
from lineofsight.demo.tests import reckoning

BY_KEY = {person.key for person in people.PEOPLE}


def test_weights_are_25_30_30_15_and_the_objectives_share_them():
    weights = {p.key: Decimal(p.weight_percent) for p in strategy.PERSPECTIVES}
    shared = Counter()
    for objective in strategy.OBJECTIVES:
        shared[objective.perspective] += Decimal(objective.weight)

    assert list(weights.values()) == [25, 30, 30, 15]
    assert shared == weights


def test_versions_1_and_2_are_replaced_and_3_is_in_force_since_12_january_2026():
    assert [(v.number, v.state) for v in strategy.VERSIONS] == [(1, "superseded"), (2, "superseded"), (3, "active")]
    assert strategy.VERSIONS[-1].adopted_on.isoformat() == "2026-01-12"
    assert strategy.VERSIONS[-1].objective_codes == tuple(o.code for o in strategy.OBJECTIVES)


def test_twelve_links_join_known_objectives_without_a_circle():
    order = "LPCF"

    assert len(strategy.LINKS) == 12
    assert all(order.index(link.driver[0]) < order.index(link.outcome[0]) for link in strategy.LINKS)


def test_forty_one_complete_cards_name_people_units_and_sources_that_exist():
    units = {unit.key for unit in company.UNITS}
    sources = {source.key for source in catalog.SOURCES}
    measured_in = {unit.key for unit in catalog.UNITS_OF_MEASURE}

    assert len(catalog.CARDS) == 41
    for card in catalog.CARDS.values():
        assert {card.owner, card.steward, card.updater} <= BY_KEY
        assert card.owner not in (card.steward, card.updater)
        assert set(card.units) | {card.owning_unit} <= units
        assert card.source in sources
        assert card.unit in measured_in
        assert all((card.name, card.label, card.question, card.formula, card.expression))


def test_all_kinds_of_scoring_and_rhythm_occur():
    assert {card.scoring_type for card in catalog.CARDS.values()} == {
        "goal_red_flag",
        "two_color",
        "baseline_target",
        "min_max",
        "attainment",
        "binary",
        "range",
        "linear_points",
        "yes_no",
        "text",
        "unscored",
    }
    assert {card.frequency for card in catalog.CARDS.values()} == {"monthly", "quarterly", "semiannual", "annual"}


def test_every_kpi_on_a_scorecard_exists_and_weights_are_positive():
    links = [link for card in scorecards.SCORECARDS for objective in card.objectives for link in objective.measures]

    assert {link.measure for link in links} <= set(catalog.CARDS)
    assert all(Decimal(link.weight) > 0 for link in links)
    assert len(scorecards.SCORECARDS) == 6


def test_parents_of_hub_objectives_are_company_objectives():
    codes = {objective.code for objective in strategy.OBJECTIVES}
    below = [objective for card in scorecards.SCORECARDS[1:] for objective in card.objectives]

    assert {objective.parent for objective in below if objective.parent} <= codes
    assert {objective.owner for objective in below} <= BY_KEY


def test_every_reading_can_be_scored_by_the_target_in_force():
    for reading in series.current():
        card = catalog.CARDS[reading.measure]
        if card.scoring_type == "unscored":
            continue
        target = targets.in_force(
            reading.measure, reading.unit, months.last_day(reporting.last_month_of(reading.period)), months.NOW
        )
        outcome = methods.evaluate(
            "kpi_score",
            {"scoring_type": card.scoring_type, "value": _value(reading, card), **reckoning.numbers(target.parameters)},
        )
        assert outcome["reason"] == "ok", reading


def _value(reading, card) -> float | str:
    if reading.label is not None:
        return reading.label
    if reading.value is not None:
        return float(reading.value)
    ratio = float(card.factor) * float(reading.numerator) / float(reading.denominator)
    return 1 - ratio if card.complement else ratio


def test_numbers_have_at_most_15_digits_and_6_decimals():
    for reading in series.current():
        for text in filter(None, (reading.value, reading.numerator, reading.denominator)):
            number = Decimal(text).as_tuple()
            assert len(number.digits) <= 15
            assert number.exponent >= -6


def test_one_reading_for_each_kpi_unit_and_period_with_lines_of_its_own():
    readings = series.current()

    assert len({(r.measure, r.unit, r.period) for r in readings}) == len(readings)
    assert len({(r.file, r.lines, r.measure) for r in readings}) == len(readings)
    assert {r.measure for r in readings} == {card.key for card in catalog.CARDS.values() if not card.derived}


def test_batches_and_corrections_together_are_what_is_true_today():
    known = {
        (r.measure, r.unit, r.period): (r.value, r.numerator, r.denominator, r.label)
        for batch in series.batches()
        for r in batch.readings
    }
    first_sent = dict(known)
    for correction in series.corrections():
        r = correction.reading
        known[r.measure, r.unit, r.period] = (r.value, r.numerator, r.denominator, r.label)

    assert known == {
        (r.measure, r.unit, r.period): (r.value, r.numerator, r.denominator, r.label) for r in series.current()
    }
    assert len(first_sent) == len(known) - 1
    assert sum(first_sent[key] != known[key] for key in first_sent) == 2


def test_one_correction_came_before_the_close_and_two_after():
    assert [correction.after_close for correction in series.corrections()] == [True, True, False]


@pytest.mark.parametrize(
    ("measure", "unit", "months_missing"),
    [
        ("trailer-sensors", "gdansk", ["2026-03", "2026-04"]),
        ("energy-per-pallet", "porto", ["2026-10"]),
        ("refrigerant-leak", "porto", ["2026-08", "2026-09", "2026-10"]),
        ("leads-from-within", "norrvik", ["2026-08", "2026-09", "2026-10"]),
    ],
)
def test_gaps_are_where_the_story_has_them(measure, unit, months_missing):
    reported = {reading.period for reading in series.current() if (reading.measure, reading.unit) == (measure, unit)}

    assert [month for month in months.MONTHS if month not in reported] == months_missing


def test_training_steps_down_with_the_new_course():
    before, after = (
        reckoning.company_value("pharma-trained-staff", month)["value"] for month in ("2025-12", "2026-01")
    )

    assert (before, after) == (0.77, 0.6)


def test_acts_are_in_order_done_by_known_people_and_end_before_today():
    acts = changes.timeline()

    assert [act.at for act in acts] == sorted(act.at for act in acts)
    assert {act.actor for act in acts} <= BY_KEY | {changes.OPERATOR}
    assert acts[-1].at < months.NOW
    assert all(act.at.utcoffset().total_seconds() == 0 for act in acts)


def test_all_months_until_september_are_closed_and_october_is_open():
    closed = [act.target for act in changes.timeline() if act.kind is Kind.CLOSE_MONTH]

    assert closed == [f"period:norrvik:{month}" for month in months.MONTHS[:-1]]


def test_trusted_data_is_disputed_since_2_november():
    raised = [act for act in changes.timeline() if act.kind is Kind.RAISE_DISPUTE]
    resolved = [act.payload for act in changes.timeline() if act.kind is Kind.RESOLVE_DISPUTE]
    still_open = [act for act in raised if act.payload not in resolved]

    assert [(act.payload.measure, act.at.date().isoformat()) for act in still_open] == [
        ("data-in-by-ten", "2026-11-02")
    ]


def test_october_log_was_read_on_2_november_at_06_14_30_hours_after_month_end():
    batch = next(b for b in series.batches() if b.file == "trailer-log-2026-10.csv")

    assert batch.read_at == months.at(2026, 11, 2, 6, 14)
    assert (batch.read_at - months.at(2026, 11, 1, 0)).total_seconds() // 3600 == 30


def test_each_reading_stands_in_its_line_of_its_file():
    for batch in series.batches():
        lines = files.batch_content(batch).decode().splitlines()
        for reading in batch.readings:
            first, last = reading.lines
            text = lines[first - 1 : last]
            assert len(text) == last - first + 1
            if batch.source == "trailer-log":
                assert all(f",{reading.unit}," in line for line in text)
            else:
                assert text[0].startswith(f"{reading.period},{reading.measure},{reading.unit},")


def test_a_hub_with_a_target_of_its_own_is_measured_by_it():
    october = months.last_day(months.CURRENT)

    assert targets.in_force("cost-per-pallet", "rotterdam", october, months.NOW).target == "12.3"
    assert targets.in_force("cost-per-pallet", "norrvik", october, months.NOW).target == "11.6"
