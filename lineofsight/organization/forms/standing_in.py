"""Forms about standing in for somebody, and looking as somebody."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lineofsight.accounts import roles
from lineofsight.base import clock
from lineofsight.base.web.fields import CommandForm, DayField, choice, why, words
from lineofsight.organization.forms.accounts import INDENT
from lineofsight.organization.queries import UnitNode


class DelegateForm(CommandForm):
    """To whom, which role, over what, from when to when, and why."""

    beside = ("reason", "act", "version", "person")
    person = words(label=_("To whom"), required=True, help_text=_("The name as it stands on their page."))
    role = choice([], label=_("Role"))
    unit = choice([], label=_("Over"), required=False)
    from_ = DayField(label=_("From"), required=True)
    to = DayField(label=_("Until (the first day without it)"), required=True)
    reason = why()

    def __init__(self, held: Sequence[str], units: Sequence[UnitNode], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(key, roles.name_of(key)) for key in roles.DELEGABLE if key in held]
        self.fields["role"].choices = offered  # type: ignore[attr-defined]
        places = [(str(unit.public_id), f"{INDENT * unit.depth}{unit.name}") for unit in units]
        self.fields["unit"].choices = [("", _("Everything it reaches")), *places]  # type: ignore[attr-defined]
        self.fields["from_"].initial = clock.today()

    def sent(self) -> dict[str, Any]:
        """Return the input of the command; nothing chosen is no unit."""
        return {**super().sent(), "unit": self.cleaned_data["unit"] or None}


class LookForm(CommandForm):
    """As which role one wants to look, or as the person whose page this is, and why."""

    role = choice([], label=_("As which role"))
    unit = choice([], label=_("Over"), required=False)
    reason = why()

    def __init__(self, units: Sequence[UnitNode], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(role.key, role.name) for role in roles.CATALOG if role.is_offered]
        self.fields["role"].choices = offered  # type: ignore[attr-defined]
        places = [(str(unit.public_id), f"{INDENT * unit.depth}{unit.name}") for unit in units]
        self.fields["unit"].choices = [("", _("The whole organization")), *places]  # type: ignore[attr-defined]

    def sent(self) -> dict[str, Any]:
        """Return the input of the command; nothing chosen is no unit."""
        return {**super().sent(), "unit": self.cleaned_data["unit"] or None}
