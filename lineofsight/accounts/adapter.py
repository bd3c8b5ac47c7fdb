"""How sign-in behaves: accounts are made by administrators, nobody signs up, mails name this installation's address."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lineofsight.accounts import appearance, commands, devices, notices, tokens
from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.base.access import Viewer
from lineofsight.base.commands import Context


class ClosedSignUp(DefaultAccountAdapter):
    """Closes self sign-up, and lets passwords change by command only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an administrator or an import makes accounts."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return home."""
        return settings.LOGIN_REDIRECT_URL

    def set_password(self, user: User, password: str) -> None:
        """Set a password as the person's own act, which history keeps without the password."""
        viewer = Viewer(user_id=user.pk, name=str(user))
        changed = commands.choose_password(Context(viewer=viewer, now=clock.now()), user, {"password": password})
        user.password = changed.password

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link for a mail; its host is a setting, never the header of a request."""
        return tokens.address_of(key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail without the name of the host that was asked for."""
        super().send_mail(template_prefix, email, {**context, "site": None, "current_site": None})

    def post_login(self, request: HttpRequest, user: User, **rest: Any) -> HttpResponse:
        """Sign in, and let this browser look the way the person chose."""
        response = appearance.remember(super().post_login(request, user, **rest), user)
        if not devices.is_known(request, user.pk):
            browser, system = devices.in_words(request.headers.get("User-Agent", ""))
            notices.tell_sign_in(user, browser or _("unknown browser"), system or _("unknown system"))
        devices.remember(request, response, user.pk)
        return response

    def reauthenticate(self, user: User, password: str) -> bool:
        """Test the password of whoever signed in: before a second factor changes, it is asked for again."""
        return user.check_password(password)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say nothing for what the next page shows anyway, such as having signed in."""
        template = args[0] if args else kwargs.get("message_template", "")
        if template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, *args, **kwargs)
