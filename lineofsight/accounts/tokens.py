"""Links that let a person choose a password: signed, never stored, good for one use and a short time."""

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from lineofsight.accounts.models import User


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens that die with their first use, with a sign-in, a new address, and the end of all sessions."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_epoch}{user.is_active}"


def key_for(user: User) -> str:
    """Return the key of a link: the account and its token."""
    return f"{user_pk_to_url_str(user)}-{LinkTokens().make_token(user)}"


def address_of(key: str) -> str:
    """Return the whole address of a link; its host is a setting, never the header of a request."""
    account, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": account, "key": token})
    return absolute(path)


def absolute(path: str) -> str:
    """Return an address of this installation for mails and exports."""
    return settings.BASE_URL.rstrip("/") + path


def link_for(user: User) -> str:
    """Return a fresh link to choose a password."""
    return address_of(key_for(user))


def mail_link(user: User) -> None:
    """Send the person a fresh link to choose a password."""
    words = {"user": user, "password_reset_url": link_for(user)}
    subject = render_to_string("account/email/password_link_subject.txt", words).strip()
    text = render_to_string("account/email/password_link_message.txt", words)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email])
