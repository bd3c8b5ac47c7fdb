"""Who sees and changes the organization, and the reach that every higher domain builds its scopes on.

Reach is always a subquery over the closure of units, never a list of ids: a list is a trap at 50,000 people.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from lineofsight.accounts.models import User
from lineofsight.accounts.roles import DELEGABLE, REACH_ROLES, name_of
from lineofsight.base import clock
from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, HasViewer, Viewer, deny, rule, scope
from lineofsight.base.errors import Refused
from lineofsight.base.hands import had_a_hand
from lineofsight.organization.models import (
    Accountability,
    Calendar,
    Delegation,
    Holding,
    Job,
    JobFamily,
    LegalEntity,
    Look,
    Period,
    PeriodClose,
    Person,
    PersonDetails,
    Position,
    PositionVersion,
    Reorganization,
    ReorganizationMove,
    ReportClosure,
    ReportingLine,
    RoleAssignment,
    Unit,
    UnitClosure,
    UnitVersion,
)

KEEPERS = ("administrator", "hr", "operator")
EVERYWHERE = ("administrator", "operator")
OPENERS = ("strategy_office", "executive")  # agree that somebody looks as a role
APPROVERS = ("executive",)
PREPARING = ("organization.plan_reorganization", "organization.submit_reorganization")

UnitOf = Callable[[UUID], int | None]
_unit_of: dict[str, UnitOf] = {}


def is_unlimited(viewer: Viewer) -> bool:
    """Test whether the viewer's reach covers every unit: then a scope filters nothing."""
    return viewer.holds_everywhere(*REACH_ROLES)


def visible_units(viewer: Viewer) -> QuerySet[Any]:
    """Return a subquery of the ids of units whose scorecards the viewer may open.

    Their own units, those above and below them, and whatever lies at or below a unit over which they hold a reach role.
    """
    if is_unlimited(viewer):
        return Unit.objects.values("pk")
    own = list(viewer.unit_ids)
    above = UnitClosure.objects.filter(descendant_id__in=own).values("ancestor_id")
    below = _below([*own, *viewer.units_of(*REACH_ROLES)])
    return Unit.objects.filter(Q(pk__in=below) | Q(pk__in=above)).values("pk")


def reach_units(viewer: Viewer, *roles: str) -> QuerySet[Any]:
    """Return a subquery of the ids of units at and below those over which the viewer holds any of the roles."""
    if viewer.holds_everywhere(*roles):
        return Unit.objects.values("pk")
    return _below(viewer.units_of(*roles))


def in_visible_units(viewer: Viewer, field: str) -> Q:
    """Return the filter that a row's unit (`field`, without `_id`) is one of the visible ones."""
    return EVERYTHING if is_unlimited(viewer) else Q(**{f"{field}__in": visible_units(viewer)})


def in_reach(viewer: Viewer, field: str, *roles: str) -> Q:
    """Return the filter that a row's unit is at or below one over which the viewer holds any of the roles."""
    if viewer.holds_everywhere(*roles):
        return EVERYTHING
    held = viewer.units_of(*roles)
    return Q(**{f"{field}__in": _below(held)}) if held else NOTHING


def reaches(viewer: Viewer, unit_id: int | None, *roles: str) -> bool:
    """Test whether any of the roles is held over the unit or one above it (None: over the whole organization)."""
    if viewer.holds_everywhere(*roles):
        return True
    held = viewer.units_of(*roles)
    if unit_id is None or not held:
        return False
    return unit_id in held or UnitClosure.objects.filter(ancestor_id__in=held, descendant_id=unit_id).exists()


def accountable_ids(viewer: Viewer, kind: str, codes: tuple[str, ...]) -> list[UUID]:
    """Return the public ids of the things of a kind that the viewer answers for: few, and read once a request.

    One statement reads them under every code, because a page asks for several combinations of codes.
    """
    remembered = viewer.cache.setdefault("accountable", {})
    if kind not in remembered:
        rows = _answering(viewer).filter(target__startswith=f"{kind}:").values_list("code", "target")
        remembered[kind] = [(code, UUID(target.partition(":")[2])) for code, target in rows]
    return list(dict.fromkeys(public_id for code, public_id in remembered[kind] if code in codes))


def answers_for(viewer: Viewer, address: str, codes: tuple[str, ...]) -> bool:
    """Test whether the viewer answers for a thing today, in person or by the family of a job they hold."""
    return viewer.is_system or _answering(viewer).filter(code__in=codes, target=address).exists()


@contextmanager
def unmoved(viewer: Viewer) -> Iterator[None]:
    """Refuse whatever is written inside if it changed the viewer's own position, share, name or reporting lines.

    Rows of a list are many, and one of them may say something about whoever brings it, or about the seat they hold.
    """
    if viewer.person_id is None or viewer.is_system or viewer.has("operator"):
        yield
        return
    before = _own_place(viewer)
    yield
    if _own_place(viewer) != before:
        key = Person.objects.values_list("key", flat=True).get(pk=viewer.person_id)
        raise Refused(
            f"This would change your own position, reporting lines or name (key {key}). "
            "Leave that out, and ask a colleague in HR."
        )


def register_unit_of(kind: str, function: UnitOf) -> None:
    """Let a higher domain say to which unit its things belong: heads of that unit may then give accountabilities."""
    _unit_of[kind] = function


def unit_of_address(address: str) -> int | None:
    """Return the unit that a thing (`kind:id`) belongs to, where its domain told us how to find it."""
    kind, _, public_id = address.partition(":")
    try:
        return _unit_of[kind](UUID(public_id)) if kind in _unit_of else None
    except ValueError:
        return None


@scope(
    Accountability,
    Calendar,
    Job,
    JobFamily,
    LegalEntity,
    Period,
    PeriodClose,
    Person,
    Position,
    PositionVersion,
    Unit,
    UnitClosure,
    UnitVersion,
)
def known_to_all(viewer: Viewer) -> Q:
    """The chart of the organization, its calendars and who answers for what: open to everyone who signed in."""
    return EVERYTHING if viewer.user_id else NOTHING


@scope(PersonDetails, ReportingLine, Holding)
def people_in_sight(viewer: Viewer) -> Q:
    """Contact, lines and positions of a person: themselves, the managers above them, HR and administrators."""
    if viewer.holds_everywhere(*KEEPERS):
        return EVERYTHING
    seen = Q(person_id=viewer.person_id) if viewer.person_id else NOTHING
    if viewer.person_id:
        seen |= Q(person_id__in=ReportClosure.objects.filter(manager_id=viewer.person_id).values("person_id"))
    if viewer.units_of("hr"):
        seen |= Q(person_id__in=_people_at(viewer, "hr"))
    return seen


@scope(ReportClosure)
def reports_in_sight(viewer: Viewer) -> Q:
    """Who is above whom: as for the reporting lines it is drawn from."""
    return people_in_sight(viewer)


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


@scope(RoleAssignment)
def roles_in_sight(viewer: Viewer) -> Q:
    """Roles held: administrators and auditors see all, everyone their own."""
    if viewer.has(*EVERYWHERE, "auditor"):
        return EVERYTHING
    return Q(user_id=viewer.user_id) if viewer.user_id else NOTHING


@rule
def may_organize(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Change the organization as a whole: administrators, and HR where its role names no unit."""
    if ctx.viewer.holds_everywhere(*KEEPERS):
        return ALLOW
    return deny("Only HR or an administrator may change the organization.")


@rule
def may_organize_unit(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Change a unit or what sits in it, but never one's own seat: administrators, HR of the unit and its new one."""
    if isinstance(target, Position) and not ctx.viewer.has("operator") and _sits_on(ctx.viewer, target):
        return deny("You cannot change your own position. Ask a colleague in HR.")
    if ctx.viewer.holds_everywhere(*KEEPERS):
        return ALLOW
    if not ctx.viewer.has(*KEEPERS):
        return deny("Only HR or an administrator may change the organization.")
    named = [getattr(data, name, None) for name in ("unit", "parent")]
    units = _units_of(target)
    units += list(Unit.objects.filter(public_id__in=[name for name in named if name]).values_list("pk", flat=True))
    if units and all(reaches(ctx.viewer, unit, "hr") for unit in units):
        return ALLOW
    return deny("This lies outside of the units that you keep. Ask HR of the whole organization.")


@rule
def may_organize_person(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Change where a person sits and to whom they report: administrators, HR of the person's unit; never oneself."""
    viewer = ctx.viewer
    if viewer.has("operator"):
        return ALLOW
    if isinstance(target, Person) and viewer.is_person(target.pk):
        return deny("You cannot change your own position or reporting lines. Ask a colleague in HR.")
    if viewer.holds_everywhere(*KEEPERS):
        return ALLOW
    if isinstance(target, Person) and viewer.units_of("hr") and _people_at(viewer, "hr").filter(person=target).exists():
        return ALLOW
    return deny("Only HR of this person's unit or an administrator may change this.")


@rule
def may_approve_reorganization(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Approve a reorganization: executives, HR and administrators of the whole organization; not who prepared it."""
    viewer = ctx.viewer
    if not viewer.holds_everywhere(*APPROVERS, *KEEPERS):
        return deny("Only an executive, HR or an administrator of the whole organization may approve this.")
    if target is None:
        return ALLOW
    is_theirs = viewer.is_user(target.prepared_by_id) or viewer.is_user(target.submitted_by_id)
    if is_theirs or any(had_a_hand(viewer, target, command) for command in PREPARING):
        return deny("You prepared this plan. Ask a second person to approve it.")
    return ALLOW


@rule
def may_link_account(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Say who signs in as whom: as for a person's place, and nobody becomes another person by their own account."""
    if data.user is not None and User.objects.filter(pk=ctx.viewer.user_id, public_id=data.user).exists():
        return deny("You cannot link your own account. Ask a colleague in HR.")
    return may_organize_person(ctx, target, data)


@rule
def may_assign_roles(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Give and take roles: administrators, and never their own."""
    if not ctx.viewer.has(*EVERYWHERE):
        return deny("Only an administrator may give or take roles.")
    if target is not None and ctx.viewer.is_user(target.pk):
        return deny("You cannot change your own roles. Ask another administrator.")
    return ALLOW


@rule
def may_set_accountability(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Say who answers for what: the strategy office, the head of the unit it belongs to; administrators for others.

    Answering for a thing opens it, so an administrator, who sees no KPI by that role, cannot name themselves.
    """
    if ctx.viewer.holds_everywhere("strategy_office", "operator"):
        return ALLOW
    if reaches(ctx.viewer, unit_of_address(data.target), "strategy_office", "unit_head"):
        return ALLOW
    if ctx.viewer.holds_everywhere("administrator"):
        return deny("You cannot name yourself. Ask the strategy office.") if _names(ctx.viewer, data) else ALLOW
    return deny("Only the strategy office or the head of the unit may say who answers for this.")


@rule
def may_keep_calendar(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Set up calendars: the strategy office and administrators."""
    if ctx.viewer.holds_everywhere("strategy_office", *EVERYWHERE):
        return ALLOW
    return deny("Only the strategy office or an administrator may set up a calendar.")


@rule
def may_close_periods(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Close and reopen periods: the strategy office of the whole organization."""
    if ctx.viewer.holds_everywhere("strategy_office", "operator"):
        return ALLOW
    return deny("Only the strategy office may close or reopen a period.")


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
        return deny("You can only delegate what is yours, as yourself.")
    if isinstance(target, Person) and viewer.is_person(target.pk):
        return deny("You cannot stand in for yourself. Name somebody else.")
    if data is None:
        return ALLOW if viewer.has(*DELEGABLE) else deny("You hold no role that somebody could act under for you.")
    if data.role not in DELEGABLE:
        return deny(f"The role {name_of(data.role)} goes by person and cannot be delegated.")
    unit = Unit.objects.filter(public_id=data.unit).values_list("pk", flat=True).first() if data.unit else None
    if reaches(viewer, unit, data.role):
        return ALLOW
    return deny(f"You do not hold the role {name_of(data.role)} there, so you cannot delegate it.")


@rule
def may_end_delegation(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """End a delegation: who gave it, who holds it, and administrators."""
    viewer = ctx.viewer
    own = Q(giver_id=viewer.user_id) | Q(taker_id=viewer.user_id)
    if viewer.has(*EVERYWHERE) or Delegation.objects.filter(own, pk=data.delegation).exists():
        return ALLOW
    return deny("Only who gave or holds it, or an administrator, may end a delegation.")


@rule
def may_ask_to_look(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Ask to look as somebody: administrators and auditors, as nobody but themselves."""
    viewer = ctx.viewer
    if viewer.has("administrator", "auditor") and viewer.limit is None and viewer.for_user_id is None:
        return ALLOW
    return deny("Only an administrator or auditor may ask to look as somebody else.")


@rule
def may_agree_to_look(ctx: HasViewer, target: Look, data: Any) -> Decision:
    """Agree to a look: the person themselves; as a role, the strategy office or an executive. Never who looks."""
    viewer = ctx.viewer
    if viewer.is_user(target.looker_id) or viewer.limit is not None or viewer.for_user_id is not None:
        return deny("Somebody else must agree to this, in person.")
    if target.as_user_id is not None and target.as_user_id == viewer.user_id:
        return ALLOW
    if target.as_user_id is None and viewer.holds_everywhere(*OPENERS):
        return ALLOW
    return deny("Only the person themselves may agree; as a role, the strategy office or an executive.")


@rule
def may_end_look(ctx: HasViewer, target: Look, data: Any) -> Decision:
    """End a look: who looks, as whom, and administrators."""
    viewer = ctx.viewer
    if viewer.user_id in (target.looker_id, target.as_user_id) or viewer.has(*EVERYWHERE):
        return ALLOW
    return deny("Only who looks, or as whom, or an administrator may end this.")


def _units_of(target: Any) -> list[int]:
    """Return the unit that a target is, or in which it stands today or will stand."""
    if isinstance(target, Unit):
        return [target.pk]
    if isinstance(target, Position):
        rows = PositionVersion.objects.current().filter(position=target).exclude(valid_to__lte=clock.today())
        return list(rows.values_list("unit_id", flat=True))
    return []


def _sits_on(viewer: Viewer, position: Position) -> bool:
    own = [one for one in (viewer.person_id, viewer.for_person_id) if one is not None]
    rows = Holding.objects.current().exclude(valid_to__lte=clock.today())
    return bool(own) and rows.filter(person_id__in=own, position=position).exists()


def _own_place(viewer: Viewer) -> tuple[set[Any], ...]:
    """Return what is known now of the viewer's own place, on every day."""
    own = [one for one in (viewer.person_id, viewer.for_person_id) if one is not None]
    held = Holding.objects.current().filter(person_id__in=own)
    seats = PositionVersion.objects.current().filter(position_id__in=held.values("position_id"))
    lines = ReportingLine.objects.current().filter(person_id__in=own)
    details = PersonDetails.objects.filter(person_id__in=own)
    return (
        set(held.values_list("pk", "position_id", "valid_from", "valid_to", "fte")),
        set(seats.values_list("pk", "unit_id", "valid_from", "valid_to", "title")),
        set(lines.values_list("pk", "manager_id", "valid_from", "valid_to", "weight")),
        set(details.values_list("pk", "name", "email")),
    )


def _names(viewer: Viewer, data: Any) -> bool:
    """Test whether an accountability would be the viewer's own, in person or by the family of a job they hold."""
    if viewer.person_id is None:
        return False
    if data.person is not None:
        return Person.objects.filter(pk__in=[viewer.person_id, viewer.for_person_id], public_id=data.person).exists()
    return JobFamily.objects.filter(pk__in=_families_of(viewer.person_id), public_id=data.job_family).exists()


def _below(units: list[int]) -> QuerySet[Any]:
    return UnitClosure.objects.filter(ancestor_id__in=units).values("descendant_id")


def _people_at(viewer: Viewer, *roles: str) -> QuerySet[Any]:
    """Return a subquery of the ids of people who hold a position today at or below the units of a role."""
    today = clock.today()
    seats = PositionVersion.objects.at(today).filter(unit__in=reach_units(viewer, *roles)).values("position_id")
    return Holding.objects.at(today).filter(position_id__in=seats).values("person_id")


def _answering(viewer: Viewer) -> QuerySet[Any]:
    rows: QuerySet[Any] = Accountability.objects.at(clock.today())
    if viewer.person_id is None or viewer.for_user_id is not None:  # one stands in for a role, not for a person
        return rows.none()
    return rows.filter(Q(person_id=viewer.person_id) | Q(job_family_id__in=_families_of(viewer.person_id)))


def _families_of(person_id: int) -> QuerySet[Any]:
    today = clock.today()
    seats = Holding.objects.at(today).filter(person_id=person_id).values("position_id")
    return PositionVersion.objects.at(today).filter(position_id__in=seats).values("job__family_id")
