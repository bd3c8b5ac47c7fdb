"""Who answers for a thing: the short list of each viewer, and who may say so."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lineofsight.base import clock
from lineofsight.base.access import ALLOW, Decision, HasViewer, Viewer, deny, rule
from lineofsight.organization.access.reach import reaches
from lineofsight.organization.models import Accountability, Holding, JobFamily, Person, PositionVersion

UnitOf = Callable[[UUID], int | None]
_unit_of: dict[str, UnitOf] = {}


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
        return (
            deny(gettext("You cannot name yourself. Ask the strategy office.")) if _names(ctx.viewer, data) else ALLOW
        )
    return deny(gettext("Only the strategy office or the head of the unit may say who answers for this."))


def _names(viewer: Viewer, data: Any) -> bool:
    """Test whether an accountability would be the viewer's own, in person or by the family of a job they hold."""
    if viewer.person_id is None:
        return False
    if data.person is not None:
        return Person.objects.filter(pk__in=[viewer.person_id, viewer.for_person_id], public_id=data.person).exists()
    return JobFamily.objects.filter(pk__in=_families_of(viewer.person_id), public_id=data.job_family).exists()


def _answering(viewer: Viewer) -> QuerySet[Any]:
    rows: QuerySet[Any] = Accountability.objects.at(clock.today())
    if viewer.person_id is None or viewer.for_user_id is not None:  # one stands in for a role, not for a person
        return rows.none()
    return rows.filter(Q(person_id=viewer.person_id) | Q(job_family_id__in=_families_of(viewer.person_id)))


def _families_of(person_id: int) -> QuerySet[Any]:
    today = clock.today()
    seats = Holding.objects.at(today).filter(person_id=person_id).values("position_id")
    return PositionVersion.objects.at(today).filter(position_id__in=seats).values("job__family_id")
