"""Who may see and change accounts."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from lineofsight.accounts.models import ApiToken, User
from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, HasViewer, Viewer, deny, rule, scope

KEEPERS = ("administrator", "operator")


@scope(User)
def accounts_in_sight(viewer: Viewer) -> Q:
    """Administrators and auditors see every account, everyone sees their own."""
    if viewer.has(*KEEPERS, "auditor"):
        return EVERYTHING
    return Q(pk=viewer.user_id) if viewer.user_id else NOTHING


@scope(ApiToken)
def tokens_in_sight(viewer: Viewer) -> Q:
    """Everyone sees their own tokens; administrators and auditors that others have some, never the text."""
    if viewer.has(*KEEPERS, "auditor"):
        return EVERYTHING
    return Q(user_id=viewer.user_id) if viewer.user_id else NOTHING


@rule
def may_keep_accounts(ctx: HasViewer, target: User | None, data: Any) -> Decision:
    """Administrators keep accounts."""
    if ctx.viewer.has(*KEEPERS):
        return ALLOW
    return deny(gettext("Only an administrator may change accounts. Ask one of yours."))


@rule
def may_disable(ctx: HasViewer, target: User | None, data: Any) -> Decision:
    """Administrators disable accounts, but not their own: an installation must not lock itself out."""
    if target is not None and target.pk == ctx.viewer.user_id:
        return deny(gettext("You cannot disable your own account. Ask another administrator."))
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
    return deny(gettext("Only the person themselves may change this."))


@rule
def is_in_person(ctx: HasViewer, target: User | None, data: Any) -> Decision:
    """How one signs in is changed by oneself, on the page: by no token, and not by whoever stands in for one."""
    if getattr(ctx, "via", "web") == "api" or ctx.viewer.limit is not None:
        return deny(gettext("How you sign in is changed on your profile page, by yourself."))
    return is_own(ctx, target, data)


@rule
def may_revoke_token(ctx: HasViewer, target: ApiToken | None, data: Any) -> Decision:
    """Everyone revokes their own tokens; administrators anyone's."""
    if target is not None and target.user_id == ctx.viewer.user_id:
        return ALLOW
    return may_keep_accounts(ctx, None, data)


@rule
def may_reset_second_factor(ctx: HasViewer, target: User | None, data: Any) -> Decision:
    """Administrators take a lost second factor away, but not their own: a stolen session must not shed it."""
    if target is not None and ctx.viewer.is_user(target.pk):
        return deny(gettext("You cannot take your own second factor away here. Ask another administrator."))
    return may_keep_accounts(ctx, target, data)
