"""The catalog of roles, in plain words. Who holds which role, over what and since when, stands in `organization`."""

from dataclasses import dataclass
from enum import StrEnum


class UnitUse(StrEnum):
    """Whether a role is given over a unit and what lies below it."""

    NEVER = "never"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its key in code, its name on screen, and one sentence that says what it lets a person do.

    `is_reach`: the holder sees the scorecards, KPIs and values of the unit and of all below it (of all units, where
    the role names none). `is_offered`: an administrator may give it; the operator's is taken by the command line only.
    """

    key: str
    name: str
    meaning: str
    unit: UnitUse = UnitUse.NEVER
    is_reach: bool = False
    is_offered: bool = True


CATALOG = (
    Role("employee", "Employee", "Sees the scorecards of their own units, of those above and of those below."),
    Role(
        "manager",
        "Manager",
        "Leads people: sees the contact and reporting lines of everyone who reports to them, directly or not.",
        UnitUse.MAY,
    ),
    Role(
        "unit_head",
        "Unit head",
        "Answers for a unit: sets its strategy, targets and accountabilities, and sees all below it.",
        UnitUse.MUST,
        is_reach=True,
    ),
    Role("executive", "Executive", "Sees every scorecard in reach and adopts strategy.", UnitUse.MAY, is_reach=True),
    Role(
        "strategy_office",
        "Strategy office",
        "Keeps strategy, KPI cards, targets and weights, and closes periods.",
        UnitUse.MAY,
        is_reach=True,
    ),
    Role("hr", "HR", "Keeps units, positions, people and reporting lines.", UnitUse.MAY),
    Role(
        "data_steward",
        "Data steward",
        "Answers for the accuracy of values: records, corrects, and settles disputes.",
        UnitUse.MAY,
        is_reach=True,
    ),
    Role(
        "council_member",
        "Council member",
        "Sits on the performance review council and sees the scorecards it discusses.",
        UnitUse.MAY,
        is_reach=True,
    ),
    Role("works_council", "Works council", "Sees the rules and group figures that concern people, never one person."),
    Role(
        "auditor",
        "Auditor",
        "Reads scorecards, role assignments and the record of changes; changes nothing.",
        UnitUse.MAY,
        is_reach=True,
    ),
    Role("administrator", "Administrator", "Keeps accounts, roles and the organization; sees no scorecard by that."),
    Role(
        "operator",
        "Operator",
        "The command line and its imports, acting under a name of their own.",
        is_reach=True,
        is_offered=False,
    ),
)
#: What a person may let another act under; accounts, the record of acts and the works council go by person.
DELEGABLE = ("unit_head", "manager", "executive", "strategy_office", "hr", "data_steward", "council_member")
ROLES = {role.key: role for role in CATALOG}
REACH_ROLES = tuple(role.key for role in CATALOG if role.is_reach)


def find(key: str) -> Role | None:
    """Return the role of that key, or None."""
    return ROLES.get(key)


def name_of(key: str) -> str:
    """Return the name of a role on screen; an unknown key is shown as it is."""
    return ROLES[key].name if key in ROLES else key
