"""Who puts commands under change control, and who may see and decide calls that wait."""

from django.db.models import Q
from django.utils.translation import gettext

from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, Viewer, deny, rule, scope
from lineofsight.base.commands import Context
from lineofsight.governance.models import ContentGrant, ControlledCommand, GrantUse, HeldCall

#: Who gives auditors leave to read content: the second of two persons.
GIVERS = ("executive", "administrator")
DECIDERS = ("strategy_office", "executive", "council_member")


@scope(ControlledCommand)
def controls(viewer: Viewer) -> Q:
    """Everyone who signed in may know what is under change control."""
    return EVERYTHING if viewer.user_id else NOTHING


@scope(HeldCall)
def calls_in_reach(viewer: Viewer) -> Q:
    """Those who decide, and auditors, see every call that was held; others their own."""
    if viewer.holds_everywhere(*DECIDERS, "auditor"):
        return EVERYTHING
    return Q(asked_by=viewer.user_id) if viewer.user_id else NOTHING


@scope(ContentGrant, GrantUse)
def grants_in_sight(viewer: Viewer) -> Q:
    """Auditors and those who give leave see every grant and its use."""
    return EVERYTHING if viewer.holds_everywhere("auditor", *GIVERS) else NOTHING


def may_audit(viewer: Viewer) -> Decision:
    """Let auditors of the whole organization read who did what when."""
    if viewer.holds_everywhere("auditor"):
        return ALLOW
    return deny(gettext("The record of acts is read by auditors of the whole organization."))


@rule
def can_ask_content(ctx: Context, target: None, data: object) -> Decision:
    """Let auditors ask for leave to read what acts contained."""
    return may_audit(ctx.viewer)


@rule
def can_give_content(ctx: Context, grant: ContentGrant, data: object) -> Decision:
    """Let an executive or administrator decide, never whoever asked, nor on their behalf."""
    if grant.asked_by_id in (ctx.viewer.user_id, ctx.on_behalf_of):
        return deny(gettext("Somebody else must give you this leave."))
    if ctx.viewer.holds_everywhere(*GIVERS):
        return ALLOW
    return deny(gettext("Only an executive or an administrator may give this leave."))


@rule
def can_end_content(ctx: Context, grant: ContentGrant, data: object) -> Decision:
    """Let whoever asked, and those who may give leave, end it."""
    if grant.asked_by_id == ctx.viewer.user_id or ctx.viewer.holds_everywhere(*GIVERS):
        return ALLOW
    return deny(gettext("Only whoever asked, an executive or an administrator may end this leave."))


@rule
def can_read_content(ctx: Context, grant: ContentGrant, data: object) -> Decision:
    """Let the auditor who asked read, while the leave holds."""
    if grant.asked_by_id != ctx.viewer.user_id or not may_audit(ctx.viewer):
        return deny(gettext("This leave was given to another auditor. Ask for one of your own."))
    if grant.state != "given" or grant.ends_at is None or grant.ends_at <= ctx.now:
        return deny(gettext("This leave does not hold now. Ask again, and say why."))
    return ALLOW


@rule
def can_control(ctx: Context, target: None, data: object) -> Decision:
    """Allow the strategy office to put commands under change control."""
    if ctx.viewer.holds_everywhere("strategy_office"):
        return ALLOW
    return deny(gettext("Only the strategy office may put acts under change control."))


@rule
def can_ask(ctx: Context, target: None, data: object) -> Decision:
    """Allow everyone who signed in to ask; whether they may do what they ask for is judged by its own rule."""
    return ALLOW if ctx.viewer.user_id else deny(gettext("Sign in first."))


@rule
def can_decide(ctx: Context, call: HeldCall, data: object) -> Decision:
    """Allow the strategy office, executives and the council, but never whoever asked, nor on their behalf (T07)."""
    askers = {call.asked_by_id, call.asked_for_id} - {None}
    if ctx.on_behalf_of in askers or any(ctx.viewer.is_user(user) for user in askers):
        return deny(gettext("Somebody else must decide what you asked for."))
    if ctx.viewer.holds_everywhere(*DECIDERS):
        return ALLOW
    return deny(gettext("Only the strategy office, an executive or the council may decide this."))


@rule
def can_withdraw(ctx: Context, call: HeldCall, data: object) -> Decision:
    """Allow whoever asked."""
    if call.asked_by_id == ctx.viewer.user_id:
        return ALLOW
    return deny(gettext("Only who asked may withdraw this."))
