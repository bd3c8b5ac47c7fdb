"""Who lends their role or agrees to be looked at, and who sees that."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from lineofsight.accounts.roles import DELEGABLE, name_of
from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, HasViewer, Viewer, deny, rule, scope
from lineofsight.organization.access.keepers import EVERYWHERE
from lineofsight.organization.access.reach import reaches
from lineofsight.organization.models import Delegation, Look, Person, Unit

OPENERS = ("strategy_office", "executive")  # agree that somebody looks as a role


@scope(Delegation)
def delegations_in_sight(viewer: Viewer) -> Q:
    """Delegations given and held by oneself; administrators and auditors see all."""
    if viewer.has(*EVERYWHERE, "auditor"):
        return EVERYTHING
    own = viewer.user_id
    return Q(giver_id=own) | Q(taker_id=own) if own else NOTHING


@scope(Look)
def looks_in_sight(viewer: Viewer) -> Q:
    """Looks one asked for, or that others ask of oneself; looks as a role for those who agree to them."""
    if viewer.has(*EVERYWHERE, "auditor"):
        return EVERYTHING
    seen = Q(as_user_id=viewer.user_id) if viewer.user_id else NOTHING
    return seen | Q(as_user__isnull=True) if viewer.holds_everywhere(*OPENERS) else seen


@rule
def may_delegate(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Delegate a role one holds oneself, over a unit it reaches, to somebody else: never one that was delegated."""
    viewer = ctx.viewer
    if viewer.for_user_id is not None or viewer.limit is not None:
        return deny(gettext("You can only delegate what is yours, as yourself."))
    if isinstance(target, Person) and viewer.is_person(target.pk):
        return deny(gettext("You cannot stand in for yourself. Name somebody else."))
    if data is None:
        lacks = gettext("You hold no role that somebody could act under for you.")
        return ALLOW if viewer.has(*DELEGABLE) else deny(lacks)
    if data.role not in DELEGABLE:
        named = {"role": name_of(data.role)}
        return deny(gettext("The role %(role)s goes by person and cannot be delegated.") % named)
    unit = Unit.objects.filter(public_id=data.unit).values_list("pk", flat=True).first() if data.unit else None
    if reaches(viewer, unit, data.role):
        return ALLOW
    named = {"role": name_of(data.role)}
    return deny(gettext("You do not hold the role %(role)s there, so you cannot delegate it.") % named)


@rule
def may_end_delegation(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """End a delegation: who gave it, who holds it, and administrators."""
    viewer = ctx.viewer
    own = Q(giver_id=viewer.user_id) | Q(taker_id=viewer.user_id)
    if viewer.has(*EVERYWHERE) or Delegation.objects.filter(own, pk=data.delegation).exists():
        return ALLOW
    return deny(gettext("Only who gave or holds it, or an administrator, may end a delegation."))


@rule
def may_ask_to_look(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Ask to look as somebody: administrators and auditors, as nobody but themselves."""
    viewer = ctx.viewer
    if viewer.has("administrator", "auditor") and viewer.limit is None and viewer.for_user_id is None:
        return ALLOW
    return deny(gettext("Only an administrator or auditor may ask to look as somebody else."))


@rule
def may_agree_to_look(ctx: HasViewer, target: Look, data: Any) -> Decision:
    """Agree to a look: the person themselves; as a role, the strategy office or an executive. Never who looks."""
    viewer = ctx.viewer
    if viewer.is_user(target.looker_id) or viewer.limit is not None or viewer.for_user_id is not None:
        return deny(gettext("Somebody else must agree to this, in person."))
    if target.as_user_id is not None and target.as_user_id == viewer.user_id:
        return ALLOW
    if target.as_user_id is None and viewer.holds_everywhere(*OPENERS):
        return ALLOW
    return deny(gettext("Only the person themselves may agree; as a role, the strategy office or an executive."))


@rule
def may_end_look(ctx: HasViewer, target: Look, data: Any) -> Decision:
    """End a look: who looks, as whom, and administrators."""
    viewer = ctx.viewer
    if viewer.user_id in (target.looker_id, target.as_user_id) or viewer.has(*EVERYWHERE):
        return ALLOW
    return deny(gettext("Only who looks, or as whom, or an administrator may end this."))
