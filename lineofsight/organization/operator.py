"""The operator: the named account under which the command line and its imports act."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from lineofsight.accounts.commands import create_user
from lineofsight.accounts.models import User
from lineofsight.accounts.roles import REACH_ROLES, name_of
from lineofsight.base import clock, dated, runner
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.base.errors import Invalid
from lineofsight.organization.commands import assign_role, link_account
from lineofsight.organization.models import Person, RoleAssignment, Unit
from lineofsight.organization.viewers import viewer_of

EMAIL = "operator@lineofsight.invalid"
NAME = "Command line"
SINCE = date(1970, 1, 1)  # it acts under a demo's seeded clock too


def operator_user() -> User:
    """Return the operator's account, made with its role on first use; nobody can sign in as it."""
    user = User.objects.filter(email=EMAIL).first()
    if user is not None:
        return user
    with runner.system_change("The command line acts under a name of its own.", command="organization.make_operator"):
        user = User.objects.create_user(EMAIL, name=NAME, is_operator=True)
        entity = {"user": user, "role": "operator", "unit": None}
        dated.revise(RoleAssignment, entity, from_=SINCE, now=clock.now())
    return user


def make_administrator(email: str, name: str = "") -> User:
    """Return the account of that address as an administrator, made where it is missing: how an installation begins."""
    ctx = _by_hand("Made an administrator on the command line.")
    user = User.objects.filter(email__iexact=email).first() or create_user(ctx, None, {"email": email, "name": name})
    assign_role(ctx, user, {"role": "administrator", "from_": clock.today()})
    return user


def establish(email: str, name: str = "", *, person: str = "", roles: Sequence[str] = ()) -> tuple[User, list[str]]:
    """Make an administrator, say whose account it is and give it roles: all of it, or nothing where one is refused.

    A new account without a name is called as its person.
    """
    with transaction.atomic():
        user = make_administrator(email, name or (person and _person(person).details.name))
        return user, settle(user, person=person, roles=roles)


def settle(user: User, *, person: str = "", roles: Sequence[str] = ()) -> list[str]:
    """Link an account to its person and give it roles (`role` or `role@unit`); return what was done, in sentences.

    Whoever may type this has the database already: nothing here is won that could not be had otherwise.
    """
    done = []
    if person:
        found = _person(person)
        link_account(_by_hand("Linked on the command line."), found, {"user": user.public_id})
        done.append(f"The account belongs to {found.details.name}.")
    for text in roles:
        key, _, over = text.partition("@")
        unit = _unit(over) if over else None
        data = {"role": key, "unit": unit.public_id if unit else None, "from_": clock.today()}
        assign_role(_by_hand("Given on the command line."), user, data)
        done.append(f"It holds the role {name_of(key)}" + (f" over {unit.slug}." if unit else "."))
    return done


def next_steps(user: User) -> list[str]:
    """Return what this account still lacks to see anything, as commands that give it."""
    viewer = viewer_of(user)
    steps = []
    if viewer.person_id is None and Person.objects.exists():
        steps.append(f"It belongs to no person yet: lineofsight admin {user.email} --person KEY")
    if not viewer.has(*REACH_ROLES):
        steps.append(
            "An administrator sees no scorecard by that role. To see and keep all of them, too: "
            f"lineofsight admin {user.email} --role strategy_office"
        )
    return steps


def _by_hand(reason: str) -> Context:
    return Context(viewer=SYSTEM, now=clock.now(), via="system", reason=reason)


def _person(text: str) -> Person:
    """Return the one person of that key, address, e-mail address or name; Invalid where there is none or several."""
    is_it = Q(key=text) | Q(slug=text) | Q(details__email__iexact=text) | Q(details__name__iexact=text)
    found = list(Person.objects.select_related("details").filter(is_it)[:2])
    if len(found) == 1:
        return found[0]
    told = "Several people are" if found else "Nobody is"
    raise Invalid({"person": f"{told} known as “{text}”. Name the person by their key."})


def _unit(text: str) -> Unit:
    unit = Unit.objects.filter(Q(key=text) | Q(slug=text)).first()
    if unit is None:
        raise Invalid({"unit": f"There is no unit “{text}”. Name it by its key or address."})
    return unit


def operator_context(*, via: str = "import", reason: str = "") -> Context:
    """Return the context in which the command line runs commands."""
    return Context(viewer=viewer_of(operator_user()), now=clock.now(), via=via, reason=reason)
