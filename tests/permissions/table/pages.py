"""Who may open which page, form and export."""

from tests.permissions.table.words import (
    AT_THE_TOP,
    BRING,
    KPIS,
    SEE_ABSENCE,
    SEE_ACCOUNTS,
    SEE_EAST,
    SEE_IMPORT,
    SEE_WEST,
    SEE_YIELD,
    SIGNED_IN,
    Cells,
)

#: Pages, by the name of their address: who gets them.
PAGES: Cells = {
    "profile": {"": SIGNED_IN},
    "ui:gallery": {"": SIGNED_IN},
    "ui:error": {"": SIGNED_IN},
    "insight:home": {"": SIGNED_IN},
    "insight:scorecards": {"": SIGNED_IN},
    "insight:scorecard_latest": {"group": SIGNED_IN, "west": SEE_WEST},
    "insight:scorecard": {"group": SIGNED_IN, "west": SEE_WEST},
    "insight:kpis": {"": SIGNED_IN},
    "insight:kpi": KPIS,
    "insight:why": {"KPI yield at east": SEE_EAST, "KPI margin at group": AT_THE_TOP, "objective G1": SIGNED_IN},
    "insight:source": {"of yield, at east": SEE_YIELD, "of absence, at east": SEE_ABSENCE},
    "organization:accounts": {"": SEE_ACCOUNTS},
    "organization:account": {"the employee's": SEE_ACCOUNTS},
    "organization:account_new": {"": SIGNED_IN},  # the form says who may
    "organization:account_disable": {"the employee's": SEE_ACCOUNTS},
    "organization:account_enable": {"the employee's": SEE_ACCOUNTS},
    "organization:role_give": {"the employee's": SEE_ACCOUNTS},
    "organization:role_end": {"the employee's": SEE_ACCOUNTS},
    "organization:roles": {"": SEE_ACCOUNTS},
    "organization:role_catalog": {"": SIGNED_IN},
    "measures:value_new": KPIS,
    "measures:target_new": KPIS,
    "measures:card_edit": KPIS,
    "measures:dispute_new": KPIS,
    "measures:dispute_close": {"of yield": SEE_YIELD},
    "integrations:imports": {"": f"{BRING} auditor"},
    "integrations:new": {"": BRING},
    "integrations:import": {"brought by the updater": SEE_IMPORT},
}

#: Addresses that show nobody anything of their own: they lead on, take a form, or answer programs.
WITHOUT_PAGE = frozenset(
    {
        "account_change_password",
        "account_signup",
        "account_email",
        "account_set_password",
        "end_sessions",
        "organization:account_send_link",
        "organization:account_end_sessions",
        "organization:account_person",
        "integrations:again",
        "integrations:apply",
        "integrations:cancel",
        "integrations:take_back",
        "ui:appearance",
        "api:openapi-json",
        "api:api-root",
    }
)
