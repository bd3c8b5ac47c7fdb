"""Forms about signing in and about one's own account; they only parse."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lineofsight.base.ui.chrome import DENSITIES, THEMES
from lineofsight.base.web.fields import CommandForm, choice, words

_NAMES: dict[str, Any] = {
    "system": _("As the device"),
    "light": _("Light"),
    "dark": _("Dark"),
    "comfortable": _("Comfortable"),
    "work": _("Work"),
    "grid": _("Dense"),
}


def _choices(keys: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [("", _("As the installation")), *((key, _NAMES[key]) for key in keys)]


class SignInForm(LoginForm):
    """Sign-in, without words that stand in the page already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SecondFactorForm(AuthenticateForm):
    """The code of an authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].help_text = _("Six digits from your authenticator app, or one of your recovery codes.")
        self.fields["code"].widget.attrs.pop("placeholder", None)


class PasskeyForm(AddWebAuthnForm):
    """A new passkey, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = _("Let it open my account alone")
        self.fields["passwordless"].help_text = _("Then no password is asked for, but your finger, face or PIN is.")


class TokenForm(CommandForm):
    """A token for a program."""

    name = words(label=_("What it is for"), required=True, max_length=80)
    reach = choice(
        [
            ("read", _("Only read what I may see")),
            ("write", _("Do all that I may do")),
            ("named", _("Do only the acts named below")),
        ],
        label=_("What it may do"),
        initial="read",
    )
    commands = words(
        label=_("Acts"),
        max_length=2000,
        help_text=_("Names of the API, with commas between: measures.record_observation"),
    )
    days = choice(
        [(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("1 year"))],
        label=_("Ends after"),
        initial=90,
    )

    def sent(self) -> dict[str, Any]:
        """Return the input of the command."""
        names = [name.strip() for name in self.cleaned_data["commands"].split(",") if name.strip()]
        return {**super().sent(), "commands": names}


class PreferencesForm(forms.Form):
    """Theme, density, language and time zone."""

    theme = forms.ChoiceField(label=_("Theme"), choices=_choices(THEMES), required=False)
    density = forms.ChoiceField(label=_("Row height"), choices=_choices(DENSITIES), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As the installation")), *settings.LANGUAGES], required=False
    )
    time_zone = forms.CharField(
        label=_("Time zone"), required=False, max_length=40, help_text=_("For example Europe/Stockholm")
    )
