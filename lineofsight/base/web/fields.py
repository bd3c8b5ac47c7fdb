"""Form fields of every domain: they parse what people type, and keep it in the field where it cannot be taken."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"class": "ls-input", "type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"required": False, "widget": widget, "input_formats": ["%Y-%m-%d"], **kwargs})


def words(**kwargs: Any) -> forms.CharField:
    """Return a field for one line of text."""
    widget = forms.TextInput(attrs={"class": "ls-input"})
    return forms.CharField(**{"required": False, "widget": widget, **kwargs})


def prose(**kwargs: Any) -> forms.CharField:
    """Return a field for a few lines of text."""
    widget = forms.Textarea(attrs={"class": "ls-input", "rows": 3})
    return forms.CharField(**{"required": False, "widget": widget, **kwargs})


def choice(choices: Any, **kwargs: Any) -> forms.ChoiceField:
    """Return a select."""
    widget = forms.Select(attrs={"class": "ls-input"})
    return forms.ChoiceField(**{"choices": choices, "widget": widget, **kwargs})


def several(choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    """Return boxes to tick, any number of them."""
    return forms.MultipleChoiceField(
        **{"choices": choices, "required": False, "widget": forms.CheckboxSelectMultiple, **kwargs}
    )


def hidden() -> forms.CharField:
    """Return a hidden field."""
    return forms.CharField(required=False, widget=forms.HiddenInput)


def why(hint: Any = "") -> forms.CharField:
    """Return the field for the reason of an act that asks for one."""
    told = hint or _("Kept with the act, for whoever asks later.")
    return prose(label=_("Why"), help_text=told, required=True, max_length=2000)


class CommandForm(forms.Form):
    """A form whose data become the input of one command."""

    #: Fields that are no part of the command's input.
    beside: tuple[str, ...] = ("reason", "act", "version")

    def told(self, problems: dict[str, str]) -> None:
        """Show what the command refused, at its field or above the form."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)

    def sent(self) -> dict[str, Any]:
        """Return the input of the command."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.beside}
