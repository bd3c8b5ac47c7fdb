"""Values from files: staged, compared, applied; what came in is what is there."""

from decimal import Decimal

import pytest

from lineofsight.base.errors import Invalid, ReasonNeeded
from lineofsight.base.models import Change
from lineofsight.integrations import commands, staging
from lineofsight.integrations.applying import Outdated
from lineofsight.integrations.models import StagedKey, StagedObservation, StagedRow
from lineofsight.integrations.tests.company import apply, bring, table, values_of
from lineofsight.measures import commands as measures
from lineofsight.measures.models import Observation
from lineofsight.organization import commands as organization
from lineofsight.organization.operator import operator_context
from lineofsight.organization.tests.cast import system

TWO = table("nps,top,2026-01,41", "nps,top,2026-02,43.5")


def refused(run):
    rows = StagedRow.objects.filter(run=run, verdict="refused").order_by("line")
    return [(row.line, row.code) for row in rows]


def test_nothing_is_there_before_it_is_applied(company):
    run = bring(TWO)

    assert (run.state, run.counts["new"], run.counts["rows_read"]) == ("ready", 2, 2)
    assert values_of(company.nps) == {}


def test_a_value_leads_back_to_its_line_and_its_change(company):
    run = apply(bring(TWO))

    first, second = Observation.objects.order_by("period__key")
    assert (first.value, first.raw, first.lines, first.file_id) == (Decimal(41), "41", "2", run.file_id)
    assert (second.raw, second.lines) == ("43.5", "3")
    change = Change.objects.get(command="integrations.apply_import")
    assert {first.change_id, second.change_id, run.change_id} == {change.pk}
    assert change.bulk_count == 2
    assert first.known_from == change.at


def test_the_same_file_again_changes_nothing(company):
    apply(bring(TWO))

    again = apply(bring(TWO))

    assert {name: again.counts[name] for name in ("new", "changed", "same")} == {"new": 0, "changed": 0, "same": 2}
    assert Observation.objects.count() == 2


def test_a_correction_supersedes_and_keeps_what_was(company):
    apply(bring(TWO))

    run = apply(bring(table("nps,top,2026-01,40", "nps,top,2026-02,43.5")))

    assert (run.counts["changed"], run.counts["same"]) == (1, 1)
    assert values_of(company.nps) == {("top", "2026-01"): Decimal(40), ("top", "2026-02"): Decimal("43.5")}
    old, new = Observation.objects.filter(period__key="2026-01").order_by("pk")
    assert (old.known_to, new.known_from, new.supersedes_id) == (run.applied_at, run.applied_at, old.pk)


def test_a_ratio_is_computed_from_its_sides(company):
    head = "measure,unit,period,numerator,denominator"

    run = apply(bring(table("late,north,2026-01,3,40", "late,north,2026-02,1,0", head=head)))

    assert values_of(company.late) == {("north", "2026-01"): Decimal("7.5")}
    assert refused(run) == [(3, "ratio_impossible")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("npx,top,2026-01,1", "measure_unknown"),
        ("NPS,top,2026-01,1", "measure_unknown"),
        ("nps,moon,2026-01,1", "unit_unknown"),
        ("nps,top,2026-Q1,1", "period_not_of_frequency"),
        ("nps,top,2099-01,1", "period_in_future"),
        ("nps,top,2020-01,1", "unit_not_there"),
        ("late,north,2026-01,7", "ratio_incomplete"),
        ("nps,top,2026-01,12345678901234567890", "too_many_digits"),
        ("nps,top,2026-01,many", "not_a_number"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_line_and_the_others_come_in(company, row, code):
    run = apply(bring(table(row, "nps,top,2026-02,2")))

    assert refused(run) == [(2, code)]
    said = StagedRow.objects.get(run=run, verdict="refused")
    assert said.sentence.startswith("Line 2")
    assert values_of(company.nps) == {("top", "2026-02"): Decimal(2)}


def test_two_values_for_one_period_are_both_refused(company):
    run = apply(bring(table("nps,top,2026-01,1", "nps,top,2026-01,2", "nps,top,2026-02,2", "nps,top,2026-02,2.0")))

    assert values_of(company.nps) == {("top", "2026-02"): Decimal(2)}
    assert [line for line, _ in refused(run)] == [2, 3]
    assert (run.counts["new"], run.counts["remarks"]) == (1, 1)


def test_one_kpi_under_two_names_is_refused_not_guessed(company):
    run = bring(table("nps,top,2026-01,1", "nps,,2026-01,2"))

    assert [code for _, code in refused(run)] == ["named_twice", "named_twice"]
    assert run.counts["new"] == 0


def test_dates_are_read_as_the_month_that_holds_them_and_that_is_said(company):
    run = apply(bring(table("nps,top,2026-03-17,5")))

    assert values_of(company.nps) == {("top", "2026-03"): Decimal(5)}
    assert run.report["codes"] == {"dates_as_periods": 1}


def test_a_value_for_a_closed_period_asks_for_a_reason(company):
    apply(bring(TWO))
    organization.close_period(system("month is over"), company.cast.calendar, {"key": "2026-01"})
    run = bring(table("nps,top,2026-01,39"))

    with pytest.raises(ReasonNeeded):
        apply(run)
    assert run.counts["restated"] == 1

    apply(run, reason="The agency counted again.")
    assert values_of(company.nps)["top", "2026-01"] == Decimal(39)


@pytest.mark.parametrize("first", [TWO, table("nps,top,2026-02,1")])
def test_what_changed_meanwhile_is_not_overwritten(company, first):
    apply(bring(first))
    run = bring(table("nps,top,2026-01,10", "nps,top,2026-02,20"))
    data = {"unit": company.cast.units["top"].public_id, "period": "2026-01", "value": Decimal(99)}
    measures.record_observation(operator_context(), company.nps, data)

    with pytest.raises(Outdated):
        apply(run)
    assert values_of(company.nps)["top", "2026-01"] == Decimal(99)

    commands.compare_again(operator_context(), run, {})
    staging.clear(run.pk)
    apply(staging.stage(run.pk))
    assert values_of(company.nps) == {("top", "2026-01"): Decimal(10), ("top", "2026-02"): Decimal(20)}


def test_values_can_be_taken_back_and_what_was_comes_back(company):
    apply(bring(table("nps,top,2026-01,41")))
    run = apply(bring(table("nps,top,2026-01,40", "nps,top,2026-02,43", "nps,top,2026-03,44")))
    data = {"unit": company.cast.units["top"].public_id, "period": "2026-03", "value": Decimal(45)}
    measures.record_observation(operator_context(), company.nps, data)

    back = commands.take_back(operator_context(reason="Wrong file."), run, {})

    assert values_of(company.nps) == {("top", "2026-01"): Decimal(41), ("top", "2026-03"): Decimal(45)}
    assert back.report["taken_back"] == {"withdrawn": 1, "restored": 1, "corrected_since": 1}
    with pytest.raises(Invalid):
        commands.take_back(operator_context(reason="Again."), run, {})


def test_a_canceled_import_leaves_nothing(company):
    run = bring(TWO)

    commands.cancel_import(operator_context(), run, {})
    staging.clear(run.pk)

    assert [model.objects.count() for model in (StagedObservation, StagedRow, StagedKey, Observation)] == [0, 0, 0, 0]
    with pytest.raises(Invalid):
        apply(run)
