"""Forms about accounts and roles."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lineofsight.accounts import roles
from lineofsight.base import clock
from lineofsight.base.web.fields import CommandForm, DayField, choice, why, words
from lineofsight.organization.queries import UnitNode

INDENT = "\u2003"


class NewAccountForm(CommandForm):
    """An account by e-mail address."""

    email = words(label=_("E-mail address"), required=True, max_length=254)
    name = words(label=_("Name"), max_length=120, help_text=_("As the person writes it."))


class ReasonForm(CommandForm):
    """Nothing but a reason."""

    reason = why()


class GiveRoleForm(CommandForm):
    """A role, over what, from when to when, and why."""

    role = choice([], label=_("Role"))
    unit = choice([], label=_("Over"), required=False)
    from_ = DayField(label=_("From"), required=True)
    to = DayField(label=_("Until (the first day without it)"), help_text=_("Empty: until further notice."))
    reason = why()

    def __init__(self, units: Sequence[UnitNode], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(role.key, role.name) for role in roles.CATALOG if role.is_offered]
        self.fields["role"].choices = [("", _("Choose a role")), *offered]  # type: ignore[attr-defined]
        places = [(str(unit.public_id), f"{INDENT * unit.depth}{unit.name}") for unit in units]
        self.fields["unit"].choices = [("", _("The whole organization")), *places]  # type: ignore[attr-defined]
        self.fields["from_"].initial = clock.today()

    def sent(self) -> dict[str, Any]:
        """Return the input of the command; nothing chosen is no unit."""
        return {**super().sent(), "unit": self.cleaned_data["unit"] or None}


class EndRoleForm(CommandForm):
    """From which day on a role is held no more, and why."""

    on = DayField(label=_("First day without it"), required=True)
    reason = why()
