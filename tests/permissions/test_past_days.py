"""Every page that shows data shows it as of the day asked for, or says why it always shows today (DESIGN §6)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.models import Change
from lineofsight.base.web import past
from tests.permissions.questions import address_of
from tests.permissions.table import PAGES, WITHOUT_PAGE
from tests.permissions.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
#: Of the reader or of the installation, not of a day.
TIMELESS = past.TIMELESS


@contextmanager
def noted_reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Note which of the two times the code asks a context for."""
    read: set[str] = set()
    plain = Context.__getattribute__

    def watched(self: Context, name: str) -> Any:
        if name in past.PARAMETERS:
            read.add(name)
        return plain(self, name)

    with monkeypatch.context() as patched:
        patched.setattr(Context, "__getattribute__", watched)
        yield read


@pytest.fixture
def reader(world: World) -> Client:
    client = Client()
    client.force_login(world.user("operator"))
    return client


@pytest.mark.parametrize("name", sorted(PAGES))
def test_page_shows_the_day_or_says_why_not(
    world: World, reader: Client, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = next(iter(PAGES[name]))
    address = address_of(world, name, case)
    if address.startswith(TIMELESS):
        assert name not in past.reasons()
        return

    with noted_reads(monkeypatch) as read:
        answer = reader.get(address, {"known_at": clock.today()})

    if past.reason_of(address, name):
        # A file has no frame to say it in.
        is_file = "attachment" in answer.headers.get("Content-Disposition", "")
        assert is_file or "This page always shows today" in answer.content.decode()
    else:
        assert read, f"{name} asks neither for as_of nor for known_at: let its query use them, or past.today_only() it."


def test_reasons_are_of_pages_that_exist() -> None:
    assert sorted(past.reasons().keys() - PAGES.keys() - WITHOUT_PAGE) == []


def test_a_day_before_anything_was_known_gives_the_first_day(world: World, reader: Client) -> None:
    first = Change.objects.order_by("at").values_list("at", flat=True)[0].date()

    answer = reader.get("/kpis/", {"as_of": first - timedelta(days=1)})
    there = reader.get("/kpis/", {"as_of": first, "known_at": clock.today()})

    assert answer.status_code == 404
    assert f'href="/kpis/?as_of={first}"' in answer.content.decode()
    assert there.status_code == 200
