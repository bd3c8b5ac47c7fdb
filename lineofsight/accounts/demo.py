"""Whom one can sign in as in the demo company."""

from dataclasses import dataclass

from lineofsight.accounts.models import User
from lineofsight.base import history

#: Known to everyone: it opens accounts of a demo database only.
PASSWORD = "norrvik-demo"  # noqa: S105


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person of the demo on the sign-in page."""

    name: str
    email: str
    note: str
    password: str


def sign_ins() -> list[SignIn]:
    """Return whom one can sign in as; nobody outside of a demo database."""
    if not history.is_demo():
        return []
    users = User.objects.filter(is_active=True).exclude(demo_note="").order_by("pk")
    return [SignIn(user.name, user.email, user.demo_note, PASSWORD) for user in users]
