"""Lines add to 100 on any day, go round in no circle, and carry reach."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineofsight.base.errors import Invalid, Stale
from lineofsight.organization import commands
from lineofsight.organization.commands.lines import LineCircle, WeightsDoNotAdd
from lineofsight.organization.models import Holding, Person, ReportClosure, ReportingLine
from lineofsight.organization.tests.cast import START, Cast, system

LATER = date(2026, 6, 1)


def line(cast: Cast, manager: str, weight: str = "100", kind: str = "solid") -> dict[str, Any]:
    return {"manager": cast.people[manager].public_id, "kind": kind, "weight": weight}


def set_lines(cast: Cast, person: str, from_: date, *lines: dict[str, Any]) -> Person:
    return commands.set_reporting_lines(system(), cast.people[person], {"from_": from_, "lines": list(lines)})


def lines_at(cast: Cast, person: str, day: date) -> set[tuple[str, str, Decimal]]:
    rows = ReportingLine.objects.at(day).filter(person=cast.people[person]).select_related("manager__details")
    return {(row.manager.details.name.lower(), row.kind, row.weight) for row in rows}


def managers_of(cast: Cast, person: str) -> set[str]:
    rows = ReportClosure.objects.filter(person=cast.people[person])
    return {name.lower() for name in rows.values_list("manager__details__name", flat=True)}


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ([("head", "90", "solid")], "1 reporting line adds up to 90 %. They must add up to 100 %."),
        ([("head", "60", "solid"), ("chief", "30", "solid")], "2 reporting lines add up to 90 %."),
        ([("head", "70", "solid"), ("chief", "60", "dotted")], "add up to 130 %"),
        ([("head", "100", "solid"), ("chief", "0", "project")], "Only a dotted line may weigh 0 %."),
        ([("head", "50", "solid"), ("head", "50", "solid")], "named twice"),
        ([("worker", "100", "solid")], "Nobody reports to themselves."),
    ],
)
def test_lines_that_make_no_whole_change_nothing(cast: Cast, weights: list[Any], sentence: str) -> None:
    before = lines_at(cast, "worker", LATER)

    with pytest.raises(Invalid, match=sentence):
        set_lines(cast, "worker", LATER, *(line(cast, *each) for each in weights))

    assert lines_at(cast, "worker", LATER) == before == {("lead", "solid", Decimal(100))}


def test_matrix_of_sixty_and_forty_with_a_dotted_line(cast: Cast) -> None:
    set_lines(
        cast, "worker", LATER, line(cast, "lead", "60"), line(cast, "head", "40"), line(cast, "hr", "0", "dotted")
    )

    assert lines_at(cast, "worker", LATER) == {
        ("lead", "solid", Decimal(60)),
        ("head", "solid", Decimal(40)),
        ("hr", "dotted", Decimal(0)),
    }
    assert lines_at(cast, "worker", START) == {("lead", "solid", Decimal(100))}


def test_top_person_has_no_line(cast: Cast) -> None:
    set_lines(cast, "worker", LATER)

    assert lines_at(cast, "worker", LATER) == set()


def test_dotted_manager_is_above_this_person_alone(cast: Cast) -> None:
    set_lines(cast, "lead", START, line(cast, "head"), line(cast, "colleague", "0", "dotted"))

    assert managers_of(cast, "lead") == {"head", "chief", "colleague"}
    assert managers_of(cast, "worker") == {"lead", "head", "chief"}


def test_closure_follows_a_line_for_everyone_below(cast: Cast) -> None:
    set_lines(cast, "lead", START, line(cast, "colleague"))

    assert managers_of(cast, "worker") == {"lead", "colleague", "chief"}
    assert managers_of(cast, "head") == {"chief"}


def test_circle_names_everyone_on_it(cast: Cast) -> None:
    with pytest.raises(LineCircle, match="Head → Worker → Lead → Head"):
        set_lines(cast, "head", LATER, line(cast, "worker"))


def test_circle_on_a_future_day_is_refused(cast: Cast) -> None:
    set_lines(cast, "colleague", LATER, line(cast, "worker"))

    with pytest.raises(LineCircle):
        set_lines(cast, "lead", START, line(cast, "colleague"))


def test_circle_of_dotted_lines_is_no_circle(cast: Cast) -> None:
    set_lines(cast, "head", LATER, line(cast, "chief"), line(cast, "worker", "0", "dotted"))

    assert len(lines_at(cast, "head", LATER)) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.sampled_from([("head",), ("head", "chief"), ("lead", "hr"), ()])), max_size=6
    )
)
def test_weights_add_to_100_or_none_on_every_day(cast: Cast, acts: list[Any]) -> None:
    for offset, managers in acts:
        day = date.fromordinal(START.toordinal() + offset)
        share = str(100 // max(1, len(managers)))
        set_lines(cast, "worker", day, *(line(cast, name, share) for name in managers))

    for offset in range(0, 320, 7):
        day = date.fromordinal(START.toordinal() + offset)
        weights = [weight for _, _, weight in lines_at(cast, "worker", day)]
        assert sum(weights) in (0, 100)


def test_stale_writer_is_told(cast: Cast) -> None:
    seen = cast.people["worker"].version
    set_lines(cast, "worker", LATER, line(cast, "head"))

    with pytest.raises(Stale):
        commands.set_reporting_lines(
            replace(system(), expected_version=seen), cast.people["worker"], {"from_": LATER, "lines": []}
        )


def test_position_is_held_from_one_day_to_another(cast: Cast) -> None:
    seat = {"position": cast.positions["worker"].public_id}

    commands.leave_position(system(), cast.people["worker"], {**seat, "on": LATER})

    assert Holding.objects.at(date(2026, 5, 31)).filter(person=cast.people["worker"]).exists()
    assert not Holding.objects.at(LATER).filter(person=cast.people["worker"]).exists()
    with pytest.raises(Invalid, match="does not hold this position"):
        commands.leave_position(system(), cast.people["worker"], {**seat, "on": LATER})


def test_account_belongs_to_one_person_and_a_person_has_one(cast: Cast) -> None:
    theirs = {"user": cast.users["lead"].public_id}

    with pytest.raises(Invalid, match="signs in with another account"):
        commands.link_account(system(), cast.people["worker"], theirs)
    commands.link_account(system(), cast.people["worker"], {"user": None})
    with pytest.raises(Invalid, match="belongs to another person"):
        commands.link_account(system(), cast.people["worker"], theirs)


def test_weights_error_is_a_refusal_of_its_own(cast: Cast) -> None:
    with pytest.raises(WeightsDoNotAdd):
        set_lines(cast, "worker", LATER, line(cast, "head", "99.9999"))
