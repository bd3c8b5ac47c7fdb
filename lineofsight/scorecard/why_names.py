"""The names of score nodes, as they were called on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lineofsight.measures.models import MeasureVersion
from lineofsight.organization.models import UnitVersion
from lineofsight.scorecard.models import ScoreNode
from lineofsight.strategy.models import Adoption, ObjectiveVersion


@dataclass(frozen=True, slots=True)
class Name:
    """What a node is called, its code, its unit, and the address under which people answer for it."""

    text: str
    code: str = ""
    unit: str = ""
    address: str = ""
    decimals: int = 2
    symbol: str = ""
    unit_kind: str = "number"
    measure_slug: str = ""
    unit_slug: str = ""


def names_of(nodes: Iterable[ScoreNode], day: int, known_at: datetime | None) -> dict[int, Name]:
    """Return {node id: name} on a day (an ordinal)."""
    found, on = list(nodes), date.fromordinal(int(day))
    ids = [node.pk for node in found]
    rows = ScoreNode.objects.filter(pk__in=ids).select_related(
        "measure", "objective", "perspective", "scorecard", "unit"
    )
    units = _latest_unit_names({node.unit_id for node in found}, on, known_at)
    cards = _cards({node.measure_id for node in found if node.measure_id}, on, known_at)
    objectives = _objective_names({node.objective_id for node in found if node.objective_id}, on)
    return {row.pk: _name(row, units, cards, objectives) for row in rows}


def _name(row: ScoreNode, units: dict[int, str], cards: dict[int, MeasureVersion], objectives: dict[int, str]) -> Name:
    unit = units.get(row.unit_id, row.unit.slug)
    if row.measure is not None:
        card = cards.get(row.measure.pk)
        kind = card.unit_of_measure if card else None
        return Name(
            text=card.name if card else row.measure.slug,
            unit=unit,
            address=row.measure.address,
            decimals=kind.decimals if kind else 2,
            symbol=kind.symbol if kind else "",
            unit_kind=kind.kind if kind else "number",
            measure_slug=row.measure.slug,
            unit_slug=row.unit.slug,
        )
    if row.objective is not None:
        return Name(
            objectives.get(row.objective.pk, row.objective.code), row.objective.code, unit, row.objective.address
        )
    if row.perspective is not None:
        return Name(row.perspective.name, "", unit)
    if row.scorecard is not None:
        return Name(row.scorecard.name, "", unit, row.scorecard.address)
    return Name(unit, "", unit, row.unit.address)


def _latest_unit_names(ids: set[int], on: date, known_at: datetime | None) -> dict[int, str]:
    rows = UnitVersion.objects.known(known_at).filter(unit_id__in=ids).order_by("valid_from")
    found: dict[int, str] = {}
    for unit, name, start in rows.values_list("unit_id", "name", "valid_from"):
        if unit not in found or start <= on:
            found[unit] = name
    return found


def _cards(ids: set[int], on: date, known_at: datetime | None) -> dict[int, MeasureVersion]:
    rows = MeasureVersion.objects.known(known_at).filter(measure_id__in=ids).select_related("unit_of_measure")
    found: dict[int, MeasureVersion] = {}
    for row in rows.order_by("valid_from"):
        if row.measure_id not in found or row.valid_from <= on:
            found[row.measure_id] = row
    return found


def _objective_names(ids: set[int], on: date) -> dict[int, str]:
    """Return names by the version in force on a day, else by the latest one."""
    if not ids:
        return {}
    in_force = set(Adoption.objects.at(on).values_list("strategy_version_id", flat=True))
    rows = ObjectiveVersion.objects.filter(objective_id__in=ids).order_by("strategy_version__number")
    found: dict[int, tuple[bool, str]] = {}
    for objective, name, version in rows.values_list("objective_id", "name", "strategy_version_id"):
        if objective not in found or version in in_force or not found[objective][0]:
            found[objective] = (version in in_force, name)
    return {objective: name for objective, (_, name) in found.items()}
