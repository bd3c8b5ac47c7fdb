"""A small company with a strategy in force and a cycle, made through commands, for tests of objectives and goals."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lineofsight.okr import commands as okr
from lineofsight.okr.models import Cycle, KeyResult, Objective
from lineofsight.scorecard.threads import following
from lineofsight.strategy import commands as strategy
from lineofsight.strategy.models import StrategicObjective
from tests.cast import START, Cast, make_cast, system

OPENED = date(2026, 10, 1)
CODES = {"C1": "customer", "P1": "process", "F1": "financial"}


@dataclass
class Company:
    """The cast, the strategic objectives by code, and what tests add by name."""

    cast: Cast
    cycle: Cycle
    strategic: dict[str, StrategicObjective]
    objectives: dict[str, Objective] = field(default_factory=dict)

    def objective(self, name: str, unit: str = "plant", **more: Any) -> Objective:
        """Add an objective of a unit."""
        data = {"cycle": self.cycle.public_id, "unit": self.cast.units[unit].public_id, "title": name, "key": name}
        self.objectives[name] = okr.add_objective(system(), None, {**data, **more})
        return self.objectives[name]

    def key_result(self, name: str, **more: Any) -> KeyResult:
        """Add a key result from 0 to 100 to an objective, with a value if one is given."""
        value = more.pop("value", None)
        data = {"title": f"key result of {name}", "start": "0", "target": "100", **more}
        row = okr.add_key_result(system(), self.objectives[name], data)
        if value is not None:
            okr.record_value(system(), row, {"value": value})
        return row

    def serves(self, child: str, parent: str, **more: Any) -> Any:
        """Let an objective serve another one or a strategic objective, by its code."""
        ends = {
            "strategic_objective": self.strategic[parent].public_id if parent in self.strategic else None,
            "objective": self.objectives[parent].public_id if parent in self.objectives else None,
        }
        return okr.link_objective(system(), self.objectives[child], {**ends, "from_": OPENED, **more})


def make_company() -> Company:
    """Return the company, with three strategic objectives in force and the cycle of the last quarter of 2026."""
    cast = make_cast()
    with following.gathered():
        found = {"unit": cast.units["group"].public_id, "name": "Group 2026", "key": "group"}
        made = strategy.create_strategy(system(), None, found)
        version = made.versions.get()
        objectives = {}
        for code, perspective in CODES.items():
            strategy.add_perspective(system(), made, {"name": perspective.title(), "key": perspective})
            said = {"code": code, "name": f"Objective {code}", "perspective": perspective}
            objectives[code] = strategy.add_objective(system(), version, said)
        strategy.adopt_version(system(), version, {"on": START})
    assert cast.calendar is not None
    period = {"calendar": cast.calendar.public_id, "period": "2026-Q4"}
    return Company(cast, okr.open_cycle(system(), None, period), objectives)
