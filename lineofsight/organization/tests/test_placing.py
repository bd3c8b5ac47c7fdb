"""Placing many units, people and lines at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lineofsight.base.errors import Invalid
from lineofsight.base.models import Change
from lineofsight.organization import commands
from lineofsight.organization.commands.lines import LineCircle
from lineofsight.organization.commands.units import UnitCircle
from lineofsight.organization.models import (
    Holding,
    Person,
    PersonDetails,
    PositionVersion,
    ReportClosure,
    ReportingLine,
    Unit,
    UnitClosure,
    UnitVersion,
)
from lineofsight.organization.placing import Placed
from lineofsight.organization.tests.cast import START, system

pytestmark = pytest.mark.django_db

UNITS = [
    {"key": "T", "name": "Top", "from_": START},
    {"key": "S", "name": "South", "parent": "T", "from_": START},
    {"key": "D", "name": "Dock", "parent": "S", "from_": START},
]
PEOPLE = [
    {"key": "1", "name": "Henrik Aalto", "email": "h@example.org", "unit": "T", "title": "CEO", "from_": START},
    {"key": "2", "name": "Inês Carvalho", "unit": "S", "title": "Hub manager", "from_": START},
    {"key": "3", "name": "Inês Carvalho", "unit": "D", "title": "Handler", "from_": START},
]
LINES = [
    {"person": "2", "manager": "1", "from_": START},
    {"person": "3", "manager": "2", "weight": "60", "from_": START},
    {"person": "3", "manager": "1", "weight": "40", "from_": START},
]


def place(units: Any = UNITS, people: Any = PEOPLE, lines: Any = LINES) -> list[Placed]:
    """Place all three tables of a source."""
    return [
        commands.place_units(system(), None, {"source": "hr", "rows": units}),
        commands.place_people(system(), None, {"source": "hr", "rows": people}),
        commands.place_lines(system(), None, {"source": "hr", "rows": lines}),
    ]


def changed(row: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {**row, **values}


def test_new_rows_are_all_there() -> None:
    outcome = place()

    assert outcome == [Placed(new=3), Placed(new=3), Placed(new=2)]
    assert [unit.slug for unit in Unit.objects.order_by("pk")] == ["top", "south", "dock"]
    assert [person.slug for person in Person.objects.order_by("pk")] == [
        "henrik-aalto",
        "ines-carvalho",
        "ines-carvalho-2",
    ]
    assert UnitClosure.objects.count() == 6
    titles = Holding.objects.at(START).order_by("person_id").values_list("position__versions__title", flat=True)
    assert list(titles) == ["CEO", "Hub manager", "Handler"]
    assert set(ReportClosure.objects.values_list("manager__key", "person__key", "depth")) == {
        ("1", "2", 1),
        ("1", "3", 1),
        ("2", "3", 1),
    }


def test_same_rows_again_change_nothing() -> None:
    place()
    changes = Change.objects.count()

    assert place() == [Placed(same=3), Placed(same=3), Placed(same=2)]
    assert Change.objects.count() == changes


def test_each_placing_is_one_change_without_its_rows() -> None:
    place()

    changes = Change.objects.order_by("pk")
    assert [change.command for change in changes] == [
        "organization.place_units",
        "organization.place_people",
        "organization.place_lines",
    ]
    assert all(change.bulk_count > 0 and change.bulk_digest and change.input == {} for change in changes)


def test_move_ends_the_old_row_and_keeps_it_known() -> None:
    place()
    later = date(2026, 5, 1)

    outcome = commands.place_units(
        system(), None, {"source": "hr", "rows": [changed(UNITS[2], parent="T", from_=later)]}
    )

    assert outcome == Placed(changed=1)
    dock = Unit.objects.get(key="D")
    versions = UnitVersion.objects.current().filter(unit=dock).order_by("valid_from")
    assert [(row.parent.key, row.valid_from, row.valid_to) for row in versions] == [
        ("S", START, later),
        ("T", later, None),
    ]
    assert UnitVersion.objects.filter(unit=dock, known_to__isnull=False).count() == 1


def test_history_in_one_file_becomes_spans() -> None:
    place()
    later = date(2026, 5, 1)
    rows = [PEOPLE[1], changed(PEOPLE[1], unit="D", title="Dock lead", fte="0.8", from_=later)]

    outcome = commands.place_people(system(), None, {"source": "hr", "rows": rows})

    assert outcome == Placed(changed=1)
    seat = PositionVersion.objects.current().filter(position__key="2").order_by("valid_from")
    assert [(row.title, row.unit.key, row.valid_to) for row in seat] == [
        ("Hub manager", "S", later),
        ("Dock lead", "D", None),
    ]
    held = Holding.objects.current().filter(person__key="2").order_by("valid_from")
    assert [(row.fte, row.valid_from) for row in held] == [(Decimal(1), START), (Decimal("0.8"), later)]


def test_leaver_holds_nothing_from_the_day_on() -> None:
    place()
    gone = date(2026, 6, 1)

    commands.place_people(system(), None, {"source": "hr", "rows": [changed(PEOPLE[2], until=gone)]})

    assert Holding.objects.at(date(2026, 5, 31)).filter(person__key="3").exists()
    assert not Holding.objects.at(gone).filter(person__key="3").exists()


def test_other_position_of_the_source_is_given_up() -> None:
    place()
    later = date(2026, 5, 1)

    commands.place_people(system(), None, {"source": "hr", "rows": [changed(PEOPLE[2], position="P9", from_=later)]})

    assert [row.position.key for row in Holding.objects.at(later).filter(person__key="3")] == ["P9"]
    assert [row.position.key for row in Holding.objects.at(START).filter(person__key="3")] == ["3"]


def test_name_is_corrected_in_its_one_row() -> None:
    place()

    outcome = commands.place_people(
        system(), None, {"source": "hr", "rows": [changed(PEOPLE[0], name="Henrik Å. Aalto")]}
    )

    assert outcome == Placed(changed=1)
    assert PersonDetails.objects.get(person__key="1").name == "Henrik Å. Aalto"


def test_new_lines_replace_all_of_the_person() -> None:
    place()
    later = date(2026, 5, 1)

    outcome = commands.place_lines(
        system(), None, {"source": "hr", "rows": [{"person": "3", "manager": "1", "from_": later}]}
    )

    assert outcome == Placed(changed=1)
    lines = ReportingLine.objects.at(later).filter(person__key="3")
    assert [(line.manager.key, line.weight) for line in lines] == [("1", Decimal(100))]
    assert ReportingLine.objects.at(START).filter(person__key="3").count() == 2


def test_top_person_is_a_row_without_manager() -> None:
    place()
    later = date(2026, 5, 1)

    commands.place_lines(system(), None, {"source": "hr", "rows": [{"person": "2", "from_": later}]})

    assert not ReportingLine.objects.at(later).filter(person__key="2").exists()


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([changed(UNITS[1], parent="X")], "There is no unit “X”."),
        ([UNITS[0], UNITS[0]], "“T” stands twice for 2026-01-01."),
        ([changed(UNITS[0], legal_entity="AB")], "There is no legal entity “AB”."),
        ([changed(UNITS[1], from_=date(2025, 1, 1))], "when Top does not exist"),
    ],
)
def test_units_that_cannot_be_taken_leave_nothing(rows: Any, problem: str) -> None:
    place(people=[], lines=[])
    before = UnitVersion.objects.count()

    with pytest.raises(Invalid, match=problem):
        commands.place_units(system(), None, {"source": "hr", "rows": rows})

    assert UnitVersion.objects.count() == before


def test_units_in_a_circle_are_refused_by_name() -> None:
    rows = [changed(UNITS[1], parent="D"), UNITS[2]]

    with pytest.raises(UnitCircle, match=r"South → Dock → South|Dock → South → Dock"):
        commands.place_units(system(), None, {"source": "hr", "rows": rows})

    assert Unit.objects.count() == 0


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{"person": "3", "manager": "1", "weight": "90", "from_": START}], "add up to 100 %"),
        ([{"person": "9", "manager": "1", "from_": START}], "There is no person “9”."),
        ([{"person": "3", "manager": "9", "from_": START}], "There is no person “9”."),
        ([{"person": "3", "manager": "3", "from_": START}], "Nobody reports to themselves."),
        ([LINES[0], LINES[0]], "has two solid lines"),
        ([{"person": "1", "manager": "3", "from_": START}], "Nobody can report to themselves"),
    ],
)
def test_lines_that_cannot_be_taken_leave_nothing(rows: Any, problem: str) -> None:
    place()
    before = ReportingLine.objects.count()

    with pytest.raises(Invalid, match=problem):
        commands.place_lines(system(), None, {"source": "hr", "rows": rows})

    assert ReportingLine.objects.count() == before


def test_circle_that_never_exists_on_one_day_is_allowed() -> None:
    place()
    later = date(2026, 5, 1)
    rows = [{"person": "2", "from_": later}, {"person": "1", "manager": "2", "from_": later}]

    commands.place_lines(system(), None, {"source": "hr", "rows": rows})

    assert ReportingLine.objects.at(later).get(person__key="1").manager.key == "2"
    with pytest.raises(LineCircle):
        commands.place_lines(
            system(), None, {"source": "hr", "rows": [{"person": "2", "manager": "1", "from_": later}]}
        )
