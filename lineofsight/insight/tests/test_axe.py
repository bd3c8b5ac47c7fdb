"""axe finds nothing on any page, light or dark, wide or narrow, full, empty or refused."""

import pytest

from lineofsight.base.ui.tests import browser as lane
from lineofsight.insight.tests.serving import Site, Watch

pytestmark = pytest.mark.browser
P1 = "/kpis/temperature-excursions/"
WIDE = (
    "/",
    "/scorecards/",
    "/scorecards/norrvik/2026-10/",
    "/scorecards/norrvik/2026-10/?view=table",
    "/scorecards/norrvik/2026-10/?view=trend",
    "/scorecards/gothenburg-hub/2026-05/",
    "/scorecards/norrvik/2026-04/?as_of=2026-05-31",
    "/kpis/",
    "/kpis/?q=nothing-like-this",
    f"{P1}?period=2026-10",
    f"{P1}?period=2026-10&view=table",
    f"{P1}?period=2026-10&view=units",
    "/kpis/pallets-handled/",
    "/kpis/nowhere/",
    f"{P1}values/new/",
    f"{P1}targets/new/",
    f"{P1}card/edit/",
    f"{P1}disputes/new/",
    "/accounts/password/change/",
    "/why/1/2026-10/",
    "/sources/1/",
    "/search/?q=rotterdam",
    "/notices/",
    "/notices/preferences/",
    f"{P1}compare/?a=2026-03-03&a_known=2026-04-01&b=2026-04-20",
    "/scorecards/norrvik/compare/?period=2026-04&a=2026-05-10",
)
NARROW = (
    "/",
    "/scorecards/norrvik/2026-10/",
    "/scorecards/norrvik/2026-10/?view=table",
    "/kpis/",
    f"{P1}?period=2026-10",
    f"{P1}values/new/",
    "/why/1/2026-10/",
    "/search/?q=rotterdam",
    "/notices/preferences/",
    f"{P1}compare/?a=2026-03-03&a_known=2026-04-01&b=2026-04-20",
)
FIND = "axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].target))"


def violations(site: Site, who: str, addresses: tuple[str, ...], *, width: int, theme: str) -> list[tuple[str, str]]:
    """Return what axe, the console and the network complain about."""
    lane.need("axe-core (npm ci)", there=lane.AXE.exists())
    found = []
    with site.context(
        who, viewport={"width": width, "height": 900}, bypass_csp=True, color_scheme=theme, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        watch = Watch(page, site.address)
        for address in addresses:
            page.goto(address)
            page.add_script_tag(path=lane.AXE)
            found += [(address, violation) for violation in page.evaluate(FIND)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((address, "runs over"))
            if page.locator("h1").count() != 1:
                found.append((address, "not one h1"))
        missing = [said for said in watch.complaints if "404" not in said and "403" not in said]
        found += [("console", said) for said in missing] + [("network", url) for url in watch.strangers]
    return sorted(set(found))


@pytest.mark.parametrize(
    ("addresses", "width", "theme"), [(WIDE, 1360, "light"), (NARROW, 320, "dark")], ids=["wide", "narrow"]
)
def test_axe_finds_nothing_on_full_pages(site, addresses, width, theme):
    assert violations(site, "divya.raman", addresses, width=width, theme=theme) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [1360, 390, 320])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("who", ["astrid.nyberg", "amara.okafor"])
def test_axe_finds_nothing_for_anybody(site, who, width, theme):
    assert violations(site, who, WIDE, width=width, theme=theme) == []


@pytest.mark.parametrize(("width", "theme"), [(390, "light")])
def test_axe_finds_nothing_with_why_open(site, width, theme):
    pages = (f"{P1}?period=2026-10&why=23", "/scorecards/norrvik/2026-10/?why=1")

    assert violations(site, "linnea.sandberg", pages, width=width, theme=theme) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_where_nothing_is_open(site, theme):
    pages = ("/", "/scorecards/", "/kpis/", "/kpis/sick-leave/", f"{P1}values/new/", f"{P1}card/edit/", "/imports/")

    assert violations(site, "amara.okafor", pages, width=390, theme=theme) == []


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/"])
def test_axe_finds_nothing_before_signing_in(site, address):
    lane.need("axe-core (npm ci)", there=lane.AXE.exists())
    with site.browser.new_context(base_url=site.address, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(address)
        page.add_script_tag(path=lane.AXE)

        assert page.evaluate(FIND) == []
