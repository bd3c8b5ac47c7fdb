"""Words that are 40 % longer, read from the left or from the right: nothing is cut off, nothing runs over.

The words are made longer in the browser, those of the interface and those of the company alike; drawings that
the server measures are held by `strategy/tests/test_picture.py`.
"""

import pytest

from lineofsight.insight.tests.addresses import NOBODY, PAGES, address_at
from lineofsight.insight.tests.serving import Site
from lineofsight.insight.tests.test_axe import CUT

pytestmark = pytest.mark.browser
STRETCH = """(direction) => {
    document.documentElement.dir = direction;
    const longer = (word) => word + word.slice(0, Math.ceil(word.length * 0.4)).toLowerCase();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (text.parentElement.closest('svg, script, style, .ls-n, .ls-raw')) continue;
        text.data = text.data.replace(/\\p{L}{3,}/gu, longer);
    }
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
#: Texts that leave the card, button or bar that they stand in, where nothing scrolls.
OUT = """[...document.querySelectorAll('main :is(a, button, p, h1, h2, h3, dt, dd, li, label, span), .ls-top *')]
    .filter(e => e.checkVisibility() && !e.closest('svg, .ls-vh, .ls-table-wrap, .ls-card-scroll, .ls-map-box, dialog')
        && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => { const box = e.getBoundingClientRect();
        return box.width > 1 && (box.left < -1 || box.right > document.documentElement.clientWidth + 1) })
    .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40))"""


def misfits(site: Site, steps: list[tuple[str, str]], *, width: int, direction: str) -> list[tuple[str, str]]:
    """Return what does not fit where words are longer."""
    found: set[tuple[str, str]] = set()
    for who in sorted({who for who, _ in steps} - {NOBODY}):
        with site.context(who, viewport={"width": width, "height": 900}, bypass_csp=True) as context:
            page = context.new_page()
            for way in (way for each, way in steps if each == who):
                page.goto(address_at(page, way))
                page.evaluate(STRETCH, direction)
                found |= {(way, f"cut off: {text}") for text in page.evaluate(CUT)}
                found |= {(way, f"outside: {text}") for text in page.evaluate(OUT)}
                if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
                    found.add((way, "runs over"))
    return sorted(found)


@pytest.mark.parametrize(("width", "direction"), [(390, "ltr"), (1360, "rtl")])
def test_home_takes_longer_words(site: Site, width: int, direction: str) -> None:
    assert misfits(site, [("amara.okafor", "/")], width=width, direction=direction) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [1360, 390])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_every_page_takes_longer_words(site: Site, width: int, direction: str) -> None:
    steps = [step for step in PAGES.values() if "nairobi" not in step[1] and " > " not in step[1]]

    assert misfits(site, steps, width=width, direction=direction) == []
