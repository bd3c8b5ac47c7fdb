"""Small organizations to compute scores for: rows made directly, in a system change, without the commands' rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from itertools import count
from typing import Any

from lineofsight.base import dated
from lineofsight.base.runner import system_change
from lineofsight.measures.models import Measure, MeasureVersion, Observation, Target
from lineofsight.organization.models import Calendar, Period, PeriodClose, Unit, UnitVersion
from lineofsight.scorecard.models import NodeLink, RollupRule, Score, Scorecard, ScoreNode
from lineofsight.strategy.models import Perspective, StrategicObjective, Strategy

START = date(2026, 1, 1)
LONG_AGO = date(2020, 1, 1)
_number = count(1)


def _name(kind: str) -> str:
    return f"{kind}-{next(_number)}"


def months(calendar: Calendar, how_many: int, start: date = START) -> list[Period]:
    """Make consecutive months."""
    made = []
    for offset in range(how_many):
        index = start.year * 12 + start.month - 1 + offset
        first, after = date(index // 12, index % 12 + 1, 1), date((index + 1) // 12, (index + 1) % 12 + 1, 1)
        key = f"{first:%Y-%m}"
        made.append(_period(calendar, "monthly", key, first, after))
    return made


def quarters(calendar: Calendar, how_many: int, start: date = START) -> list[Period]:
    """Make consecutive quarters."""
    made = []
    for offset in range(how_many):
        index = start.year * 4 + (start.month - 1) // 3 + offset
        first = date(index // 4, index % 4 * 3 + 1, 1)
        after = date((index + 1) // 4, (index + 1) % 4 * 3 + 1, 1)
        made.append(_period(calendar, "quarterly", f"{first.year}-Q{index % 4 + 1}", first, after))
    return made


def _period(calendar: Calendar, frequency: str, key: str, first: date, after: date) -> Period:
    return Period.objects.create(
        calendar=calendar, frequency=frequency, key=key, start_on=first, until_on=after, fiscal_year=first.year
    )


@dataclass
class World:
    """One company with a calendar, some units and a scorecard."""

    now: datetime = datetime(2026, 11, 17, 9, 0, tzinfo=timezone.utc)
    calendar: Calendar = field(init=False)
    periods: list[Period] = field(default_factory=list)
    top: Unit = field(init=False)
    strategy: Strategy = field(init=False)
    scorecard: Scorecard = field(init=False)
    root: ScoreNode = field(init=False)

    def tick(self) -> datetime:
        """Let a second pass."""
        self.now += timedelta(seconds=1)
        return self.now

    def unit(self, parent: Unit | None = None, from_: date = LONG_AGO) -> Unit:
        name = _name("unit")
        unit = Unit.objects.create(slug=name, key=name)
        self.place(unit, parent, from_)
        return unit

    def place(self, unit: Unit, parent: Unit | None, from_: date = LONG_AGO) -> None:
        dated.revise(UnitVersion, {"unit": unit}, from_=from_, now=self.tick(), name=unit.slug, parent=parent)

    def measure(self, owner: Unit | None = None, from_: date = LONG_AGO, **card: Any) -> Measure:
        name = _name("kpi")
        measure = Measure.objects.create(slug=name, key=name, owning_unit=owner or self.top)
        self.card(measure, from_, **{"name": name, "calendar": self.calendar, "polarity": "maximize", **card})
        return measure

    def card(self, measure: Measure, from_: date, **card: Any) -> None:
        dated.revise(MeasureVersion, {"measure": measure}, from_=from_, now=self.tick(), **card)

    def target(self, measure: Measure, unit: Unit | None = None, from_: date = LONG_AGO, **values: Any) -> None:
        values = {"scoring_type": "goal_red_flag", "target": 100, "red_flag": 50, "hysteresis": 2, **values}
        dated.revise(Target, {"measure": measure, "unit": unit or self.top}, from_=from_, now=self.tick(), **values)

    def observe(self, measure: Measure, unit: Unit, period: Period, value: Any = None, **rest: Any) -> Observation:
        key = {"measure": measure, "unit": unit, "period": period}
        earlier = Observation.objects.current().filter(**key).first()
        return dated.supersede(earlier, Observation, now=self.tick(), value=value, **key, **rest)

    def kpi_node(self, measure: Measure, unit: Unit | None = None) -> ScoreNode:
        node = ScoreNode.objects.filter(kind="measure", measure=measure, unit=unit or self.top).first()
        return node or ScoreNode.objects.create(kind="measure", measure=measure, unit=unit or self.top)

    def objective_node(self, unit: Unit | None = None) -> ScoreNode:
        name = _name("objective")
        objective = StrategicObjective.objects.create(
            strategy=self.strategy, unit=unit or self.top, code=name, slug=name, key=name
        )
        return ScoreNode.objects.create(kind="objective", objective=objective, unit=unit or self.top)

    def perspective_node(self, scorecard: Scorecard | None = None) -> ScoreNode:
        scorecard = scorecard or self.scorecard
        name = _name("perspective")
        perspective = Perspective.objects.create(strategy=self.strategy, name=name, key=name)
        return ScoreNode.objects.create(
            kind="perspective", perspective=perspective, scorecard=scorecard, unit=scorecard.unit
        )

    def link(
        self, parent: ScoreNode, child: ScoreNode, weight: Any = None, from_: date = LONG_AGO, **rest: Any
    ) -> None:
        dated.revise(
            NodeLink,
            {"parent": parent, "child": child},
            from_=from_,
            now=self.tick(),
            **{"weight": weight, "is_applicable": True, **rest},
        )

    def rule(self, node: ScoreNode, from_: date = LONG_AGO, **values: Any) -> None:
        defaults = {"method": "weighted_mean", "missing_policy": "renormalize", "gate_missing": "fail", "hysteresis": 2}
        dated.revise(RollupRule, {"node": node}, from_=from_, now=self.tick(), **{**defaults, **values})

    def close(self, period: Period) -> None:
        PeriodClose.objects.create(period=period, closed_at=self.tick())


@contextmanager
def change() -> Iterator[None]:
    """Write freely."""
    with system_change("a test builds its world"):
        yield


def make_world(n_months: int = 6, frequency: str = "monthly") -> World:
    """Return a company with one unit, months from January 2026, and a scorecard."""
    with change():
        world = World()
        world.calendar = Calendar.objects.create(name="Year", key=_name("calendar"))
        world.periods = months(world.calendar, n_months)
        world.top = world.unit()
        name = _name("strategy")
        world.strategy = Strategy.objects.create(unit=world.top, name=name, key=name)
        world.scorecard = Scorecard.objects.create(
            slug=name,
            key=name,
            unit=world.top,
            strategy=world.strategy,
            calendar=world.calendar,
            frequency=frequency,
            name=name,
        )
        world.root = ScoreNode.objects.create(kind="scorecard", scorecard=world.scorecard, unit=world.top)
    return world


def scored(node: ScoreNode, period: Period) -> Score | None:
    """Return the current score row of a node in a period."""
    return Score.objects.current().filter(node=node, period=period).first()
