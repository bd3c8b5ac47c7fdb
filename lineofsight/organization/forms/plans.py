"""Forms about reorganizations; they only parse."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from lineofsight.base.web.fields import CommandForm, DayField, hidden, prose, why, words
from lineofsight.organization.forms.chart import Find, NamedField

KINDS = [
    ("move_unit", _("Move a unit below another")),
    ("merge_unit", _("Merge a unit into another")),
    ("rename_unit", _("Rename a unit")),
    ("close_unit", _("Close a unit")),
    ("move_position", _("Move a person's position")),
    ("set_manager", _("Set a person's manager")),
]


class PlanForm(CommandForm):
    """A plan by name, purpose and day."""

    key = hidden()
    name = words(label=_("Name"), required=True, max_length=200)
    purpose = prose(label=_("What it is for"), max_length=4000, help_text=_("Read by whoever approves it."))
    takes_effect_on = DayField(label=_("Takes effect on"), required=True)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex})


class EditPlanForm(CommandForm):
    """What changes about a draft."""

    version = hidden()
    name = words(label=_("Name"), required=True, max_length=200)
    purpose = prose(label=_("What it is for"), max_length=4000)
    takes_effect_on = DayField(label=_("Takes effect on"), required=True)


class MoveForm(CommandForm):
    """One move; only the fields of its kind are there. Units and people are written by name or address."""

    def __init__(self, kind: str, units: Find, people: Find, seats: list[tuple[str, Any]], data: Any = None) -> None:
        super().__init__(data)
        self._kind = kind
        by_name = _("Name or address.")
        for name, label, find, required in (
            ("unit", _("Unit"), units, True),
            ("person", _("Person"), people, True),
            ("target", _("Into"), units, kind != "move_unit"),
            ("manager", _("Reports to"), people, False),
        ):
            if name in FIELDS[kind]:
                self.fields[name] = NamedField(find, label=label, required=required, help_text=by_name)
        if "position" in FIELDS[kind]:
            self.fields["position"] = forms.ChoiceField(
                label=_("Position"), choices=seats, widget=forms.Select(attrs={"class": "ls-input"})
            )
        if "name" in FIELDS[kind]:
            self.fields["name"] = words(label=_("New name"), required=True, max_length=200)
        self.order_fields(FIELDS[kind])

    def sent(self) -> dict[str, Any]:
        """Return the input of the command."""
        return {**super().sent(), "kind": self._kind}


FIELDS: dict[str, tuple[str, ...]] = {
    "move_unit": ("unit", "target"),
    "merge_unit": ("unit", "target"),
    "rename_unit": ("unit", "name"),
    "close_unit": ("unit",),
    "move_position": ("position", "target"),
    "set_manager": ("person", "manager"),
}


class WhyForm(CommandForm):
    """Nothing but a reason."""

    version = hidden()
    reason = why()
