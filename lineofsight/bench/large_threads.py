"""A large company of threads for measuring: units in three levels, people with seats, objectives in five, goals."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any

import numpy as np

from lineofsight.base import bulk, clock
from lineofsight.base.bulk import Same
from lineofsight.base.runner import system_change
from lineofsight.goals.models import Goal, GoalEdge, GoalValue
from lineofsight.okr.models import AlignmentEdge, Cycle, KeyResult, KeyResultValue, Objective
from lineofsight.organization import closures, periods
from lineofsight.organization.models import (
    Calendar,
    Holding,
    Person,
    PersonDetails,
    Position,
    PositionVersion,
    Unit,
    UnitVersion,
)
from lineofsight.scorecard.models import NodeLink, Scorecard, ScoreNode
from lineofsight.strategy.models import (
    Adoption,
    ObjectiveVersion,
    Perspective,
    StrategicObjective,
    Strategy,
    StrategyVersion,
)

LONG_AGO = date(2015, 1, 1)
KNOWN = datetime(2026, 1, 2, tzinfo=timezone.utc)
GOALS_EACH = 4
N_STRATEGIC = 40
LEVELS = (0.001, 0.025, 0.2)  # of the objectives: the company's, then those of its divisions, then of departments


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, and what is measured of it."""

    seconds: float
    top: str
    units: list[str]
    people: list[str]
    key_results: list[int]
    goals: list[int]
    lowest: list[int]


def make(*, n_objectives: int = 20_000, n_goals: int = 250_000, n_units: int = 2_000, seed: int = 1) -> Made:
    """Make the company; links as a cascade has them, one in four with two parents, one in ten without any."""
    started = time.perf_counter()
    dice = np.random.default_rng(seed)
    with system_change("The bench makes a company of threads."):
        units = _units(n_units)
        closures.rebuild_units()
        strategic = _strategy(units[0])
        cycle = _cycle()
        objectives = _objectives(n_objectives, units, cycle)
        _objective_links(objectives, strategic, dice)
        key_results = _key_results(objectives, dice)
        people = _people(n_goals // GOALS_EACH, units)
        goals = _goals(n_goals, people, cycle, dice)
        _goal_links(goals, objectives, strategic, dice)
    bulk.analyze(
        Goal, GoalEdge, GoalValue, Objective, AlignmentEdge, KeyResult, KeyResultValue, Holding, PositionVersion
    )
    spread = np.linspace(0, len(people) - 1, 20).astype(int)
    return Made(
        seconds=round(time.perf_counter() - started, 1),
        top="thread-unit-0",
        units=[f"thread-unit-{n}" for n in range(1, 20)],
        people=[f"thread-person-{n}" for n in spread],
        key_results=key_results[-20:],
        goals=goals[-20:],
        lowest=objectives[-20:],
    )


def _dated() -> dict[str, Any]:
    return {"valid_from": Same(LONG_AGO), "known_from": Same(KNOWN)}


def _names(kind: str, count: int) -> list[str]:
    return [f"thread-{kind}-{n}" for n in range(count)]


def _units(count: int) -> list[int]:
    ids, names = bulk.new_ids(Unit, count), _names("unit", count)
    bulk.append(Unit, {"id": ids, "slug": names, "key": names})
    wide = max(2, int(count**0.5))
    parents = [None if n == 0 else ids[0] if n <= wide else ids[1 + n % wide] for n in range(count)]
    bulk.append(UnitVersion, {"unit": ids, "name": names, "parent": parents, **_dated()})
    return ids


def _strategy(unit: int) -> list[int]:
    strategy = Strategy.objects.create(unit_id=unit, name="bench", key="thread-strategy")
    version = StrategyVersion.objects.create(strategy=strategy, number=1, state="active", title="bench")
    Adoption.objects.create(strategy=strategy, strategy_version=version, valid_from=LONG_AGO, known_from=KNOWN)
    perspectives = bulk.new_ids(Perspective, 4)
    names = _names("perspective", 4)
    bulk.append(Perspective, {"id": perspectives, "key": names, "name": names, "strategy": Same(strategy.pk)})
    ids, codes = bulk.new_ids(StrategicObjective, N_STRATEGIC), _names("objective", N_STRATEGIC)
    named: dict[str, Any] = {"id": ids, "code": codes, "slug": codes, "key": codes}
    bulk.append(StrategicObjective, {**named, "strategy": Same(strategy.pk), "unit": Same(unit)})
    where = [perspectives[n % 4] for n in range(N_STRATEGIC)]
    said: dict[str, Any] = {"objective": ids, "name": codes, "perspective": where}
    bulk.append(ObjectiveVersion, {**said, "strategy_version": Same(version.pk)})
    _scorecard(strategy.pk, unit, perspectives, ids)
    return ids


def _scorecard(strategy: int, unit: int, perspectives: list[int], objectives: list[int]) -> None:
    calendar = Calendar.objects.create(name="Year", key="thread-calendar")
    card = Scorecard.objects.create(
        slug="thread", unit_id=unit, strategy_id=strategy, calendar=calendar, name="Threads", key="thread"
    )
    root = ScoreNode.objects.create(kind="scorecard", scorecard=card, unit_id=unit).pk
    middle = bulk.new_ids(ScoreNode, len(perspectives))
    columns = {"id": middle, "perspective": perspectives}
    bulk.append(ScoreNode, {**columns, "kind": Same("perspective"), "scorecard": Same(card.pk), "unit": Same(unit)})
    nodes = bulk.new_ids(ScoreNode, len(objectives))
    bulk.append(ScoreNode, {"id": nodes, "objective": objectives, "kind": Same("objective"), "unit": Same(unit)})
    bulk.append(NodeLink, {"child": middle, "parent": Same(root), **_dated()})
    parents = [middle[n % 4] for n in range(len(nodes))]
    bulk.append(NodeLink, {"child": nodes, "parent": parents, **_dated()})


def _cycle() -> int:
    calendar = Calendar.objects.get(key="thread-calendar")
    period = periods.ensure_period(calendar, "quarterly", clock.today())
    return int(Cycle.objects.create(slug="thread-cycle", name="This quarter", period=period, key="thread-cycle").pk)


def _objectives(count: int, units: list[int], cycle: int) -> list[int]:
    ids, names = bulk.new_ids(Objective, count), _names("okr", count)
    first, second, third = _bounds(count)
    wide = max(2, int(len(units) ** 0.5))
    unit = [units[0]] * first
    unit += [units[1 + n % wide] for n in range(second - first)]
    unit += [units[(1 + n) % len(units)] for n in range(count - second)]
    bulk.append(Objective, {"id": ids, "slug": names, "key": names, "title": names, "unit": unit, "cycle": Same(cycle)})
    assert third <= count
    return ids


def _bounds(count: int) -> tuple[int, int, int]:
    sizes = [max(1, int(part * count)) for part in LEVELS]
    return sizes[0], sizes[0] + sizes[1], sum(sizes)


def _objective_links(objectives: list[int], strategic: list[int], dice: Any) -> None:
    """Let the highest serve the strategy, and every other one an objective of the level above; some two of them."""
    count = len(objectives)
    first, second, third = _bounds(count)
    place = np.arange(count)
    low = np.select([place < first, place < second, place < third], [0, 0, first], second)
    high = np.select([place < first, place < second, place < third], [1, first, second], third)
    above = np.array(objectives)[low + (dice.random(count) * (high - low)).astype(int)]
    end = np.array(strategic)[dice.integers(0, len(strategic), count)]
    is_top, is_loose = place < first, dice.random(count) < 0.05
    is_split = (dice.random(count) < 0.25) & ~is_top
    linked = ~is_loose | is_top
    share = np.where(is_split, 0.7, 1.0)
    rows = [
        (objectives[n], None if is_top[n] else int(above[n]), int(end[n]) if is_top[n] else None, float(share[n]))
        for n in np.flatnonzero(linked)
    ]
    rows += [(objectives[n], None, int(end[n]), 0.3) for n in np.flatnonzero(is_split & linked)]
    child, parent, objective, part = (list(column) for column in zip(*rows, strict=True))
    bulk.append(
        AlignmentEdge, {"child": child, "parent": parent, "strategic_objective": objective, "share": part, **_dated()}
    )


def _key_results(objectives: list[int], dice: Any) -> list[int]:
    owner = [one for one in objectives for _ in range(3)]
    ids, names = bulk.new_ids(KeyResult, len(owner)), _names("kr", len(owner))
    columns: dict[str, Any] = {"id": ids, "key": names, "title": names, "objective": owner}
    bulk.append(KeyResult, {**columns, "start": Same(0), "target": Same(100)})
    yesterday = date.fromordinal(clock.today().toordinal() - 1)
    value = dice.integers(0, 120, len(ids)).tolist()
    bulk.append(KeyResultValue, {"key_result": ids, "value": value, "on": Same(yesterday), "known_from": Same(KNOWN)})
    return ids


def _people(count: int, units: list[int]) -> list[int]:
    ids, names = bulk.new_ids(Person, count), _names("person", count)
    bulk.append(Person, {"id": ids, "slug": names, "key": names})
    bulk.append(PersonDetails, {"person": ids, "name": names})
    seats = bulk.new_ids(Position, count)
    bulk.append(Position, {"id": seats, "key": names})
    unit = [units[n % len(units)] for n in range(count)]
    bulk.append(PositionVersion, {"position": seats, "title": Same("Seat"), "unit": unit, **_dated()})
    bulk.append(Holding, {"person": ids, "position": seats, **_dated()})
    return ids


def _goals(count: int, people: list[int], cycle: int, dice: Any) -> list[int]:
    ids, names = bulk.new_ids(Goal, count), _names("goal", count)
    today = clock.today()
    days = {
        "start_on": Same(date.fromordinal(today.toordinal() - 30)),
        "due_on": Same(date.fromordinal(today.toordinal() + 30)),
    }
    numbers = {"start": Same(0), "target": Same(10), "weight": Same(25), "cycle": Same(cycle)}
    owner = [people[n % len(people)] for n in range(count)]
    bulk.append(Goal, {"id": ids, "key": names, "title": names, "person": owner, **days, **numbers})
    values = dice.integers(0, 12, count).tolist()
    bulk.append(GoalValue, {"goal": ids, "value": values, "on": Same(today), "known_from": Same(KNOWN)})
    return ids


def _goal_links(goals: list[int], objectives: list[int], strategic: list[int], dice: Any) -> None:
    """Let nine of ten goals serve an objective of a team; one in four gives a part to the strategy directly."""
    count = len(goals)
    _, _, third = _bounds(len(objectives))
    served = np.array(objectives[third:])[dice.integers(0, len(objectives) - third, count)]
    linked, split = dice.random(count) < 0.9, dice.random(count) < 0.25
    number = np.array(goals)
    share = np.where(split, 0.6, 1.0)
    bulk.append(
        GoalEdge,
        {
            "goal": number[linked].tolist(),
            "objective": served[linked].tolist(),
            "share": share[linked].tolist(),
            **_dated(),
        },
    )
    both = linked & split
    ends = np.array(strategic)[dice.integers(0, len(strategic), int(both.sum()))].tolist()
    bulk.append(
        GoalEdge,
        {"goal": number[both].tolist(), "strategic_objective": ends, "share": [0.4] * int(both.sum()), **_dated()},
    )
