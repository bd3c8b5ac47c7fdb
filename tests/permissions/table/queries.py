"""Who is answered by which query."""

from tests.permissions.table.words import (
    ACCOUNTS_OF_PEOPLE,
    DRAFT_READERS,
    KPIS,
    OF_STRATEGIES,
    OF_STRATEGIES_IN_FORCE,
    REVIEWERS_OF_EAST,
    SEE_ABSENCE,
    SEE_ACCOUNTS,
    SEE_IMPORT,
    SEE_WEST,
    SEE_YIELD,
    SIGNED_IN,
    Cells,
)

#: Who gets an answer to a question; to everybody else what it is about does not exist. Lists answer everyone who
#: signed in, with the rows of ROWS; the words after a list's name are what it must name for exactly these people.
QUERIES: Cells = {
    "accounts.tokens": {"of the employee": "employee"},
    "organization.accounts": {"all": SEE_ACCOUNTS},
    "organization.account": {"the employee's": SEE_ACCOUNTS},
    "organization.set_up": {"": SEE_ACCOUNTS},
    "organization.role_lines": {"of the employee": ACCOUNTS_OF_PEOPLE["employee"]},
    "organization.role_catalog": {"": SIGNED_IN},
    "organization.person": {"the employee": SIGNED_IN},
    "organization.branch": {"east": SIGNED_IN},
    "organization.person_facts": {"the employee": SIGNED_IN},  # what is closed in it says so
    "organization.unit_facts": {"east": SIGNED_IN},
    "organization.unit_people": {"plant": SIGNED_IN},
    "organization.unit_positions": {"plant": SIGNED_IN},
    "organization.find_people": {"the employee": SIGNED_IN},
    "organization.unit": {"east": SIGNED_IN},
    "organization.units": {"all": SIGNED_IN},
    "organization.who_answers_for": {"yield": SIGNED_IN},
    "organization.roles_of": {"the employee": ACCOUNTS_OF_PEOPLE["employee"]},
    "strategy.in_force": OF_STRATEGIES_IN_FORCE,
    "strategy.versions": OF_STRATEGIES,
    "strategy.version": {
        "group 1": SIGNED_IN,
        "group 2": DRAFT_READERS,
        "east 1": REVIEWERS_OF_EAST,
        "west 1": SEE_WEST,
    },
    "measures.card": KPIS,
    "measures.disputes": KPIS,
    "measures.values": KPIS,
    "measures.targets": KPIS,
    "measures.freshness": KPIS,
    "measures.quality": KPIS,
    "scorecard.kpi": KPIS,
    "scorecard.page": {"group": SIGNED_IN, "west": SEE_WEST},
    "insight.scorecards": OF_STRATEGIES,
    "insight.kpis": KPIS,
    "insight.source": {"of yield, at east": SEE_YIELD, "of absence, at east": SEE_ABSENCE},
    "integrations.imports": {"brought by the updater": SEE_IMPORT},
}
