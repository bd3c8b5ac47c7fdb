"""The cascade of objectives."""

from datetime import date
from decimal import Decimal

import pytest

from lineofsight.base import clock
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.errors import Invalid, NotFound, Refused
from lineofsight.strategy import commands as do
from lineofsight.strategy.commands.cascade import way_up
from lineofsight.strategy.models import CascadeLink, StrategicObjective
from lineofsight.strategy.tests.cast import Cast

JAN = date(2026, 1, 1)


@pytest.fixture
def objectives(cast: Cast) -> dict[str, StrategicObjective]:
    """One objective of each unit, each in its unit's strategy in force."""
    made = {}
    for code, unit in (("C", "norrvik"), ("R", "rotterdam"), ("G", "gdansk"), ("D", "dock-3")):
        ctx = cast.act("wanjiru")
        strategy = do.create_strategy(ctx, None, {"unit": cast.units[unit].public_id, "name": unit})
        version = strategy.versions.get()
        made[code] = do.add_objective(ctx, version, {"code": code, "name": f"Objective of {unit}"})
        do.adopt_version(Context(SYSTEM, clock.now(), via="system"), version, {"on": JAN})
    return made


def serve(cast: Cast, child: StrategicObjective, parent: StrategicObjective, **more: object) -> CascadeLink:
    return do.set_cascade(cast.act("wanjiru"), child, {"parent": parent.public_id, "from_": JAN, **more})


def test_cycle_is_refused_and_named(cast: Cast, objectives: dict[str, StrategicObjective]) -> None:
    serve(cast, objectives["D"], objectives["R"])
    serve(cast, objectives["R"], objectives["C"])

    with pytest.raises(Invalid, match="circle: C → D → R → C"):
        serve(cast, objectives["C"], objectives["D"])

    assert CascadeLink.objects.current().count() == 2


def test_objective_cannot_serve_itself(cast: Cast, objectives: dict[str, StrategicObjective]) -> None:
    with pytest.raises(Invalid, match="circle: C → C"):
        serve(cast, objectives["C"], objectives["C"])


def test_contributing_shares_of_one_child_stay_within_one(
    cast: Cast, objectives: dict[str, StrategicObjective]
) -> None:
    serve(cast, objectives["D"], objectives["R"], share="0.6")

    with pytest.raises(Invalid, match=r"would add to 1\.1 on"):
        serve(cast, objectives["D"], objectives["C"], share="0.5")

    serve(cast, objectives["D"], objectives["C"], share="0.4")
    assert sum(CascadeLink.objects.current().values_list("share", flat=True)) == Decimal(1)


def test_line_of_sight_takes_no_share(cast: Cast, objectives: dict[str, StrategicObjective]) -> None:
    serve(cast, objectives["D"], objectives["R"], share="1")

    link = serve(cast, objectives["D"], objectives["C"], share="0.5", contributes=False)

    assert not link.contributes


def test_same_link_twice_writes_once(cast: Cast, objectives: dict[str, StrategicObjective]) -> None:
    first = serve(cast, objectives["D"], objectives["R"], share="0.6")
    second = serve(cast, objectives["D"], objectives["R"], share="0.6")

    assert first == second
    assert CascadeLink.objects.count() == 1


def test_ended_link_frees_the_way(cast: Cast, objectives: dict[str, StrategicObjective]) -> None:
    serve(cast, objectives["D"], objectives["R"])
    do.end_cascade(cast.act("wanjiru"), objectives["D"], {"parent": objectives["R"].public_id, "on": JAN})

    link = serve(cast, objectives["R"], objectives["D"])

    assert link.parent == objectives["D"]


@pytest.mark.parametrize(
    ("who", "error"), [("ines", None), ("wanjiru", None), ("tomasz", NotFound), ("joost", Refused)]
)
def test_who_may_cascade(
    cast: Cast, objectives: dict[str, StrategicObjective], who: str, error: type[Exception] | None
) -> None:
    data = {"parent": objectives["C"].public_id, "from_": JAN}

    if error is None:
        do.set_cascade(cast.act(who), objectives["R"], data)
    else:
        with pytest.raises(error):
            do.set_cascade(cast.act(who), objectives["R"], data)

    assert CascadeLink.objects.exists() is (error is None)


def test_way_up_is_the_shortest() -> None:
    assert way_up({1: [2, 3], 2: [4], 3: [4], 4: [5]}, 1, 5) == [1, 2, 4, 5]
    assert way_up({1: [2]}, 2, 1) is None
