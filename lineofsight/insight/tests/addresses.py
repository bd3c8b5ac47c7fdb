"""Where each page of the product stands in the demo company: who looks at it, and how to get there.

A way is an address, and after each `>` a part of the address of a link that is on the page before.
"""

from playwright.sync_api import Page

from lineofsight.insight.tests.serving import Site

P1 = "/kpis/temperature-excursions/"
PERSON, NIGHTS = "/people/amara-okafor/", "/organization/units/rotterdam-nights/"
ACCOUNT = "/admin/accounts/?q=amara > /admin/accounts/0"
DRAFT = "/strategy/versions/2/?of=nairobi"
PLAN = "/organization/reorganizations/ > /organization/reorganizations/0"
NOBODY = ""
HREFS = "e => e.map(a => a.getAttribute('href'))"

#: By the name of the address.
PAGES: dict[str, tuple[str, str]] = {
    "account_change_password": ("amara.okafor", "/accounts/password/change/"),
    "account_inactive": (NOBODY, "/accounts/inactive/"),
    "account_login": (NOBODY, "/accounts/login/"),
    "account_reauthenticate": ("amara.okafor", "/accounts/reauthenticate/"),
    "account_reset_password": (NOBODY, "/accounts/password/reset/"),
    "account_reset_password_done": (NOBODY, "/accounts/password/reset/done/"),
    "account_reset_password_from_key": (NOBODY, "/accounts/password/reset/key/1-x/"),
    "account_reset_password_from_key_done": (NOBODY, "/accounts/password/reset/key/done/"),
    "governance:acts": ("grace.wanjala", "/admin/audit/"),
    "governance:grants": ("grace.wanjala", "/admin/audit/leave/"),
    "governance:refusals": ("grace.wanjala", "/admin/audit/refusals/"),
    "governance:requests": ("grace.wanjala", "/admin/requests/"),
    "history": ("grace.wanjala", f"{P1} > /history/"),
    "insight:data_quality": ("divya.raman", "/data-quality/"),
    "insight:alignment": ("henrik.aalto", "/okrs/alignment/"),
    "insight:alignment_of": ("ines.carvalho", "/okrs/alignment/rotterdam/"),
    "insight:effort_of": ("ines.carvalho", "/okrs/effort/rotterdam/"),
    "insight:goals_of": ("amara.okafor", f"{PERSON}goals/"),
    "insight:home": ("henrik.aalto", "/"),
    "insight:kpi": ("linnea.sandberg", f"{P1}?period=2026-10"),
    "insight:kpi_compared": ("grace.wanjala", f"{P1}compare/?a=2026-03-03&a_known=2026-04-01&b=2026-04-20"),
    "insight:kpis": ("divya.raman", "/kpis/"),
    "insight:line_of_sight": ("amara.okafor", "/line-of-sight/"),
    "insight:line_of_sight_of": ("ines.carvalho", f"{PERSON}line-of-sight/"),
    "insight:moved_of": ("amara.okafor", f"{PERSON}moved/"),
    "insight:objective": ("amara.okafor", "/strategy/objectives/p1-keep-the-cold-chain-unbroken-dock-to-door/"),
    "insight:okr": ("ines.carvalho", "/okrs/objectives/rotterdam-halve-dwell-time-at-the-docks/"),
    "insight:okrs": ("amara.okafor", "/okrs/"),
    "insight:okrs_of_unit": ("ines.carvalho", "/okrs/2026-q4/rotterdam/"),
    "insight:scorecard": ("henrik.aalto", "/scorecards/norrvik/2026-10/"),
    "insight:scorecard_compared": ("grace.wanjala", "/scorecards/norrvik/compare/?period=2026-04&a=2026-05-10"),
    "insight:scorecard_latest": ("ines.carvalho", "/scorecards/rotterdam-hub/"),
    "insight:scorecards": ("divya.raman", "/scorecards/"),
    "insight:source": ("divya.raman", "/why/23/2026-10/ > /sources/"),
    "insight:strategy_map": ("henrik.aalto", "/strategy/map/"),
    "insight:team": ("ines.carvalho", "/team/"),
    "insight:unit_numbers": ("ines.carvalho", f"{NIGHTS}numbers/"),
    "insight:why": ("amara.okafor", "/why/23/2026-10/"),
    "integrations:exports": ("astrid.nyberg", "/exports/"),
    "integrations:import": ("divya.raman", "/imports/ > /imports/"),
    "integrations:imports": ("divya.raman", "/imports/"),
    "integrations:origins_of_objective": (
        "ines.carvalho",
        "/imports/origins/objectives/rotterdam-halve-dwell-time-at-the-docks/",
    ),
    "integrations:new": ("divya.raman", "/imports/new/"),
    "measures:card_edit": ("divya.raman", f"{P1}card/edit/"),
    "measures:dispute_new": ("divya.raman", f"{P1}disputes/new/?for=2026-10"),
    "measures:target_new": ("astrid.nyberg", f"{P1}targets/new/"),
    "measures:value_new": ("divya.raman", f"{P1}values/new/"),
    "mfa_index": ("amara.okafor", "/accounts/2fa/"),
    "mfa_list_webauthn": ("amara.okafor", "/accounts/2fa/webauthn/"),
    "notice_preferences": ("amara.okafor", "/notices/preferences/"),
    "notices": ("linnea.sandberg", "/notices/"),
    "organization:account": ("jonas.berg", ACCOUNT),
    "organization:account_disable": ("jonas.berg", f"{ACCOUNT} > /disable/"),
    "organization:account_new": ("jonas.berg", "/admin/accounts/new/"),
    "organization:accounts": ("jonas.berg", "/admin/accounts/"),
    "organization:delegate": ("astrid.nyberg", "/delegations/new/"),
    "organization:delegations": ("astrid.nyberg", "/delegations/"),
    "organization:lines_edit": ("jolanta.mazurek", f"{PERSON}lines/edit/"),
    "organization:look_as_person": ("jonas.berg", f"{ACCOUNT} > /look/"),
    "organization:look_as_role": ("jonas.berg", "/looks/new/"),
    "organization:looks": ("astrid.nyberg", "/looks/"),
    "organization:move_new": ("jolanta.mazurek", f"{PLAN} > /moves/new/"),
    "organization:person": ("jolanta.mazurek", PERSON),
    "organization:person_edit": ("jolanta.mazurek", f"{PERSON}edit/"),
    "organization:person_new": ("jolanta.mazurek", "/organization/people/new/"),
    "organization:position_edit": ("jolanta.mazurek", f"{NIGHTS} > /organization/positions/"),
    "organization:position_new": ("jolanta.mazurek", f"{NIGHTS}positions/new/"),
    "organization:reorganization": ("jolanta.mazurek", PLAN),
    "organization:reorganization_edit": ("jolanta.mazurek", f"{PLAN} > /edit/"),
    "organization:reorganization_new": ("jolanta.mazurek", "/organization/reorganizations/new/"),
    "organization:reorganizations": ("jolanta.mazurek", "/organization/reorganizations/"),
    "organization:role_catalog": ("jonas.berg", "/admin/roles/catalog/"),
    "organization:role_end": ("jonas.berg", "/admin/accounts/?q=grace > /admin/accounts/0 > /end/"),
    "organization:role_give": ("jonas.berg", f"{ACCOUNT} > /roles/new/"),
    "organization:roles": ("jonas.berg", "/admin/roles/"),
    "organization:seat_leave": ("jolanta.mazurek", f"{PERSON} > /leave/"),
    "organization:seat_new": ("jolanta.mazurek", f"{PERSON}positions/new/"),
    "organization:tree": ("jolanta.mazurek", "/organization/?at=rotterdam-nights&q=ines"),
    "organization:unit": ("jolanta.mazurek", f"{NIGHTS}?people=below"),
    "organization:unit_below": ("jolanta.mazurek", f"{NIGHTS}units/new/"),
    "organization:unit_close": ("jolanta.mazurek", f"{NIGHTS}close/"),
    "organization:unit_edit": ("jolanta.mazurek", f"{NIGHTS}edit/"),
    "organization:unit_new": ("jolanta.mazurek", "/organization/units/new/"),
    "profile": ("amara.okafor", "/accounts/profile/"),
    "search": ("divya.raman", "/search/?q=rotterdam"),
    "sessions": ("amara.okafor", "/accounts/sessions/"),
    "strategy:act": ("astrid.nyberg", "/strategy/versions/2/submit/?of=nairobi"),
    "strategy:changes": ("astrid.nyberg", "/strategy/versions/3/changes/"),
    "strategy:home": ("henrik.aalto", "/strategy/"),
    "strategy:map_edit": ("astrid.nyberg", "/strategy/versions/2/map/edit/?of=nairobi&objective=F1"),
    "strategy:texts_edit": ("astrid.nyberg", "/strategy/versions/2/texts/edit/?of=nairobi"),
    "strategy:version": ("astrid.nyberg", "/strategy/versions/3/"),
    "tokens": ("astrid.nyberg", "/accounts/tokens/"),
    "ui:error": ("amara.okafor", "/ui/errors/404/"),
    "ui:gallery": ("amara.okafor", "/ui/"),
}
#: What is not walked, and why; mostly the demo is not in the state that a page shows.
NOT_WALKED = {
    "governance:grant_refuse": "no leave is asked for",
    "governance:request_refuse": "nothing waits under change control",
    "integrations:archive": "a file, no page",
    "integrations:origins_of_goal": "looks as that of an objective does",
    "integrations:template": "a file, no page",
    "measures:dispute_close": "only who opened or examines a dispute is led there",
    "organization:account_enable": "no account is disabled",
    "organization:account_reset_second_factor": "nobody has a second factor",
    "organization:reorganization_return": "no plan waits for approval",
    "organization:reorganization_take_back": "no plan is in force",
}
#: What else there is to see of pages that have several looks.
LOOKS = (
    ("amara.okafor", "/"),
    ("ines.carvalho", "/"),
    ("divya.raman", "/"),
    ("jonas.berg", "/"),
    ("linnea.sandberg", "/scorecards/norrvik/2026-10/?view=table"),
    ("linnea.sandberg", "/scorecards/norrvik/2026-10/?view=trend"),
    ("linnea.sandberg", f"{P1}?period=2026-10&view=table"),
    ("linnea.sandberg", f"{P1}?period=2026-10&view=units"),
    ("linnea.sandberg", "/scorecards/norrvik/2026-04/?as_of=2026-05-31"),
    ("linnea.sandberg", "/strategy/map/?view=table"),
    ("amara.okafor", "/kpis/?q=nothing-like-this"),
    ("amara.okafor", "/kpis/sick-leave/"),
    ("amara.okafor", f"{P1}values/new/"),
    ("amara.okafor", "/imports/"),
)


def prepare(site: Site) -> None:
    """Bring the demo into the states that some pages show: a draft, a plan, an import and an archive."""
    for who, make in (("astrid.nyberg", _draft), ("jolanta.mazurek", _plan), ("divya.raman", _import)):
        with site.context(who) as context:
            make(context.new_page())


def _draft(page: Page) -> None:
    page.goto("/strategy/versions/1/?of=nairobi")
    page.get_by_role("button", name="Draft a new version").click()
    page.goto("/exports/")
    page.get_by_role("button", name="Write an archive").click()


def _plan(page: Page) -> None:
    page.goto("/organization/reorganizations/new/")
    page.fill("#id_name", "Two night shifts become one")
    page.fill("#id_takes_effect_on", "2027-03-01")
    page.get_by_role("button", name="Begin the plan").click()


def _import(page: Page) -> None:
    page.goto("/imports/new/")
    rows = b"kpi,unit,period,value\nfill-rate,rotterdam,2026-10,91\n"
    page.set_input_files("#id_file", {"name": "actuals.csv", "mimeType": "text/csv", "buffer": rows})
    page.locator("main form .ls-button-main").click()


def address_at(page: Page, way: str) -> str:
    """Return the address that a way ends at, for whoever is signed in."""
    address, *links = way.split(" > ")
    for link in links:
        page.goto(address)
        found = [href for href in page.eval_on_selector_all("main a[href], [data-ls-history] a", HREFS) if link in href]
        fresh = [href for href in found if href.partition("?")[0] != address.partition("?")[0] and "/new/" not in href]
        assert found, f"No link to {link} on {address}."
        address = (fresh or found)[0]
    return address
