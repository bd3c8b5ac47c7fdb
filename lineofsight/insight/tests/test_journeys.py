"""The mission in a browser: from the scorecard to the red objective, its KPI, its Why? and the lines of the file."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from lineofsight.insight.tests.serving import Site, Watch

pytestmark = pytest.mark.browser
SCORECARD = "/scorecards/norrvik/2026-10/"
KPI = "Temperature excursions per 1,000 pallets"
SCORE = ".ls-headline .ls-figure .ls-why"


@pytest.fixture
def desk(site: Site) -> Iterator[Page]:
    """Linnea's browser; it must not complain and ask nobody else."""
    with site.context(viewport={"width": 1360, "height": 900}) as context:
        page = context.new_page()
        watch = Watch(page, site.address)
        yield page
        assert (watch.complaints, watch.strangers) == ([], [])


def focus_is_on(page: Page, css_class: str) -> None:
    page.wait_for_function("(name) => document.activeElement.classList.contains(name)", arg=css_class)


def test_by_keyboard_from_the_scorecard_to_the_lines_behind_a_red_number(desk):
    desk.goto("/")
    desk.keyboard.press("g")
    desk.keyboard.press("s")
    desk.wait_for_url("**/scorecards/")
    desk.get_by_role("link", name="Norrvik scorecard", exact=True).focus()
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".ls-m-card-off")

    desk.locator(".ls-m-card-off .ls-m-open").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/strategy/objectives/**")
    desk.get_by_role("link", name=KPI, exact=True).focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/kpis/temperature-excursions/**")
    desk.locator(SCORE).focus()
    desk.keyboard.press("?")
    desk.wait_for_selector(".ls-panel")
    focus_is_on(desk, "ls-panel")
    assert "1,000 × 112 / 21,790 = 5.14" in desk.inner_text(".ls-panel")
    desk.keyboard.press("Escape")
    assert desk.locator(".ls-panel").count() == 0
    focus_is_on(desk, "ls-why")
    desk.keyboard.press("?")
    desk.wait_for_selector(".ls-panel")
    desk.get_by_role("link", name="64 lines, 1,204 to 1,267").focus()
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/sources/**")

    assert "trailer-log-2026-10.csv" in desk.inner_text("main")
    assert desk.locator("main tbody tr").count() == 65


def test_copied_address_gives_the_same_view(desk, site):
    desk.goto(SCORECARD)
    desk.locator(".ls-m-card-off .ls-m-why").click()
    desk.wait_for_selector(".ls-panel")
    said, copied = desk.inner_text(".ls-panel"), desk.url

    with site.context(viewport={"width": 1360, "height": 900}) as other:
        again = other.new_page()
        again.goto(copied)
        assert again.inner_text(".ls-panel") == said

    desk.reload()
    assert desk.inner_text(".ls-panel") == said


def test_back_button_gives_the_view_before(desk):
    desk.goto(f"{SCORECARD}?view=table")
    desk.locator("thead th a", has_text="Score").click()
    desk.wait_for_url(re.compile("sort="))
    sorted_by, first = desk.url, desk.locator("tbody tr").first.inner_text()
    desk.goto("/kpis/?q=pallet")
    desk.go_back()

    assert (desk.url, desk.locator("tbody tr").first.inner_text()) == (sorted_by, first)
    assert not first.startswith("F1")
    desk.go_back()
    assert desk.url.endswith("?view=table")
    assert desk.locator("tbody tr").first.inner_text().startswith("F1")


def test_past_day_is_chosen_in_the_bar_and_left_again(desk):
    desk.goto(SCORECARD)
    desk.locator(".ls-menu summary", has_text="Today").click()
    desk.fill("#ls-as-of", "2026-05-31")
    desk.get_by_role("button", name="Show that day").first.click()
    desk.wait_for_url(re.compile(r"/2026-04/\?.*as_of=2026-05-31"))

    assert "You look at 31 May 2026 as it was known then." in desk.inner_text("body")
    desk.get_by_role("link", name="Back to today").last.click()
    assert "as_of" not in desk.url


def test_without_a_script_the_same_way_is_open(site):
    with site.context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(SCORECARD)
        page.locator(".ls-m-card-off .ls-m-open").click()
        page.get_by_role("link", name=KPI, exact=True).click()
        page.locator(SCORE).click()
        assert "1,000 × 112 / 21,790 = 5.14" in page.inner_text(".ls-panel")
        page.get_by_role("link", name="64 lines, 1,204 to 1,267").click()

        assert "trailer-log-2026-10.csv" in page.inner_text("main")


def test_on_a_phone_the_same_way_is_open_and_nothing_runs_over(site):
    with site.context(viewport={"width": 390, "height": 844}, has_touch=True) as context:
        page = context.new_page()
        page.goto(SCORECARD)
        page.locator(".ls-objective-off h3 a").tap()
        page.wait_for_url("**/kpis/temperature-excursions/**")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator(SCORE).tap()
        page.wait_for_selector(".ls-panel")

        assert page.locator(".ls-panel").bounding_box()["width"] == pytest.approx(390, abs=0.5)
        page.locator("[data-ls-why-close]").tap()
        assert page.locator(".ls-panel").count() == 0


def test_first_screen_holds_the_answer(desk):
    desk.goto(SCORECARD)

    bands = [band.bounding_box() for band in desk.locator(".ls-m-band").all()]

    assert len(bands) == 4
    assert bands[-1]["y"] + bands[-1]["height"] <= 900


def test_pages_weigh_no_more_than_their_budget(site):
    weights = []
    with site.context(viewport={"width": 1360, "height": 900}) as context:
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        got = [0.0]
        session.on("Network.loadingFinished", lambda event: got.append(event["encodedDataLength"]))
        for address in (SCORECARD, SCORECARD, "/kpis/temperature-excursions/?period=2026-10", "/kpis/"):
            got.clear()
            page.goto(address, wait_until="networkidle")
            weights.append(sum(got) / 1024)

    cold, *warm = weights
    assert cold <= 300
    assert max(warm) <= 40
