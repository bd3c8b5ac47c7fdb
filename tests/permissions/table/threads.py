"""Who may do and see what of objectives, key results and goals, and of the threads they make."""

from tests.permissions.table.words import (
    EVERY_ROW,
    MANAGERS_OF_THE_PLANT,
    NOBODY,
    OFFICE,
    PEOPLE,
    SEE_EAST,
    SEE_WEST,
    SIGNED_IN,
    Cells,
)

LEAD_EAST = f"{OFFICE} unit_head skip_manager"
LEAD_PLANT = f"{LEAD_EAST} manager"
WRITE_PLANT = f"{LEAD_PLANT} employee"  # the employee owns the objective of the plant
WRITE_SHOP = f"{OFFICE} colleague"
#: HR keeps people, and so reads their goals; an administrator does not.
READ_GOALS = f"hr operator hr_east {MANAGERS_OF_THE_PLANT}"
GOALS = {
    "of the employee": f"{READ_GOALS} employee",
    "of the peer, for the team": f"{READ_GOALS} peer employee",
    "of the colleague, for everyone": SIGNED_IN,
}
WRITE_GOALS = f"operator {MANAGERS_OF_THE_PLANT} employee"

_BOTH = {"of the plant": WRITE_PLANT, "of the shop": WRITE_SHOP}
COMMANDS: Cells = {
    "okr.open_cycle": {"": OFFICE},
    "okr.add_objective": {"of the plant": LEAD_PLANT, "of the lab": LEAD_EAST, "of the shop": OFFICE},
    "okr.edit_objective": _BOTH,
    "okr.start_objective": {"a draft of the plant": WRITE_PLANT},
    "okr.drop_objective": _BOTH,
    "okr.add_key_result": _BOTH,
    "okr.edit_key_result": _BOTH,
    "okr.set_key_result": _BOTH,
    "okr.cancel_key_result": _BOTH,
    "okr.record_value": {**_BOTH, "that a KPI supplies": NOBODY},
    "okr.link_objective": _BOTH,
    "okr.unlink_objective": {"of the plant": WRITE_PLANT},
    "okr.place_okrs": {"": OFFICE},
    "goals.add_goal": {"of the employee": WRITE_GOALS},
    "goals.edit_goal": {"of the employee": WRITE_GOALS},
    "goals.set_goal_weight": {"of the employee": WRITE_GOALS},
    "goals.drop_goal": {"of the employee": WRITE_GOALS},
    "goals.note_progress": {"of the employee": WRITE_GOALS, "that a KPI supplies": NOBODY},
    "goals.link_goal": {"of the employee": WRITE_GOALS},
    "goals.unlink_goal": {"of the employee": WRITE_GOALS},
    "goals.place_goals": {"": "operator"},
    "goals.set_job_profile": {"": f"{OFFICE} hr"},
    "goals.set_job_serves": {"": f"{OFFICE} hr"},
}

QUERIES: Cells = {
    "goals.goal": {"of the employee": GOALS["of the employee"]},
    # Everyone has a line of sight; goals that are not open to the reader are not in it.
    "goals.line_of_sight": {"of the employee": SIGNED_IN},
    "goals.moved": {"of the employee": SIGNED_IN},
    "goals.effort": {"east": SEE_EAST, "west": SEE_WEST},
    "okr.alignment": {"east": SEE_EAST, "west": SEE_WEST},
    "insight.team": {"": SIGNED_IN},  # of one's own units and people
    "insight.data_quality": {"": SIGNED_IN},  # of the KPIs that oneself is steward of
    "insight.okrs": {"plant-objective-of-plant": SEE_EAST, "shop-objective-of-shop": SEE_WEST},
    "insight.okrs_of_unit": {"plant": SEE_EAST, "shop": SEE_WEST},
    "insight.okr": {"plant": SEE_EAST, "shop": SEE_WEST, "draft": WRITE_PLANT},
}

#: Pages of the thread, by the name of their address: who gets them.
PAGES: Cells = {
    "insight:line_of_sight": {"": PEOPLE},
    "insight:line_of_sight_of": {"of the employee": SIGNED_IN},
    "insight:goals_of": {"of the employee": SIGNED_IN},
    "insight:moved_of": {"of the employee": SIGNED_IN},
    "insight:okrs": {"": SIGNED_IN},
    "insight:okr": {"plant": SEE_EAST, "shop": SEE_WEST, "draft": WRITE_PLANT},
    "integrations:origins_of_goal": {"of the employee": GOALS["of the employee"]},
    "integrations:origins_of_objective": {"plant": SEE_EAST, "shop": SEE_WEST, "draft": WRITE_PLANT},
    "insight:okrs_of_unit": {"plant": SEE_EAST, "shop": SEE_WEST},
    "insight:alignment": {"": SIGNED_IN},
    "insight:effort_of": {"east": SEE_EAST, "west": SEE_WEST},
    "insight:team": {"": SIGNED_IN},
    "insight:data_quality": {"": SIGNED_IN},
    "insight:alignment_of": {"east": SEE_EAST, "west": SEE_WEST},
}

OBJECTIVES = {"east": SEE_EAST, "plant": SEE_EAST, "shop": SEE_WEST}
DRAFT = {"draft": WRITE_PLANT}
ROWS: Cells = {
    "okr.Cycle": EVERY_ROW,
    "okr.Objective": OBJECTIVES | DRAFT,
    "okr.KeyResult": OBJECTIVES | DRAFT,
    "okr.Milestone": {"plant": SEE_EAST},
    "okr.KeyResultValue": {"plant": SEE_EAST, "shop": SEE_WEST, "draft": WRITE_PLANT},
    "okr.AlignmentEdge": {"plant": SEE_EAST, "east": SEE_EAST},
    "okr.Progress": OBJECTIVES | DRAFT,
    "okr.ObjectiveShare": {"plant": SEE_EAST, "east": SEE_EAST},
    "goals.Goal": GOALS,
    "goals.GoalValue": {"of the employee": GOALS["of the employee"]},
    "goals.GoalEdge": GOALS,
    "goals.Standing": GOALS,
    "goals.Effort": {"plant": f"{SEE_EAST} hr", "shop": SEE_WEST},
    "goals.EffortRelease": {},  # of at least five people with goals, and the cast has three
    "goals.JobProfile": EVERY_ROW,
    "goals.JobEdge": EVERY_ROW,
}
