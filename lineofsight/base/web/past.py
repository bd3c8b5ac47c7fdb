"""Looking at a past day: the control of every page, links that stay on that day, and forms that are closed there.

`?as_of=2026-10-31` says which day is looked at, `?known_at=2026-12-03` from what was known when; without the second it
is what was known at the end of the first. Rights are judged now, whatever day is looked at.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.base import clock
from lineofsight.base.history_models import Change
from lineofsight.base.ui import errors
from lineofsight.base.ui.components import Action
from lineofsight.base.web import requests

PARAMETERS = ("as_of", "known_at")
#: Addresses that belong to the reader or to the browser, not to a day.
TIMELESS = ("/accounts/", "/static/", "/ui/", "/api/", "/health/", "/jsi18n/")
_LINK = re.compile(r'(\s(?:href|hx-get)=")(/(?!/)[^"#]*)')
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_ACTION = re.compile(r'action="([^"]*)"')
#: Whole places that always show today, by how their addresses begin.
TODAY_PLACES: dict[str, str | Promise] = {"/admin/": gettext_lazy("who may do what is judged by what holds now.")}
_today_only: dict[str, str | Promise] = {}


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The day and the knowledge a page shows, as its frame says them; `reason` where it always shows today."""

    day: date | None
    known_on: date | None
    today: date
    reason: str | Promise = ""

    @property
    def is_past(self) -> bool:
        """Test whether anything but the present is looked at."""
        return self.day is not None or self.known_on is not None

    @property
    def is_known_later(self) -> bool:
        """Test whether knowledge of another day than the one looked at was asked for."""
        return self.known_on is not None and self.known_on != self.day

    @property
    def label(self) -> str:
        """Return the words on the control."""
        if self.day is None:
            if self.known_on is None:
                return _("Today")
            return _("Known %(day)s") % {"day": date_format(self.known_on, "j M Y")}
        return _("As of %(day)s") % {"day": date_format(self.day, "j M Y")}

    @property
    def sentence(self) -> str:
        """Return what the strip says."""
        if self.reason:
            return _("This page always shows today: %(reason)s") % {"reason": self.reason}
        words = {
            "day": date_format(self.day or self.today, "j F Y"),
            "known": date_format(self.known_on or self.today, "j F Y"),
        }
        if self.day is not None and self.day > self.today:
            return _("You look ahead to %(day)s as it is planned today.") % words
        if self.is_known_later:
            return _("You look at %(day)s as it was known on %(known)s.") % words
        return _("You look at %(day)s as it was known then.") % words


def today_only(reason: str | Promise, *view_names: str) -> None:
    """Say which pages show today whatever day is asked for, and why: forms, accounts, what happens right now."""
    for name in view_names:
        _today_only[name] = reason


def reasons() -> dict[str, str | Promise]:
    """Return every page that always shows today, with its reason."""
    return dict(_today_only)


def looked_at(request: HttpRequest) -> LookedAt:
    """Return the day a request looks at."""
    match = request.resolver_match
    known = requests.known_at(request) if request.GET.get("known_at") else None
    local = known.astimezone(ZoneInfo(settings.INSTALLATION_TIME_ZONE)).date() if known else None
    return LookedAt(
        requests.as_of(request), local, clock.today(), reason_of(request.path, match.view_name if match else "")
    )


def reason_of(path: str, view_name: str) -> str | Promise:
    """Return why a page always shows today; "" where it shows the day asked for."""
    place = next((why for start, why in TODAY_PLACES.items() if path.startswith(start)), "")
    return _today_only.get(view_name, place)


def kept(request: HttpRequest) -> dict[str, str]:
    """Return the parameters of the day, as the address gives them; nothing where they say today."""
    if requests.as_of(request) is None and requests.known_at(request) is None:
        return {}
    return {name: request.GET[name] for name in PARAMETERS if request.GET.get(name)}


class PastDay:
    """Middleware: answers for a past day only what may be asked of one, and keeps the day in every link of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; on a past day links lead on to that day, and forms are shown closed."""
        response = self.get_response(request)
        if request.path.startswith(TIMELESS) or not request.user.is_authenticated:
            return response
        day = kept(request)
        if not day:
            return response
        if "Location" in response:
            response["Location"] = with_day(response["Location"], day)
        elif not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            response.content = keep_day(response.content.decode(), day).encode()
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Refuse to change anything on a past day, and to show a day before anything was known."""
        if request.path.startswith(TIMELESS) or not request.user.is_authenticated or not kept(request):
            return None
        back = Action(_("Back to today"), request.path, main=True)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            sentence = _("You look at a past day, and nothing can be changed there. Go back to today to do this.")
            return errors.error_page(
                request, 403, heading=_("Forms are closed on a past day"), sentence=sentence, action=back
            )
        first = first_instant()
        known = requests.known_at(request)
        if first is None or known is None or known >= first:
            return None
        day = first.astimezone(ZoneInfo(settings.INSTALLATION_TIME_ZONE)).date()
        return errors.error_page(
            request,
            404,
            heading=_("Nothing was known yet on that day"),
            sentence=_("The first day that can be looked at is %(day)s.") % {"day": date_format(day, "j F Y")},
            action=Action(
                _("Show %(day)s") % {"day": date_format(day, "j F Y")}, f"{request.path}?as_of={day}", main=True
            ),
        )


def first_instant() -> datetime | None:
    """Return when the first act was recorded."""
    return Change.objects.order_by("at").values_list("at", flat=True).first()


def with_day(address: str, day: dict[str, str]) -> str:
    """Return an address of ours with the day added, unless it names one or has none."""
    parts = urlsplit(address)
    if parts.netloc or not parts.path.startswith("/") or parts.path.startswith(TIMELESS):
        return address
    if any(f"{name}=" in parts.query for name in PARAMETERS):
        return address
    return parts._replace(query="&".join(filter(None, (parts.query, urlencode(day))))).geturl()


def keep_day(html: str, day: dict[str, str]) -> str:
    """Return a page whose links and searches stay on the day, and whose other forms are closed."""
    inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in day.items())

    def link(found: re.Match[str]) -> str:
        address = found[2].replace("&amp;", "&")
        return found[1] + escape(with_day(address, day)) if address != "/" else f"{found[1]}/?{escape(urlencode(day))}"

    def form(found: re.Match[str]) -> str:
        action = _ACTION.search(found[1])
        if action and action[1].startswith(TIMELESS):
            return found[0]
        if 'method="post"' in found[1]:
            closed = '<fieldset class="ls-closed-form" disabled aria-describedby="ls-strip">'
            return f"<form{found[1]}>{closed}{found[2]}</fieldset></form>"
        if 'method="dialog"' in found[1] or any(f'name="{name}"' in found[2] for name in PARAMETERS):
            return found[0]
        return f"<form{found[1]}>{inputs}{found[2]}</form>"

    return _FORM.sub(form, _LINK.sub(link, html))
