"""Forms about requests and the record of acts; they only parse."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lineofsight.base.web.fields import CommandForm, DayField, why, words


class DecideForm(CommandForm):
    """Nothing but a reason."""

    reason = why()


class AskContentForm(CommandForm):
    """Leave to read what acts contained."""

    about = words(
        label=_("About which act or object"),
        max_length=120,
        help_text=_("As it stands in the record, such as measures.set_target. Empty: all of them."),
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        initial=7,
        min_value=1,
        max_value=30,
        widget=forms.NumberInput(attrs={"class": "ls-input"}),
    )
    reason = why()


class ActsFilter(forms.Form):
    """What the record is filtered by; whatever cannot be read is left out."""

    person = words(label=_("Person"))
    command = words(label=_("Act"))
    target = words(label=_("Object"))
    since = DayField(label=_("From"))
    until = DayField(label=_("To"))
