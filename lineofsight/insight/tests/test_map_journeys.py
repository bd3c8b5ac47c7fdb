"""The strategy office in the browser: drafts, edits the map by keys alone, compares, and adopts a version."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lineofsight.insight.tests.hands import Hand, hand_of
from lineofsight.insight.tests.serving import Site

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


def open_editor(hand: Hand, address: str) -> None:
    """Draft the next version and go to its map."""
    hand.page.goto(address)
    hand.open("Draft a new version", "button")
    expect(hand.page.locator(".ls-head .ls-status")).to_have_text("Draft")
    hand.open("Edit the map")
    hand.page.wait_for_url("**/map/edit/**")


def test_the_strategy_office_drafts_compares_and_adopts_a_version_by_keys(site: Site) -> None:
    with hand_of(site, "astrid.nyberg", "keys") as hand:
        open_editor(hand, "/strategy/versions/3/")
        _edit_by_keys(hand.page)
        hand.page.locator("body").press("n")
        _add_and_send(hand, "F4", "Against version 3: 1 objectives new, 1 links new.", number=4)
    _approve_and_adopt(site, "/strategy/versions/4/", "keys", number=4)


def test_the_strategy_office_does_the_same_on_a_phone_without_the_picture(site: Site) -> None:
    with hand_of(site, "astrid.nyberg", "keys on a phone") as hand:
        open_editor(hand, "/strategy/versions/1/?of=porto")
        expect(hand.page.locator(".ls-map")).to_be_hidden()
        _edit_in_the_list(hand)
        hand.open(hand.page.locator("[data-ls-map-new]"))
        added = "Against version 1: 1 objectives new, 1 links new."
        _add_and_send(hand, "F1", added, number=2)
    _approve_and_adopt(site, "/strategy/versions/2/?of=porto", "keys on a phone", number=2)


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


def _edit_in_the_list(hand: Hand) -> None:
    """Move, leave out, take back and link by the buttons and forms below each other."""
    page = hand.page
    hand.open("Move C2 forward", "button")
    expect(page.locator(".ls-undo")).to_contain_text("C2 moved.")
    hand.open(page.locator(".ls-map-list a", has_text="Answer complaints inside 24 hours"))
    hand.open("Leave C2 out", "button")
    expect(page.locator(".ls-undo")).to_contain_text("C2 left out of the draft.")
    hand.open(page.locator(".ls-undo").get_by_role("button"))
    expect(page.locator("#ls-messages")).to_contain_text("Taken back: C2 left out of the draft.")
    hand.open(page.locator(".ls-map-list a", has_text="Answer complaints inside 24 hours"))
    hand.choose("#outcome", "F2 Cut cost per pallet to €11.20")
    hand.open(page.get_by_role("button", name=re.compile("^Link")))
    expect(page.locator(".ls-undo")).to_contain_text("C2 leads to F2.")


def _add_and_send(hand: Hand, code: str, changes: str, *, number: int) -> None:
    page = hand.page
    page.wait_for_url("**new=1**")
    expect(page.locator("#new-name")).to_be_focused()
    page.keyboard.type("Answer every driver for every hub by 2027")
    hand.open("Add to the draft", "button")
    expect(page.locator(".ls-undo")).to_contain_text(f"{code} added.")
    hand.open("See changes")
    expect(page.locator(".ls-sentence")).to_have_text(changes)
    hand.open(page.get_by_role("link", name=f"Version {number}").first)
    hand.open("Send for approval")
    hand.open(f"Send version {number} for approval", "button")
    expect(page.get_by_text(f"Version {number} waits for approval. Somebody else must approve it.")).to_be_visible()
    assert page.get_by_role("link", name=f"Approve version {number}").count() == 0


def _approve_and_adopt(site: Site, address: str, way: str, *, number: int) -> None:
    with hand_of(site, "linnea.sandberg", way) as hand:
        page = hand.page
        page.goto(address)
        hand.open(f"Approve version {number}")
        hand.open(f"Approve version {number}", "button")
        hand.open(f"Put version {number} in force")
        expect(page.get_by_text("is replaced from that day on; it can still be read.")).to_be_visible()
        hand.open(f"Put version {number} in force", "button")
        expect(page.get_by_text(f"Version {number} is in force.")).to_be_visible()
        expect(page.locator(".ls-head .ls-status")).to_have_text("In force")


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
