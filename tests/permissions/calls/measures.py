"""Calls about KPIs."""

from collections.abc import Callable
from typing import Any

from lineofsight.measures import commands
from lineofsight.measures.commands import ObservationRow
from lineofsight.measures.models import Observation
from tests.cast import START, answer_for
from tests.permissions.calls.making import Call, Case, always
from tests.permissions.world import World

LATER = "2026-07-01"


def _at(name: str, place: str, **data: Any) -> Case:
    """A call on a KPI, at a unit."""
    return always(lambda world: Call(world.measures[name], {"unit": world.unit(place).public_id, **data}))


def _on(name: str, **data: Any) -> Case:
    """A call on a KPI as a whole."""
    return always(lambda world: Call(world.measures[name], data))


def _created(owner: str) -> Case:
    card = {"name": "Waiting time", "from_": START, "polarity": "minimize"}
    return always(lambda world: Call(None, {**card, "owning_unit": world.unit(owner).public_id}))


def _places(make: Callable[[str, str], Case]) -> dict[str, Case]:
    """The same act on open KPIs in each relation to the unit head of east, and on restricted ones."""
    return {
        "at the plant": make("yield", "plant"),
        "at east": make("yield", "east"),
        "at the group": make("revenue", "group"),
        "at the shop": make("footfall", "shop"),
        "restricted, at east": make("absence", "east"),
        "restricted, at the group": make("margin", "group"),
    }


def _many(world: World) -> Call:
    row = Observation.objects.filter(measure=world.measures["revenue"]).first()
    return Call(None, {"rows": [ObservationRow(row.measure_id, row.unit_id, row.period_id, value=row.value + 1)]})


def _disputed_by_the_steward(world: World) -> Call:
    claim = {"unit": world.unit("east").public_id, "period": "2026-02", "claim": "This looks off."}
    return Call(commands.open_dispute(world.cast.act("data_steward"), world.measures["yield"], claim), FINDING)


def _opened(world: World) -> Call:
    answer_for(world.cast, world.measures["absence"], steward="data_steward")
    return Call(world.measures["absence"], {"from_": "2026-03-01", "sensitivity": "open"})


def _rate(world: World) -> Call:
    rate = {"base": "EUR", "currency": "SEK", "calendar": world.calendar.public_id, "period": "2026-02"}
    return Call(None, {**rate, "average": "0.09"})


FINDING = {"outcome": "upheld", "finding": "The counter was right."}
GOAL = {"from_": LATER, "scoring_type": "goal_red_flag", "target": "97", "red_flag": "80"}
CALLS: dict[str, dict[str, Case]] = {
    "measures.add_currency": {"": always(lambda world: Call(None, {"code": "NOK", "name": "Norwegian krone"}))},
    "measures.add_unit_of_measure": {"": always(lambda world: Call(None, {"key": "hours", "name": "Hours"}))},
    "measures.set_rate": {"": always(_rate)},
    "measures.create_measure": {"of the group": _created("group"), "of the lab": _created("lab")},
    "measures.revise_measure": {
        "of east": _on("yield", from_="2026-03-01", question="How much is good at once?"),
        "of the group": _on("revenue", from_="2026-03-01", question="How much came in?"),
        "restricted, of east": _on("absence", from_="2026-03-01", question="Who is away?"),
        "made open, of east": _on("absence", from_="2026-03-01", sensitivity="open"),
        "made open, of east, kept by the data steward": always(_opened),
        "made restricted, of east": _on("yield", from_="2026-03-01", sensitivity="restricted"),
    },
    "measures.set_target": _places(lambda name, place: _at(name, place, **GOAL)),
    "measures.end_target": _places(lambda name, place: _at(name, place, on=LATER)),
    "measures.record_observation": _places(lambda name, place: _at(name, place, period="2026-03", value="93")),
    "measures.withdraw_observation": _places(lambda name, place: _at(name, place, period="2026-02")),
    "measures.publish_figure": _places(lambda name, place: _at(name, place, period="2026-03", value="93")),
    "measures.record_observations": {"": always(_many)},
    "measures.open_dispute": _places(lambda name, place: _at(name, place, period="2026-01", claim="Too good.")),
    "measures.close_dispute": {
        "opened by the employee": always(lambda world: Call(world.dispute, FINDING)),
        "opened by the steward": always(_disputed_by_the_steward),
    },
}
