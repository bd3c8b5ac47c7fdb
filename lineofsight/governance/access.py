"""Who puts commands under change control, and who may see and decide calls that wait."""

from django.db.models import Q

from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, Viewer, deny, rule, scope
from lineofsight.base.commands import Context
from lineofsight.governance.models import ControlledCommand, HeldCall

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


@rule
def can_control(ctx: Context, target: None, data: object) -> Decision:
    """Allow the strategy office to put commands under change control."""
    if ctx.viewer.holds_everywhere("strategy_office"):
        return ALLOW
    return deny("Only the strategy office may put acts under change control.")


@rule
def can_ask(ctx: Context, target: None, data: object) -> Decision:
    """Allow everyone who signed in to ask; whether they may do what they ask for is judged by its own rule."""
    return ALLOW if ctx.viewer.user_id else deny("Sign in first.")


@rule
def can_decide(ctx: Context, call: HeldCall, data: object) -> Decision:
    """Allow the strategy office, executives and the council, but never whoever asked, nor on their behalf (T07)."""
    if call.asked_by_id in (ctx.viewer.user_id, ctx.on_behalf_of):
        return deny("Somebody else must decide what you asked for.")
    if ctx.viewer.holds_everywhere(*DECIDERS):
        return ALLOW
    return deny("Only the strategy office, an executive or the council may decide this.")


@rule
def can_withdraw(ctx: Context, call: HeldCall, data: object) -> Decision:
    """Allow whoever asked."""
    if call.asked_by_id == ctx.viewer.user_id:
        return ALLOW
    return deny("Only who asked may withdraw this.")
