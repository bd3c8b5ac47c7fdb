"""A strategy as a package of version 2: what holds today, in words that another program can read.

The archive's tables hold everything with both times; the package is for exchange.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.integrations.formats.findings import Account, Place
from lineofsight.integrations.formats.package_writer import write_package
from lineofsight.integrations.formats.records import (
    CalendarRecord,
    KpiRecord,
    LinkRecord,
    ObjectiveRecord,
    ObservationRecord,
    OrganizationRecord,
    PerspectiveRecord,
    UnitRecord,
)
from lineofsight.integrations.formats.strategy_package import Package
from lineofsight.measures.models import MeasureVersion, Observation, Target
from lineofsight.organization.models import Unit, UnitClosure, UnitVersion
from lineofsight.scorecard.models import NodeLink, Scorecard
from lineofsight.strategy.models import Adoption, CascadeLink, CausalLink, ObjectiveVersion, Perspective, Strategy

HERE = Place("Lineofsight")


def of(ctx: Context, strategy: Strategy) -> dict[str, Any]:
    """Return the strategy with its units, objectives, KPIs and values, as far as the viewer may see them."""
    name = _unit_names([strategy.unit_id]).get(strategy.unit_id, strategy.name)
    package = Package(
        format="strategy-package/2",
        organization=OrganizationRecord(strategy.unit.key, name, HERE),
        calendar=_calendar(ctx, strategy),
        perspectives=tuple(
            PerspectiveRecord(row.key, row.name, HERE, row.standard or None, row.sort_order)
            for row in Perspective.objects.visible_to(ctx.viewer).filter(strategy=strategy).order_by("sort_order")
        ),
        units=_units(ctx, strategy),
        objectives=_objectives(ctx, strategy),
        links=_links(ctx, strategy),
        kpis=_kpis(ctx, strategy),
        observations=_observations(ctx, strategy),
        findings=(),
        counts={},
        points=Account(),
    )
    return write_package(package)


def _calendar(ctx: Context, strategy: Strategy) -> CalendarRecord:
    cards = Scorecard.objects.visible_to(ctx.viewer).filter(strategy=strategy).select_related("calendar")
    card = cards.order_by("pk").first()
    if card is None:
        return CalendarRecord("calendar", 1, "start", HERE)
    return CalendarRecord(card.calendar.key or "calendar", card.calendar.start_month, "start", HERE)


def _units(ctx: Context, strategy: Strategy) -> tuple[UnitRecord, ...]:
    below = UnitClosure.objects.filter(ancestor_id=strategy.unit_id).values("descendant_id")
    rows = UnitVersion.objects.visible_to(ctx.viewer).at(clock.today()).filter(unit__in=below)
    keys = dict(Unit.objects.values_list("pk", "key"))
    return tuple(
        UnitRecord(
            keys[row.unit_id],
            row.name,
            HERE,
            None if row.unit_id == strategy.unit_id else keys.get(row.parent_id),
            row.kind or None,
        )
        for row in rows.order_by("unit_id")
    )


def _unit_names(ids: list[int]) -> dict[int, str]:
    return dict(UnitVersion.objects.at(clock.today()).filter(unit__in=ids).values_list("unit_id", "name"))


def _in_force(ctx: Context, strategy: Strategy) -> Any:
    held = Adoption.objects.visible_to(ctx.viewer).at(clock.today()).filter(strategy=strategy)
    return held.values("strategy_version")


def _objectives(ctx: Context, strategy: Strategy) -> tuple[ObjectiveRecord, ...]:
    above: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    links = CascadeLink.objects.visible_to(ctx.viewer).at(clock.today()).filter(child__strategy=strategy)
    for child, parent, contributes in links.values_list("child_id", "parent__key", "contributes"):
        above[child].append((parent, contributes))
    rows = ObjectiveVersion.objects.visible_to(ctx.viewer).filter(strategy_version__in=_in_force(ctx, strategy))
    return tuple(
        ObjectiveRecord(
            key=row.objective.key,
            name=row.name,
            place=HERE,
            kind=row.kind or None,
            unit=row.objective.unit.key,
            parent=next((key for key, contributes in above[row.objective_id] if contributes), None),
            supports=tuple(key for key, contributes in above[row.objective_id] if not contributes),
            perspective=row.perspective.key if row.perspective else None,
            description=row.statement,
            status_reported=row.status_reported or None,
        )
        for row in rows.select_related("objective__unit", "perspective").order_by("sort_order", "pk")
    )


def _links(ctx: Context, strategy: Strategy) -> tuple[LinkRecord, ...]:
    rows = CausalLink.objects.visible_to(ctx.viewer).filter(strategy_version__in=_in_force(ctx, strategy))
    return tuple(
        LinkRecord(row.driver.key, row.outcome.key, HERE, row.why, "-" if row.sign < 0 else "+", row.lag)
        for row in rows.select_related("driver", "outcome").order_by("pk")
    )


def _attached(ctx: Context, strategy: Strategy) -> dict[int, tuple[str, str, int, Any]]:
    """Return objective, unit and weight of each KPI that counts for the strategy, by the KPI's row id."""
    links = NodeLink.objects.visible_to(ctx.viewer).at(clock.today())
    rows = links.filter(parent__objective__strategy=strategy, child__kind="measure").order_by("-pk")
    named = rows.values_list(
        "child__measure_id", "parent__objective__key", "child__unit__key", "child__unit_id", "weight"
    )
    return {measure: (objective, unit, unit_id, weight) for measure, objective, unit, unit_id, weight in named}


def _kpis(ctx: Context, strategy: Strategy) -> tuple[KpiRecord, ...]:
    attached = _attached(ctx, strategy)
    rows = Target.objects.visible_to(ctx.viewer).at(clock.today()).filter(measure__in=attached)
    targets = {(row.measure_id, row.unit_id): row for row in rows}
    cards = MeasureVersion.objects.visible_to(ctx.viewer).at(clock.today()).filter(measure__in=attached)
    return tuple(
        _kpi(card, attached[card.measure_id], targets.get((card.measure_id, attached[card.measure_id][2])))
        for card in cards.select_related("measure", "unit_of_measure").order_by("measure_id")
    )


def _kpi(card: MeasureVersion, place: tuple[str, str, int, Any], target: Target | None) -> KpiRecord:
    objective, unit, _, weight = place
    kpi = KpiRecord(
        key=card.measure.key,
        name=card.name,
        place=HERE,
        objective=objective,
        unit=unit,
        polarity=card.polarity,
        unit_of_measure=card.unit_of_measure.key if card.unit_of_measure else None,
        frequency=card.frequency,
        time_aggregation=card.time_aggregation,
        org_aggregation=card.org_aggregation,
        factor=card.factor,
        complement=card.is_complement,
        weight=weight,
        description=card.question,
    )
    if target is None:
        return kpi
    return kpi._replace(
        baseline=target.baseline,
        target=target.target,
        red_flag=target.red_flag,
        stretch=target.stretch,
        target_due=target.due_on,
        target_text=target.text,
        scoring_type=target.scoring_type,
        unscored_reason=target.unscored_reason or None,
    )


def _observations(ctx: Context, strategy: Strategy) -> tuple[ObservationRecord, ...]:
    attached = _attached(ctx, strategy)
    rows = Observation.objects.visible_to(ctx.viewer).current().filter(measure__in=attached)
    return tuple(
        ObservationRecord(
            measure=row.measure.key,
            period=row.period.key,
            frequency=row.period.frequency,
            start=row.period.start_on,
            end=row.period.until_on,
            place=HERE,
            unit=row.unit.key,
            value=None if row.numerator is not None else row.value,
            numerator=row.numerator,
            denominator=row.denominator,
            label=row.label or None,
            comment=row.comment,
            reported_at=row.reported_at,
            raw=row.raw,
        )
        for row in rows.select_related("measure", "period", "unit").order_by("measure_id", "period__start_on", "pk")
    )
