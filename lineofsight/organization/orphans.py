"""What a planned reorganization would leave without a home: each domain answers for what it keeps at units.

Higher domains register a check from their module `orphans`; so the preview names their KPIs and goals, and this floor
imports none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.accounts import roles
from lineofsight.base.commands import Context
from lineofsight.base.ui.components import Text
from lineofsight.organization.models import (
    Accountability,
    Holding,
    PositionVersion,
    Reorganization,
    ReportingLine,
    RoleAssignment,
    Unit,
    UnitVersion,
)
from lineofsight.organization.queries.names import people_named, units_named

MOST_NAMED = 25


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reorganization does, in ids: units closed (with the one they go into), units and positions moved."""

    day: date
    closed: dict[int, int | None] = field(default_factory=dict)
    moved: dict[int, int | None] = field(default_factory=dict)
    seats: dict[int, int] = field(default_factory=dict)
    managers: dict[int, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Orphan:
    """Something that would hang in the air: its name, its page, and what to do about it."""

    name: str
    sentence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found: some of it by name, how many in all, and how many are not open to the reader."""

    title: Text
    orphans: tuple[Orphan, ...]
    total: int
    closed: int = 0

    @property
    def more(self) -> int:
        """Return how many are open to the reader but not named here."""
        return self.total - self.closed - len(self.orphans)


#: Returns what would be orphaned and is open to the viewer, and how many there are in all.
Check = Callable[[Context, Plan], tuple[list[Orphan], int]]
_checks: dict[str, tuple[int, Text, Check]] = {}


def register(name: str, title: Text, check: Check, order: int = 50) -> None:
    """Let a domain say what of its own a plan would orphan."""
    _checks[name] = (order, title, check)


def plan_of(reorganization: Reorganization) -> Plan:
    """Return the plan in ids."""
    plan = Plan(reorganization.takes_effect_on)
    for move in reorganization.moves.order_by("place"):
        if move.kind in ("merge_unit", "close_unit") and move.unit_id:
            plan.closed[move.unit_id] = move.target_id if move.kind == "merge_unit" else None
        elif move.kind == "move_unit" and move.unit_id:
            plan.moved[move.unit_id] = move.target_id
        elif move.kind == "move_position" and move.position_id and move.target_id:
            plan.seats[move.position_id] = move.target_id
        elif move.kind == "set_manager" and move.person_id:
            plan.managers[move.person_id] = move.manager_id
    return plan


def found_by(ctx: Context, plan: Plan) -> list[Found]:
    """Ask every check; those that found nothing are left out."""
    answers = []
    for _order, title, check in sorted(_checks.values(), key=lambda each: each[0]):
        orphans, total = check(ctx, plan)
        if total:
            answers.append(Found(title, tuple(orphans[:MOST_NAMED]), total, max(total - len(orphans), 0)))
    return answers


def goes_to(plan: Plan, unit: int, names: dict[int, str]) -> str:
    """Return what happens to a unit, for the sentence about what hangs on it."""
    target = plan.closed.get(unit)
    said = {"unit": names.get(unit, ""), "target": names.get(target, "") if target else ""}
    return (_("%(unit)s goes into %(target)s") if target else _("%(unit)s closes")) % said


def names_of(plan: Plan) -> dict[int, str]:
    """Return the names of the units that a plan closes and of those they go into."""
    return units_named({*plan.closed, *(target for target in plan.closed.values() if target)}, plan.day)


def at_closed_units(
    ctx: Context, plan: Plan, model: Any, field: str, name: Callable[[Any], tuple[str, str]], fix: Text, **where: Any
) -> tuple[list[Orphan], int]:
    """Return the rows of a model that stand at units which a plan closes: what most checks need."""
    if not plan.closed:
        return [], 0
    rows = model.objects.filter(**{f"{field}__in": list(plan.closed)}, **where)
    names = names_of(plan)
    seen = rows.filter(pk__in=model.objects.visible_to(ctx.viewer).values("pk")).order_by("pk")
    orphans = []
    for row in seen:
        called, url = name(row)
        sentence = f"{goes_to(plan, getattr(row, f'{field}_id'), names)}. {fix}"
        orphans.append(Orphan(called, sentence, url))
    return orphans, rows.count()


def _roles(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    rows = RoleAssignment.objects.at(plan.day).filter(unit_id__in=list(plan.closed)).select_related("user")
    seen = set(
        RoleAssignment.objects.visible_to(ctx.viewer).filter(pk__in=rows.values("pk")).values_list("pk", flat=True)
    )
    names = names_of(plan)
    fix = _("Give the role over another unit, or end it.")
    orphans = [
        Orphan(f"{row.user.name}: {roles.name_of(row.role)}", f"{goes_to(plan, row.unit_id, names)}. {fix}")
        for row in rows
        if row.pk in seen
    ]
    return orphans, rows.count()


def _accountabilities(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    units = Unit.objects.filter(pk__in=list(plan.closed))
    by_address = {f"unit:{unit.public_id}": unit.pk for unit in units}
    rows = list(Accountability.objects.visible_to(ctx.viewer).at(plan.day).filter(target__in=list(by_address)))
    people, names = people_named(row.person_id for row in rows if row.person_id), names_of(plan)
    fix = _("Name somebody for the unit that takes over.")
    orphans = [
        Orphan(f"{people.get(row.person_id, '')}: {row.code}", f"{goes_to(plan, by_address[row.target], names)}. {fix}")
        for row in rows
    ]
    return orphans, len(orphans)


def _lines(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    """Lines that would lead to a manager in another unit than before: those of whoever moves with a seat or a merge."""
    seats = PositionVersion.objects.at(plan.day).filter(unit_id__in=list(plan.closed)).values("position_id")
    held = Holding.objects.at(plan.day)
    moving = held.filter(position_id__in=[*plan.seats, *seats.values_list("position_id", flat=True)])
    people = set(moving.values_list("person_id", flat=True)) - plan.managers.keys()
    lines = ReportingLine.objects.at(plan.day).filter(person_id__in=people, kind="solid").exclude(manager_id__in=people)
    seen = list(lines.filter(pk__in=ReportingLine.objects.visible_to(ctx.viewer).values("pk")).select_related("person"))
    names = people_named([*(row.person_id for row in seen), *(row.manager_id for row in seen)])
    orphans = [
        Orphan(
            names.get(row.person_id, ""),
            _("Still reports to %(manager)s. Set a manager in this plan, or leave it so.")
            % {"manager": names.get(row.manager_id, "")},
            f"/people/{row.person.slug}/",
        )
        for row in seen
    ]
    return orphans, lines.count()


def _units(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    """Units below a closed one that no move takes along."""
    lost = [unit for unit, target in plan.closed.items() if target is None]
    rows = UnitVersion.objects.visible_to(ctx.viewer).at(plan.day).filter(parent_id__in=lost).select_related("unit")
    rows = rows.exclude(unit_id__in=[*plan.moved, *plan.closed])
    names = names_of(plan)
    fix = _("Move or close it in this plan, too.")
    orphans = [
        Orphan(row.name, f"{goes_to(plan, row.parent_id, names)}. {fix}", f"/organization/units/{row.unit.slug}/")
        for row in rows
    ]
    return orphans, len(orphans)


def _seats(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    """People who sit in a unit that closes without a target, and whose seat no move takes along."""
    lost = [unit for unit, target in plan.closed.items() if target is None]
    rows = PositionVersion.objects.visible_to(ctx.viewer).at(plan.day).filter(unit_id__in=lost)
    rows = rows.exclude(position_id__in=list(plan.seats))
    held = dict(
        Holding.objects.at(plan.day)
        .filter(position__in=rows.values("position"))
        .values_list("position_id", "person_id")
    )
    people, names = people_named(held.values()), names_of(plan)
    fix = _("Move the position in this plan, too.")
    orphans = [
        Orphan(f"{row.title}, {people.get(held[row.position_id], '')}", f"{goes_to(plan, row.unit_id, names)}. {fix}")
        for row in rows
        if row.position_id in held
    ]
    return orphans, len(orphans)


register("units", gettext_lazy("Units below"), _units, 5)
register("seats", gettext_lazy("People and positions"), _seats, 10)
register("lines", gettext_lazy("Reporting lines"), _lines, 15)
register("roles", gettext_lazy("Roles and rights"), _roles, 80)
register("accountabilities", gettext_lazy("Who answers for a unit"), _accountabilities, 85)
