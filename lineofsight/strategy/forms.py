"""Forms about strategies: they parse; commands decide."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lineofsight.base.web import fields
from lineofsight.strategy.queries import VersionView

SHORT = {"rows": 2, "class": "ls-input"}


class TextsForm(fields.CommandForm):
    """The texts of a draft."""

    version = fields.hidden()
    title = fields.words(label=_("Title"), max_length=200)
    vision = fields.prose(label=_("Vision"), help_text=_("What will be true one day, in one sentence."))
    mission = fields.prose(label=_("Mission"), help_text=_("What you are there for."))
    values_text = fields.prose(label=_("Values"))
    destination_statement = fields.prose(
        label=_("Destination"), help_text=_("A dated picture of success, with numbers: where you stand at the end.")
    )
    horizon_from = fields.DayField(label=_("First day"))
    horizon_to = fields.DayField(label=_("Last day"))

    def __init__(self, view: VersionView, data: Any = None) -> None:
        names = [name for name in self.base_fields if name != "version"]
        super().__init__(data, initial={**{name: getattr(view, name) for name in names}, "version": view.version})


class ReasonForm(fields.CommandForm):
    """Why a version is sent back."""

    reason = fields.why(_("What is missing: whoever wrote the draft reads this."))


class AdoptForm(fields.CommandForm):
    """The day from which a version holds."""

    on = fields.DayField(label=_("In force from"), required=True)


class PlainForm(fields.CommandForm):
    """An act that needs nothing but the click."""
