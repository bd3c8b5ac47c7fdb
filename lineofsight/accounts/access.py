"""Who may see and change accounts."""

from typing import Any

from django.db.models import Q

from lineofsight.accounts.models import User
from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, HasViewer, Viewer, deny, rule, scope

KEEPERS = ("administrator", "operator")


@scope(User)
def accounts_in_sight(viewer: Viewer) -> Q:
    """Administrators and auditors see every account, everyone sees their own."""
    if viewer.has(*KEEPERS, "auditor"):
        return EVERYTHING
    return Q(pk=viewer.user_id) if viewer.user_id else NOTHING


@rule
def may_keep_accounts(ctx: HasViewer, target: User | None, data: Any) -> Decision:
    """Administrators keep accounts."""
    if ctx.viewer.has(*KEEPERS):
        return ALLOW
    return deny("Only an administrator may change accounts. Ask one of yours.")


@rule
def may_disable(ctx: HasViewer, target: User | None, data: Any) -> Decision:
    """Administrators disable accounts, but not their own: an installation must not lock itself out."""
    if target is not None and target.pk == ctx.viewer.user_id:
        return deny("You cannot disable your own account. Ask another administrator.")
    return may_keep_accounts(ctx, target, data)


@rule
def may_end_sessions(ctx: HasViewer, target: User | None, data: Any) -> Decision:
    """Everyone ends their own sessions; administrators end anyone's."""
    if target is not None and target.pk == ctx.viewer.user_id:
        return ALLOW
    return may_keep_accounts(ctx, target, data)


@rule
def is_own(ctx: HasViewer, target: User | None, data: Any) -> Decision:
    """Appearance and language are one's own matter."""
    if target is not None and target.pk == ctx.viewer.user_id:
        return ALLOW
    return deny("Only the person themselves may change this.")
