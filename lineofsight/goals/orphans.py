"""What a reorganization would orphan here: goals whose team objective belongs to a unit that closes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.base.commands import Context
from lineofsight.goals.models import Goal, GoalEdge
from lineofsight.organization import orphans
from lineofsight.organization.orphans import Orphan, Plan, goes_to, names_of


def _goals(ctx: Context, plan: Plan) -> tuple[list[Orphan], int]:
    """Goals that serve an objective of a closing unit from the day on; one line for each goal."""
    rows = GoalEdge.objects.current().exclude(valid_to__lte=plan.day)
    rows = rows.filter(objective__unit_id__in=list(plan.closed), goal__state="active", goal__due_on__gte=plan.day)
    unit_of = dict(rows.values_list("goal_id", "objective__unit_id"))
    seen = Goal.objects.visible_to(ctx.viewer).filter(pk__in=list(unit_of)).select_related("person__details")
    names, fix = names_of(plan), _("Link it to an objective of the unit that takes over.")
    found = [
        Orphan(
            f"{goal.title} ({goal.person.details.name})",
            f"{goes_to(plan, unit_of[goal.pk], names)}. {fix}",
            f"/people/{goal.person.slug}/",
        )
        for goal in seen.order_by("title", "pk")
    ]
    return found, len(unit_of)


orphans.register("goals", gettext_lazy("Goals"), _goals, 55)
