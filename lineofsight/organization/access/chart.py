"""Who sees the chart of the organization, and who changes its units, positions and jobs."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from lineofsight.base import clock
from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, HasViewer, Viewer, deny, rule, scope
from lineofsight.organization.access.keepers import KEEPERS
from lineofsight.organization.access.reach import reaches
from lineofsight.organization.models import (
    Accountability,
    Calendar,
    Holding,
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


@rule
def may_organize(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Change the organization as a whole: administrators, and HR where its role names no unit."""
    if ctx.viewer.holds_everywhere(*KEEPERS):
        return ALLOW
    return deny(gettext("Only HR or an administrator may change the organization."))


@rule
def may_organize_unit(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Change a unit or what sits in it, but never one's own seat: administrators, HR of the unit and its new one."""
    if isinstance(target, Position) and not ctx.viewer.has("operator") and _sits_on(ctx.viewer, target):
        return deny(gettext("You cannot change your own position. Ask a colleague in HR."))
    if ctx.viewer.holds_everywhere(*KEEPERS):
        return ALLOW
    if not ctx.viewer.has(*KEEPERS):
        return deny(gettext("Only HR or an administrator may change the organization."))
    named = [getattr(data, name, None) for name in ("unit", "parent")]
    units = _units_of(target)
    units += list(Unit.objects.filter(public_id__in=[name for name in named if name]).values_list("pk", flat=True))
    if units and all(reaches(ctx.viewer, unit, "hr") for unit in units):
        return ALLOW
    return deny(gettext("This lies outside of the units that you keep. Ask HR of the whole organization."))


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
