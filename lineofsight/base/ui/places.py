"""The places of the top bar. Each domain registers its own; who may not open a place does not see it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from lineofsight.base.ui.components import Text


def _everyone(_request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Place:
    """One word in the top bar.

    `url_name` is reversed without arguments. `prefixes` are the paths that belong to the place, so that it is marked as
    the current one. `may_open` answers for the signed-in reader without a query where it can; `waiting` counts what
    waits for them. `key` is the letter after `g`. `tab` puts the place among the phone's bottom tabs.
    """

    label: Text
    url_name: str
    order: int
    icon: str
    prefixes: tuple[str, ...]
    key: str = ""
    tab: bool = True
    admin: bool = False
    may_open: Callable[[HttpRequest], bool] = _everyone
    waiting: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """A place as one reader sees it on one page."""

    label: Text
    url: str
    icon: str
    key: str
    tab: bool
    admin: bool
    current: bool
    waiting: int


_places: dict[str, Place] = {}


def register(place: Place) -> None:
    """Add a place, from `AppConfig.ready`; the same URL name replaces the earlier one."""
    _places[place.url_name] = place


def open_places(request: HttpRequest) -> list[OpenPlace]:
    """Return the places this reader may open, in order. A place whose page does not exist here is left out."""
    found = []
    for place in sorted(_places.values(), key=lambda each: each.order):
        try:
            url = reverse(place.url_name)
        except NoReverseMatch:
            continue
        if not place.may_open(request):
            continue
        current = request.path == url or any(request.path.startswith(prefix) for prefix in place.prefixes)
        waiting = place.waiting(request) if place.waiting else 0
        found.append(OpenPlace(place.label, url, place.icon, place.key, place.tab, place.admin, current, waiting))
    return found
