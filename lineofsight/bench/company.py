"""A large company for measuring: 25 units with a scorecard each, 5,000 KPIs, 60 months, every parent."""

from dataclasses import dataclass
from datetime import date, datetime, timezone
from itertools import count

import numpy as np

from lineofsight.base import bulk
from lineofsight.base.bulk import Same
from lineofsight.base.runner import system_change
from lineofsight.measures.models import Measure, MeasureVersion, Observation, Target
from lineofsight.organization.models import Calendar, Period, Unit, UnitVersion
from lineofsight.scorecard.models import NodeLink, Scorecard, ScoreNode
from lineofsight.strategy.models import Perspective, StrategicObjective, Strategy

LONG_AGO = date(2015, 1, 1)
KNOWN = datetime(2026, 1, 2, tzinfo=timezone.utc)
FIRST_YEAR = 2021
_serial = count(1)


@dataclass(frozen=True, slots=True)
class Company:
    """What was made: ids in the order of making."""

    calendar_id: int
    period_ids: list[int]
    unit_ids: list[int]
    measure_ids: list[int]


def _names(kind: str, how_many: int) -> list[str]:
    return [f"bench-{kind}-{next(_serial)}" for _ in range(how_many)]


def make(
    *, n_units: int = 25, objectives_per_unit: int = 50, kpis_per_objective: int = 4, n_months: int = 60, seed: int = 1
) -> Company:
    """Make the company, with a value for every KPI and month but one in fifty."""
    with system_change("The bench makes a company to measure."):
        calendar = Calendar.objects.create(name="Year", key=_names("calendar", 1)[0])
        periods = _periods(calendar.pk, n_months)
        units = _units(n_units)
        strategy = Strategy.objects.create(unit_id=units[0], name="bench", key=_names("strategy", 1)[0])
        roots = _scorecards(units, strategy.pk, calendar.pk)
        perspectives = _perspectives(roots, strategy.pk)
        n_objectives = n_units * objectives_per_unit
        objectives = _objectives(perspectives, n_objectives, strategy.pk, units[0])
        measures = _kpis(objectives, kpis_per_objective, calendar.pk, units[0])
        _values(measures, units[0], periods, seed)
    bulk.analyze(Observation, Target, MeasureVersion, NodeLink, ScoreNode, Period)
    return Company(calendar.pk, periods, units, measures)


def _periods(calendar_id: int, n_months: int) -> list[int]:
    first = [date(FIRST_YEAR + n // 12, n % 12 + 1, 1) for n in range(n_months + 1)]
    ids = bulk.new_ids(Period, n_months)
    bulk.append(
        Period,
        {
            "id": ids,
            "calendar": Same(calendar_id),
            "frequency": Same("monthly"),
            "key": [f"{day:%Y-%m}" for day in first[:-1]],
            "start_on": first[:-1],
            "until_on": first[1:],
            "fiscal_year": [day.year for day in first[:-1]],
        },
    )
    return ids


def _units(how_many: int) -> list[int]:
    ids, names = bulk.new_ids(Unit, how_many + 1), _names("unit", how_many + 1)
    bulk.append(Unit, {"id": ids, "slug": names, "key": names})
    parents = [None, *([ids[0]] * how_many)]
    bulk.append(UnitVersion, {"unit": ids, "name": names, "parent": parents, **_dated()})
    return ids


def _scorecards(units: list[int], strategy_id: int, calendar_id: int) -> list[tuple[int, int]]:
    """Return node and scorecard of each unit but the top one, and join them to their units."""
    own = units[1:]
    ids, names = bulk.new_ids(Scorecard, len(own)), _names("scorecard", len(own))
    columns: dict[str, bulk.Column] = {"id": ids, "slug": names, "key": names, "name": names, "unit": own}
    bulk.append(Scorecard, {**columns, "strategy": Same(strategy_id), "calendar": Same(calendar_id)})
    roots = _nodes("scorecard", scorecard=ids, unit=own)
    unit_nodes = _nodes("unit", unit=units)
    _links([unit_nodes[0]] * len(own), unit_nodes[1:])
    _links(unit_nodes[1:], roots)
    return list(zip(roots, ids, strict=True))


def _perspectives(roots: list[tuple[int, int]], strategy_id: int) -> list[int]:
    names = _names("perspective", 4)
    ids = bulk.new_ids(Perspective, 4)
    bulk.append(Perspective, {"id": ids, "key": names, "name": names, "strategy": Same(strategy_id)})
    cards = [card for _, card in roots for _ in range(4)]
    unit_by_card = dict(Scorecard.objects.values_list("pk", "unit_id"))
    nodes = _nodes(
        "perspective", scorecard=cards, perspective=ids * len(roots), unit=[unit_by_card[one] for one in cards]
    )
    _links([root for root, _ in roots for _ in range(4)], nodes, weights=[25, 30, 30, 15] * len(roots))
    return nodes


def _objectives(perspectives: list[int], how_many: int, strategy_id: int, unit_id: int) -> list[int]:
    ids, names = bulk.new_ids(StrategicObjective, how_many), _names("objective", how_many)
    columns: dict[str, bulk.Column] = {"id": ids, "code": names, "slug": names, "key": names}
    bulk.append(StrategicObjective, {**columns, "strategy": Same(strategy_id), "unit": Same(unit_id)})
    nodes = _nodes("objective", objective=ids, unit=[unit_id] * how_many)
    _links([perspectives[n % len(perspectives)] for n in range(how_many)], nodes)
    return nodes


def _kpis(objectives: list[int], per_objective: int, calendar_id: int, unit_id: int) -> list[int]:
    how_many = len(objectives) * per_objective
    ids, names = bulk.new_ids(Measure, how_many), _names("kpi", how_many)
    bulk.append(Measure, {"id": ids, "slug": names, "key": names, "owning_unit": Same(unit_id)})
    card = {"calendar": Same(calendar_id), "polarity": Same("maximize")}
    bulk.append(MeasureVersion, {"measure": ids, "name": names, **card, **_dated()})
    scoring = {"scoring_type": Same("goal_red_flag"), "target": Same(100), "red_flag": Same(50), "hysteresis": Same(2)}
    bulk.append(Target, {"measure": ids, "unit": Same(unit_id), **scoring, **_dated()})
    nodes = _nodes("measure", measure=ids, unit=[unit_id] * how_many)
    _links([objective for objective in objectives for _ in range(per_objective)], nodes)
    return ids


def _values(measures: list[int], unit_id: int, periods: list[int], seed: int) -> None:
    values = np.random.default_rng(seed).normal(80, 20, (len(measures), len(periods))).round(3)
    is_there = np.random.default_rng(seed + 1).random(values.shape) > 0.02
    row, column = np.nonzero(is_there)
    bulk.append(
        Observation,
        {
            "measure": np.array(measures)[row].tolist(),
            "unit": Same(unit_id),
            "period": np.array(periods)[column].tolist(),
            "value": values[is_there].tolist(),
            "known_from": Same(KNOWN),
        },
    )


def _nodes(kind: str, **columns: list[int]) -> list[int]:
    ids = bulk.new_ids(ScoreNode, len(columns["unit"]))
    bulk.append(ScoreNode, {"id": ids, "kind": Same(kind), **columns})
    return ids


def _links(parents: list[int], children: list[int], *, weights: list[int] | None = None) -> None:
    weight = {"weight": weights} if weights else {}
    bulk.append(NodeLink, {"parent": parents, "child": children, **weight, **_dated()})


def _dated() -> dict[str, Same]:
    return {"valid_from": Same(LONG_AGO), "known_from": Same(KNOWN)}
