"""The form that takes files in; it only parses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lineofsight.integrations.formats.table_specs import PLAIN_TABLES

TABLES = {
    "observations": _("Values of KPIs (actuals)"),
    "people": _("People"),
    "units": _("Units"),
    "lines": _("Reporting lines"),
}


class UploadForm(forms.Form):
    """A file, perhaps a mapping, and what the file is where its columns leave that open."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or xlsx with one row per thing, or a strategy package in JSON. Nothing changes until you apply."
        ),
        widget=forms.FileInput(attrs={"class": "ls-file", "accept": ".csv,.tsv,.txt,.xlsx,.json"}),
    )
    mapping = forms.FileField(
        label=_("Mapping"),
        required=False,
        help_text=_("For files with columns and words of their own: a mapping file says what they mean here."),
        widget=forms.FileInput(attrs={"class": "ls-file", "accept": ".json"}),
    )
    table = forms.ChoiceField(
        label=_("What it is"),
        required=False,
        choices=[("", _("Told by its columns")), *((spec.name, TABLES[spec.name]) for spec in PLAIN_TABLES)],
    )
    unit = forms.CharField(
        label=_("Unit"),
        required=False,
        max_length=120,
        help_text=_("For rows that name none: a unit’s key or address."),
    )

    def add_problems(self, problems: dict[str, str]) -> None:
        """Show what a command refused at its field."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)

    def sent(self) -> dict[str, Any]:
        """Return what was chosen besides the files."""
        return {"table": self.cleaned_data["table"], "unit": self.cleaned_data["unit"].strip()}
