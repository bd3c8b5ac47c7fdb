"""Who is told of roles, of standing in and looking, and of reorganizations; and what each notice says."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.accounts import roles
from lineofsight.base import clock, notices
from lineofsight.base.commands import Context
from lineofsight.base.notice_models import Notice
from lineofsight.base.notices import Draft, Kind, Line
from lineofsight.insight.notices import day_of, holders
from lineofsight.organization.access import KEEPERS
from lineofsight.organization.access.standing_in import OPENERS
from lineofsight.organization.models import (
    Delegation,
    Holding,
    Look,
    Person,
    PositionVersion,
    Reorganization,
    UnitClosure,
)
from lineofsight.organization.queries import units_named

PLAN_APPROVERS = ("executive", *KEEPERS)

# What acts tell of


@notices.told_by("organization.assign_role", "organization.end_role")
def role_changed(ctx: Context, user: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell whoever got the role or lost it."""
    role = roles.find(data.role)
    is_given = hasattr(data, "from_")
    words = {
        "role": role.name if role else data.role,
        "is_given": is_given,
        "day": str(data.from_ if is_given else data.on),
        "unit": row.unit_id if is_given else None,
    }
    yield Draft("role", [user.pk], f"role {data.role} {data.unit} {words['day']} {is_given}", words)


@notices.told_by("organization.delegate")
def delegated(ctx: Context, person: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell whoever may act for another."""
    words = {"from": str(data.from_), "to": str(data.to)}
    yield Draft("delegation", [person.user_id], f"delegation {row.pk}", words)


@notices.told_by("organization.end_delegation")
def delegation_ended(ctx: Context, target: None, data: Any, row: Any) -> Iterable[Draft]:
    """Tell whoever acted for another, and whom they acted for, where somebody else ended it."""
    ended = Delegation.objects.filter(pk=data.delegation).first()
    if ended is not None:
        users = [ended.giver_id, ended.taker_id]
        yield Draft("delegation", users, f"delegation {ended.pk} ended {data.on}", {"ended": str(data.on)})


@notices.told_by("organization.ask_to_look")
def look_waits(ctx: Context, target: None, data: Any, look: Any) -> Iterable[Draft]:
    """Tell the person as whom somebody wants to look; as a role, those who may agree to that."""
    users = [look.as_user_id] if look.as_user_id else holders(*OPENERS, everywhere=True)
    yield Draft("look_waits", users, f"look {look.pk}", {"look": look.pk})


@notices.told_by("organization.agree_to_look", "organization.refuse_look")
def look_decided(ctx: Context, look: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell whoever asked."""
    yield Draft("look_decided", [look.looker_id], f"look {look.pk} {look.state}", {"state": look.state})


@notices.told_by("organization.submit_reorganization")
def plan_waits(ctx: Context, plan: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell those who may approve it."""
    key = f"plan {plan.pk} submitted {plan.version}"
    yield Draft("plan_waits", holders(*PLAN_APPROVERS, everywhere=True), key, {"plan": plan.pk})


@notices.told_by("organization.approve_reorganization", "organization.return_reorganization")
def plan_decided(ctx: Context, plan: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell whoever prepared it."""
    key = f"plan {plan.pk} {plan.state} {plan.version}"
    yield Draft("plan_decided", [plan.prepared_by_id], key, {"plan": plan.pk, "state": plan.state})


@notices.told_by("organization.apply_reorganization", "organization.take_back_reorganization")
def plan_took_effect(ctx: Context, plan: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell everyone whose unit, position or manager it changes; before its day a plan is open to its makers alone."""
    key = f"plan {plan.pk} {plan.state} {plan.version}"
    yield Draft("reorganization", concerned(plan), key, {"plan": plan.pk, "state": plan.state})


def concerned(plan: Reorganization) -> list[int]:
    """Return the users whose unit, position or manager a reorganization changes, on its day or today if later."""
    day = max(plan.takes_effect_on, clock.today())
    moves = list(plan.moves.all())
    units = {move.unit_id for move in moves if move.unit_id}
    below = set(UnitClosure.objects.filter(ancestor_id__in=units).values_list("descendant_id", flat=True))
    below |= units | {move.target_id for move in moves if move.kind == "merge_unit" and move.target_id}
    seats = PositionVersion.objects.at(day).filter(unit_id__in=below).values("position_id")
    moved = [move.position_id for move in moves if move.position_id]
    sitting = Holding.objects.at(day).filter(Q(position_id__in=seats) | Q(position_id__in=moved))
    named = {pk for move in moves for pk in (move.person_id, move.manager_id) if pk}
    people = Person.objects.filter(Q(pk__in=sitting.values("person_id")) | Q(pk__in=named))
    return list(people.filter(user__is_active=True).values_list("user_id", flat=True))


# What each says


def _roles(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
    names = units_named({row.data["unit"] for row in rows if row.data["unit"]})
    said = {}
    for row in rows:
        unit = names.get(row.data["unit"], "")
        role = f"{row.data['role']}, {unit}" if unit else row.data["role"]
        words = {"who": row.actor, "role": role, "day": day_of(row.data["day"])}
        given, ended = _("%(who)s gave you the role %(role)s from %(day)s."), _("Your role %(role)s ends on %(day)s.")
        said[row.pk] = Line((given if row.data["is_given"] else ended) % words, reverse("insight:home"))
    return said


def _delegations(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
    given = _("You may act for %(who)s from %(start)s until %(stop)s.")
    ended = _("%(who)s ended that one acts for the other, from %(day)s.")
    said = {}
    for row in rows:
        if "ended" in row.data:
            text = ended % {"who": row.actor, "day": day_of(row.data["ended"])}
        else:
            text = given % {"who": row.actor, "start": day_of(row.data["from"]), "stop": day_of(row.data["to"])}
        said[row.pk] = Line(text, reverse("organization:delegations"))
    return said


def _looks_asked(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
    found = Look.objects.visible_to(ctx.viewer).in_bulk([row.data["look"] for row in rows])
    as_you = _("%(who)s asks to look at Lineofsight as you: %(why)s")
    as_role = _("%(who)s asks to look at Lineofsight as %(role)s: %(why)s")
    said = {}
    for row in rows:
        if look := found.get(row.data["look"]):
            words = {"who": row.actor, "role": roles.name_of(look.role) if look.role else "", "why": look.reason}
            said[row.pk] = Line((as_you if look.as_user_id else as_role) % words, reverse("organization:looks"))
    return said


def _looks_decided(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
    texts = {"agreed": _("%(who)s agreed that you look."), "refused": _("%(who)s refused that you look.")}
    return {
        row.pk: Line(texts[row.data["state"]] % {"who": row.actor}, reverse("organization:looks"))
        for row in rows
        if row.data["state"] in texts
    }


def _plans(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
    """Word what is told of plans: only of those that the reader may see now."""
    found = Reorganization.objects.visible_to(ctx.viewer).in_bulk([row.data["plan"] for row in rows])
    texts = {
        "in_review": _("%(who)s asks you to approve the reorganization %(name)s, from %(day)s."),
        "approved": _("%(who)s approved the reorganization %(name)s, from %(day)s."),
        "draft": _("%(who)s returned the reorganization %(name)s to draft."),
        "applied": _("The reorganization %(name)s took effect on %(day)s. It changes your unit, position or manager."),
        "taken_back": _("The reorganization %(name)s was taken back. Your unit, position and manager are as before."),
    }
    said = {}
    for row in rows:
        if plan := found.get(row.data["plan"]):
            words = {"who": row.actor, "name": plan.name, "day": day_of(plan.takes_effect_on.isoformat())}
            text = texts[row.data.get("state", "in_review")]
            said[row.pk] = Line(text % words, reverse("organization:reorganization", args=[plan.public_id]))
    return said


for _kind in (
    Kind("role", gettext_lazy("A role of mine begins or ends"), gettext_lazy("It is your role."), _roles),
    Kind(
        "delegation",
        gettext_lazy("Somebody lets me act for them, or that ends"),
        gettext_lazy("You act for somebody, or somebody for you."),
        _delegations,
    ),
    Kind(
        "look_waits",
        gettext_lazy("Somebody asks to look as me"),
        gettext_lazy("Nobody looks before you agree."),
        _looks_asked,
    ),
    Kind("look_decided", gettext_lazy("My request to look is decided"), gettext_lazy("You asked."), _looks_decided),
    Kind(
        "plan_waits",
        gettext_lazy("A reorganization waits for approval"),
        gettext_lazy("You may approve it."),
        _plans,
    ),
    Kind(
        "plan_decided",
        gettext_lazy("A reorganization I prepared is decided"),
        gettext_lazy("You prepared it."),
        _plans,
    ),
    Kind(
        "reorganization",
        gettext_lazy("A reorganization changes my unit, position or manager"),
        gettext_lazy("You work in a unit that it changes, or it names you."),
        _plans,
    ),
):
    notices.register(_kind)
