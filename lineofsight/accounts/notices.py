"""Mails about one's own account: a sign-in from a new browser, a changed second factor. Sent by a worker."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from lineofsight.accounts import tokens
from lineofsight.accounts.models import User
from lineofsight.base import clock, history


def tell_sign_in(user: User, browser: str, system: str) -> None:
    """Tell a person that somebody signed in from a browser that is new to the account."""
    _tell(user, "new_sign_in", {"browser": browser, "system": system})


def tell_second_factor(user: User, what: str) -> None:
    """Tell a person that their second factor was added or removed."""
    _tell(user, "second_factor", {"what": what})


def _tell(user: User, template: str, words: dict[str, str]) -> None:
    if not history.is_demo():  # the demo's people have no mailbox
        at = clock.now().strftime("%Y-%m-%d %H:%M UTC")
        mail.enqueue(user.pk, template, {**words, "at": at})


@task()
def mail(user_id: int, template: str, words: dict[str, str]) -> None:
    """Send the mail; twice is no harm."""
    user = User.objects.get(pk=user_id)
    told = {**words, "user": user, "address": tokens.absolute("/accounts/sessions/")}
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = render_to_string(f"account/email/{template}_subject.txt", told).strip()
        text = render_to_string(f"account/email/{template}_message.txt", told)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email])
