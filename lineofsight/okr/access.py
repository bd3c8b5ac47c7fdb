"""Who may see and shape objectives and key results: all see those of their units, leaders of a unit write them."""

from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, Viewer, deny, rule, scope
from lineofsight.base.commands import Context
from lineofsight.okr.models import (
    AlignmentEdge,
    Cycle,
    KeyResult,
    KeyResultValue,
    Milestone,
    Objective,
    ObjectiveShare,
    Progress,
)
from lineofsight.organization.access import in_reach, in_visible_units, is_unlimited, reaches, register_unit_of
from lineofsight.organization.models import UnitClosure
from lineofsight.strategy.access import OPERATOR, seen_unit

WRITERS = ("strategy_office", "unit_head")


class HasUnit(Protocol):
    """An input that names a unit."""

    @property
    def unit(self) -> UUID: ...


def leads(viewer: Viewer, unit_id: int) -> bool:
    """Test whether the viewer leads the unit or one above it: as its head, its manager, or for the strategy office."""
    if reaches(viewer, unit_id, OPERATOR, *WRITERS):
        return True
    if not viewer.has("manager"):
        return False
    led = {*viewer.units_of("manager"), *viewer.unit_ids}
    return unit_id in led or UnitClosure.objects.filter(ancestor_id__in=led, descendant_id=unit_id).exists()


def sees_all(viewer: Viewer) -> bool:
    """Test whether the viewer sees every objective, drafts too, so that no filter is needed."""
    return viewer.is_system or viewer.holds_everywhere(OPERATOR, *WRITERS)


def objectives_of(viewer: Viewer) -> QuerySet[Any]:
    """Return a subquery of the ids of objectives in reach."""
    return Objective.objects.filter(objectives_in_reach(viewer)).values("pk")


def key_results_of(viewer: Viewer) -> QuerySet[Any]:
    """Return a subquery of the ids of key results in reach."""
    return KeyResult.objects.filter(key_results_in_reach(viewer)).values("pk")


@scope(Cycle)
def known_to_all(viewer: Viewer) -> Q:
    """Return every cycle to everyone who signed in."""
    return EVERYTHING if viewer.user_id else NOTHING


@scope(Objective)
def objectives_in_reach(viewer: Viewer) -> Q:
    """Return the objectives of units the viewer may see; a draft only for its owner and for heads of its unit."""
    if sees_all(viewer):
        return EVERYTHING
    if not viewer.user_id:
        return NOTHING
    shared = ~Q(state="draft")
    seen = shared if is_unlimited(viewer) else shared & in_visible_units(viewer, "unit")
    if viewer.has(*WRITERS, "manager"):
        seen |= in_reach(viewer, "unit", *WRITERS) | _led(viewer)
    return seen | Q(owner_id=viewer.person_id) if viewer.person_id else seen


def _led(viewer: Viewer) -> Q:
    if not viewer.has("manager"):
        return NOTHING
    led = {*viewer.units_of("manager"), *viewer.unit_ids}
    return Q(unit__in=UnitClosure.objects.filter(ancestor_id__in=led).values("descendant_id"))


@scope(KeyResult, ObjectiveShare)
def key_results_in_reach(viewer: Viewer) -> Q:
    """Return what belongs to objectives in reach."""
    return EVERYTHING if sees_all(viewer) else Q(objective__in=objectives_of(viewer))


@scope(Milestone, KeyResultValue)
def values_in_reach(viewer: Viewer) -> Q:
    """Return what belongs to key results in reach."""
    return EVERYTHING if sees_all(viewer) else Q(key_result__in=key_results_of(viewer))


@scope(AlignmentEdge)
def edges_in_reach(viewer: Viewer) -> Q:
    """Return the links of objectives in reach, whatever they lead to: a closed parent keeps its shape."""
    return EVERYTHING if sees_all(viewer) else Q(child__in=objectives_of(viewer))


@scope(Progress)
def progress_in_reach(viewer: Viewer) -> Q:
    """Return the progress of objectives and key results in reach."""
    if sees_all(viewer):
        return EVERYTHING
    return Q(objective__in=objectives_of(viewer)) | Q(key_result__in=key_results_of(viewer))


@rule
def can_open_cycle(ctx: Context, target: None, data: object) -> Decision:
    """Allow the strategy office of the whole organization."""
    if ctx.viewer.holds_everywhere(OPERATOR, "strategy_office"):
        return ALLOW
    return deny(gettext("Only the strategy office may open a cycle."))


@rule
def can_add_objective(ctx: Context, target: None, data: HasUnit) -> Decision:
    """Allow whoever leads the unit, and the strategy office."""
    if leads(ctx.viewer, seen_unit(ctx, data.unit).pk):
        return ALLOW
    return deny(gettext("Only whoever leads this unit, or the strategy office, may add an objective."))


@rule
def can_write_objective(ctx: Context, objective: Objective, data: object) -> Decision:
    """Allow the objective's owner, whoever leads its unit, and the strategy office."""
    return _writes(ctx.viewer, objective)


@rule
def can_write_key_result(ctx: Context, key_result: KeyResult, data: object) -> Decision:
    """Allow the owner of its objective, whoever leads the unit, and the strategy office."""
    return _writes(ctx.viewer, key_result.objective)


@rule
def can_record_value(ctx: Context, key_result: KeyResult, data: object) -> Decision:
    """Allow those who may write; a key result that a KPI supplies takes no value by hand."""
    if key_result.measure_id is not None:
        return deny(gettext("A KPI supplies this value. Its updater or data steward records it there."))
    return _writes(ctx.viewer, key_result.objective)


@rule
def can_place_okrs(ctx: Context, target: None, data: object) -> Decision:
    """Allow imports, and the strategy office of the whole organization."""
    if ctx.viewer.holds_everywhere(OPERATOR, "strategy_office"):
        return ALLOW
    return deny(gettext("Only the strategy office may bring many objectives at once."))


def _writes(viewer: Viewer, objective: Objective) -> Decision:
    if viewer.person_id is not None and viewer.person_id == objective.owner_id:
        return ALLOW
    if leads(viewer, objective.unit_id):
        return ALLOW
    return deny(
        gettext("Only the owner of this objective, whoever leads its unit, or the strategy office may change it.")
    )


def _unit_of_objective(public_id: UUID) -> int | None:
    return Objective.objects.filter(public_id=public_id).values_list("unit_id", flat=True).first()


register_unit_of("okr", _unit_of_objective)
