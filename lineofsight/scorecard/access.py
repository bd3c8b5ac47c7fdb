"""Who may see scorecards and their scores, and who may shape them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, Viewer, deny, rule, scope
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.measures.models import Measure
from lineofsight.organization.access import in_visible_units, reaches
from lineofsight.scorecard.models import CalculationRun, NodeLink, RollupRule, Score, Scorecard, ScoreNode
from lineofsight.strategy.access import sees_all

WRITERS = ("strategy_office", "unit_head", "operator")


@scope(Scorecard)
def scorecards_in_reach(viewer: Viewer) -> Q:
    """Return the scorecards of units the viewer may see."""
    return EVERYTHING if sees_all(viewer) else in_visible_units(viewer, "unit")


@scope(ScoreNode)
def nodes_in_reach(viewer: Viewer) -> Q:
    """Return the nodes of units the viewer may see; a KPI's node only where the KPI may be seen, too."""
    if viewer.is_system:
        return EVERYTHING
    measures = Measure.objects.visible_to(viewer).values("pk")
    seen = Q(measure__isnull=True) | Q(measure__in=measures)
    return seen if sees_all(viewer) else seen & in_visible_units(viewer, "unit")


def _nodes(viewer: Viewer) -> QuerySet[Any]:
    return ScoreNode.objects.filter(nodes_in_reach(viewer)).values("pk")


@scope(Score, RollupRule)
def scores_in_reach(viewer: Viewer) -> Q:
    """Return what belongs to nodes in reach."""
    return EVERYTHING if viewer.is_system else Q(node__in=_nodes(viewer))


@scope(NodeLink)
def links_in_reach(viewer: Viewer) -> Q:
    """Return the links of parents in reach: that a part exists is no secret, its number may be."""
    return EVERYTHING if viewer.is_system else Q(parent__in=_nodes(viewer))


@scope(CalculationRun)
def runs_in_reach(viewer: Viewer) -> Q:
    """Return every run: it names no value."""
    return EVERYTHING if viewer.user_id or viewer.is_system else NOTHING


@rule
def can_create(ctx: Context, target: None, data: Any) -> Decision:
    """Allow the strategy office, and a unit's head for that unit; what is named must be in sight."""
    return shapes(ctx.viewer, data.unit_id_for(ctx))


@rule
def can_shape_node(ctx: Context, target: None, data: Any) -> Decision:
    """Allow the strategy office, and the head of the node's unit."""
    return shapes(ctx.viewer, seen_node(ctx, data.node).unit_id)


def shapes(viewer: Viewer, unit_id: int) -> Decision:
    """Return whether the viewer may shape what is scored at a unit."""
    if reaches(viewer, unit_id, *WRITERS):
        return ALLOW
    return deny(gettext("Only the strategy office, or the head of this unit, may change what counts in its scorecard."))


def seen_node(ctx: Context, node_id: int) -> ScoreNode:
    """Return a node the viewer may see; NotFound otherwise."""
    node = ScoreNode.objects.visible_to(ctx.viewer).filter(pk=node_id).first()
    if node is None:
        raise NotFound("Scorecard part")
    return node
