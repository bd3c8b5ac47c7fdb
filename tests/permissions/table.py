"""Who may: the cells of the permission table, written by hand.

Each entry names a command, query, record, page or export, the cases it is tried in (what it is about, seen from the
unit head of east and the people of the plant), and exactly who of the cast may; everybody else may not.
What the words mean stands in `tests/cast.py`; `tests/permissions` tries every cell with a valid call.
"""

from tests.cast import EVERYBODY

Cells = dict[str, dict[str, str]]

NOBODY = ""
SIGNED_IN = " ".join(who for who in EVERYBODY if who not in ("anonymous", "leaver"))  # a disabled account is nobody
PEOPLE = " ".join(who for who in SIGNED_IN.split() if who != "operator")
ACCOUNTS = "administrator operator"
KEEPERS = "hr administrator operator"  # of the organization
EAST_KEEPERS = f"{KEEPERS} hr_east"
OFFICE = "strategy_office second_office operator"
EAST_HEADS = f"{OFFICE} unit_head"
APPROVERS = f"{OFFICE} executive"
IMPORTERS = f"{OFFICE} administrator hr data_steward"
BRING = f"{IMPORTERS} hr_east updater colleague"
SEE_IMPORT = f"{OFFICE} administrator auditor updater"
AT_THE_TOP = "executive strategy_office second_office council_member auditor operator"
IN_EAST = "unit_head skip_manager manager employee peer hr_east data_steward"
IN_WEST = "hr administrator works_council colleague updater"

COMMANDS: Cells = {
    # accounts
    "accounts.choose_password": {"their own": SIGNED_IN, "another's": NOBODY},
    "accounts.create_user": {"": ACCOUNTS},
    "accounts.disable_user": {"their own": NOBODY, "another's": ACCOUNTS},
    "accounts.enable_user": {"another's": ACCOUNTS},
    "accounts.end_sessions": {"their own": SIGNED_IN, "another's": ACCOUNTS},
    "accounts.place_demo_accounts": {"in a demo": ACCOUNTS, "elsewhere": NOBODY},
    "accounts.set_password_by_link": {"another's": ACCOUNTS},
    "accounts.set_preferences": {"their own": SIGNED_IN, "another's": NOBODY},
    # governance
    "governance.ask_release": {"": SIGNED_IN},
    "governance.control_command": {"": "strategy_office second_office"},
    "governance.release_call": {
        "asked by the unit head": "strategy_office second_office executive council_member",
        "asked by the strategy office": "second_office executive council_member",
    },
    "governance.refuse_call": {
        "asked by the unit head": "strategy_office second_office executive council_member",
        "asked by the strategy office": "second_office executive council_member",
    },
    "governance.withdraw_call": {"asked by the unit head": "unit_head"},
    # organization
    "organization.create_legal_entity": {"": KEEPERS},
    "organization.create_job_family": {"": KEEPERS},
    "organization.create_job": {"": KEEPERS},
    "organization.create_person": {"": KEEPERS},
    "organization.create_calendar": {"": f"{OFFICE} administrator"},
    "organization.place_units": {"": KEEPERS},
    "organization.place_people": {"": KEEPERS},
    "organization.place_lines": {"": KEEPERS},
    "organization.create_unit": {
        "at the top": KEEPERS,
        "below the group": KEEPERS,
        "below east": EAST_KEEPERS,
        "below the plant": EAST_KEEPERS,
        "below west": KEEPERS,
    },
    "organization.revise_unit": {
        "the lab": EAST_KEEPERS,
        "the shop": KEEPERS,
        "the lab, into the plant": EAST_KEEPERS,
        "the lab, into west": KEEPERS,
        "the shop, into east": KEEPERS,
    },
    "organization.close_unit": {"below the lab": EAST_KEEPERS, "below the shop": KEEPERS},
    "organization.create_position": {"in the lab": EAST_KEEPERS, "in the shop": KEEPERS},
    "organization.revise_position": {
        "of the plant": EAST_KEEPERS,
        "of the shop": KEEPERS,
        "from the plant to the lab": EAST_KEEPERS,
        "from the shop to the lab": KEEPERS,
    },
    "organization.hold_position": {"themselves": NOBODY, "the employee": EAST_KEEPERS, "the colleague": KEEPERS},
    "organization.leave_position": {"themselves": NOBODY, "the employee": EAST_KEEPERS, "the colleague": KEEPERS},
    "organization.set_reporting_lines": {"themselves": NOBODY, "the employee": EAST_KEEPERS, "the colleague": KEEPERS},
    "organization.correct_person": {"themselves": NOBODY, "the employee": EAST_KEEPERS, "the colleague": KEEPERS},
    "organization.link_account": {
        "themselves": NOBODY,
        "the employee": EAST_KEEPERS,
        "the colleague": KEEPERS,
        "their own account, to the employee": NOBODY,
    },
    "organization.close_period": {"": OFFICE},
    "organization.reopen_period": {"": OFFICE},
    "organization.assign_role": {"to themselves": NOBODY, "to another": ACCOUNTS},
    "organization.end_role": {"of themselves": NOBODY, "of another": ACCOUNTS},
    "organization.set_accountability": {
        "of east": f"{EAST_HEADS} administrator",
        "of the group": f"{OFFICE} administrator",
        "of the shop": f"{OFFICE} administrator",
        "of east, themselves": EAST_HEADS,
    },
    "organization.end_accountability": {
        "of east": f"{EAST_HEADS} administrator",
        "of the group": f"{OFFICE} administrator",
    },
    # strategy
    "strategy.create_strategy": {
        "of the group": OFFICE,
        "of east": EAST_HEADS,
        "of the lab": EAST_HEADS,
        "of west": OFFICE,
    },
    "strategy.add_perspective": {"of the group": OFFICE, "of east": EAST_HEADS, "of west": OFFICE},
    "strategy.add_perspectives": {"of the group": OFFICE, "of east": EAST_HEADS, "of west": OFFICE},
    "strategy.edit_perspective": {"of the group": OFFICE, "of east": EAST_HEADS, "of west": OFFICE},
    "strategy.add_theme": {"of the group": OFFICE, "of east": EAST_HEADS, "of west": OFFICE},
    "strategy.draft_version": {"of the group": OFFICE, "of east": EAST_HEADS, "of west": OFFICE},
    "strategy.edit_version": {"of the group": OFFICE, "of east": EAST_HEADS},
    "strategy.add_objective": {"of the group": OFFICE, "of east": EAST_HEADS},
    "strategy.edit_objective": {"of the group": OFFICE, "of east": EAST_HEADS},
    "strategy.drop_objective": {"of the group": OFFICE, "of east": EAST_HEADS},
    "strategy.link_objectives": {"of the group": OFFICE, "of east": EAST_HEADS},
    "strategy.unlink_objectives": {"of the group": OFFICE, "of east": EAST_HEADS},
    "strategy.submit_version": {"of the group": OFFICE, "of east": EAST_HEADS},
    "strategy.return_version": {"of the group": OFFICE, "of east": EAST_HEADS},
    "strategy.approve_version": {
        "submitted by the office": "second_office operator executive",
        "submitted by the unit head": APPROVERS,
    },
    "strategy.adopt_version": {"of the group": APPROVERS, "of east": APPROVERS},
    "strategy.set_cascade": {"from the group": OFFICE, "from east": EAST_HEADS, "from west": OFFICE},
    "strategy.end_cascade": {"from east": EAST_HEADS},
    # measures: `yield` is of east, `revenue` of the group, `footfall` of the shop, `absence` and `margin` restricted
    "measures.add_currency": {"": OFFICE},
    "measures.add_unit_of_measure": {"": OFFICE},
    "measures.set_rate": {"": OFFICE},
    "measures.create_measure": {"of the group": OFFICE, "of the lab": OFFICE},
    "measures.revise_measure": {
        "of east": f"{OFFICE} data_steward",
        "of the group": OFFICE,
        "restricted, of east": OFFICE,
        "made open, of east": OFFICE,
    },
    "measures.set_target": {
        "at the plant": EAST_HEADS,
        "at east": EAST_HEADS,
        "at the group": OFFICE,
        "at the shop": OFFICE,
        "restricted, at east": EAST_HEADS,
        "restricted, at the group": OFFICE,
    },
    "measures.end_target": {
        "at the plant": EAST_HEADS,
        "at east": EAST_HEADS,
        "at the group": OFFICE,
        "at the shop": OFFICE,
        "restricted, at east": EAST_HEADS,
        "restricted, at the group": OFFICE,
    },
    "measures.record_observation": {
        "at the plant": "data_steward updater operator",
        "at east": "data_steward updater operator",
        "at the group": "operator",
        "at the shop": "colleague operator",
        "restricted, at east": "updater operator",
        "restricted, at the group": "operator",
    },
    "measures.withdraw_observation": {
        "at the plant": "data_steward updater operator",
        "at east": "data_steward updater operator",
        "at the group": "operator",
        "at the shop": "colleague operator",
        "restricted, at east": "updater operator",
        "restricted, at the group": "operator",
    },
    "measures.publish_figure": {
        "at the plant": "data_steward updater operator",
        "at east": "data_steward updater operator",
        "at the group": "operator",
        "at the shop": "colleague operator",
        "restricted, at east": "updater operator",
        "restricted, at the group": "operator",
    },
    "measures.record_observations": {"": "operator"},
    "measures.open_dispute": {
        "at the plant": f"{AT_THE_TOP} {IN_EAST} updater",
        "at east": f"{AT_THE_TOP} {IN_EAST} updater",
        "at the group": SIGNED_IN,
        "at the shop": f"{AT_THE_TOP} {IN_WEST}",
        "restricted, at east": f"{AT_THE_TOP} unit_head data_steward updater",
        "restricted, at the group": AT_THE_TOP,
    },
    "measures.close_dispute": {
        "opened by the employee": "data_steward operator",
        "opened by the steward": "operator",
    },
    # scorecard
    "scorecard.create_scorecard": {"of the group": OFFICE, "of east": EAST_HEADS, "of west": OFFICE},
    "scorecard.attach_measure": {"of the group": OFFICE, "of east": EAST_HEADS, "of west": OFFICE},
    "scorecard.detach": {"of the group": OFFICE, "of east": EAST_HEADS, "of west": OFFICE},
    "scorecard.set_weights": {"of the group": OFFICE, "of east": EAST_HEADS, "of west": OFFICE},
    "scorecard.set_rollup_rule": {"of the group": OFFICE, "of east": EAST_HEADS, "of west": OFFICE},
    # integrations: `updater` and `data_steward` answer for values of `yield`, `colleague` for those of `footfall`
    "integrations.bring_files": {"": BRING},
    "integrations.apply_import": {
        "values, by the updater": f"{OFFICE} administrator updater",
        "values, by the strategy office": f"{OFFICE} administrator",
        "people, by HR": KEEPERS,
    },
    "integrations.cancel_import": {
        "values, by the updater": "administrator operator updater",
        "values, by the strategy office": "administrator operator strategy_office",
        "people, by HR": KEEPERS,
    },
    "integrations.compare_again": {
        "values, by the updater": "administrator operator updater",
        "values, by the strategy office": "administrator operator strategy_office",
        "people, by HR": KEEPERS,
    },
    "integrations.take_back": {
        "values, by the updater": f"{OFFICE} administrator updater",
        "values, by the strategy office": f"{OFFICE} administrator",
    },
}

#: Who sees which rows; a row that nobody else sees looks to them like one that does not exist.
MANAGERS_OF_THE_PLANT = "manager skip_manager unit_head executive"
DRAFT_READERS = f"{OFFICE} auditor"  # of the whole organization
REVIEWERS_OF_EAST = f"{DRAFT_READERS} unit_head executive"
SEE_EAST = f"{AT_THE_TOP} {IN_EAST}"
SEE_WEST = f"{AT_THE_TOP} {IN_WEST}"
SEE_YIELD = f"{SEE_EAST} updater"
SEE_ABSENCE = f"{AT_THE_TOP} unit_head data_steward updater"
RECORDS_OF_PEOPLE = {
    "executive": f"{KEEPERS} executive",
    "unit_head": f"{EAST_KEEPERS} executive unit_head",
    "skip_manager": f"{EAST_KEEPERS} executive unit_head skip_manager",
    "manager": f"{EAST_KEEPERS} {MANAGERS_OF_THE_PLANT}",
    "employee": f"{EAST_KEEPERS} {MANAGERS_OF_THE_PLANT} employee",
    "peer": f"{EAST_KEEPERS} {MANAGERS_OF_THE_PLANT} peer",
    "leaver": f"{KEEPERS} {MANAGERS_OF_THE_PLANT}",
    "hr_east": f"{EAST_KEEPERS} unit_head executive",
    "data_steward": f"{EAST_KEEPERS} unit_head executive data_steward",
    "colleague": f"{KEEPERS} executive colleague",
    "updater": f"{KEEPERS} executive updater",
    "strategy_office": f"{KEEPERS} executive strategy_office",
    "second_office": f"{KEEPERS} executive second_office",
    "hr": f"{KEEPERS} executive",
    "council_member": f"{KEEPERS} executive council_member",
    "works_council": f"{KEEPERS} executive works_council",
    "auditor": f"{KEEPERS} executive auditor",
    "administrator": f"{KEEPERS} executive",
}
WITH_LINES = {who: seen for who, seen in RECORDS_OF_PEOPLE.items() if who != "executive"}
ACCOUNTS_OF_PEOPLE = {
    who: f"{ACCOUNTS} auditor" if who == "leaver" else f"{ACCOUNTS} auditor {who}"
    for who in EVERYBODY
    if who != "anonymous"
}
NUMBERS = {
    "revenue at group": SIGNED_IN,
    "revenue at east": SEE_EAST,
    "revenue at west": SEE_WEST,
    "yield at east": SEE_YIELD,
    "yield at plant": SEE_YIELD,
    "absence at east": SEE_ABSENCE,
    "margin at group": AT_THE_TOP,
    "footfall at shop": SEE_WEST,
}
KPIS = {
    "revenue": SIGNED_IN,
    "yield": SEE_YIELD,
    "absence": SEE_ABSENCE,
    "margin": AT_THE_TOP,
    "footfall": SEE_WEST,
}
OF_STRATEGIES = {"group": SIGNED_IN, "east": SEE_EAST, "west": SEE_WEST}
OF_STRATEGIES_IN_FORCE = {"group": SIGNED_IN, "west": SEE_WEST}
SAID_OF_OBJECTIVES = {
    "G1 in group 1": SIGNED_IN,
    "G2 in group 1": SEE_WEST,
    "G1 in group 2": DRAFT_READERS,
    "G2 in group 2": DRAFT_READERS,
    "G3 in group 2": DRAFT_READERS,
    "E1 in east 1": REVIEWERS_OF_EAST,
    "W1 in west 1": SEE_WEST,
}
PARTS = {
    "unit of group": SIGNED_IN,
    "scorecard of group": SIGNED_IN,
    "perspective of group": SIGNED_IN,
    "objective G1": SIGNED_IN,
    "KPI revenue at group": SIGNED_IN,
    "KPI margin at group": AT_THE_TOP,
    "objective E1": SEE_EAST,
    "KPI yield at east": SEE_EAST,
    "KPI absence at east": f"{AT_THE_TOP} unit_head data_steward",
    "unit of west": SEE_WEST,
    "scorecard of west": SEE_WEST,
    "perspective of west": SEE_WEST,
    "objective W1": SEE_WEST,
    "KPI footfall at shop": SEE_WEST,
}
EVERY_ROW = {"every row": SIGNED_IN}

ROWS: Cells = {
    "accounts.User": ACCOUNTS_OF_PEOPLE,
    "governance.ControlledCommand": EVERY_ROW,
    "governance.HeldCall": {
        "asked by unit_head": "unit_head strategy_office second_office executive council_member auditor"
    },
    "organization.Accountability": EVERY_ROW,
    "organization.Calendar": EVERY_ROW,
    "organization.Job": EVERY_ROW,
    "organization.JobFamily": EVERY_ROW,
    "organization.LegalEntity": EVERY_ROW,
    "organization.Period": EVERY_ROW,
    "organization.PeriodClose": EVERY_ROW,
    "organization.Person": EVERY_ROW,
    "organization.Position": EVERY_ROW,
    "organization.PositionVersion": EVERY_ROW,
    "organization.Unit": EVERY_ROW,
    "organization.UnitClosure": EVERY_ROW,
    "organization.UnitVersion": EVERY_ROW,
    "organization.PersonDetails": RECORDS_OF_PEOPLE,
    "organization.Holding": RECORDS_OF_PEOPLE,
    "organization.ReportingLine": WITH_LINES,
    "organization.ReportClosure": WITH_LINES,
    "organization.RoleAssignment": ACCOUNTS_OF_PEOPLE,
    "strategy.Strategy": OF_STRATEGIES,
    "strategy.Perspective": OF_STRATEGIES,
    "strategy.StrategicTheme": OF_STRATEGIES,
    "strategy.Adoption": {"group": SIGNED_IN, "west": SEE_WEST},
    "strategy.StrategyVersion": {
        "group 1": SIGNED_IN,
        "group 2": DRAFT_READERS,
        "east 1": REVIEWERS_OF_EAST,
        "west 1": SEE_WEST,
    },
    "strategy.StrategicObjective": {
        "G1": SIGNED_IN,
        "G2": SEE_WEST,
        "G3": DRAFT_READERS,
        "E1": REVIEWERS_OF_EAST,
        "W1": SEE_WEST,
    },
    "strategy.ObjectiveVersion": SAID_OF_OBJECTIVES,
    "strategy.ObjectiveTheme": SAID_OF_OBJECTIVES,
    "strategy.CausalLink": {"in group 1": SEE_WEST, "in group 2": DRAFT_READERS},
    "strategy.CascadeLink": {"E1 to G1": REVIEWERS_OF_EAST},
    "measures.UnitOfMeasure": EVERY_ROW,
    "measures.Currency": EVERY_ROW,
    "measures.ExchangeRate": EVERY_ROW,
    "measures.Measure": KPIS,
    "measures.MeasureVersion": KPIS,
    "measures.Observation": NUMBERS,
    "measures.Target": NUMBERS,
    "measures.PublishedFigure": {"yield at east": SEE_YIELD},
    "measures.Dispute": {"yield at plant": SEE_YIELD},
    "integrations.Import": {"brought by updater": SEE_IMPORT},
    "scorecard.CalculationRun": EVERY_ROW,
    "scorecard.Scorecard": OF_STRATEGIES,
    "scorecard.ScoreNode": {**PARTS, "objective G2": SEE_WEST, "scorecard of east": SEE_EAST, "unit of east": SEE_EAST},
    "scorecard.Score": PARTS,
    "scorecard.RollupRule": {"objective G1": SIGNED_IN},
    "scorecard.NodeLink": {  # that a part counts is no secret, its number may be
        "scorecard of group in unit of group": SIGNED_IN,
        "perspective of group in scorecard of group": SIGNED_IN,
        "objective G1 in perspective of group": SIGNED_IN,
        "objective G2 in perspective of group": SIGNED_IN,
        "objective E1 in objective G1": SIGNED_IN,
        "KPI revenue at group in objective G1": SIGNED_IN,
        "KPI margin at group in objective G1": SIGNED_IN,
        "KPI yield at east in objective E1": SEE_EAST,
        "KPI absence at east in objective E1": SEE_EAST,
        "scorecard of west in unit of west": SEE_WEST,
        "perspective of west in scorecard of west": SEE_WEST,
        "objective W1 in perspective of west": SEE_WEST,
        "KPI footfall at shop in objective W1": SEE_WEST,
    },
}

#: Who gets an answer to a question; to everybody else what it is about does not exist. Lists answer everyone who
#: signed in, with the rows of ROWS; the words after a list's name are what it must name for exactly these people.
QUERIES: Cells = {
    "organization.person": {"the employee": SIGNED_IN},
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
        "integrations:again",
        "integrations:apply",
        "integrations:cancel",
        "integrations:take_back",
        "ui:appearance",
        "api:openapi-json",
        "api:api-root",
    }
)
