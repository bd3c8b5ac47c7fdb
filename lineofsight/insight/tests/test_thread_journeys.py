"""From a night shift to the line of a file, and from a red perspective to its cause."""

import re

import pytest
from playwright.sync_api import expect

from lineofsight.insight.tests.hands import BOTH, PHONE, Hand, hand_of, sign_in
from lineofsight.insight.tests.serving import Site, Watch

pytestmark = pytest.mark.browser
P1 = "Keep the cold chain unbroken, dock to door"
KPI = "Temperature excursions per 1,000 pallets"
LINES = "64 lines, 1,204 to 1,267"


def test_night_shift_worker_reads_her_thread_and_asks_why_by_keys_on_a_phone(site: Site) -> None:
    with site.browser.new_context(base_url=site.address, **PHONE) as context:
        hand = Hand(context.new_page(), by_keys=True, is_phone=True)
        page, watch = hand.page, Watch(hand.page, site.address)
        sign_in(hand, "amara.okafor")
        expect(page.locator("main")).to_contain_text(f"40% of your plan helps to reach P1, {P1}.")
        hand.reach(page.locator("a[href='?why=objective:9']").filter(visible=True).first)
        hand.press("?")
        expect(page.locator(".ls-panel")).to_contain_text("50% × 100% × 80% × 100% = 40%")
        hand.press("Escape")
        expect(page.locator(".ls-panel")).to_have_count(0)

        hand.open(P1)
        page.wait_for_url("**/strategy/objectives/**")
        hand.open(page.locator("main a.ls-why[href='?why=13']"))
        expect(page.locator(".ls-panel")).to_contain_text("31.0 × 40.0% = 12.40 of 53.6 points")
        hand.open(page.locator(".ls-panel").get_by_role("link", name=KPI))
        expect(page.locator(".ls-panel")).to_contain_text("That is above the red flag of 5.00")
        hand.open(LINES)
        page.wait_for_url("**/sources/**")

        expect(page.locator("main")).to_contain_text("trailer-log-2026-10.csv")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert (watch.complaints, watch.strangers) == ([], [])


@BOTH
def test_executive_finds_the_cause_of_a_red_perspective_in_four_acts(site: Site, way: str) -> None:
    with hand_of(site, "henrik.aalto", way) as hand:
        page = hand.page
        page.goto("/")
        expect(page.locator(".ls-page")).to_contain_text(f"1 objective is off track: P1 {P1}.")

        hand.open(page.locator("a.ls-why", has_text="53.6"))
        expect(page.locator(".ls-panel")).to_contain_text("Why 53.6?")
        hand.open(page.locator(".ls-panel").get_by_role("link", name=re.compile(P1)))
        hand.open(page.locator(".ls-panel").get_by_role("link", name=KPI))
        expect(page.locator(".ls-panel")).to_contain_text("That is above the red flag of 5.00")
        expect(page.locator(".ls-panel tr", has_text="Rotterdam hub").first).to_contain_text("7.02")
        hand.open(LINES)
        page.wait_for_url("**/sources/**")

        expect(page.locator("main")).to_contain_text("trailer-log-2026-10.csv")
        assert hand.acts == 4
