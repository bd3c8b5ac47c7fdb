"""Who may see and shape strategies: everyone sees what holds for their unit, few see drafts, fewer write them."""

from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lineofsight.base.access import ALLOW, EVERYTHING, Decision, HasViewer, Viewer, deny, rule, scope
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.hands import had_a_hand
from lineofsight.organization.access import in_reach, in_visible_units, is_unlimited, reaches, register_unit_of
from lineofsight.organization.models import Unit
from lineofsight.strategy.models import (
    Adoption,
    CascadeLink,
    CausalLink,
    ObjectiveTheme,
    ObjectiveVersion,
    Perspective,
    StrategicObjective,
    StrategicTheme,
    Strategy,
    StrategyVersion,
)

OPERATOR = "operator"
SETTLED = ("approved", "active", "superseded")
DRAFT_READERS = ("strategy_office", "unit_head", "auditor")
WRITERS = ("strategy_office", "unit_head")


class HasUnit(Protocol):
    """An input that names a unit."""

    @property
    def unit(self) -> UUID: ...


def sees_all(viewer: Viewer) -> bool:
    """Test whether the viewer's reach has no limit, so that no filter is needed."""
    return viewer.is_system or viewer.holds_everywhere(OPERATOR) or is_unlimited(viewer)


def seen_unit(ctx: HasViewer, public_id: UUID) -> Unit:
    """Return a unit the viewer may see; NotFound otherwise."""
    unit = Unit.objects.visible_to(ctx.viewer).filter(public_id=public_id).first()
    if unit is None:
        raise NotFound("Unit")
    return unit


def _strategies(viewer: Viewer) -> QuerySet[Any]:
    return Strategy.objects.filter(strategies_in_reach(viewer)).values("pk")


def _objectives(viewer: Viewer) -> QuerySet[Any]:
    return StrategicObjective.objects.filter(objectives_in_reach(viewer)).values("pk")


def _versions(viewer: Viewer) -> QuerySet[Any]:
    return StrategyVersion.objects.filter(versions_in_reach(viewer)).values("pk")


def _strategies_over(viewer: Viewer, *roles: str) -> QuerySet[Any]:
    return Strategy.objects.filter(in_reach(viewer, "unit", *roles)).values("pk")


@scope(Strategy)
def strategies_in_reach(viewer: Viewer) -> Q:
    """Return the strategies of units the viewer may see; the top unit is above everyone."""
    return EVERYTHING if sees_all(viewer) else in_visible_units(viewer, "unit")


def reads_drafts(viewer: Viewer) -> bool:
    """Test whether the viewer reads every version, drafts too, so that no filter is needed."""
    return viewer.is_system or viewer.holds_everywhere(OPERATOR, *DRAFT_READERS)


@scope(StrategicObjective)
def objectives_in_reach(viewer: Viewer) -> Q:
    """Return the objectives of units the viewer may see that a version in reach names.

    An objective that stands in a draft alone stays as unknown as the draft: its address tells its name.
    """
    if reads_drafts(viewer):
        return EVERYTHING
    named = Q(pk__in=ObjectiveVersion.objects.filter(strategy_version__in=_versions(viewer)).values("objective"))
    return named if sees_all(viewer) else named & in_visible_units(viewer, "unit")


@scope(Perspective, StrategicTheme, Adoption)
def parts_in_reach(viewer: Viewer) -> Q:
    """Return what belongs to a strategy in reach."""
    return EVERYTHING if sees_all(viewer) else Q(strategy__in=_strategies(viewer))


@scope(StrategyVersion)
def versions_in_reach(viewer: Viewer) -> Q:
    """Return settled versions of strategies in reach; drafts only for those who write or audit them.

    Executives see also what is in review, since they may have to approve it.
    """
    if reads_drafts(viewer):
        return EVERYTHING
    seen = Q(state__in=SETTLED)
    if not sees_all(viewer):
        seen &= Q(strategy__in=_strategies(viewer))
    if viewer.has("executive"):
        seen |= Q(state="in_review", strategy__in=_strategies_over(viewer, "executive"))
    if viewer.has(*DRAFT_READERS):
        seen |= Q(strategy__in=_strategies_over(viewer, *DRAFT_READERS))
    return seen


@scope(ObjectiveVersion)
def objective_versions_in_reach(viewer: Viewer) -> Q:
    """Return what versions in reach say of objectives in reach."""
    said = Q(strategy_version__in=_versions(viewer))
    return said if sees_all(viewer) else said & Q(objective__in=_objectives(viewer))


@scope(ObjectiveTheme)
def objective_themes_in_reach(viewer: Viewer) -> Q:
    """Return the themes of objectives in reach."""
    said = ObjectiveVersion.objects.filter(objective_versions_in_reach(viewer)).values("pk")
    return Q(objective_version__in=said)


@scope(CausalLink)
def links_in_reach(viewer: Viewer) -> Q:
    """Return the links of versions in reach whose two ends are in reach."""
    said = Q(strategy_version__in=_versions(viewer))
    if sees_all(viewer):
        return said
    return said & Q(driver__in=_objectives(viewer), outcome__in=_objectives(viewer))


@scope(CascadeLink)
def cascade_in_reach(viewer: Viewer) -> Q:
    """Return the links between objectives that are both in reach."""
    if reads_drafts(viewer):
        return EVERYTHING
    return Q(child__in=_objectives(viewer), parent__in=_objectives(viewer))


def _writes(viewer: Viewer, unit_id: int) -> Decision:
    if reaches(viewer, unit_id, OPERATOR, *WRITERS):
        return ALLOW
    return deny(gettext("Only the strategy office, or the head of this unit, may change this strategy."))


@rule
def can_create_strategy(ctx: Context, target: None, data: HasUnit) -> Decision:
    """Allow the strategy office, and a unit's head for that unit."""
    return _writes(ctx.viewer, seen_unit(ctx, data.unit).pk)


@rule
def can_write_strategy(ctx: Context, strategy: Strategy, data: object) -> Decision:
    """Allow the strategy office, and the head of the strategy's unit."""
    return _writes(ctx.viewer, strategy.unit_id)


@rule
def can_write_version(ctx: Context, version: StrategyVersion, data: object) -> Decision:
    """Allow the strategy office, and the head of the strategy's unit."""
    return _writes(ctx.viewer, version.strategy.unit_id)


@rule
def can_write_objective(ctx: Context, objective: StrategicObjective, data: object) -> Decision:
    """Allow the strategy office, and the head of the objective's unit."""
    return _writes(ctx.viewer, objective.unit_id)


@rule
def can_approve_version(ctx: Context, version: StrategyVersion, data: object) -> Decision:
    """Allow the strategy office or an executive, but never whoever submitted the version (T07)."""
    if not reaches(ctx.viewer, version.strategy.unit_id, OPERATOR, "strategy_office", "executive"):
        return deny(gettext("Only the strategy office or an executive may approve a version."))
    if version.submitted_by_id is not None and version.submitted_by_id in (ctx.viewer.user_id, ctx.on_behalf_of):
        return deny(gettext("Somebody else must approve what you submitted."))
    if version.state == "in_review" and had_a_hand(ctx.viewer, version, "strategy.submit_version"):
        return deny(gettext("Somebody else must approve what you submitted."))
    return ALLOW


@rule
def can_adopt_version(ctx: Context, version: StrategyVersion, data: object) -> Decision:
    """Allow the strategy office or an executive."""
    if reaches(ctx.viewer, version.strategy.unit_id, OPERATOR, "strategy_office", "executive"):
        return ALLOW
    return deny(gettext("Only the strategy office or an executive may put a version in force."))


def _unit_of_strategy(public_id: UUID) -> int | None:
    return Strategy.objects.filter(public_id=public_id).values_list("unit_id", flat=True).first()


def _unit_of_objective(public_id: UUID) -> int | None:
    return StrategicObjective.objects.filter(public_id=public_id).values_list("unit_id", flat=True).first()


register_unit_of("strategy", _unit_of_strategy)
register_unit_of("objective", _unit_of_objective)
