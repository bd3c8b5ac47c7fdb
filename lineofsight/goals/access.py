"""Who may read and shape a person's goals: they themselves, the managers above, HR, and whoever they are meant for."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lineofsight.base import clock
from lineofsight.base.access import ALLOW, EVERYTHING, NOTHING, Decision, Viewer, deny, rule, scope
from lineofsight.base.commands import Context
from lineofsight.goals.models import Effort, EffortRelease, Goal, GoalEdge, GoalValue, JobEdge, JobProfile, Standing
from lineofsight.organization.access import in_visible_units, is_unlimited, reach_units
from lineofsight.organization.models import Holding, Person, PositionVersion, ReportClosure
from lineofsight.strategy.access import OPERATOR

READERS = (OPERATOR, "hr")


def sees_all(viewer: Viewer) -> bool:
    """Test whether the viewer reads every goal, so that no filter is needed."""
    return viewer.is_system or viewer.holds_everywhere(*READERS)


def goals_of(viewer: Viewer) -> QuerySet[Any]:
    """Return a subquery of the ids of goals in reach."""
    return Goal.objects.filter(goals_in_reach(viewer)).values("pk")


@scope(Goal)
def goals_in_reach(viewer: Viewer) -> Q:
    """Return the viewer's own goals, those of people below them, those HR keeps, and those meant for the viewer."""
    if sees_all(viewer):
        return EVERYTHING
    if not viewer.user_id:
        return NOTHING
    seen = Q(audience="everyone")
    if viewer.person_id:
        seen |= Q(person_id=viewer.person_id)
        seen |= Q(person_id__in=ReportClosure.objects.filter(manager_id=viewer.person_id).values("person_id"))
    if viewer.unit_ids:
        seen |= Q(audience="team", person_id__in=_holders(Q(unit__in=viewer.unit_ids)))
    if viewer.units_of("hr"):
        seen |= Q(person_id__in=_holders(Q(unit__in=reach_units(viewer, "hr"))))
    return seen


def _holders(seated: Q) -> QuerySet[Any]:
    """Return a subquery of the ids of people who hold a position today in some units."""
    today = clock.today()
    seats = PositionVersion.objects.at(today).filter(seated).values("position_id")
    return Holding.objects.at(today).filter(position_id__in=seats).values("person_id")


@scope(GoalValue, GoalEdge, Standing)
def parts_in_reach(viewer: Viewer) -> Q:
    """Return what belongs to goals in reach."""
    return EVERYTHING if sees_all(viewer) else Q(goal__in=goals_of(viewer))


@scope(Effort, EffortRelease)
def effort_in_reach(viewer: Viewer) -> Q:
    """Return the sums of units that the viewer may see; a query shows none of fewer than five people."""
    return EVERYTHING if is_unlimited(viewer) or sees_all(viewer) else in_visible_units(viewer, "unit")


@scope(JobProfile, JobEdge)
def known_to_all(viewer: Viewer) -> Q:
    """Return what jobs are there for to everyone who signed in."""
    return EVERYTHING if viewer.user_id else NOTHING


@rule
def can_add_goal(ctx: Context, person: Person, data: object) -> Decision:
    """Allow the person themselves and the managers above them."""
    return _writes(ctx.viewer, person.pk)


@rule
def can_write_goal(ctx: Context, goal: Goal, data: object) -> Decision:
    """Allow the person whose goal it is and the managers above them."""
    return _writes(ctx.viewer, goal.person_id)


@rule
def can_note_progress(ctx: Context, goal: Goal, data: object) -> Decision:
    """Allow those who may write; a goal that a KPI supplies takes no value by hand."""
    if goal.measure_id is not None:
        return deny(gettext("A KPI supplies this value. Its updater or data steward records it there."))
    return _writes(ctx.viewer, goal.person_id)


@rule
def can_place_goals(ctx: Context, target: None, data: object) -> Decision:
    """Allow imports only: a person's goals are agreed with that person."""
    if ctx.viewer.holds_everywhere(OPERATOR):
        return ALLOW
    return deny(gettext("Goals of many people at once come in through an import."))


@rule
def can_set_profile(ctx: Context, target: object, data: object) -> Decision:
    """Allow HR and the strategy office of the whole organization."""
    if ctx.viewer.holds_everywhere(OPERATOR, "hr", "strategy_office"):
        return ALLOW
    return deny(gettext("Only HR or the strategy office may say what a job is there for."))


def _writes(viewer: Viewer, person_id: int) -> Decision:
    if viewer.holds_everywhere(OPERATOR):
        return ALLOW
    if viewer.person_id is not None and viewer.person_id == person_id:
        return ALLOW
    if viewer.person_id is not None and is_above(viewer.person_id, person_id):
        return ALLOW
    return deny(gettext("Only this person and the managers above them may change their goals."))


def is_above(manager_id: int, person_id: int) -> bool:
    """Test whether somebody reports to a manager, directly or not."""
    return ReportClosure.objects.filter(manager_id=manager_id, person_id=person_id).exists()
