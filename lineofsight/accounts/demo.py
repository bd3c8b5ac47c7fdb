"""Whom one can sign in as in the demo company."""

from dataclasses import dataclass

from django.conf import settings

from lineofsight.accounts.models import User
from lineofsight.base import history


def password() -> str:
    """Return the password of the demo people: known to everyone, it opens accounts of a demo database only."""
    return str(settings.DEMO_PASSWORD)


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
    return [SignIn(user.name, user.email, user.demo_note, password()) for user in users]
