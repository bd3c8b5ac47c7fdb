"""Who sees where a person sits and to whom they report, and who changes it: never oneself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from lineofsight.accounts.models import User
from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, HasViewer, Viewer, deny, rule, scope
from lineofsight.base.errors import Refused
from lineofsight.organization.access.keepers import KEEPERS
from lineofsight.organization.access.reach import people_at
from lineofsight.organization.models import (
    Holding,
    Person,
    PersonDetails,
    PositionVersion,
    ReportClosure,
    ReportingLine,
)


@scope(PersonDetails, ReportingLine, Holding)
def people_in_sight(viewer: Viewer) -> Q:
    """Contact, lines and positions of a person: themselves, the managers above them, HR and administrators."""
    if viewer.holds_everywhere(*KEEPERS):
        return EVERYTHING
    seen = Q(person_id=viewer.person_id) if viewer.person_id else NOTHING
    if viewer.person_id:
        seen |= Q(person_id__in=ReportClosure.objects.filter(manager_id=viewer.person_id).values("person_id"))
    if viewer.units_of("hr"):
        seen |= Q(person_id__in=people_at(viewer, "hr"))
    return seen


@scope(ReportClosure)
def reports_in_sight(viewer: Viewer) -> Q:
    """Who is above whom: as for the reporting lines it is drawn from."""
    return people_in_sight(viewer)


@rule
def may_organize_person(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Change where a person sits and to whom they report: administrators, HR of the person's unit; never oneself."""
    viewer = ctx.viewer
    if viewer.has("operator"):
        return ALLOW
    if isinstance(target, Person) and viewer.is_person(target.pk):
        return deny(gettext("You cannot change your own position or reporting lines. Ask a colleague in HR."))
    if viewer.holds_everywhere(*KEEPERS):
        return ALLOW
    if isinstance(target, Person) and viewer.units_of("hr") and people_at(viewer, "hr").filter(person=target).exists():
        return ALLOW
    return deny(gettext("Only HR of this person's unit or an administrator may change this."))


@rule
def may_link_account(ctx: HasViewer, target: Any, data: Any) -> Decision:
    """Say who signs in as whom: as for a person's place, and nobody becomes another person by their own account."""
    if data.user is not None and User.objects.filter(pk=ctx.viewer.user_id, public_id=data.user).exists():
        return deny(gettext("You cannot link your own account. Ask a colleague in HR."))
    return may_organize_person(ctx, target, data)


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
            gettext(
                "This would change your own position, reporting lines or name (key %(key)s). "
                "Leave that out, and ask a colleague in HR."
            )
            % {"key": key}
        )


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
