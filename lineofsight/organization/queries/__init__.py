"""What pages show of the organization."""

from lineofsight.organization.queries.names import people_named, units_named
from lineofsight.organization.queries.people import PersonCard, Seat, person_card
from lineofsight.organization.queries.rights import Answer, HeldRole, roles_of, who_answers_for
from lineofsight.organization.queries.units import UnitNode, unit_page, unit_tree

__all__ = [
    "Answer",
    "HeldRole",
    "PersonCard",
    "Seat",
    "UnitNode",
    "people_named",
    "person_card",
    "roles_of",
    "unit_page",
    "unit_tree",
    "units_named",
    "who_answers_for",
]
