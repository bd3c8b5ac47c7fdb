"""Fields that read what people type, and say what they cannot read; what was typed stays in the field."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_PLAIN = re.compile(r"[-−+]?\d+(?:[.,]\d+)?|[-−+]?[.,]\d+")


def read_number(text: str) -> Decimal:
    """Return the number a person typed, with point or comma; ValidationError where it reads in two ways or none."""
    bare = _SPACES.sub("", text)
    if not _PLAIN.fullmatch(bare):
        raise ValidationError(_("“%(text)s” is no number; write it like 1234.5.") % {"text": text[:60]})
    if re.fullmatch(r"[-−+]?[1-9]\d{0,2},\d{3}", bare):
        raise ValidationError(
            _("“%(text)s” can be read in two ways; write %(whole)s or %(part)s.")
            % {"text": text, "whole": bare.replace(",", ""), "part": bare.replace(",", ".")}
        )
    return Decimal(bare.replace(",", ".").replace("−", "-"))


class NumberField(forms.CharField):
    """A number with point or comma; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        missing = {"required": gettext_lazy("Enter a number.")}
        super().__init__(**{"required": False, "max_length": 60, "error_messages": missing, **kwargs})
        self.widget.attrs |= {"class": "ls-input", "inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        """Return the number typed."""
        text = super().clean(value)
        return read_number(text) if text else None


class PairsField(forms.CharField):
    """Lines of two parts with an equals sign between: `12 = 50`. The value is a list of (left text, number)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"required": False, "widget": forms.Textarea(attrs={"class": "ls-input", "rows": 3}), **kwargs}
        )

    def clean(self, value: Any) -> Any:
        """Return the pairs typed."""
        pairs = []
        for line in super().clean(value).splitlines():
            left, sign, right = line.rpartition("=")
            if not sign or not left.strip():
                raise ValidationError(_("“%(line)s”: write two parts with = between them.") % {"line": line.strip()})
            pairs.append((left.strip(), read_number(right)))
        return pairs


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


def hidden() -> forms.CharField:
    """Return a hidden field."""
    return forms.CharField(required=False, widget=forms.HiddenInput)


REASON_LABEL = gettext_lazy("Why")
REASON_HINT = gettext_lazy("Shown with the change to everyone who sees this KPI.")


def reason(*, required: bool = False) -> forms.CharField:
    """Return the field for a reason."""
    return prose(label=REASON_LABEL, help_text=REASON_HINT, required=required)


class CommandForm(forms.Form):
    """A form whose data become the input of one command."""

    #: Fields that are no part of the command's input.
    beside = ("reason", "act", "version")

    def told(self, problems: dict[str, str]) -> None:
        """Show what the command refused, at its field or above the form."""
        for name, sentence in problems.items():
            field = name.removeprefix("parameters.")
            self.add_error(field if field in self.fields else None, sentence)

    def sent(self) -> dict[str, Any]:
        """Return the input of the command."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.beside}
