"""What pages show of the organization."""

from lineofsight.organization.queries.accounts import (
    AccountLine,
    AccountList,
    AccountPage,
    RoleLine,
    RoleMeaning,
    SetUp,
    account_page,
    accounts,
    role_catalog,
    role_lines,
    set_up,
)
from lineofsight.organization.queries.finding import FoundPeople, FoundPerson, find_people
from lineofsight.organization.queries.names import people_named, units_named
from lineofsight.organization.queries.people import PersonCard, Seat, person_card
from lineofsight.organization.queries.rights import Answer, HeldRole, roles_of, who_answers_for
from lineofsight.organization.queries.tree import Branch, TreeRow, unit_branch
from lineofsight.organization.queries.units import UnitNode, unit_page, unit_tree

__all__ = [
    "AccountLine",
    "AccountList",
    "AccountPage",
    "Answer",
    "Branch",
    "FoundPeople",
    "FoundPerson",
    "HeldRole",
    "PersonCard",
    "RoleLine",
    "RoleMeaning",
    "Seat",
    "SetUp",
    "TreeRow",
    "UnitNode",
    "account_page",
    "accounts",
    "find_people",
    "people_named",
    "person_card",
    "role_catalog",
    "role_lines",
    "roles_of",
    "set_up",
    "unit_branch",
    "unit_page",
    "unit_tree",
    "units_named",
    "who_answers_for",
]
