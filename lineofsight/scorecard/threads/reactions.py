"""What makes progress, shares and effort follow. Loaded after the reactions of scores, on which they rest."""

from django.db.models import Value

from lineofsight.base.events import reacts_to
from lineofsight.goals.models import Goal
from lineofsight.okr.models import KeyResult, Objective
from lineofsight.scorecard.threads.following import follow


@reacts_to("okr.objective_changed")
def follow_objective(objective_id: int) -> None:
    """Compute the progress of an objective and of those above it; its state decides whether links to it count."""
    follow(moved={objective_id}, linked={objective_id})


@reacts_to("okr.value_recorded")
def follow_value(objective_id: int) -> None:
    """Compute the progress of an objective and of those above it."""
    follow(moved={objective_id})


@reacts_to("okr.links_changed")
def follow_links(objective_id: int, parent_ids: list[int]) -> None:
    """Compute the shares of an objective and of all below it, and the progress it counts in, or did."""
    follow(moved={objective_id, *parent_ids}, linked={objective_id})


@reacts_to("goals.goal_changed")
def follow_goal(goal_id: int) -> None:
    """Compute where a goal stands and the effort of its unit."""
    follow(goals={goal_id})


@reacts_to("okr.many_changed")
@reacts_to("goals.many_changed")
def follow_many() -> None:
    """Compute everything."""
    follow(everything=True)


@reacts_to("measures.observations_changed")
def follow_kpi(measure_id: int, unit_ids: list[int], period_ids: list[int]) -> None:
    """Compute what a KPI supplies with values: key results and goals; its scores have followed before."""
    key_results = KeyResult.objects.filter(measure_id=measure_id).order_by()
    supplied = Goal.objects.filter(measure_id=measure_id).order_by()
    asked = key_results.values_list("objective_id", Value(1)).union(supplied.values_list("pk", Value(0)), all=True)
    rows = set(asked)
    moved, goals = ({pk for pk, is_moved in rows if is_moved == kind} for kind in (1, 0))
    if moved or goals:
        follow(moved=moved, goals=goals)


@reacts_to("strategy.structure_changed")
def follow_strategy(strategy_id: int) -> None:
    """Compute everything where the ends of threads changed, and there are threads."""
    if Objective.objects.exists() or Goal.objects.exists():
        follow(everything=True)
