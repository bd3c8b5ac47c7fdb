"""Who sees plans of reorganizations, and who approves them."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, HasViewer, Viewer, deny, rule, scope
from lineofsight.base.hands import had_a_hand
from lineofsight.organization.access.keepers import KEEPERS
from lineofsight.organization.models import Reorganization, ReorganizationMove

APPROVERS = ("executive",)
PREPARING = ("organization.plan_reorganization", "organization.submit_reorganization")


@scope(Reorganization)
def plans_in_sight(viewer: Viewer) -> Q:
    """Plans of reorganizations: those who prepare and approve them, and auditors; others once they took effect."""
    if viewer.holds_everywhere(*KEEPERS, *APPROVERS, "auditor"):
        return EVERYTHING
    return Q(state__in=("applied", "taken_back")) if viewer.user_id else NOTHING


@scope(ReorganizationMove)
def moves_in_sight(viewer: Viewer) -> Q:
    """The moves of a plan name people: those who prepare and approve it, and auditors."""
    return EVERYTHING if viewer.holds_everywhere(*KEEPERS, *APPROVERS, "auditor") else NOTHING


@rule
def may_approve_reorganization(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Approve a reorganization: executives, HR and administrators of the whole organization; not who prepared it."""
    viewer = ctx.viewer
    if not viewer.holds_everywhere(*APPROVERS, *KEEPERS):
        return deny(gettext("Only an executive, HR or an administrator of the whole organization may approve this."))
    if target is None:
        return ALLOW
    is_theirs = viewer.is_user(target.prepared_by_id) or viewer.is_user(target.submitted_by_id)
    if is_theirs or any(had_a_hand(viewer, target, command) for command in PREPARING):
        return deny(gettext("You prepared this plan. Ask a second person to approve it."))
    return ALLOW
