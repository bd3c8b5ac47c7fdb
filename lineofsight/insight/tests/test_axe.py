"""axe finds nothing on any page, light or dark, wide or narrow, full, empty or refused, and no text is cut off."""

from collections.abc import Iterable, Iterator

import pytest

from lineofsight.base.ui.tests import browser as lane
from lineofsight.base.web.gate import OPEN_URLS
from lineofsight.insight.tests.addresses import LOOKS, NOBODY, NOT_WALKED, PAGES, address_at, prepare
from lineofsight.insight.tests.serving import Site, Watch
from tests.permissions.table import PAGES as TABLE
from tests.permissions.table import WITHOUT_PAGE

P1 = "/kpis/temperature-excursions/"
FIND = "axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].target))"
#: Texts wider than the box that cuts them off; not what is hidden on purpose, nor the thread bar, which shortens.
CUT = """[...document.querySelectorAll('body *')].filter(e => e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1
    && e.checkVisibility() && ['hidden', 'clip'].includes(getComputedStyle(e).overflowX)
    && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && !e.closest('.ls-vh, .ls-thread, svg'))
    .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 40))"""
LIGHT_AND_DARK = pytest.mark.parametrize("theme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [1360, 390])
Steps = Iterable[tuple[str, str]]


def violations(site: Site, steps: Steps, *, width: int, theme: str) -> list[tuple[str, str]]:
    """Return what axe, the console and the network complain about, and what does not fit; a step is who and where."""
    lane.need("axe-core (npm ci)", there=lane.AXE.exists())
    wanted: dict[str, list[str]] = {}
    for who, way in steps:
        wanted.setdefault(who, []).append(way)
    return sorted({found for who, ways in wanted.items() for found in _walk(site, who, ways, width, theme)})


def _walk(site: Site, who: str, ways: list[str], width: int, theme: str) -> Iterator[tuple[str, str]]:
    looks = {
        "viewport": {"width": width, "height": 900},
        "bypass_csp": True,
        "color_scheme": theme,
        "reduced_motion": "reduce",
    }
    opened = site.browser.new_context(base_url=site.address, **looks) if who == NOBODY else site.context(who, **looks)
    with opened as context:
        page = context.new_page()
        watch = Watch(page, site.address)
        for way in ways:
            page.goto(address_at(page, way))
            page.add_script_tag(path=lane.AXE)
            yield from ((way, found) for found in page.evaluate(FIND))
            yield from ((way, f"cut off: {found}") for found in page.evaluate(CUT))
            if page.evaluate("document.documentElement.scrollWidth") > width:
                yield way, "runs over"
            if page.locator("h1").count() != 1:
                yield way, "not one h1"
        yield from (("console", said) for said in watch.complaints if "404" not in said and "403" not in said)
        yield from (("network", url) for url in watch.strangers)


def test_every_page_has_its_address_here():
    """A new page says in `addresses.py` where it is, so that it is walked."""
    listed = PAGES.keys() | NOT_WALKED.keys()

    assert sorted(TABLE.keys() - listed) == []
    assert sorted(listed - TABLE.keys() - WITHOUT_PAGE - OPEN_URLS) == []


@pytest.fixture(scope="module")
def prepared(site: Site) -> Site:
    """The demo with a draft, a plan, an import and an archive."""
    prepare(site)
    return site


@pytest.mark.browser
@pytest.mark.parametrize(
    ("part", "width", "theme"), [(0, 1360, "light"), (1, 390, "dark"), (2, 1360, "dark"), (3, 390, "light")]
)
def test_axe_finds_nothing_on_a_quarter_of_the_pages_in_each_look(prepared, part, width, theme):
    assert violations(prepared, list(PAGES.values())[part::4], width=width, theme=theme) == []


@pytest.mark.browser
@pytest.mark.slow
@WIDTHS
@LIGHT_AND_DARK
def test_axe_finds_nothing_on_any_page_in_any_look(prepared, width, theme):
    assert violations(prepared, (*PAGES.values(), *LOOKS), width=width, theme=theme) == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("who", ["astrid.nyberg", "amara.okafor", "divya.raman"])
def test_axe_finds_nothing_for_anybody_at_320(prepared, who):
    steps = [(who, way) for _, way in (*PAGES.values(), *LOOKS) if " > " not in way]

    assert violations(prepared, steps, width=320, theme="dark") == []


@pytest.mark.browser
def test_axe_finds_nothing_with_why_open(site):
    pages = (f"{P1}?period=2026-10&why=23", "/scorecards/norrvik/2026-10/?why=1")

    assert violations(site, [("linnea.sandberg", page) for page in pages], width=390, theme="light") == []


@pytest.mark.browser
def test_axe_finds_nothing_where_nothing_is_open_or_a_page_looks_otherwise(site):
    assert violations(site, LOOKS, width=390, theme="dark") == []
