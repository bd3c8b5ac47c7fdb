"""The strategy office in the browser: drafts, edits the map by keys alone, compares, and adopts a version."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lineofsight.insight.tests.serving import Site, Watch

pytestmark = pytest.mark.browser
CODES = "e => e.map(x => x.textContent)"
FOCUSED = "document.activeElement.closest('[data-ls-card]')?.querySelector('.ls-m-code').textContent ?? ''"


def codes(page: Page) -> list[str]:
    """Return the codes on the picture, in their order."""
    found: list[str] = page.eval_on_selector_all(".ls-m-code", CODES)
    return found


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def open_editor(page: Page) -> None:
    """Draft the next version, or open the draft that is there, and go to its map; by keys alone."""
    page.goto("/strategy/versions/3/")
    page.get_by_role("button", name="Draft a new version").focus()
    press(page, "Enter")
    page.wait_for_url("**/strategy/versions/4/")
    page.get_by_role("link", name="Edit the map").focus()
    press(page, "Enter")
    page.wait_for_url("**/map/edit/**")


def test_the_strategy_office_drafts_compares_and_adopts_a_version(site: Site) -> None:
    with site.context("astrid.nyberg") as context:
        page = context.new_page()
        watch = Watch(page, site.address)
        open_editor(page)
        _edit_by_keys(page)
        _add_and_compare(page)
        page.get_by_role("link", name="Version 4").first.click()
        page.get_by_role("link", name="Send for approval").click()
        page.get_by_role("button", name="Send version 4 for approval").click()
        expect(page.get_by_text("Version 4 waits for approval. Somebody else must approve it.")).to_be_visible()
        assert page.get_by_role("link", name="Approve version 4").count() == 0
    with site.context("linnea.sandberg") as context:
        page = context.new_page()
        page.goto("/strategy/versions/4/")
        page.get_by_role("link", name="Approve version 4").click()
        page.get_by_role("button", name="Approve version 4").click()
        page.get_by_role("link", name="Put version 4 in force").click()
        expect(page.get_by_text("is replaced from that day on; it can still be read.")).to_be_visible()
        page.get_by_role("button", name="Put version 4 in force").click()
        expect(page.get_by_text("Version 4 is in force.")).to_be_visible()
        expect(page.locator(".ls-head .ls-status")).to_have_text("In force")
    assert (watch.complaints, watch.strangers) == ([], [])


def _edit_by_keys(page: Page) -> None:
    """Choose, move, link, leave out and take back, without a mouse."""
    page.locator(".ls-m-open").first.focus()
    press(page, "ArrowDown", "ArrowRight")
    assert page.evaluate(FOCUSED) == "C2"
    press(page, "Alt+ArrowLeft")
    expect(page.locator(".ls-undo")).to_contain_text("C2 moved.")
    assert (codes(page)[3:6], page.evaluate(FOCUSED)) == (["C2", "C1", "C3"], "C2")
    press(page, "Control+z")
    expect(page.locator("#ls-messages")).to_contain_text("Taken back: C2 moved.")
    assert codes(page)[3:6] == ["C1", "C2", "C3"]
    press(page, "Delete")
    expect(page.locator(".ls-undo")).to_contain_text("C2 left out of the draft.")
    assert "C2" not in codes(page)
    press(page, "Control+z")
    expect(page.locator("#ls-messages")).to_contain_text("Taken back: C2 left out of the draft.")
    arrows = page.locator(".ls-m-arrow").count()
    press(page, "l")
    expect(page.locator("#outcome")).to_be_focused()
    page.keyboard.type("F3")
    press(page, "Tab", "Tab", "Enter")
    expect(page.locator(".ls-undo")).to_contain_text("C2 leads to F3.")
    assert page.locator(".ls-m-arrow").count() == arrows + 1


def _add_and_compare(page: Page) -> None:
    page.locator("body").press("n")
    page.wait_for_url("**new=1**")
    expect(page.locator("#new-name")).to_be_focused()
    page.keyboard.type("Answer every driver for every hub by 2027")
    press(page, "Tab", "Tab", "Tab", "Enter")
    expect(page.locator(".ls-undo")).to_contain_text("F4 added.")
    page.get_by_role("link", name="See changes").click()
    expect(page.locator(".ls-sentence")).to_have_text("Against version 3: 1 objectives new, 1 links new.")


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def box(page: Page, code: str) -> dict[str, Any]:
    found = page.locator(".ls-m-card", has=page.locator(f".ls-m-code:text-is('{code}')")).locator(".ls-m-face")
    place = found.bounding_box()
    assert place is not None
    return place  # type: ignore[return-value]


def test_the_mouse_links_and_moves_cards(site: Site) -> None:
    with site.context("astrid.nyberg", viewport={"width": 1360, "height": 900}) as context:
        page = context.new_page()
        page.goto("/strategy/versions/1/?of=gdansk")
        if page.get_by_role("button", name="Draft a new version").count() == 0:
            page.goto("/strategy/")
            page.get_by_role("link", name=re.compile("Gdańsk plan")).first.click()
        page.get_by_role("button", name="Draft a new version").click()
        page.get_by_role("link", name="Edit the map").click()
        first, second, third = codes(page)[:3]
        a, b, c = box(page, first), box(page, second), box(page, third)

        page.mouse.move(c["x"] + c["width"] / 2, c["y"] + 20)
        drag(page, (c["x"] + c["width"] / 2, c["y"]), (a["x"] + 30, a["y"] + 20))
        expect(page.locator(".ls-undo")).to_contain_text(f"{third} leads to {first}.")
        a, b = box(page, first), box(page, second)
        drag(page, (b["x"] + 30, b["y"] + 30), (a["x"] + 10, a["y"] + 30))

        expect(page.locator(".ls-undo")).to_contain_text(f"{second} moved.")
        assert codes(page)[:2] == [second, first]
        assert page.locator(".ls-m-arrow").count() == 1
