"""One branch of the unit tree, and finding people."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lineofsight.organization import commands, queries
from lineofsight.organization.queries import tree
from lineofsight.organization.tests.cast import START, Cast, system


def found(cast: Cast, parent: str, *names: str) -> None:
    """Found units below another one."""
    for name in names:
        data = {"name": name, "from_": START, "parent": cast.units[parent].public_id}
        cast.units[name] = commands.create_unit(system(), None, data)


def lines(branch: queries.Branch) -> list[str]:
    """Return the rows as indented names."""
    return [f"{'.' * row.depth}{row.name}" for row in branch.rows]


def test_it_opens_at_the_top(cast: Cast) -> None:
    branch = queries.unit_branch(cast.context("worker"))

    assert lines(branch) == ["top", ".north", ".south"]
    assert [row.below for row in branch.rows] == [3, 0, 1]
    assert [row.people for row in branch.rows] == [None, 2, None]
    assert [(row.opens, row.closes) for row in branch.rows] == [(True, 0), (False, 0), (False, 1)]


def test_it_opens_down_to_a_unit(cast: Cast) -> None:
    branch = queries.unit_branch(cast.context("worker"), at="dock")

    assert lines(branch) == ["top", ".north", ".south", "..dock"]
    assert [row.name for row in branch.rows if row.is_here] == ["dock"]


def test_a_unit_that_is_not_there_opens_the_top(cast: Cast) -> None:
    assert lines(queries.unit_branch(cast.context("worker"), at="nothing")) == ["top", ".north", ".south"]


def test_many_siblings_are_cut_and_counted_but_never_the_one_asked_for(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(tree, "MOST_SIBLINGS", 2)
    found(cast, "top", "a", "b", "zz")

    branch = queries.unit_branch(cast.context("worker"), at="zz")

    assert lines(branch) == ["top", ".a", ".b", ".zz"]
    assert branch.left_out == 2


def test_everything_is_shown_where_it_fits(cast: Cast) -> None:
    assert lines(queries.unit_branch(cast.context("worker"), whole=True)) == ["top", ".north", ".south", "..dock"]


def test_a_past_day_has_its_own_tree(cast: Cast) -> None:
    move = {"parent": cast.units["north"].public_id, "from_": date(2026, 6, 1)}
    commands.revise_unit(system(), cast.units["dock"], move)
    ctx = cast.context("worker")
    before = type(ctx)(**{**vars(ctx), "as_of": date(2026, 5, 31)})

    assert lines(queries.unit_branch(ctx, at="dock")) == ["top", ".north", "..dock", ".south"]
    assert lines(queries.unit_branch(before, at="dock")) == ["top", ".north", ".south", "..dock"]


def test_it_costs_the_same_for_three_units_and_thirty(cast: Cast) -> None:
    ctx = cast.context("worker")
    with CaptureQueriesContext(connection) as few:
        queries.unit_branch(ctx, at="dock")
    found(cast, "top", *(f"unit {n}" for n in range(30)))
    with CaptureQueriesContext(connection) as many:
        queries.unit_branch(ctx, at="dock")

    assert len(few) == len(many) == 2


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("worker", ["Worker"]),
        ("  WÖRKER ", ["Worker"]),
        ("ork", ["Worker", "Works_Council"]),
        ("or ker", ["Worker"]),
        ("", []),
        ("nobody", []),
        ("%", []),
        ("_", ["Hr_South", "Works_Council"]),
    ],
)
def test_people_are_found_by_part_and_accent(cast: Cast, text: str, names: list[str]) -> None:
    found = queries.find_people(cast.context("colleague"), text=text)

    assert sorted(person.name for person in found.people) == names


def test_a_found_person_says_where_they_sit(cast: Cast) -> None:
    [person] = queries.find_people(cast.context("colleague"), text="Worker").people

    assert (person.title, person.unit, person.unit_slug) == ("worker", "dock", "dock")


def test_a_corrected_name_is_found_and_the_earlier_one_is_not(cast: Cast) -> None:
    commands.correct_person(system(), cast.people["worker"], {"name": "Łucja Żak"})
    ctx = cast.context("colleague")

    assert [person.name for person in queries.find_people(ctx, text="lucja zak").people] == ["Łucja Żak"]
    assert not queries.find_people(ctx, text="Worker")
