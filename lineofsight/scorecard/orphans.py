"""What a reorganization would orphan here: scorecards of closing units, and weights with which they count above."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.base.commands import Context
from lineofsight.organization import orphans
from lineofsight.organization.orphans import Orphan, Plan, goes_to, names_of
from lineofsight.scorecard.models import NodeLink, Scorecard


def _scorecards(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    fix = _("Its past stays readable; attach its KPIs to another scorecard.")
    return orphans.at_closed_units(
        ctx, plan, Scorecard, "unit", lambda row: (row.name, f"/scorecards/{row.slug}/"), fix
    )


def _weights(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    """Weights that somebody set for a closing unit, or for a KPI there, in something that goes on."""
    rows = NodeLink.objects.current().exclude(valid_to__lte=plan.day).filter(child__unit_id__in=list(plan.closed))
    rows = (
        rows.exclude(parent__unit_id__in=list(plan.closed))
        .filter(weight__isnull=False)
        .select_related("child", "parent")
    )
    seen = list(rows.filter(pk__in=NodeLink.objects.visible_to(ctx.viewer).values("pk")))
    names, fix = names_of(plan), _("Share its weight among the parts that stay.")
    found = [
        Orphan(
            _("Weight %(weight)s in the part above") % {"weight": f"{row.weight.normalize():f}"},
            f"{goes_to(plan, row.child.unit_id, names)}. {fix}",
        )
        for row in seen
    ]
    return found, rows.count()


orphans.register("scorecards", gettext_lazy("Scorecards"), _scorecards, 45)
orphans.register("weights", gettext_lazy("Weights"), _weights, 47)
