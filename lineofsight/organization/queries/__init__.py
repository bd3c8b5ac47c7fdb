"""What pages show of the organization."""

from lineofsight.organization.queries.finding import FoundPeople, FoundPerson, find_people
from lineofsight.organization.queries.names import people_named, units_named
from lineofsight.organization.queries.people import PersonCard, Seat, person_card
from lineofsight.organization.queries.rights import Answer, HeldRole, roles_of, who_answers_for
from lineofsight.organization.queries.tree import Branch, TreeRow, unit_branch
from lineofsight.organization.queries.units import UnitNode, unit_page, unit_tree

__all__ = [
    "Answer",
    "Branch",
    "FoundPeople",
    "FoundPerson",
    "HeldRole",
    "PersonCard",
    "Seat",
    "TreeRow",
    "UnitNode",
    "find_people",
    "people_named",
    "person_card",
    "roles_of",
    "unit_branch",
    "unit_page",
    "unit_tree",
    "units_named",
    "who_answers_for",
]
