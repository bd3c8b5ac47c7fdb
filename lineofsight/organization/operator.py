"""The operator: the named account under which the command line and its imports act."""

from datetime import date

from lineofsight.accounts.commands import create_user
from lineofsight.accounts.models import User
from lineofsight.base import clock, dated, runner
from lineofsight.base.access import SYSTEM
from lineofsight.base.commands import Context
from lineofsight.organization.commands import assign_role
from lineofsight.organization.models import RoleAssignment
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


def make_administrator(email: str) -> User:
    """Return the account of that address as an administrator, made where it is missing: how an installation begins."""
    ctx = Context(viewer=SYSTEM, now=clock.now(), via="system", reason="Made an administrator on the command line.")
    user = User.objects.filter(email__iexact=email).first() or create_user(ctx, None, {"email": email})
    assign_role(ctx, user, {"role": "administrator", "from_": clock.today()})
    return user


def operator_context(*, via: str = "import", reason: str = "") -> Context:
    """Return the context in which the command line runs commands."""
    return Context(viewer=viewer_of(operator_user()), now=clock.now(), via=via, reason=reason)
