"""The organization in a browser: an administrator onboards a unit and takes rights back."""

import re

import pytest
from django.utils.text import slugify
from playwright.sync_api import Locator

from lineofsight.insight.tests.hands import Hand, hand_of
from lineofsight.insight.tests.serving import Site

pytestmark = pytest.mark.browser


def send(hand: Hand, address: str, **typed: str) -> None:
    """Fill in a form and send it."""
    hand.page.goto(address)
    fill_in(hand, **typed)


def fill_in(hand: Hand, **typed: str) -> None:
    """Fill in the form of this page and send it; wait for the page it leads to."""
    for name, text in typed.items():
        field = hand.page.locator(f"main [name={name}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            hand.choose(field, text)
        else:
            hand.write(field, text)
    follow(hand, hand.page.locator("main form .ls-button-main"))


def follow(hand: Hand, what: Locator | str, role: str = "link") -> None:
    """Press a button or link, and wait for the page it leads to."""
    with hand.page.expect_navigation():
        hand.open(what, role)


def test_administrator_onboards_a_unit_and_takes_rights_back_by_keys_on_a_phone(site: Site) -> None:
    unit, person = "Rotterdam rail", "Ada Lovén"
    slug, login = slugify(person), f"{slugify(person)}@norrvik.example"
    with hand_of(site, "jonas.berg", "keys on a phone", expected=("422",)) as hand:
        page = hand.page
        send(hand, "/organization/units/rotterdam/units/new/", name=unit, kind="Team")
        assert page.url.endswith(f"/organization/units/{slugify(unit)}/")
        send(hand, f"/organization/units/{slugify(unit)}/positions/new/", title=f"{unit} lead")
        send(hand, "/organization/people/new/", name=person, email=login)
        assert page.url.endswith(f"/people/{slug}/")
        send(hand, f"/people/{slug}/positions/new/?unit={slugify(unit)}", position=f"{unit} lead")
        send(hand, f"/people/{slug}/lines/edit/", manager_1="ines-carvalho", weight_1="90")
        assert "1 reporting line adds up to 90 %. They must add up to 100 %." in page.inner_text("main")
        follow(hand, "Set 100", "button")
        assert f"{person} reports to Inês Carvalho (100%)." in page.inner_text("main")

        send(hand, "/admin/accounts/new/", email=login, name=person)
        account = page.url
        page.goto(f"{account}?person={person.split()[0]}")
        follow(hand, page.get_by_role("button", name=re.compile(f"^Link .*{person}")).first)
        send(hand, f"{account}roles/new/", role="Unit head", reason="Leads the new team.")
        assert "Say over which unit" in page.inner_text("main")
        fill_in(hand, unit=unit, reason="Leads the new team.")
        assert f"Unit head over {unit}" in page.inner_text("main")

        follow(hand, page.get_by_role("link", name="End Unit head"))
        today = page.evaluate("new Date().toISOString().slice(0, 10)")
        fill_in(hand, on=today, reason="Somebody else leads it.")

        assert "Holds no role." in page.inner_text("main")


def test_the_tree_opens_by_keyboard_and_its_address_restores_it(site: Site) -> None:
    with site.context("amara.okafor", viewport={"width": 1360, "height": 900}) as context:
        page = context.new_page()
        page.goto("/organization/")
        page.get_by_role("link", name="Open Rotterdam hub").press("Enter")
        page.wait_for_url("**/organization/?at=rotterdam")
        page.get_by_role("link", name="Open Rotterdam nights", exact=True).wait_for()
        seen = page.inner_text("#tree")

        page.reload()

        assert page.inner_text("#tree") == seen
        assert page.evaluate("document.querySelectorAll('*').length") < 3000


def test_the_tree_opens_without_a_script(site: Site) -> None:
    with site.context("amara.okafor", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/organization/")
        page.get_by_role("link", name="Open Rotterdam hub").click()

        assert "Rotterdam nights" in page.inner_text("#tree")
