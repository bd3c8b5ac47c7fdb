"""Who answers for a KPI, and what that lets the reader do."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Value

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.measures.access import ACCOUNTABLE
from lineofsight.measures.models import Measure
from lineofsight.organization.access import answers_for
from lineofsight.organization.models import Accountability, Unit, UnitClosure

SETTERS = ("strategy_office", "unit_head")


EDITORS = ("strategy_office",)


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader may do to a KPI at a unit."""

    record: bool = False
    set_target: bool = False
    edit_card: bool = False


@dataclass(frozen=True, slots=True)
class Care:
    """Who answers for a KPI, by code, and what that lets the reader do."""

    people: dict[str, str]
    acts: Acts


def care(ctx: Context, public_id: str, unit_public_id: str) -> Care:
    """Return who answers for a KPI today, and what the reader may do to it at a unit; nothing on a past day's page.

    The rules of `measures` decide when it is done; this asks the same in one or two statements, to offer no dead end.
    """
    owner = Measure.objects.filter(public_id=public_id).values("owning_unit_id")
    place = (Unit.objects.filter(public_id=unit_public_id) if unit_public_id else Unit.objects.none()).values("pk")
    rows = list(
        Accountability.objects.visible_to(ctx.viewer)
        .at(ctx.as_of or clock.today(), ctx.known_at)
        .filter(target=f"measure:{public_id}")
        .annotate(over_unit=_over(ctx, place, *SETTERS))
        .annotate(over_owner=_over(ctx, owner, *EDITORS))
        .values_list("code", "person_id", "person__details__name", "over_unit", "over_owner")
    )
    names: dict[str, list[str]] = {}
    for code, person, name, _, _ in rows:
        if person is not None:
            names.setdefault(code, []).append(name or "")
    people = {code: ", ".join(sorted(found)) for code, found in names.items()}
    if ctx.as_of or ctx.known_at:
        return Care(people, Acts())
    own = {code for code, person, *_ in rows if person is not None and person == ctx.viewer.person_id}
    if any(person is None for _, person, *_ in rows):
        own |= {code for code in ACCOUNTABLE if answers_for(ctx.viewer, f"measure:{public_id}", (code,))}
    *_, over_unit, over_owner = rows[0] if rows else (_holds(ctx, place, *SETTERS), _holds(ctx, owner, *EDITORS))
    acts = Acts(
        record="owner" not in own and bool(own & {"updater", "steward"}),
        set_target=over_unit,
        edit_card="steward" in own or over_owner,
    )
    return Care(people, acts)


def _over(ctx: Context, unit: Any, *roles: str) -> Any:
    """Return the expression whether the reader holds a role over a unit, given as a subquery of its id."""
    if ctx.viewer.holds_everywhere(*roles):
        return Value(True)
    held = ctx.viewer.units_of(*roles)
    if not held:
        return Value(False)
    return Exists(UnitClosure.objects.filter(ancestor_id__in=held, descendant_id__in=unit))


def _holds(ctx: Context, unit: Any, *roles: str) -> bool:
    """Test whether the reader holds a role over a unit: asked alone where nobody answers for the KPI."""
    if ctx.viewer.holds_everywhere(*roles):
        return True
    held = ctx.viewer.units_of(*roles)
    return bool(held) and UnitClosure.objects.filter(ancestor_id__in=held, descendant_id__in=unit).exists()
