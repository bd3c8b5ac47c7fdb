"""The forms for disputes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lineofsight.measures.forms import fields


class OpenDisputeForm(fields.CommandForm):
    """What seems wrong with a value."""

    unit = fields.hidden()
    period = fields.hidden()
    claim = fields.prose(
        label=_("What seems wrong"),
        help_text=_("Everyone who sees the value sees this. The data steward answers within 30 days."),
        required=True,
        max_length=4000,
    )


class CloseDisputeForm(fields.CommandForm):
    """What came out of a dispute."""

    version = fields.hidden()
    outcome = forms.ChoiceField(
        label=_("What came out"),
        choices=[("upheld", _("The value stands")), ("corrected", _("The value was corrected"))],
        widget=forms.Select(attrs={"class": "ls-input"}),
    )
    finding = fields.prose(label=_("How you know"), required=True, max_length=4000)

    def __init__(self, data: Any = None, *, version: int = 1) -> None:
        super().__init__(data, initial={"version": version})
