"""What the company's scorecard comes to, reckoned by the product's methods from Norrvik's readings and targets."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from lineofsight.core import methods
from lineofsight.demo.norrvik import catalog, months, scorecards, series, strategy, targets
from lineofsight.demo.norrvik.readings import Reading

HUB_UNIT = "norrvik"


@dataclass(frozen=True, slots=True)
class Node:
    score: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Card:
    objectives: dict[str, float | None]
    perspectives: dict[str, Node]
    total: Node


def company_value(measure: str, period: str) -> dict[str, Any]:
    """Return value and coverage of a KPI for the whole company, hubs added up, missing ones counted."""
    card = catalog.CARDS[measure]
    readings = {reading.unit: reading for reading in series.company_observations().get((measure, period), ())}
    units = [_unit(unit, readings.get(unit)) for unit in card.units]
    method = "ratio" if card.org_aggregation == "ratio" else "mean"
    outcome = methods.evaluate(
        "aggregate_org", {"method": method, "units": units, "min_coverage": float(card.min_coverage)}
    )
    if outcome["value"] is not None:
        outcome["value"] = _finished(outcome["value"], measure)
    return outcome


def _unit(unit: str, reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        return {"id": unit, "num": None, "den": None, "value": None}
    if reading.numerator is None:
        return {"id": unit, "value": float(reading.value or 0)}
    return {"id": unit, "num": float(reading.numerator), "den": float(reading.denominator or 0)}


def _finished(ratio: float, measure: str) -> float:
    card = catalog.CARDS[measure]
    value = float(card.factor) * ratio
    return 1 - value if card.complement else value


def kpi_score(measure: str, month: str, *, unit: str = HUB_UNIT) -> float | None:
    """Return the score of a headline KPI of the company for a month, by the target in force."""
    target = targets.in_force(measure, unit, months.last_day(month), months.NOW)
    assert target is not None
    value = company_value(measure, month)["value"]
    rule = {"scoring_type": catalog.CARDS[measure].scoring_type, "value": value, **numbers(target.parameters)}
    score: float | None = methods.evaluate("kpi_score", rule)["score"]
    return score


def numbers(parameters: Any) -> Any:
    """Return the parameters with numbers instead of decimal strings; words stay words."""
    if isinstance(parameters, dict):
        return {name: numbers(value) for name, value in parameters.items()}
    if isinstance(parameters, list):
        return [numbers(value) for value in parameters]
    try:
        return float(parameters)
    except ValueError:
        return parameters


@cache
def scorecard(month: str) -> Card:
    """Return the company's scorecard of a month: objectives, perspectives, total, each a mean of what is below it."""
    own = scorecards.COMPANY_SCORECARD.objectives
    objectives = {objective.code: kpi_score(objective.measures[0].measure, month) for objective in own}
    perspectives = {}
    for perspective in strategy.PERSPECTIVES:
        children = [
            {"id": o.code, "score": objectives[o.code], "weight": float(o.weight)}
            for o in own
            if o.perspective == perspective.key
        ]
        perspectives[perspective.key] = _rolled_up(children)
    top = [
        {"id": p.key, "score": perspectives[p.key].score, "weight": float(p.weight_percent)}
        for p in strategy.PERSPECTIVES
    ]
    covered = sum(float(p.weight_percent) / 100 * perspectives[p.key].coverage for p in strategy.PERSPECTIVES)
    return Card(objectives, perspectives, Node(_rolled_up(top).score, covered))


def _rolled_up(children: list[dict[str, Any]]) -> Node:
    outcome = methods.evaluate("rollup", {"children": children})
    return Node(outcome["score"], outcome["coverage"])


def statuses(scores: list[float | None]) -> list[str]:
    """Return the status after each score, with the product's bands and 2 points of hysteresis."""
    bands = {"green_at": 200 / 3, "amber_at": 100 / 3, "hysteresis": 2}
    found: list[str] = methods.evaluate("rag_status", {"scores": scores, **bands})["statuses"]
    return found
