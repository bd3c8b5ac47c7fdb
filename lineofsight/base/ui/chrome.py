"""What surrounds every page: appearance, places, account. Built once per page by the `ui_chrome` tag."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from lineofsight.base.notices import reading as notices
from lineofsight.base.ui.places import OpenPlace, open_places

THEMES = ("system", "light", "dark")
DENSITIES = ("comfortable", "work", "grid")
KEY_CHOICES = ("on", "off")
THEME_COOKIE = "ls-theme"
DENSITY_COOKIE = "ls-density"
KEYS_COOKIE = "ls-keys"


@dataclass(frozen=True, slots=True)
class Chrome:
    """The frame of one page for one reader. Addresses that do not exist in this installation are empty."""

    theme: str = "system"
    density: str = "work"
    keys: str = "on"
    places: Sequence[OpenPlace] = ()
    signed_in: bool = False
    person: str = ""
    initials: str = ""
    path: str = "/"
    search_url: str = ""
    notices_url: str = ""
    unread: int = 0
    help_url: str = ""
    sign_in_url: str = ""
    sign_out_url: str = ""
    profile_url: str = ""
    appearance_url: str = ""

    @property
    def bar_places(self) -> list[OpenPlace]:
        """The places in the top bar."""
        return [place for place in self.places if not place.admin]

    @property
    def admin_places(self) -> list[OpenPlace]:
        """The places under the account menu."""
        return [place for place in self.places if place.admin]

    @property
    def tabs(self) -> list[OpenPlace]:
        """The first four places for the phone's bottom bar; the rest is under More."""
        return [place for place in self.bar_places if place.tab][:4]

    @property
    def more_places(self) -> list[OpenPlace]:
        """The places that the bottom bar has no room for."""
        tabs = self.tabs
        return [place for place in self.bar_places if place not in tabs]


def chrome_for(request: HttpRequest | None) -> Chrome:
    """Return the frame for a request; without one (a failed page) a frame that asks the database nothing."""
    if request is None:
        return Chrome()
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    person = _name_of(user) if signed_in else ""
    return Chrome(
        theme=_choice(request, THEME_COOKIE, THEMES, "system"),
        density=_choice(request, DENSITY_COOKIE, DENSITIES, "work"),
        keys=_choice(request, KEYS_COOKIE, KEY_CHOICES, "on"),
        places=open_places(request) if signed_in else (),
        signed_in=signed_in,
        person=person,
        initials=initials(person),
        path=request.get_full_path(),
        search_url=_address("search") if signed_in else "",
        notices_url=_address("notices") if signed_in else "",
        unread=notices.unread(request.viewer) if signed_in and hasattr(request, "viewer") else 0,
        help_url=_address("help"),
        sign_in_url=_address("account_login"),
        sign_out_url=_address("account_logout"),
        profile_url=_address("profile"),
        appearance_url=_address("ui:appearance"),
    )


def initials(name: str) -> str:
    """Return at most two initials of a name as its owner writes it: first and last word, without an e-mail's host."""
    words = [word for word in name.partition("@")[0].replace(".", " ").split() if word]
    letters = [word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)]
    return "".join(letters).upper()


def _name_of(user: object) -> str:
    for attribute in ("display_name", "get_full_name", "get_username"):
        value = getattr(user, attribute, "")
        text = value() if callable(value) else value
        if text:
            return str(text)
    return ""


def _choice(request: HttpRequest, cookie: str, allowed: tuple[str, ...], default: str) -> str:
    value = request.COOKIES.get(cookie, default)
    return value if value in allowed else default


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
