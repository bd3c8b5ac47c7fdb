"""Two times: revise closes, splits, inserts; nothing known is ever lost; no day is claimed twice."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lineofsight.base import dated, runner
from lineofsight.organization.models import Unit, UnitVersion

T0 = datetime(2026, 1, 1, tzinfo=timezone.utc)


def revise(
    unit: Unit, from_: date, to: date | None = None, *, at: datetime = T0, **values: object
) -> list[UnitVersion]:
    """Revise a unit in a change of its own."""
    with runner.system_change("revise", at=at):
        return dated.revise(UnitVersion, {"unit": unit}, from_=from_, to=to, now=at, **values)


def spans(unit: Unit, known_at: datetime | None = None) -> list[tuple[str, date, date | None]]:
    """Return (name, from, to) of what is known."""
    rows = UnitVersion.objects.known(known_at).filter(unit=unit).order_by("valid_from")
    return [(row.name, row.valid_from, row.valid_to) for row in rows]


def test_a_revision_from_a_day_keeps_what_was_before(unit: Unit) -> None:
    revise(unit, date(2026, 1, 1), name="Dock")

    revise(unit, date(2026, 4, 1), name="Quay", at=T0 + timedelta(days=90))

    assert spans(unit) == [("Dock", date(2026, 1, 1), date(2026, 4, 1)), ("Quay", date(2026, 4, 1), None)]
    assert spans(unit, T0) == [("Dock", date(2026, 1, 1), None)]


def test_a_revision_of_a_span_splits_in_three(unit: Unit) -> None:
    revise(unit, date(2026, 1, 1), name="Dock", kind="site")

    revise(unit, date(2026, 3, 1), date(2026, 5, 1), name="Closed dock")

    assert spans(unit) == [
        ("Dock", date(2026, 1, 1), date(2026, 3, 1)),
        ("Closed dock", date(2026, 3, 1), date(2026, 5, 1)),
        ("Dock", date(2026, 5, 1), None),
    ]
    assert {row.kind for row in UnitVersion.objects.current()} == {"site"}


def test_values_planned_later_stay_where_they_are_not_named(unit: Unit) -> None:
    revise(unit, date(2026, 1, 1), name="Dock", kind="site")
    revise(unit, date(2026, 6, 1), kind="hub")

    revise(unit, date(2026, 3, 1), name="Quay")

    rows = UnitVersion.objects.current().order_by("valid_from").values_list("name", "kind", "valid_from")
    assert list(rows) == [
        ("Dock", "site", date(2026, 1, 1)),
        ("Quay", "site", date(2026, 3, 1)),
        ("Quay", "hub", date(2026, 6, 1)),
    ]


def test_days_on_which_nothing_held_are_filled(unit: Unit) -> None:
    revise(unit, date(2026, 3, 1), date(2026, 4, 1), name="Pop-up")

    revise(unit, date(2026, 1, 1), date(2026, 6, 1), name="Dock")

    assert spans(unit)[0][1] == date(2026, 1, 1)
    assert spans(unit)[-1][2] == date(2026, 6, 1)
    assert {name for name, _, _ in spans(unit)} == {"Dock"}


def test_the_same_again_writes_nothing(unit: Unit) -> None:
    revise(unit, date(2026, 1, 1), name="Dock")

    rows = revise(unit, date(2026, 2, 1), name="Dock", at=T0 + timedelta(days=5))

    assert (UnitVersion.objects.count(), [row.name for row in rows]) == (1, ["Dock"])


def test_an_end_closes_what_held_and_drops_what_was_planned(unit: Unit) -> None:
    revise(unit, date(2026, 1, 1), name="Dock")
    revise(unit, date(2026, 6, 1), name="Quay")

    with runner.system_change("end"):
        cut = dated.end(UnitVersion, {"unit": unit}, on=date(2026, 3, 1), now=T0)

    assert (cut, spans(unit)) == (2, [("Dock", date(2026, 1, 1), date(2026, 3, 1))])


def test_two_rows_for_one_day_are_refused_by_the_database(unit: Unit) -> None:
    revise(unit, date(2026, 1, 1), name="Dock")

    with runner.system_change("cheat"), pytest.raises(dated.Overlap, match="already holds"):
        dated._insert(UnitVersion, {"unit": unit}, {"name": "X", "valid_from": date(2026, 2, 1)}, T0)


class RevisionProperties(TestCase):
    """Whatever is revised in whatever order, each day has the value last said of it, now and as known then."""

    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20), st.booleans()), min_size=1, max_size=8))
    def test_each_day_says_what_was_last_said_of_it(self, acts: list[tuple[int, int, bool]]) -> None:
        with runner.system_change("scene"):
            unit = Unit(slug="u", key="u")
            unit.save()
        first, oracle, snapshots = date(2026, 1, 1), {}, []
        for step, (start, length, is_open) in enumerate(acts):
            at = T0 + timedelta(hours=step)
            to = None if is_open else first + timedelta(days=start + length)
            revise(unit, first + timedelta(days=start), to, at=at, name=f"n{step}", kind="k")
            for day in range(start, 70 if is_open else start + length):
                oracle[day] = f"n{step}"
            snapshots.append((at, dict(oracle)))
        for at, expected in snapshots:
            for day in range(70):
                rows = UnitVersion.objects.at(first + timedelta(days=day), at).filter(unit=unit)
                assert [row.name for row in rows] == ([expected[day]] if day in expected else [])
