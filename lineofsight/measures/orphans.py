"""What a reorganization would orphan here: KPIs that a closing unit owns, and targets at it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.base.commands import Context
from lineofsight.measures.models import Measure, MeasureVersion, Target
from lineofsight.organization import orphans
from lineofsight.organization.orphans import Orphan, Plan, goes_to, names_of


def _measures(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    cards = (
        MeasureVersion.objects.current().filter(measure__owning_unit_id__in=list(plan.closed)).order_by("valid_from")
    )
    names = dict(cards.values_list("measure_id", "name"))

    def name(row: Any) -> tuple[str, str]:
        return names.get(row.pk, row.slug), f"/kpis/{row.slug}/"

    fix = _("Let another unit own it.")
    return orphans.at_closed_units(ctx, plan, Measure, "owning_unit", name, fix)


def _targets(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    """Targets at closing units from the day on; one line for each KPI and unit."""
    rows = Target.objects.current().exclude(valid_to__lte=plan.day).filter(unit_id__in=list(plan.closed))
    pairs = set(rows.values_list("measure_id", "unit_id"))
    seen = set(
        rows.filter(pk__in=Target.objects.visible_to(ctx.viewer).values("pk")).values_list("measure_id", "unit_id")
    )
    cards = MeasureVersion.objects.current().filter(measure_id__in={measure for measure, _unit in seen})
    known = {row[0]: row[1:] for row in cards.order_by("valid_from").values_list("measure_id", "name", "measure__slug")}
    names, fix = names_of(plan), _("Set it at the unit that takes over, then end it here.")
    found = [
        Orphan(known[measure][0], f"{goes_to(plan, unit, names)}. {fix}", f"/kpis/{known[measure][1]}/")
        for measure, unit in sorted(seen)
        if measure in known
    ]
    return found, len(pairs)


orphans.register("measures", gettext_lazy("KPIs"), _measures, 40)
orphans.register("targets", gettext_lazy("Targets"), _targets, 42)
