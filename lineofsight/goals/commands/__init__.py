"""What can be done to people's goals and to what jobs serve, one file per noun."""

from lineofsight.goals.commands.goals import add_goal, drop_goal, edit_goal, note_progress, set_goal_weight
from lineofsight.goals.commands.jobs import set_job_profile, set_job_serves
from lineofsight.goals.commands.links import link_goal, unlink_goal
from lineofsight.goals.commands.placing import place_goals

__all__ = [
    "add_goal",
    "drop_goal",
    "edit_goal",
    "link_goal",
    "note_progress",
    "place_goals",
    "set_goal_weight",
    "set_job_profile",
    "set_job_serves",
    "unlink_goal",
]
