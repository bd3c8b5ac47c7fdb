"""The demo company made larger, to measure with."""

from typing import Any

import pytest

from lineofsight.demo import larger
from lineofsight.demo.norrvik.people import PEOPLE
from lineofsight.organization.models import Holding, Person, ReportClosure, UnitClosure

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

MORE = 160


def test_it_has_as_many_people_as_asked_for(demo: Any) -> None:
    before = Person.objects.count()

    added = larger.grow(len(PEOPLE) + MORE)

    assert added == MORE
    assert Person.objects.count() == before + MORE
    assert Holding.objects.current().filter(person__key__startswith="staff-").count() == MORE


def test_it_hangs_together(demo: Any) -> None:
    larger.grow(len(PEOPLE) + MORE)

    staff = Person.objects.filter(key__startswith="staff-")
    assert ReportClosure.objects.filter(manager__key="henrik-aalto", person__in=staff).count() == MORE
    assert UnitClosure.objects.filter(ancestor__key="norrvik", descendant__key="hub-1-days-dock-1").exists()


def test_it_is_the_same_on_every_machine() -> None:
    names = [
        larger._person_row(place, number, job).name for place, number, job in larger._staff(list(larger._places(40)))
    ]

    assert len(names) == 40
    assert names[:3] == ["Magnus Salih", "Anna Strand", "Fredrik Hedlund"]


def test_a_company_large_enough_stays_as_it_is(demo: Any) -> None:
    before = Person.objects.count()

    assert larger.grow(len(PEOPLE)) == 0
    assert Person.objects.count() == before
