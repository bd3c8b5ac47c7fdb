"""T17: markup in every name and text is shown as it was typed, and runs nowhere."""

from html import escape

import pytest

from lineofsight.measures import commands as measures
from lineofsight.organization import commands as organization
from tests.attack.browsers import browser, pages
from tests.cast import START, system
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CORPUS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% now 'Y' %}",
    "<a href=javascript:alert(1)>x</a>",
)
#: What would run, or would end the attribute or element it stands in.
ALIVE = ("<script>alert", "<img src=x", "<svg onload", "' onmouseover=", "<a href=javascript", '"><img')


def _write_everywhere(world: World, text: str) -> None:
    for name in ("revenue", "yield"):
        card = {"name": text, "question": text, "formula": text, "gaming_risks": text, "from_": START}
        measures.revise_measure(system(), world.measures[name], card)
    for name in ("group", "east"):
        organization.revise_unit(system(), world.unit(name), {"name": text, "from_": START})
    for who in ("manager", "strategy_office"):
        organization.correct_person(system(), world.person(who), {"name": text})
    where = {"unit": world.unit("east").public_id, "period": "2026-02"}
    value = {**where, "value": "94", "comment": text, "raw": text}
    measures.record_observation(system(), world.measures["yield"], value)
    measures.open_dispute(system(), world.measures["yield"], {**where, "claim": text})


@pytest.mark.parametrize("text", CORPUS)
def test_markup_is_shown_and_not_run(world: World, text: str) -> None:
    _write_everywhere(world, text)
    client = browser(world)

    shown = 0
    for address in pages(world):
        answer = client.get(address, follow=True)
        if answer.streaming:  # a file
            continue
        content = answer.content.decode()
        assert answer.status_code in (200, 403, 404), address  # some are an auditor's or an administrator's
        assert [part for part in ALIVE if part in content] == [], address
        shown += escape(text) in content or text in content
    assert shown >= 6, "the text must stand on some pages, or nothing was tried"


@pytest.mark.parametrize("text", CORPUS)
def test_markup_in_the_address_is_not_run(world: World, text: str) -> None:
    client = browser(world)

    for address in ("/kpis/", "/scorecards/", "/kpis/yield/", "/scorecards/group/2026-02/", "/kpis/yield/values/new/"):
        for name in ("q", "sort", "view", "unit", "period", "at", "for", "why", "as_of"):
            content = client.get(address, {name: text}).content.decode()
            assert [part for part in ALIVE if part in content] == [], (address, name)
