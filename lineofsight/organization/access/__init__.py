"""Who sees and changes the organization, and the reach that every higher domain builds its scopes on."""

from lineofsight.organization.access.answering import (
    accountable_ids,
    answers_for,
    may_set_accountability,
    register_unit_of,
    unit_of_address,
)
from lineofsight.organization.access.calendars import may_close_periods, may_keep_calendar
from lineofsight.organization.access.chart import known_to_all, may_organize, may_organize_unit
from lineofsight.organization.access.keepers import EVERYWHERE, KEEPERS
from lineofsight.organization.access.people import may_link_account, may_organize_person, people_in_sight, unmoved
from lineofsight.organization.access.plans import may_approve_reorganization
from lineofsight.organization.access.reach import (
    in_reach,
    in_visible_units,
    is_unlimited,
    reach_units,
    reaches,
    visible_units,
)
from lineofsight.organization.access.roles import may_assign_roles
from lineofsight.organization.access.standing_in import (
    may_agree_to_look,
    may_ask_to_look,
    may_delegate,
    may_end_delegation,
    may_end_look,
)

__all__ = [
    "EVERYWHERE",
    "KEEPERS",
    "accountable_ids",
    "answers_for",
    "in_reach",
    "in_visible_units",
    "is_unlimited",
    "known_to_all",
    "may_agree_to_look",
    "may_approve_reorganization",
    "may_ask_to_look",
    "may_assign_roles",
    "may_close_periods",
    "may_delegate",
    "may_end_delegation",
    "may_end_look",
    "may_keep_calendar",
    "may_link_account",
    "may_organize",
    "may_organize_person",
    "may_organize_unit",
    "may_set_accountability",
    "people_in_sight",
    "reach_units",
    "reaches",
    "register_unit_of",
    "unit_of_address",
    "unmoved",
    "visible_units",
]
