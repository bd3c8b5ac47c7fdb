"""Who may see KPIs and their numbers, and who may do what with them."""

from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, Viewer, deny, rule, scope
from lineofsight.base.commands import Context
from lineofsight.measures.models import (
    Currency,
    Dispute,
    ExchangeRate,
    Measure,
    MeasureVersion,
    Observation,
    PublishedFigure,
    Target,
    UnitOfMeasure,
)
from lineofsight.organization.access import (
    accountable_ids,
    answers_for,
    in_reach,
    in_visible_units,
    reaches,
    register_unit_of,
)
from lineofsight.strategy.access import OPERATOR, seen_unit

#: Roles that read restricted KPIs of the units over which they are held.
READERS = ("unit_head", "executive", "strategy_office", "data_steward", "council_member", "auditor")
ACCOUNTABLE = ("owner", "steward", "updater")


class NamesUnit(Protocol):
    """An input that names a unit."""

    @property
    def unit(self) -> UUID: ...


class NamesOwningUnit(Protocol):
    """An input that names the unit that owns a KPI."""

    @property
    def owning_unit(self) -> UUID: ...


def answered_for(viewer: Viewer) -> Q:
    """Return the filter for KPIs that the viewer owns, keeps right or updates."""
    ids = accountable_ids(viewer, "measure", ACCOUNTABLE)
    return Q(public_id__in=ids) if ids else NOTHING


def reads_all(viewer: Viewer) -> bool:
    """Test whether the viewer reads every KPI, restricted ones too, so that no filter is needed."""
    return viewer.holds_everywhere(OPERATOR, *READERS)


def _measures(viewer: Viewer) -> QuerySet[Any]:
    return Measure.objects.filter(measures_in_reach(viewer)).values("pk")


def _full_sight(viewer: Viewer) -> Q:
    """Return the filter for KPIs of which the viewer sees the numbers of every unit."""
    return in_reach(viewer, "owning_unit", *READERS) | answered_for(viewer)


@scope(Measure)
def measures_in_reach(viewer: Viewer) -> Q:
    """Return open KPIs of units the viewer may see, and those in the reach of a role or answered for."""
    if reads_all(viewer):
        return EVERYTHING
    return (Q(sensitivity="open") & in_visible_units(viewer, "owning_unit")) | _full_sight(viewer)


@scope(MeasureVersion)
def cards_in_reach(viewer: Viewer) -> Q:
    """Return the cards of KPIs in reach."""
    return EVERYTHING if reads_all(viewer) else Q(measure__in=_measures(viewer))


@scope(Observation, Target, PublishedFigure, Dispute)
def numbers_in_reach(viewer: Viewer) -> Q:
    """Return numbers of KPIs in reach: those of units the viewer may see, or all where the KPI is answered for."""
    return number_is_open(viewer, "measure", "unit")


def number_is_open(viewer: Viewer, measure: str, unit: str) -> Q:
    """Return the filter for rows whose KPI and unit, in these fields, have numbers that the viewer may read."""
    if reads_all(viewer):
        return EVERYTHING
    wholly = Measure.objects.filter(_full_sight(viewer)).values("pk")
    open_ones = Measure.objects.filter(sensitivity="open").values("pk")
    seen = Q(**{f"{measure}__in": open_ones}) & in_visible_units(viewer, unit)
    return Q(**{f"{measure}__in": wholly}) | seen


@scope(UnitOfMeasure, Currency, ExchangeRate)
def reference_data(viewer: Viewer) -> Q:
    """Return what everybody who signed in may know."""
    return EVERYTHING if viewer.user_id else NOTHING


@rule
def can_record(ctx: Context, measure: Measure, data: object) -> Decision:
    """Allow the KPI's updater or data steward, but not its owner, who is measured by it."""
    if ctx.viewer.has(OPERATOR):
        return ALLOW
    if answers_for(ctx.viewer, measure.address, ("owner",)):
        return deny(gettext("You are measured by this KPI, so somebody else must record its values."))
    if answers_for(ctx.viewer, measure.address, ("updater", "steward")):
        return ALLOW
    return deny(gettext("Only this KPI's updater or data steward may record values."))


@rule
def can_record_many(ctx: Context, target: None, data: object) -> Decision:
    """Allow imports only; single values have their own way."""
    if ctx.viewer.has(OPERATOR):
        return ALLOW
    return deny(gettext("Values of many KPIs at once come in through an import."))


@rule
def can_set_target(ctx: Context, measure: Measure, data: NamesUnit) -> Decision:
    """Allow the strategy office, and the head of the unit for which the target holds."""
    if reaches(ctx.viewer, seen_unit(ctx, data.unit).pk, OPERATOR, "strategy_office", "unit_head"):
        return ALLOW
    return deny(gettext("Only the strategy office, or the head of this unit, may set its targets."))


@rule
def can_edit_card(ctx: Context, measure: Measure, data: object) -> Decision:
    """Allow the strategy office, and the KPI's data steward; opening a restricted KPI to all is the office's alone."""
    if reaches(ctx.viewer, measure.owning_unit_id, OPERATOR, "strategy_office"):
        return ALLOW
    if measure.sensitivity == "restricted" and getattr(data, "sensitivity", None) == "open":
        return deny(gettext("Only the strategy office may open a restricted KPI to everyone."))
    if answers_for(ctx.viewer, measure.address, ("steward",)):
        return ALLOW
    return deny(gettext("Only the strategy office or this KPI's data steward may change its card."))


@rule
def can_create_measure(ctx: Context, target: None, data: NamesOwningUnit) -> Decision:
    """Allow the strategy office over the unit that will own the KPI."""
    if reaches(ctx.viewer, seen_unit(ctx, data.owning_unit).pk, OPERATOR, "strategy_office"):
        return ALLOW
    return deny(gettext("Only the strategy office may create KPIs."))


@rule
def can_dispute(ctx: Context, measure: Measure, data: object) -> Decision:
    """Allow everyone who sees the value; the command looks it up in the viewer's scope."""
    return ALLOW


@rule
def can_close_dispute(ctx: Context, dispute: Dispute, data: object) -> Decision:
    """Allow the KPI's data steward, except for a dispute they opened themselves."""
    if ctx.viewer.has(OPERATOR):
        return ALLOW
    if not answers_for(ctx.viewer, dispute.measure.address, ("steward",)):
        return deny(gettext("Only this KPI's data steward may close a dispute."))
    if dispute.opened_by_id is not None and dispute.opened_by_id in (ctx.viewer.user_id, ctx.on_behalf_of):
        return deny(gettext("Somebody else must close the dispute that you opened."))
    return ALLOW


@rule
def can_keep_reference_data(ctx: Context, target: None, data: object) -> Decision:
    """Allow the strategy office and data stewards: units of measure, currencies and rates are shared by all."""
    if ctx.viewer.holds_everywhere(OPERATOR, "strategy_office", "data_steward"):
        return ALLOW
    return deny(
        gettext("Only the strategy office or a data steward for the whole organization may change shared lists.")
    )


def _unit_of_measure(public_id: UUID) -> int | None:
    return Measure.objects.filter(public_id=public_id).values_list("owning_unit_id", flat=True).first()


register_unit_of("measure", _unit_of_measure)
