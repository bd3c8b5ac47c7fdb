"""In the browser: an auditor proves what a target was, and the command menu works by keys alone."""

import re

import pytest
from playwright.sync_api import expect

from lineofsight.insight.tests.hands import BOTH, hand_of
from lineofsight.insight.tests.serving import Site

pytestmark = pytest.mark.browser


@BOTH
def test_auditor_proves_what_a_target_was_and_who_changed_it(site: Site, way: str) -> None:
    with hand_of(site, "grace.wanjala", way) as hand:
        page = hand.page
        page.goto("/kpis/temperature-excursions/")
        hand.open("Compare two days")
        page.wait_for_url("**/compare/**")
        for label, day in (("a", "2026-03-03"), ("a_known", "2026-04-01"), ("b", "2026-04-20")):
            hand.write(f"#{label}", day)
        hand.open("Compare", "button")

        expect(page.locator(".ls-sentence")).to_contain_text(
            "On 3 March 2026 as known on 1 April 2026 the target was 2.5, set by Astrid Nyberg on 12 January 2026"
        )
        expect(page.locator(".ls-sentence")).to_contain_text("it is 3, set by Astrid Nyberg on 14 April 2026, because")
        hand.open("Back to the page of today")
        hand.open(page.locator("[data-ls-history] summary"))
        expect(page.locator(".ls-history")).to_contain_text("changed the target of Norrvik Cold Chain from 2.5 to 3")


def test_command_menu_by_keys_alone(site: Site) -> None:
    with site.context("divya.raman", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto("/notices/")
        page.keyboard.press("Control+k")
        expect(page.locator("#ls-find-results")).to_contain_text("Type in front")
        page.keyboard.type("ines carvalo")
        expect(page.locator("#ls-find-results")).to_contain_text("Inês Carvalho")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/people/ines-carvalho/"))
        page.keyboard.press("Control+k")
        expect(page.locator("#ls-find-results")).to_contain_text("Last looked at")
        page.keyboard.press("Escape")
        expect(page.locator("#ls-find")).not_to_be_visible()


def test_a_past_day_stays_from_page_to_page_without_scripts(site: Site) -> None:
    with site.context("divya.raman", java_script_enabled=False, viewport={"width": 1360, "height": 900}) as context:
        page = context.new_page()
        page.goto("/kpis/")
        page.locator("summary", has_text="Today").click()
        page.fill("#ls-as-of", "2026-05-31")
        page.get_by_role("button", name="Show that day").click()
        page.get_by_role("link", name="Temperature excursions per 1,000 pallets", exact=True).click()

        expect(page.locator("#ls-strip")).to_contain_text("You look at 31 May 2026 as it was known then.")
        assert "as_of=2026-05-31" in page.url
        page.goto("/kpis/temperature-excursions/values/new/?as_of=2026-05-31")
        expect(page.get_by_role("button", name="Record the value")).to_be_disabled()
        page.locator("#ls-strip").get_by_role("link", name="Back to today").click()
        expect(page.get_by_role("button", name="Record the value")).to_be_enabled()
