"""The viewer of whoever stands in for somebody, or looks as somebody: built from what holds at this moment."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from lineofsight.accounts.models import User
from lineofsight.accounts.roles import name_of
from lineofsight.base import clock
from lineofsight.base.access import Grant, Limit, Viewer
from lineofsight.base.errors import Refused
from lineofsight.organization.access import reaches
from lineofsight.organization.models import Delegation, Look, UnitVersion
from lineofsight.organization.viewers import viewer_of


def acting_for(own: Viewer, giver: UUID | str) -> Viewer | None:
    """Return the viewer with the rights that `giver` delegated and still holds, and no own ones; None without any.

    A delegated right ends with its day, with the right itself, and with the account of whoever gave it.
    """
    rows = Delegation.objects.at(clock.today()).filter(taker_id=own.user_id, giver__public_id=giver)
    found = list(rows.select_related("giver"))
    if not found or own.user_id is None:
        return None
    behind = viewer_of(found[0].giver)
    tops = set(UnitVersion.objects.at(clock.today()).filter(parent__isnull=True).values_list("unit_id", flat=True))
    held = [row for row in found if reaches(behind, row.unit_id, row.role)]
    if not held or behind.user_id is None:
        return None
    return replace(
        own,
        grants=tuple(Grant(row.role, None if {row.unit_id} == tops else row.unit_id) for row in held),
        unit_ids=(),
        for_user_id=behind.user_id,
        for_person_id=behind.person_id,
        for_name=behind.name,
        until=min((row.valid_to for row in held if row.valid_to is not None), default=None),
        cache={},
    )


def asker(user: User, giver: User | None) -> Viewer:
    """Return the viewer by whose rights a kept call is judged: the asker's own, or those that were lent to them.

    Raises Refused where nothing is lent any more.
    """
    own = viewer_of(user)
    if giver is None:
        return own
    acting = acting_for(own, giver.public_id)
    if acting is None:
        raise Refused(
            gettext(
                "%(user)s does not stand in for %(giver)s any more. "
                "Refuse this, and let it be asked for again by one of them."
            )
            % {"user": user, "giver": giver}
        )
    return acting


def looking(own: Viewer, look: UUID | str) -> Viewer | None:
    """Return the viewer of whom somebody looks as, who may change nothing; None once the leave is over."""
    rows = Look.objects.select_related("as_user").filter(public_id=look, looker_id=own.user_id, state="agreed")
    row = rows.filter(ends_at__gt=clock.now()).first()
    if row is None or not own.has("administrator", "auditor"):
        return None
    limit = Limit(gettext("While you look as somebody else, nothing can be changed. Stop looking first."))
    seen: dict[str, Any] = {"looker_id": own.user_id, "limit": limit, "until": row.ends_at, "cache": {}}
    if row.as_user is not None:
        return replace(viewer_of(row.as_user), **seen)
    units = () if row.unit_id is None else (row.unit_id,)
    grants = (Grant(row.role, row.unit_id),)
    return replace(own, name=name_of(row.role), person_id=None, grants=grants, unit_ids=units, **seen)


def user_of(public_id: UUID | str) -> User | None:
    """Return the account of that public id, None where it may not sign in."""
    return User.objects.filter(public_id=public_id, is_active=True, is_operator=False).first()
