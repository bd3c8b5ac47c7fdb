"""Behaviors in a browser: Why? beside the page, keys, appearance, no script, no overflow, nothing for axe to find."""

from collections.abc import Iterator

import pytest
from django.urls import include, path
from playwright.sync_api import Browser, Page, sync_playwright

from lineofsight.base.ui.tests import browser as lane

urlpatterns = [path("ui/", include("lineofsight.base.ui.urls"))]
pytestmark = [pytest.mark.browser, pytest.mark.urls(__name__)]
WIDER_WORDS = """() => {
    const walker = document.createTreeWalker(document.querySelector("body"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
        if (!node.parentElement.closest("script"))
            node.data = node.data.replace(/\\p{L}{3,}/gu, (word) => word + word.slice(0, Math.ceil(word.length * 0.4)));
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    lane.need("chromium", there=lane.CHROMIUM is not None)
    lane.need("the built assets (make assets)", there=lane.BUILT.exists())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=lane.CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site(settings) -> Iterator[str]:
    for name, value in lane.SETTINGS.items():
        setattr(settings, name, value)
    with lane.served() as address:
        yield address


@pytest.fixture
def gallery(chromium: Browser, site: str) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1360, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}/ui/?sort=name")
    yield page
    page.close()
    assert complaints == []


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.className || document.activeElement.id")


def test_why_opens_beside_the_page_and_escape_gives_the_focus_back(gallery):
    mark = gallery.locator(".ls-objective .ls-why").first

    mark.click()
    gallery.wait_for_selector(".ls-panel")

    assert gallery.url.endswith("?sort=name&why=P1")
    assert mark.get_attribute("aria-expanded") == "true"
    gallery.wait_for_function("() => document.activeElement.className === 'ls-panel'")
    gallery.keyboard.press("Escape")
    assert gallery.locator(".ls-panel").count() == 0
    assert gallery.url.endswith("?sort=name")
    assert mark.evaluate("mark => mark === document.activeElement")
    gallery.go_back()
    gallery.wait_for_selector(".ls-panel")


def test_question_key_opens_why_of_the_focused_number_and_help_elsewhere(gallery):
    gallery.locator(".ls-objective .ls-why").first.focus()
    gallery.keyboard.press("?")
    gallery.wait_for_selector(".ls-panel")
    gallery.wait_for_function("() => document.activeElement.className === 'ls-panel'")

    gallery.keyboard.press("?")

    assert gallery.locator("#ls-keys").evaluate("dialog => dialog.open")


def test_letters_do_nothing_while_typing(gallery):
    gallery.keyboard.press("/")
    assert focused(gallery) == "filter"

    gallery.keyboard.type("?/j")

    assert gallery.locator("#filter").input_value() == "?/j"
    assert not gallery.locator("#ls-keys").evaluate("dialog => dialog.open")


def test_theme_is_seen_at_once_and_kept(gallery):
    gallery.click("summary:has-text('Appearance')")
    with gallery.expect_response("**/ui/appearance/"):
        gallery.check("input[name=theme][value=dark]")

    assert gallery.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 21, 19)"
    gallery.reload()
    assert gallery.locator("html").get_attribute("data-theme") == "dark"


def test_without_a_script_why_and_theme_work_as_links_and_forms(chromium, site):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/ui/")

        page.locator(".ls-objective .ls-why").first.click()
        assert page.locator(".ls-panel").count() == 1
        page.locator("[data-ls-why-close]").click()
        assert page.locator(".ls-panel").count() == 0
        page.click("summary:has-text('Appearance')")
        page.check("input[name=theme][value=dark]")
        page.click("[data-ls-save]")
        assert page.locator("html").get_attribute("data-theme") == "dark"


DOUBLE_SIZE = "() => { document.documentElement.style.fontSize = '200%' }"
MIRRORED = "() => { document.documentElement.dir = 'rtl' }"


@pytest.mark.parametrize(
    ("width", "change"),
    [
        (320, "() => {}"),
        (760, WIDER_WORDS),
        (390, WIDER_WORDS),
        (1360, DOUBLE_SIZE),
        (390, DOUBLE_SIZE),
        (390, MIRRORED),
    ],
    ids=["narrow", "wider-words", "wider-words-phone", "double-size", "double-size-phone", "mirrored-phone"],
)
def test_nothing_overflows(gallery, width, change):
    gallery.set_viewport_size({"width": width, "height": 800})
    gallery.evaluate(change)
    gallery.wait_for_function("() => document.fonts.status === 'loaded'")

    assert gallery.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize(
    ("theme", "width", "address"),
    [
        ("light", 1360, "/ui/?why=31"),
        ("dark", 1360, "/ui/"),
        ("light", 390, "/ui/?why=31"),
        ("dark", 320, "/ui/"),
        ("light", 1360, "/ui/errors/404/"),
    ],
)
def test_axe_finds_nothing(chromium, site, theme, width, address):
    lane.need("axe-core (npm ci)", there=lane.AXE.exists())
    with chromium.new_context(viewport={"width": width, "height": 800}, bypass_csp=True, color_scheme=theme) as context:
        page = context.new_page()
        page.goto(site + address)
        page.add_script_tag(path=lane.AXE)

        found = page.evaluate("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].target))")

    assert found == []
