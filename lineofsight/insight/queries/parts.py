"""What a unit's page shows from above: its scorecards and the KPIs it owns; and what things are called elsewhere."""

from dataclasses import dataclass
from uuid import UUID

from lineofsight.base import clock
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.insight.queries.latest import recent_periods, unit_names
from lineofsight.insight.queries.lists import KpiLine, ScorecardLine, kpi_lines, scorecard_lines
from lineofsight.measures.models import Measure, MeasureVersion
from lineofsight.organization.models import Unit
from lineofsight.organization.things import Thing
from lineofsight.strategy.models import ObjectiveVersion, StrategicObjective


@dataclass(frozen=True, slots=True)
class UnitNumbers:
    """The scorecards and KPIs of a unit that the viewer may open, each with its latest score."""

    unit: str
    slug: str
    scorecards: tuple[ScorecardLine, ...]
    kpis: tuple[KpiLine, ...]


@query("insight.unit_numbers", "/units/{slug}/numbers")
def unit_numbers(ctx: Context, slug: str) -> UnitNumbers:
    """Show the scorecards and KPIs of a unit, as far as they are open to the viewer."""
    unit = Unit.objects.visible_to(ctx.viewer).filter(slug=slug).first()
    if unit is None:
        raise NotFound("This unit")
    names, periods = unit_names(ctx), recent_periods(ctx)
    own = set(Measure.objects.visible_to(ctx.viewer).filter(owning_unit=unit).values_list("slug", flat=True))
    return UnitNumbers(
        unit=names.get(unit.pk, ""),
        slug=unit.slug,
        scorecards=tuple(line for line in scorecard_lines(ctx, names, periods) if line.unit_id == unit.pk),
        kpis=tuple(line for line in kpi_lines(ctx, names, periods) if line.slug in own) if own else (),
    )


def measures_named(viewer: Viewer, ids: list[UUID]) -> dict[UUID, Thing]:
    """Return the KPIs among these that the viewer may see, by name and page."""
    rows = MeasureVersion.objects.visible_to(viewer).at(clock.today()).filter(measure__public_id__in=ids)
    columns = ("measure__public_id", "name", "measure__slug")
    return {pk: Thing(name, f"/kpis/{slug}/") for pk, name, slug in rows.values_list(*columns)}


def objectives_named(viewer: Viewer, ids: list[UUID]) -> dict[UUID, Thing]:
    """Return the strategic objectives among these that the viewer may see, by code and name."""
    seen = StrategicObjective.objects.visible_to(viewer).filter(public_id__in=ids)
    said = ObjectiveVersion.objects.visible_to(viewer).filter(objective__in=seen).order_by("pk")
    columns = ("objective__public_id", "objective__code", "objective__slug", "name")
    return {
        pk: Thing(f"{code} {name}".strip(), f"/strategy/objectives/{slug}/")
        for pk, code, slug, name in said.values_list(*columns)
    }
