"""The pages as people of the demo company read them, on the day that its pictures show."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from html import unescape
from typing import Any

import pytest
from django.test import Client

from lineofsight.accounts.models import User
from lineofsight.base import clock
from lineofsight.insight.tests import serving

TODAY = datetime(2026, 11, 17, 9, 0, tzinfo=timezone.utc)


class Reader:
    """A person of the demo company with a browser."""

    def __init__(self, name: str) -> None:
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(User.objects.get(email=f"{name}@norrvik.example"))

    def get(self, address: str, **headers: str) -> Any:
        """Return the answer to an address."""
        return self.client.get(address, headers=headers)

    def sees(self, address: str) -> str:
        """Return the words on a page, without its marks; the page must be there."""
        answer = self.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return words_of(answer)


def words_of(answer: Any) -> str:
    """Return the text of the page's main part."""
    html = answer.content.decode()
    main = html[html.index("<main") :] if "<main" in html else html
    plain = re.sub(r"<(script|style)\b.*?</\1>", " ", main, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", plain))).strip()


@pytest.fixture
def reader(demo: Any) -> Iterator[Callable[[str], Reader]]:
    """Return a function that lets a person of the demo sign in, on 17 November 2026."""
    with clock.seeded(TODAY):
        yield Reader


@pytest.fixture
def linnea(reader: Callable[[str], Reader]) -> Reader:
    """The chief operating officer: an executive, owner of the excursions."""
    return reader("linnea.sandberg")


@pytest.fixture(scope="session")
def site(demo_copy: Callable[[], Any]) -> Iterator[serving.Site]:
    """The demo, served, with a browser."""
    with serving.opened(demo_copy().environment) as opened:
        yield opened
