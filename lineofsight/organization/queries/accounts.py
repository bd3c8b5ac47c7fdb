"""Accounts beside the people they belong to, and who holds which role: what administrators and auditors work with."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.utils.translation import gettext

from lineofsight.accounts import roles
from lineofsight.accounts.access import may_disable, may_end_sessions, may_keep_accounts
from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.access import Decision
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound, Refused
from lineofsight.base.queries import query
from lineofsight.organization.access import EVERYWHERE, may_assign_roles, may_organize_person
from lineofsight.organization.models import Person, PersonDetails, RoleAssignment
from lineofsight.organization.queries.names import units_named

ROWS_ON_A_PAGE = 200
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account; `state` is active, disabled, waiting (no password chosen yet) or operator."""

    public_id: UUID
    name: str
    email: str
    state: str
    person: str
    person_slug: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountList:
    """One page of accounts, and how many there are."""

    rows: tuple[AccountLine, ...]
    total: int
    unfiltered: int


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role that an account holds, held or will hold; `state` is now, planned or ended."""

    account: UUID
    name: str
    email: str
    role: str
    role_name: str
    unit: str
    unit_public_id: UUID | None
    since: date
    until: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person without an account, whom an account may be linked to."""

    public_id: UUID
    slug: str
    name: str
    email: str
    is_same_email: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """An account, whose it is, its roles, and what the viewer may do with it."""

    line: AccountLine
    is_own: bool
    person_public_id: UUID | None
    created_at: Any
    roles: tuple[RoleLine, ...]
    candidates: tuple[Candidate, ...]
    may_keep: Decision
    may_disable: Decision
    may_end_sessions: Decision
    may_assign: Decision
    may_link: Decision


@query("organization.accounts", "/accounts")
def accounts(ctx: Context, search: str = "", state: str = "", page: int = 1) -> AccountList:
    """List accounts by name or e-mail address, 200 a page (page 0: all of them), in four queries."""
    _refuse_strangers(ctx)
    seen = User.objects.visible_to(ctx.viewer)
    rows = _matching(seen, search)
    unchosen = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    rows = {
        "active": rows.filter(~unchosen, is_active=True, is_operator=False),
        "waiting": rows.filter(unchosen, is_active=True, is_operator=False),
        "disabled": rows.filter(is_active=False),
        "unlinked": rows.filter(person__isnull=True, is_operator=False, is_active=True),
    }.get(state, rows)
    ordered = rows.select_related("person__details").order_by("name", "email")
    start = (page - 1) * ROWS_ON_A_PAGE
    shown = list(ordered[start : start + ROWS_ON_A_PAGE] if page > 0 else ordered)
    held = _roles_by_account(ctx, [user.pk for user in shown])
    lines = tuple(_line(user, held.get(user.pk, ())) for user in shown)
    return AccountList(lines, rows.count(), seen.count())


@query("organization.account", "/accounts/{uuid:account}")
def account_page(ctx: Context, account: UUID, search: str = "") -> AccountPage:
    """Show an account with its person, roles, and people it may be linked to; NotFound where there is none."""
    _refuse_strangers(ctx)
    user = User.objects.visible_to(ctx.viewer).select_related("person__details").filter(public_id=account).first()
    if user is None:
        raise NotFound("This account")
    person = getattr(user, "person", None)
    held = role_lines(ctx, account=account, state="all")
    names = tuple(_words(line) for line in held if line.state == "now")
    return AccountPage(
        line=_line(user, names),
        is_own=user.pk == ctx.viewer.user_id,
        person_public_id=person.public_id if person else None,
        created_at=user.created_at,
        roles=held,
        candidates=() if person or user.is_operator else _candidates(ctx, user, search),
        may_keep=may_keep_accounts(ctx, user, None),
        may_disable=may_disable(ctx, user, None),
        may_end_sessions=may_end_sessions(ctx, user, None),
        may_assign=may_assign_roles(ctx, user, None),
        may_link=may_organize_person(ctx, person, None),
    )


@query("organization.role_lines", "/roles")
def role_lines(
    ctx: Context, search: str = "", role: str = "", account: UUID | None = None, state: str = ""
) -> tuple[RoleLine, ...]:
    """List who holds which role over which unit from when to when; on request those that ended too."""
    today = ctx.as_of or clock.today()
    rows = RoleAssignment.objects.visible_to(ctx.viewer).current()
    if account is not None:
        rows = rows.filter(user__public_id=account)
    if role:
        rows = rows.filter(role=role)
    if state != "all":
        rows = rows.exclude(valid_to__lte=today)
    found = list(
        rows.select_related("user__person__details", "unit").order_by("role", "user__name", "valid_from", "pk")
    )
    units = units_named({row.unit_id for row in found if row.unit_id}, today)
    lines = [_role_line(row, units, today) for row in found]
    wanted = search.casefold().split()
    return tuple(
        line
        for line in lines
        if all(word in f"{line.name} {line.email} {line.role_name} {line.unit}".casefold() for word in wanted)
    )


@dataclass(frozen=True, slots=True)
class SetUp:
    """What is still missing before people can work: for the administrator's home."""

    accounts_without_person: int
    people: int
    people_without_account: int
    without_password: int
    roles_nobody_holds: tuple[str, ...]
    own_roles: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Test whether nothing is missing that an administrator could add."""
        return not (self.accounts_without_person or self.roles_nobody_holds)


#: Without somebody in these, nobody sees all scorecards, keeps the strategy, or keeps the people.
NEEDED = ("strategy_office", "executive", "hr", "data_steward", "administrator")


@query("organization.set_up", "/set-up")
def set_up(ctx: Context) -> SetUp:
    """Say what an administrator has still to do: accounts, links and roles that are missing, in four queries."""
    _refuse_strangers(ctx)
    users = User.objects.visible_to(ctx.viewer).filter(is_active=True, is_operator=False)
    today = clock.today()
    given = RoleAssignment.objects.visible_to(ctx.viewer).at(today).filter(user__is_active=True)
    held = set(given.values_list("role", flat=True))
    people = Person.objects.visible_to(ctx.viewer)
    counts = list(users.values_list("password", "person__pk"))
    return SetUp(
        accounts_without_person=sum(person is None for _, person in counts),
        people=people.count(),
        people_without_account=people.filter(user__isnull=True).count(),
        without_password=sum(password.startswith(UNUSABLE_PASSWORD_PREFIX) for password, _ in counts),
        roles_nobody_holds=tuple(roles.name_of(key) for key in NEEDED if key not in held),
        own_roles=tuple(sorted(roles.name_of(key) for key in ctx.viewer.roles)),
    )


@dataclass(frozen=True, slots=True)
class RoleMeaning:
    """A role of the catalog: what it lets a person do, over what it is given, and how many hold it today."""

    key: str
    name: str
    meaning: str
    unit: str
    is_reach: bool
    is_offered: bool
    holders: int


@query("organization.role_catalog", "/role-catalog")
def role_catalog(ctx: Context) -> tuple[RoleMeaning, ...]:
    """List what each role means; the counts are of the assignments that the viewer may see."""
    if ctx.viewer.user_id is None:
        return ()
    counts: dict[str, set[int]] = {}
    rows = RoleAssignment.objects.visible_to(ctx.viewer).at(ctx.as_of or clock.today(), ctx.known_at)
    for role, user in rows.values_list("role", "user_id"):
        counts.setdefault(role, set()).add(user)
    return tuple(
        RoleMeaning(
            key=role.key,
            name=role.name,
            meaning=role.meaning,
            unit=role.unit.value,
            is_reach=role.is_reach,
            is_offered=role.is_offered,
            holders=len(counts.get(role.key, ())),
        )
        for role in roles.CATALOG
    )


def _refuse_strangers(ctx: Context) -> None:
    if not ctx.viewer.has(*EVERYWHERE, "auditor"):
        raise Refused(gettext("Accounts are kept by administrators. Ask one of yours."))


def _matching(rows: Any, search: str) -> Any:
    for word in search.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(person__details__name__icontains=word)
        )
    return rows


def _line(user: User, held: tuple[str, ...]) -> AccountLine:
    person = getattr(user, "person", None)
    return AccountLine(
        public_id=user.public_id,
        name=_name_of(person) or str(user),
        email=user.email,
        state=_state(user),
        person=_name_of(person),
        person_slug=person.slug if person else "",
        roles=held,
    )


def _name_of(person: Any) -> str:
    """Return the name of a person; erased people have none."""
    details = getattr(person, "details", None)
    return details.name if details else ""


def _state(user: User) -> str:
    if user.is_operator:
        return "operator"
    if not user.is_active:
        return "disabled"
    return "active" if user.has_usable_password() else "waiting"


def _roles_by_account(ctx: Context, ids: list[int]) -> dict[int, tuple[str, ...]]:
    rows = RoleAssignment.objects.visible_to(ctx.viewer).at(clock.today()).filter(user_id__in=ids)
    found = list(rows.order_by("role", "pk").values_list("user_id", "role", "unit_id"))
    units = units_named({unit for _, _, unit in found if unit}) if found else {}
    held: dict[int, tuple[str, ...]] = {}
    for user, role, unit in found:
        name = roles.name_of(role)
        held[user] = (*held.get(user, ()), f"{name}, {units.get(unit, '')}" if unit else name)
    return held


def _words(line: RoleLine) -> str:
    return f"{line.role_name}, {line.unit}" if line.unit else line.role_name


def _role_line(row: RoleAssignment, units: dict[int, str], today: date) -> RoleLine:
    person = getattr(row.user, "person", None)
    ended = row.valid_to is not None and row.valid_to <= today
    return RoleLine(
        account=row.user.public_id,
        name=_name_of(person) or str(row.user),
        email=row.user.email,
        role=row.role,
        role_name=roles.name_of(row.role),
        unit=units.get(row.unit_id, "") if row.unit_id else "",
        unit_public_id=row.unit.public_id if row.unit else None,
        since=row.valid_from,
        until=row.valid_to,
        state="ended" if ended else "planned" if row.valid_from > today else "now",
    )


def _candidates(ctx: Context, user: User, search: str) -> tuple[Candidate, ...]:
    """Return people without an account: those of the same e-mail address first, then those who match the search."""
    rows = PersonDetails.objects.visible_to(ctx.viewer).filter(person__user__isnull=True).select_related("person")
    same = list(rows.filter(email__iexact=user.email)[:3])
    found = rows.exclude(pk__in=[row.pk for row in same])
    for word in search.split():
        found = found.filter(name__icontains=word)
    others = list(found.order_by("sort_name", "pk")[:MOST_CANDIDATES]) if search.strip() else []
    return tuple(
        Candidate(row.person.public_id, row.person.slug, row.name, row.email, row in same) for row in (*same, *others)
    )
