"""The Django app of the organization."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lineofsight.base.ui import places


class OrganizationConfig(AppConfig):
    """Load what registers itself: scopes, rules, commands, reactions."""

    name = "lineofsight.organization"
    label = "organization"

    def ready(self) -> None:
        """Import the modules whose import is their registration."""
        for module in ("access", "commands", "holds", "queries", "reactions", "sentences"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
        _register_places()


def _register_places() -> None:
    """Put the organization into the top bar, and the administrator's places under the account menu."""
    prefixes = ("/organization/", "/people/")
    places.register(places.Place(_("Organization"), "organization:tree", 60, "people", prefixes, key="p", tab=False))
    stand_ins = ("/delegations/", "/looks/")
    places.register(
        places.Place(_("Stand-ins"), "organization:delegations", 79, "person", stand_ins, tab=False, admin=True)
    )
    for label, name, order, icon, prefix in (
        (_("Accounts"), "organization:accounts", 80, "people", "/admin/accounts/"),
        (_("Roles"), "organization:roles", 81, "lock", "/admin/roles/"),
    ):
        places.register(places.Place(label, name, order, icon, (prefix,), tab=False, admin=True, may_open=_keeps))


def _keeps(request: HttpRequest) -> bool:
    return bool(request.viewer.has("administrator", "auditor"))  # type: ignore[attr-defined]
