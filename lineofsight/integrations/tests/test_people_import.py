"""People, units and reporting lines from files; one row is one verdict."""

import pytest

from lineofsight.base.errors import Invalid
from lineofsight.integrations.models import StagedRow
from lineofsight.integrations.tests.company import SINCE, apply, bring, table
from lineofsight.organization.commands import place_units
from lineofsight.organization.models import Person, PositionVersion, ReportingLine, UnitVersion
from lineofsight.organization.tests.cast import system

PEOPLE = "key,name,email,unit,job,manager"
UNITS = "key,name,parent"


def manager_of(key):
    return ReportingLine.objects.current().get(person__key=key, valid_to=None).manager.key


def test_a_person_comes_in_moves_and_stays(company):
    rows = (
        "worker,Worker,worker@example.org,north,worker,chief",
        "lead,Lead,lead@example.org,dock,lead,head",
        "ada,Ada,ada@example.org,dock,Operator,lead",
    )

    run = apply(bring(table(*rows, head=PEOPLE), "people.csv"))

    assert (run.counts["new"], run.counts["changed"], run.report["tables"]["people"]["same"]) == (1, 1, 1)
    assert manager_of("ada") == "lead"
    assert manager_of("worker") == "chief"
    seat = PositionVersion.objects.current().filter(position__key="worker").order_by("valid_from").last()
    assert seat.unit == company.cast.units["north"]
    again = bring(table(*rows, head=PEOPLE), "people.csv")
    assert {name: again.counts[name] for name in ("new", "changed", "refused")} == {
        "new": 0,
        "changed": 0,
        "refused": 0,
    }


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("ada,Ada,,moon,Operator,lead", "unit_unknown"),
        ("ada,Ada,,dock,Operator,mgr-4471", "person_unknown"),
        ("ada,Ada,,dock,Operator,ada", "reports_to_self"),
        (",Ada,,dock,Operator,lead", "required_empty"),
    ],
)
def test_a_wrong_row_is_refused_whole_and_the_others_come_in(company, row, code):
    run = apply(bring(table(row, "ben,Ben,,dock,Operator,lead", head=PEOPLE), "people.csv"))

    refused = StagedRow.objects.get(run=run, verdict="refused")
    assert (refused.code, refused.line) == (code, 2)
    assert "ine 2" in refused.sentence
    assert not Person.objects.filter(key="ada").exists()
    assert manager_of("ben") == "lead"


def test_units_move_and_a_circle_keeps_the_file_out(company):
    top, south, dock = (company.cast.units[name].key for name in ("top", "south", "dock"))

    run = apply(bring(table(f"{dock},Dock Two,{top}", f"pier,Pier,{dock}", head=UNITS), "units.csv"))

    assert (run.counts["new"], run.counts["changed"]) == (1, 1)
    now = UnitVersion.objects.current().filter(unit__key=dock).order_by("valid_from").last()
    assert (now.name, now.parent.key) == ("Dock Two", top)

    run = bring(table(f"{south},South,pier", f"{dock},Dock Two,{south}", head=UNITS), "units.csv")
    assert run.report["is_blocked"]
    assert StagedRow.objects.filter(run=run, code="parent_cycle").exists()


def test_lines_of_one_person_are_set_together(company):
    head = "person,manager,kind,weight"
    run = apply(bring(table("worker,lead,solid,60", "worker,chief,project,40", head=head), "lines.csv"))

    assert run.report["tables"]["lines"]["changed"] == 1
    weights = ReportingLine.objects.current().filter(person__key="worker", valid_to=None)
    assert {row.manager.key: int(row.weight) for row in weights} == {"lead": 60, "chief": 40}

    run = bring(table("worker,lead,solid,60", "worker,chief,project,30", head=head), "lines.csv")
    assert StagedRow.objects.get(run=run, verdict="refused").code == "weights_do_not_add_up"
    assert run.counts["changed"] == 0


def test_tables_without_a_source_find_units_that_another_source_brought(company):
    place_units(system(), None, {"source": "hr", "rows": [{"key": "u7", "name": "Quay", "from_": SINCE}]})
    ada = table("ada,Ada,,u8,Operator,lead", "ben,Ben,,u7,Operator,lead", head=PEOPLE)

    apply(bring(table("u8,Pier,u7", head=UNITS), "units.csv"))
    run = apply(bring(ada, "people.csv"))

    seats = PositionVersion.objects.current().filter(position__key__in=("ada", "ben"))
    assert {seat.position.key: seat.unit.key for seat in seats} == {"ada": "u8", "ben": "u7"}
    assert UnitVersion.objects.current().get(unit__key="u8").parent.key == "u7"
    assert run.counts["refused"] == 0


def test_a_key_that_two_other_sources_use_is_nobodys(company):
    for source, name in (("hr", "Quay"), ("erp", "Mole")):
        place_units(system(), None, {"source": source, "rows": [{"key": "u7", "name": name, "from_": SINCE}]})

    with pytest.raises(Invalid, match="There is no unit “u7”"):
        place_units(
            system(), None, {"source": "new", "rows": [{"key": "u9", "name": "Pier", "parent": "u7", "from_": SINCE}]}
        )
