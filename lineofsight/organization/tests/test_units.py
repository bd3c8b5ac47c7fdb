"""Units: founded, moved, renamed, closed; the closure follows."""

from datetime import date, timedelta

import pytest

from lineofsight.base.errors import Invalid
from lineofsight.organization import closures, commands
from lineofsight.organization.commands.units import UnitCircle, UnitInUse
from lineofsight.organization.models import UnitClosure, UnitVersion
from lineofsight.organization.tests.cast import START, Cast, system


def below(cast: Cast, name: str) -> set[str]:
    names = {unit.pk: key for key, unit in cast.units.items()}
    return {
        names[pk]
        for pk in UnitClosure.objects.filter(ancestor=cast.units[name]).values_list("descendant_id", flat=True)
    }


def test_closure_holds_every_unit_at_or_below(cast: Cast) -> None:
    assert below(cast, "top") == {"top", "north", "south", "dock"}
    assert below(cast, "south") == {"south", "dock"}
    assert below(cast, "dock") == {"dock"}


def test_move_takes_effect_on_its_day(cast: Cast) -> None:
    dock = cast.units["dock"]

    commands.revise_unit(system(), dock, {"from_": date(2026, 3, 1), "parent": cast.units["north"].public_id})

    assert below(cast, "south") == {"south"}
    assert below(cast, "north") == {"north", "dock"}
    assert UnitVersion.objects.at(date(2026, 2, 28)).get(unit=dock).parent == cast.units["south"]
    assert UnitVersion.objects.at(date(2026, 3, 1)).get(unit=dock).parent == cast.units["north"]


def test_rename_keeps_the_place(cast: Cast) -> None:
    unit = commands.revise_unit(system(), cast.units["dock"], {"from_": date(2026, 3, 1), "name": "Dock 3"})

    version = UnitVersion.objects.at(date(2026, 3, 1)).get(unit=unit)
    assert (version.name, version.parent) == ("Dock 3", cast.units["south"])
    assert unit.version == 2


def test_unit_below_itself_is_refused_naming_the_circle(cast: Cast) -> None:
    before = UnitVersion.objects.count()

    with pytest.raises(UnitCircle, match="south → dock → south"):
        commands.revise_unit(
            system(), cast.units["south"], {"from_": date(2026, 3, 1), "parent": cast.units["dock"].public_id}
        )

    assert UnitVersion.objects.count() == before


def test_circle_on_a_later_day_only_is_refused_too(cast: Cast) -> None:
    commands.revise_unit(
        system(), cast.units["dock"], {"from_": date(2026, 6, 1), "parent": cast.units["north"].public_id}
    )

    with pytest.raises(UnitCircle):
        commands.revise_unit(
            system(), cast.units["north"], {"from_": date(2026, 2, 1), "parent": cast.units["dock"].public_id}
        )


def test_planned_move_changes_the_closure_only_when_its_day_comes(cast: Cast) -> None:
    from lineofsight.base import clock

    tomorrow = clock.today() + timedelta(days=1)
    commands.revise_unit(system(), cast.units["dock"], {"from_": tomorrow, "parent": cast.units["north"].public_id})
    assert below(cast, "south") == {"south", "dock"}

    from lineofsight.base.runner import system_change

    with system_change("a day later"):
        changed = closures.rebuild_units(today=tomorrow)

    assert below(cast, "south") == {"south"}
    assert changed == 2


def test_unit_with_positions_cannot_close(cast: Cast) -> None:
    with pytest.raises(UnitInUse, match="0 units and 2 positions"):
        commands.close_unit(system(), cast.units["dock"], {"on": date(2026, 6, 1)})


def test_closed_unit_keeps_its_past(cast: Cast) -> None:
    pier = commands.create_unit(
        system(), None, {"name": "Pier", "from_": START, "parent": cast.units["south"].public_id}
    )
    cast.units["pier"] = pier

    commands.close_unit(system(), pier, {"on": date(2026, 6, 1)})

    assert not UnitVersion.objects.at(date(2026, 6, 1)).filter(unit=pier).exists()
    assert UnitVersion.objects.at(date(2026, 5, 31)).filter(unit=pier).exists()
    assert below(cast, "south") == {"south", "dock", "pier"}
    with pytest.raises(Invalid, match="closed on 2026-06-01"):
        commands.revise_unit(system(), pier, {"from_": date(2026, 7, 1), "name": "Pier 2"})


def test_parent_must_exist_on_every_day(cast: Cast) -> None:
    with pytest.raises(Invalid, match="does not exist on every day from 2025-01-01"):
        commands.create_unit(
            system(), None, {"name": "Early", "from_": date(2025, 1, 1), "parent": cast.units["top"].public_id}
        )


def test_equal_names_get_addresses_of_their_own(cast: Cast) -> None:
    second = commands.create_unit(
        system(), None, {"name": "Dock", "from_": START, "parent": cast.units["north"].public_id}
    )

    assert (cast.units["dock"].slug, second.slug) == ("dock", "dock-2")
