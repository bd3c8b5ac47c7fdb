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
    "okrs": _("Objectives of units (OKRs)"),
    "key_results": _("Key results"),
    "goals": _("Goals of people"),
    "okr_links": _("What objectives serve"),
    "goal_links": _("What goals serve"),
}


class SeveralFiles(forms.FileInput):
    """A file field in which several files can be chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files as a list, each judged by itself."""
        several = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in several or [None]]


class UploadForm(forms.Form):
    """Files that belong together, perhaps a mapping, and what they are where their columns leave that open."""

    file = FilesField(
        label=_("Files"),
        help_text=_(
            "CSV or xlsx with one row per thing, several if they belong together, or one strategy package in JSON. "
            "Nothing changes until you apply."
        ),
        widget=SeveralFiles(attrs={"class": "ls-file", "accept": ".csv,.tsv,.txt,.xlsx,.json", "multiple": True}),
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
