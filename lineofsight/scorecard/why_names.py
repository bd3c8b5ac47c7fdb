"""What score nodes are called on a day, as annotations of the rows that lead to them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from lineofsight.measures.models import MeasureVersion
from lineofsight.organization.models import UnitVersion
from lineofsight.scorecard.models import ScoreNode
from lineofsight.strategy.models import Adoption, ObjectiveVersion

#: What a name is made of, in the tables that a node points to.
RELATED = ("measure", "objective", "perspective", "scorecard", "unit")


@dataclass(frozen=True, slots=True)
class Name:
    """What a node is called, its code, its unit, and the address under which people answer for it."""

    text: str
    code: str = ""
    unit: str = ""
    address: str = ""


def names_at(place: str, day: date, known_at: datetime | None) -> dict[str, Any]:
    """Return annotations for the node at `place` ("" or "child__"): what its KPI, unit and objective are called."""
    return {
        f"{place}said_measure": called(MeasureVersion, "measure", f"{place}measure_id", day, known_at),
        f"{place}said_unit": called(UnitVersion, "unit", f"{place}unit_id", day, known_at),
        f"{place}said_objective": _objective(f"{place}objective_id", day),
    }


def called(model: Any, key: str, place: str, day: date, known_at: datetime | None) -> Coalesce:
    """Return the name that a dated row gives on a day; before the first one, the first one's."""
    rows = model.objects.known(known_at).filter(**{f"{key}_id": OuterRef(place)})
    then, first = rows.filter(valid_from__lte=day).order_by("-valid_from"), rows.order_by("valid_from")
    return Coalesce(Subquery(then.values("name")[:1]), Subquery(first.values("name")[:1]))


def _objective(place: str, day: date) -> Subquery:
    """Return an objective's name by the version in force on a day, else by the latest one."""
    in_force = Adoption.objects.at(day).filter(strategy_version_id=OuterRef("strategy_version_id"))
    rows = ObjectiveVersion.objects.filter(objective_id=OuterRef(place)).annotate(holds=Exists(in_force))
    return Subquery(rows.order_by("-holds", "-strategy_version__number").values("name")[:1])


def name_of(node: ScoreNode, row: Any, place: str = "") -> Name:
    """Return the name of a node from the row that carries its annotations."""
    unit = getattr(row, f"{place}said_unit") or node.unit.slug
    if node.measure is not None:
        return Name(getattr(row, f"{place}said_measure") or node.measure.slug, "", unit, node.measure.address)
    if node.objective is not None:
        said = getattr(row, f"{place}said_objective") or node.objective.code
        return Name(said, node.objective.code, unit, node.objective.address)
    if node.perspective is not None:
        return Name(node.perspective.name, "", unit)
    if node.scorecard is not None:
        return Name(node.scorecard.name, "", unit, node.scorecard.address)
    return Name(unit, "", unit, node.unit.address)
