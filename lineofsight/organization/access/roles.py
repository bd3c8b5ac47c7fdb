"""Who sees which roles are held, and who gives and takes them."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, HasViewer, Viewer, deny, rule, scope
from lineofsight.organization.access.keepers import EVERYWHERE
from lineofsight.organization.models import RoleAssignment


@scope(RoleAssignment)
def roles_in_sight(viewer: Viewer) -> Q:
    """Roles held: administrators and auditors see all, everyone their own."""
    if viewer.has(*EVERYWHERE, "auditor"):
        return EVERYTHING
    return Q(user_id=viewer.user_id) if viewer.user_id else NOTHING


@rule
def may_assign_roles(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Give and take roles: administrators, and never their own."""
    if not ctx.viewer.has(*EVERYWHERE):
        return deny(gettext("Only an administrator may give or take roles."))
    if target is not None and ctx.viewer.is_user(target.pk):
        return deny(gettext("You cannot change your own roles. Ask another administrator."))
    return ALLOW
