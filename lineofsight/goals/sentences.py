"""How acts on goals of people, and on what jobs serve, read in history.

The input of an act on a goal is not kept, for it is a person's; the words come from the rows, while their key exists.
"""

from typing import Any

from django.db.models import QuerySet

from lineofsight.base import inverses
from lineofsight.base.models import RowChange
from lineofsight.base.sentences import acts_on, named_by
from lineofsight.base.wording import register_words
from lineofsight.goals.models import GoalEdge, GoalValue
from lineofsight.okr.sentences import SERVED

LINKED = SERVED + "{measure:measure}"

register_words(
    {
        "goals.add_goal": "added the goal {title}",
        "goals.edit_goal": "changed the goal[, now “{title}”][, due on {due_on}]",
        "goals.set_goal_weight": "changed what part of the plan the goal is[, to {weight} percent]",
        "goals.drop_goal": "dropped the goal",
        "goals.note_progress": "noted where the goal stands: {value}[, on {on}]",
        "goals.link_goal": f"let the goal serve {LINKED}[ from {{valid_from}}]",
        "goals.unlink_goal": "let the goal serve something no longer[ from {valid_to}]",
        "goals.place_goals": "brought goals from a list",
        "goals.set_job_profile": "said what the job is there for, from {from_}",
        "goals.set_job_serves": "said what the job serves, from {from_}",
    }
)

inverses.link(
    make="goals.link_goal",
    end="goals.unlink_goal",
    kind="goal_edge",
    ends={name: name for name in ("objective", "key_result", "strategic_objective", "measure")},
    values=("contributes", "share"),
)
inverses.edit("goals.edit_goal", "goal", "title", "measured_by", "start_on", "due_on", "start", "target", "audience")
inverses.edit("goals.set_goal_weight", "goal", "weight")

named_by("goal", lambda row: row.title)


@acts_on("goal")
def about_its_parts(goal: Any) -> QuerySet[Any]:
    """Return the acts on its values and its links."""
    values = RowChange.objects.filter(kind="goal_value", row_id__in=GoalValue.objects.filter(goal=goal).values("pk"))
    links = RowChange.objects.filter(kind="goal_edge", row_id__in=GoalEdge.objects.filter(goal=goal).values("pk"))
    return (values | links).values("change_id")
