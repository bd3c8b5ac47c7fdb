"""Disputes of values."""

from datetime import timedelta

import pytest

from lineofsight.base import clock
from lineofsight.base.errors import Invalid, NotFound, Refused
from lineofsight.measures import commands as do
from lineofsight.measures import queries
from lineofsight.measures.models import Dispute, Measure
from lineofsight.strategy.tests.cast import Cast


@pytest.fixture
def measure(cast: Cast, trained: Measure) -> Measure:
    """A KPI with one value, of Rotterdam for October."""
    given = {"unit": cast.units["rotterdam"].public_id, "period": "2026-10", "value": 45}
    do.record_observation(cast.act("joost"), trained, given)
    return trained


def dispute(cast: Cast, measure: Measure, who: str = "amara", claim: str = "Two people count twice.") -> Dispute:
    given = {"unit": cast.units["rotterdam"].public_id, "period": "2026-10", "claim": claim}
    return do.open_dispute(cast.act(who), measure, given)


def test_dispute_has_a_time_limit(cast: Cast, measure: Measure) -> None:
    row = dispute(cast, measure)

    assert row.due_on == clock.today() + timedelta(days=30)
    assert row.opened_by == cast.users["amara"]


def test_same_dispute_twice_is_one(cast: Cast, measure: Measure) -> None:
    assert dispute(cast, measure) == dispute(cast, measure)


def test_second_dispute_of_a_value_waits_for_the_first(cast: Cast, measure: Measure) -> None:
    dispute(cast, measure)

    with pytest.raises(Invalid, match="disputed already"):
        dispute(cast, measure, "samira", "It is too low.")

    assert Dispute.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("amara", None),
        ("samira", None),
        ("ines", None),
        ("linnea", None),
        ("auditor", None),
        ("mateus", NotFound),
        ("tomasz", NotFound),
    ],
)
def test_whoever_sees_a_value_may_dispute_it(
    cast: Cast, measure: Measure, who: str, error: type[Exception] | None
) -> None:
    if error is None:
        dispute(cast, measure, who)
    else:
        with pytest.raises(error):
            dispute(cast, measure, who)

    assert Dispute.objects.exists() is (error is None)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("divya", None),
        ("operator", None),
        ("joost", Refused),
        ("ines", Refused),
        ("amara", Refused),
        ("wanjiru", Refused),
        ("mateus", NotFound),
    ],
)
def test_who_may_close(cast: Cast, measure: Measure, who: str, error: type[Exception] | None) -> None:
    row = dispute(cast, measure)
    answer = {"outcome": "upheld", "finding": "Counted once."}

    if error is None:
        do.close_dispute(cast.act(who), row, answer)
    else:
        with pytest.raises(error):
            do.close_dispute(cast.act(who), row, answer)

    row.refresh_from_db()
    assert (row.closed_at is not None) is (error is None)


def test_steward_does_not_close_what_they_opened(cast: Cast, measure: Measure) -> None:
    row = dispute(cast, measure, "divya")

    with pytest.raises(Refused, match="Somebody else"):
        do.close_dispute(cast.act("divya"), row, {"outcome": "upheld", "finding": "Fine."})


def test_closed_dispute_keeps_its_answer(cast: Cast, measure: Measure) -> None:
    row = dispute(cast, measure)
    answer = {"outcome": "upheld", "finding": "Counted once."}
    do.close_dispute(cast.act("divya"), row, answer)

    assert do.close_dispute(cast.act("divya"), row, answer).version == 2
    with pytest.raises(Invalid, match="was closed on"):
        do.close_dispute(cast.act("divya"), row, {**answer, "outcome": "corrected"})


def test_list_marks_who_may_close(cast: Cast, measure: Measure) -> None:
    dispute(cast, measure)

    (line,) = queries.disputes_of(cast.act("divya"), slug=measure.slug, only_open=True)

    assert (line.unit_name, line.period_key, line.opened_by, line.may_close.allowed) == (
        "Rotterdam",
        "2026-10",
        "Amara",
        True,
    )
    assert queries.disputes_of(cast.act("mateus"), slug=measure.slug) == ()


def test_value_without_a_period_row_cannot_be_disputed(cast: Cast, measure: Measure) -> None:
    given = {"unit": cast.units["rotterdam"].public_id, "period": "2026-01", "claim": "Odd."}

    with pytest.raises(NotFound):
        do.open_dispute(cast.act("amara"), measure, given)
