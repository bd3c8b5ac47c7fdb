"""Forms about signing in and about one's own account; they only parse."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lineofsight.base.ui.chrome import DENSITIES, THEMES

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
