"""What can be done to the organization: one function per verb, one module per noun."""

from lineofsight.organization.commands.calendars import close_period, create_calendar, reopen_period
from lineofsight.organization.commands.jobs import create_job, create_job_family
from lineofsight.organization.commands.lines import set_reporting_lines
from lineofsight.organization.commands.people import correct_person, create_person, link_account
from lineofsight.organization.commands.placing_lines import place_lines
from lineofsight.organization.commands.placing_people import place_people
from lineofsight.organization.commands.placing_units import place_units
from lineofsight.organization.commands.positions import (
    create_position,
    hold_position,
    leave_position,
    revise_position,
)
from lineofsight.organization.commands.reorganizations import (
    add_move,
    apply_reorganization,
    approve_reorganization,
    drop_reorganization,
    edit_reorganization,
    plan_reorganization,
    remove_move,
    return_reorganization,
    submit_reorganization,
    take_back_reorganization,
)
from lineofsight.organization.commands.rights import assign_role, end_accountability, end_role, set_accountability
from lineofsight.organization.commands.standing_in import (
    agree_to_look,
    ask_to_look,
    delegate,
    end_delegation,
    end_look,
    refuse_look,
)
from lineofsight.organization.commands.units import close_unit, create_legal_entity, create_unit, revise_unit

__all__ = [
    "add_move",
    "agree_to_look",
    "apply_reorganization",
    "approve_reorganization",
    "ask_to_look",
    "assign_role",
    "close_period",
    "close_unit",
    "correct_person",
    "create_calendar",
    "create_job",
    "create_job_family",
    "create_legal_entity",
    "create_person",
    "create_position",
    "create_unit",
    "delegate",
    "drop_reorganization",
    "edit_reorganization",
    "end_accountability",
    "end_delegation",
    "end_look",
    "end_role",
    "hold_position",
    "leave_position",
    "link_account",
    "place_lines",
    "place_people",
    "place_units",
    "plan_reorganization",
    "refuse_look",
    "remove_move",
    "reopen_period",
    "return_reorganization",
    "revise_position",
    "revise_unit",
    "set_accountability",
    "set_reporting_lines",
    "submit_reorganization",
    "take_back_reorganization",
]
