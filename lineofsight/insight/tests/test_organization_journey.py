"""The organization in a browser: an administrator onboards a unit and takes rights back; axe finds nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from lineofsight.insight.tests.serving import Site, Watch
from lineofsight.insight.tests.test_axe import violations

pytestmark = pytest.mark.browser
PAGES = (
    "/organization/?at=rotterdam-nights&q=ines",
    "/organization/units/rotterdam-nights/?people=below",
    "/organization/units/rotterdam-nights/edit/",
    "/people/amara-okafor/",
    "/people/amara-okafor/lines/edit/",
    "/people/amara-okafor/positions/new/",
    "/organization/reorganizations/",
    "/organization/reorganizations/new/",
)


@pytest.fixture
def phone(site: Site) -> Iterator[Page]:
    """The administrator's phone; it must not complain and ask nobody else."""
    with site.context("jonas.berg", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        watch = Watch(page, site.address)
        yield page
        assert ([said for said in watch.complaints if "422" not in said], watch.strangers) == ([], [])


def send(page: Page, address: str, **typed: str) -> None:
    """Fill in a form and send it by the Enter key."""
    page.goto(address)
    for name, text in typed.items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=text)
        else:
            field.fill(text)
    press(page, page.locator("main form .ls-button-main"))


def press(page: Page, what: Locator) -> None:
    """Press a button or link by the Enter key, and wait for the page it leads to."""
    with page.expect_navigation():
        what.press("Enter")


def test_administrator_onboards_a_unit_and_takes_rights_back(phone: Page, site: Site) -> None:
    send(phone, "/organization/units/rotterdam/units/new/", name="Rotterdam rail", kind="team")
    assert phone.url.endswith("/organization/units/rotterdam-rail/")
    send(phone, "/organization/units/rotterdam-rail/positions/new/", title="Rail lead")
    send(phone, "/organization/people/new/", name="Ada Lovén", email="ada.loven@norrvik.example")
    assert phone.url.endswith("/people/ada-loven/")
    send(phone, "/people/ada-loven/positions/new/?unit=rotterdam-rail", position="Rail lead")
    send(phone, "/people/ada-loven/lines/edit/", manager_1="ines-carvalho", weight_1="90")
    assert "1 reporting line adds up to 90 %. They must add up to 100 %." in phone.inner_text("main")
    press(phone, phone.get_by_role("button", name="Set 100"))
    assert "Ada Lovén reports to Inês Carvalho (100%)." in phone.inner_text("main")

    send(phone, "/admin/accounts/new/", email="ada.loven@norrvik.example", name="Ada Lovén")
    account = phone.url
    phone.goto(f"{account}?person=Ada")
    press(phone, phone.get_by_role("button", name=re.compile("^Link ")).first)
    send(phone, f"{account}roles/new/", role="Unit head", reason="Leads the new team.")
    assert "Say over which unit" in phone.inner_text("main")
    phone.locator("main [name=unit]").select_option(label=_indented(phone, "Rotterdam rail"))
    phone.locator("main [name=reason]").fill("Leads the new team.")
    press(phone, phone.locator("main form .ls-button-main"))
    assert "Unit head over Rotterdam rail" in phone.inner_text("main")

    press(phone, phone.get_by_role("link", name="End Unit head"))
    phone.locator("main [name=on]").fill(phone.evaluate("new Date().toISOString().slice(0, 10)"))
    phone.locator("main [name=reason]").fill("Somebody else leads it.")
    press(phone, phone.locator("main form .ls-button-main"))

    assert "Holds no role." in phone.inner_text("main")


def _indented(page: Page, name: str) -> str:
    """Return the words of an option, with the spaces that show how deep the unit lies."""
    labels: list[Any] = page.locator("main [name=unit] option").all_inner_texts()
    return next(str(label) for label in labels if str(label).strip() == name)


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


@pytest.mark.parametrize(("width", "theme"), [(1360, "light"), (320, "dark")])
def test_axe_finds_nothing_in_the_organization(site: Site, width: int, theme: str) -> None:
    assert violations(site, "jolanta.mazurek", PAGES, width=width, theme=theme) == []
