"""Somebody at a page, with a mouse at a desk or with keys alone on a phone: the same journey for both."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from lineofsight.insight.tests.serving import PASSWORD, Site, Watch

DESK = {"viewport": {"width": 1360, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}}
#: A page that needs more stops than these on the way to what one wants is no page for keys.
MOST_STOPS = 160
BOTH = pytest.mark.parametrize("way", ["mouse", "keys on a phone"])
KEYS = pytest.mark.parametrize("way", ["keys", "keys on a phone"])


class Hand:
    """What somebody does on a page; `acts` counts what was opened, pressed or sent."""

    def __init__(self, page: Page, *, by_keys: bool, is_phone: bool) -> None:
        self.page, self.by_keys, self.is_phone = page, by_keys, is_phone
        self.acts = 0

    def see(self, name: str, role: str = "link") -> Locator:
        """Return what a reader sees under a name: of what is drawn twice, what is shown at this width."""
        return self.page.get_by_role(role, name=name, exact=True).filter(visible=True).first  # type: ignore[arg-type]

    def open(self, what: Locator | str, role: str = "link") -> None:
        """Follow a link or press a button."""
        self.acts += 1
        what = self.see(what, role) if isinstance(what, str) else what
        if not self.by_keys:
            what.click()
            return
        self.reach(what)
        self.press("Enter")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, what: Locator) -> None:
        """Go there by the Tab key, as somebody without a mouse does."""
        expect(what).to_be_visible()
        wanted = what.element_handle()
        for _ in range(MOST_STOPS):
            if self.page.evaluate("e => e === document.activeElement", wanted):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_STOPS} times Tab do not lead to {what}.")

    def write(self, what: Locator | str, text: str) -> None:
        """Write into a field, which is empty or is written over."""
        what = self.page.locator(what) if isinstance(what, str) else what
        if not self.by_keys:
            what.fill(text)
            return
        self.reach(what)
        if what.get_attribute("type") == "date":
            year, month, day = text.split("-")
            self.page.keyboard.type(month + day + year)  # the order of an American browser
        else:
            self.press("Control+a")
            self.page.keyboard.type(text)

    def choose(self, what: Locator | str, label: str) -> None:
        """Choose from a list."""
        what = self.page.locator(what) if isinstance(what, str) else what
        if not self.by_keys:
            what.select_option(label=label)
            return
        self.reach(what)
        self.press("Home")
        for _ in range(what.locator("option").count()):
            if what.evaluate("e => e.selectedOptions[0].textContent.trim()") == label.strip():
                return
            self.press("ArrowDown")
        raise AssertionError(f"Nothing is called {label} in {what}.")


@contextmanager
def hand_of(site: Site, who: str, way: str, *, expected: tuple[str, ...] = ()) -> Iterator[Hand]:
    """Give the hand of somebody who is signed in; their page must not complain, run over or ask anybody else.

    A complaint with one of the expected words in it is part of the journey: a refused form answers 422.
    """
    is_phone = way.endswith("phone")
    with site.context(who, **(PHONE if is_phone else DESK)) as context:
        page = context.new_page()
        watch = Watch(page, site.address)
        yield Hand(page, by_keys=way.startswith("keys"), is_phone=is_phone)
        complaints = [said for said in watch.complaints if not any(word in said for word in expected)]
        assert (complaints, watch.strangers) == ([], [])
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def sign_in(hand: Hand, who: str) -> None:
    """Sign in on the page of that, and wait for home."""
    hand.page.goto("/accounts/login/")
    hand.write("#id_login", f"{who}@norrvik.example")
    hand.write("#id_password", PASSWORD)
    hand.press("Enter")
    hand.page.wait_for_url("**/")
