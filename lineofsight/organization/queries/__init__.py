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
from lineofsight.organization.queries.options import (
    Option,
    PositionFacts,
    people_called,
    position_facts,
    seat_options,
    unit_options,
    units_called,
)
from lineofsight.organization.queries.people import PersonCard, Seat, person_card
from lineofsight.organization.queries.persons import PersonFacts, person_facts
from lineofsight.organization.queries.places import (
    SeatList,
    SeatsOverTime,
    UnitFacts,
    unit_facts,
    unit_people,
    unit_positions,
)
from lineofsight.organization.queries.plans import (
    MoveLine,
    PlanFacts,
    PlanLine,
    reorganization,
    reorganizations,
)
from lineofsight.organization.queries.rights import Answer, HeldRole, roles_of, who_answers_for
from lineofsight.organization.queries.standing_in import DelegationLine, LookLine, delegations, looks, people_by_name
from lineofsight.organization.queries.tree import Branch, TreeRow, unit_branch
from lineofsight.organization.queries.units import UnitNode, unit_page, unit_tree

__all__ = [
    "AccountLine",
    "AccountList",
    "AccountPage",
    "Answer",
    "Branch",
    "DelegationLine",
    "FoundPeople",
    "FoundPerson",
    "HeldRole",
    "LookLine",
    "MoveLine",
    "Option",
    "PersonCard",
    "PersonFacts",
    "PlanFacts",
    "PlanLine",
    "PositionFacts",
    "RoleLine",
    "RoleMeaning",
    "Seat",
    "SeatList",
    "SeatsOverTime",
    "SetUp",
    "TreeRow",
    "UnitFacts",
    "UnitNode",
    "account_page",
    "accounts",
    "delegations",
    "find_people",
    "looks",
    "people_by_name",
    "people_called",
    "people_named",
    "person_card",
    "person_facts",
    "position_facts",
    "reorganization",
    "reorganizations",
    "role_catalog",
    "role_lines",
    "roles_of",
    "seat_options",
    "set_up",
    "unit_branch",
    "unit_facts",
    "unit_options",
    "unit_page",
    "unit_people",
    "unit_positions",
    "unit_tree",
    "units_called",
    "units_named",
    "who_answers_for",
]
