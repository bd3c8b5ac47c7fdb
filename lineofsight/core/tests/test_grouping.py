"""Groups of people whose sums may be shown: worked examples, and that no shown sums tell of fewer than five people."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineofsight.core.grouping import LEAST, Group, changed, grouped, replacing

#: a top, two branches, and three teams below the first
TREE: dict[int, int | None] = {0: None, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1}


def people(**counts: int) -> dict[int, frozenset[str]]:
    """Return so many people in each unit: `u3=5`."""
    return {int(name[1:]): frozenset(f"{name} {n}" for n in range(count)) for name, count in counts.items() if count}


def cut(groups: Iterable[Group]) -> dict[int, set[int]]:
    return {group.top: set(group.parts) for group in groups}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"u3": 9, "u4": 6}, {3: {3}, 4: {4}}),
        ({"u3": 9, "u4": 6, "u1": 2}, {3: {3}, 1: {1, 4}}),  # two alone above the teams: joined with the smaller
        ({"u3": 3, "u4": 2}, {1: {3, 4}}),
        ({"u3": 9, "u4": 9, "u5": 4}, {4: {4}, 1: {3, 5}}),  # four beside two teams would be told by what is left
        ({"u3": 4}, {}),
    ],
)
def test_units_are_put_together_from_below(counts: dict[str, int], expected: dict[int, set[int]]) -> None:
    assert cut(grouped(people(**counts), TREE)) == expected


@pytest.mark.parametrize(("moved", "is_replaced"), [(0, False), (1, False), (4, False), (5, True)])
def test_a_group_is_replaced_once_five_people_have_changed(moved: int, is_replaced: bool) -> None:
    before = people(u3=9)
    after = {3: frozenset([*sorted(before[3])[moved:], *(f"new {n}" for n in range(moved))])}
    old = grouped(before, TREE)

    gone, come = replacing(old, grouped(after, TREE), after)

    assert (gone, come) == ((old, grouped(after, TREE)) if is_replaced else ([], []))


def test_a_group_is_not_cut_where_a_part_of_it_was_too_small() -> None:
    """Three people were shown with nine; as six they could stand alone, but the nine alone would tell the three."""
    before, after = people(u3=9, u4=3), people(u3=9, u4=6)
    old = grouped(before, TREE)
    assert cut(grouped(after, TREE)) == {3: {3}, 4: {4}}

    assert replacing(old, grouped(after, TREE), after) == ([], [])


ORGANIZATION = st.lists(st.integers(0, 11), min_size=6, max_size=6)
EDIT = st.tuples(st.integers(0, 5), st.integers(0, 11), st.booleans())


@settings(max_examples=300, deadline=None)
@given(sizes=ORGANIZATION, edits=st.lists(st.lists(EDIT, max_size=8), max_size=5))
def test_no_shown_sum_beside_or_before_another_tells_of_fewer_than_five(
    sizes: list[int], edits: list[list[tuple[int, int, bool]]]
) -> None:
    """Every unit's sum, taken from that of a unit above with all others below it, and from its own of before."""
    present: dict[int, dict[int, int]] = {unit: dict.fromkeys(range(size), 0) for unit, size in enumerate(sizes)}
    shown: list[Group] = []
    seen: list[dict[int, frozenset[str]]] = []
    for turn in range(len(edits) + 1):
        for unit, person, stays in edits[turn - 1] if turn else ():
            if stays:
                present[unit][person] = turn
            else:
                present[unit].pop(person, None)
        parts = {u: frozenset(f"{u}-{p}-{v}" for p, v in own.items()) for u, own in present.items() if own}
        gone, come = replacing(shown, grouped(parts, TREE), parts)
        shown = [group for group in shown if group not in gone] + come
        seen.append(sums(shown))

    for number, now in enumerate(seen):
        for one in now.values():
            assert len(one) >= LEAST
        assert all(fits(rest) for rest in residuals(now))
        for unit, whole in now.items():
            for before in (then[unit] for then in seen[:number] if unit in then):
                assert before == whole or changed(before, whole) >= LEAST


def sums(shown: Iterable[Group]) -> dict[int, frozenset[str]]:
    """Return the people behind the sum of each unit that is shown: of whole groups alone."""
    found = {}
    for unit in TREE:
        inside = {other for other in TREE if unit in above(other)}
        touched = [group for group in shown if set(group.parts) & inside]
        if touched and all(set(group.parts) <= inside for group in touched):
            found[unit] = frozenset().union(*(group.everyone for group in touched))
    return found


def above(unit: int | None) -> set[Any]:
    return set() if unit is None else {unit, *above(TREE[unit])}


def residuals(shown: dict[int, frozenset[str]]) -> Iterable[frozenset[str]]:
    """Yield what is left of each sum when those of the units right below it that are shown are taken away."""
    for unit, whole in shown.items():
        below = [own for other, own in shown.items() if other != unit and unit in above(other)]
        yield whole - frozenset().union(*below)


def fits(rest: frozenset[str]) -> bool:
    return not rest or len(rest) >= LEAST
