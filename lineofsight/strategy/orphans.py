"""What a reorganization would orphan here: strategies and strategic objectives of units that close."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.base.commands import Context
from lineofsight.organization import orphans
from lineofsight.organization.orphans import Orphan, Plan
from lineofsight.strategy.models import ObjectiveVersion, StrategicObjective, Strategy


def _strategies(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    fix = _("Take its objectives over into another strategy.")
    return orphans.at_closed_units(ctx, plan, Strategy, "unit", lambda row: (row.name, ""), fix)


def _objectives(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    """Objectives of strategies in force that belong to a unit which closes."""
    said = ObjectiveVersion.objects.filter(objective__unit_id__in=list(plan.closed)).order_by("pk")
    names = dict(said.values_list("objective_id", "name"))

    def name(row: Any) -> tuple[str, str]:
        return f"{row.code} {names.get(row.pk, '')}".strip(), ""

    fix = _("Name another unit in the next version of the strategy.")
    in_force = {"versions__strategy_version__state": "active"}
    found, total = orphans.at_closed_units(ctx, plan, StrategicObjective, "unit", name, fix, **in_force)
    return found, total


orphans.register("strategies", gettext_lazy("Strategies"), _strategies, 30)
orphans.register("objectives", gettext_lazy("Strategic objectives"), _objectives, 32)
