"""The Django app of acts that wait for somebody else's approval."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lineofsight.base.ui import places


class GovernanceConfig(AppConfig):
    """Load what registers itself: scopes, rules, commands, reactions."""

    name = "lineofsight.governance"
    label = "governance"

    def ready(self) -> None:
        """Import the modules whose import is their registration."""
        for module in ("access", "commands", "content", "holds", "sentences", "queries", "audit", "reactions"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
        places.register(_place(_("Change requests"), "requests", 82, "tick", "/admin/requests/", _decides))
        places.register(_place(_("Record of acts"), "acts", 83, "clock", "/admin/audit/", _audits))


def _place(label: Any, name: str, order: int, icon: str, prefix: str, may_open: Any) -> places.Place:
    return places.Place(label, f"governance:{name}", order, icon, (prefix,), tab=False, admin=True, may_open=may_open)


def _decides(request: HttpRequest) -> bool:
    deciders = ("strategy_office", "executive", "council_member", "unit_head", "auditor")
    return bool(request.viewer.has(*deciders))  # type: ignore[attr-defined]


def _audits(request: HttpRequest) -> bool:
    return bool(request.viewer.holds_everywhere("auditor"))  # type: ignore[attr-defined]
