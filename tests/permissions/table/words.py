"""Who is meant in the cells: groups of the cast, by role or by what they see."""

from tests.cast import EVERYBODY

Cells = dict[str, dict[str, str]]

NOBODY = ""
SIGNED_IN = " ".join(who for who in EVERYBODY if who not in ("anonymous", "leaver"))  # a disabled account is nobody
PEOPLE = " ".join(who for who in SIGNED_IN.split() if who != "operator")
ACCOUNTS = "administrator operator"
SEE_ACCOUNTS = f"{ACCOUNTS} auditor"
KEEPERS = "hr administrator operator"  # of the organization
EAST_KEEPERS = f"{KEEPERS} hr_east"
OFFICE = "strategy_office second_office operator"
EAST_HEADS = f"{OFFICE} unit_head"
APPROVERS = f"{OFFICE} executive"
IMPORTERS = f"{OFFICE} administrator hr data_steward"
BRING = f"{IMPORTERS} hr_east updater colleague"
SEE_IMPORT = f"{OFFICE} administrator auditor updater"
SEE_EXPORT = "strategy_office administrator operator auditor"  # the one that the strategy office asked for
SEE_REQUEST = "unit_head strategy_office second_office executive council_member auditor"
AT_THE_TOP = "executive strategy_office second_office council_member auditor operator"
IN_EAST = "unit_head skip_manager manager employee peer hr_east data_steward"
IN_WEST = "hr administrator works_council colleague updater"

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
PARTS = {  # a KPI that counts in no objective there has its score for the unit's own page
    "KPI revenue at east": SEE_EAST,
    "KPI revenue at west": SEE_WEST,
    "KPI yield at plant": SEE_EAST,
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
