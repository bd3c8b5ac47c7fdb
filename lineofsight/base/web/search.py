"""Search and the command menu: one field, as a page and inside every page."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lineofsight.base import search as engine
from lineofsight.base.folding import fold
from lineofsight.base.search import sources
from lineofsight.base.search.acts import Act, acts, obligations
from lineofsight.base.ui.places import open_places
from lineofsight.base.web.requests import context_of

LAST_COOKIE = "ls-last"
MOST_LAST = 8
KEEP_SECONDS = 90 * 24 * 3600
LONGEST = 200

#: What a reader can type in front, and what it finds then.
MARKS = (
    (">", gettext_lazy("something to do, or a page to go to")),
    ("@", gettext_lazy("a person")),
    ("#", gettext_lazy("a strategic objective")),
    ("?", gettext_lazy("help")),
)
HELP = (
    Act(gettext_lazy("Keys: press ? on any page"), "/ui/#keys"),
    Act(gettext_lazy("What the words and shapes mean"), "/ui/"),
)


@dataclass(frozen=True, slots=True)
class Menu:
    """What stands under the field."""

    typed: str
    found: engine.Found | None = None
    acts: tuple[Act, ...] = ()
    last: tuple[engine.Result, ...] = ()
    waiting: tuple[Act, ...] = ()
    help: tuple[Act, ...] = ()


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find things and acts for `?q=`; without it the last things looked at and what waits."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    menu = _menu(request, typed)
    words = {"title": _("Find or do"), "menu": menu, "marks": MARKS, "typed": typed}
    if request.headers.get("HX-Request"):
        return render(request, "ui/search/results.html", words)
    return render(request, "ui/search/page.html", words)


def _menu(request: HttpRequest, typed: str) -> Menu:
    ctx = context_of(request)
    if not typed:
        return Menu(typed, last=engine.last_things(ctx.viewer, last_seen(request)), waiting=obligations(ctx))
    if typed.startswith("?"):
        return Menu(typed, help=HELP)
    if typed.startswith(">"):
        return Menu(typed, acts=_acts(request, typed[1:]))
    kind = request.GET.get("kind", "")
    most = 50 if kind else engine.finding.MOST_OF_A_KIND
    found = engine.find(ctx.viewer, typed, kind=kind, most=most)
    return Menu(typed, found=found, acts=() if kind or typed[0] in "@#" else _places(request, typed))


def _acts(request: HttpRequest, typed: str) -> tuple[Act, ...]:
    return (*acts(context_of(request), typed), *_places(request, typed))[:MOST_LAST]


def _places(request: HttpRequest, typed: str) -> tuple[Act, ...]:
    terms = fold(typed).split()
    found = [Act(_("Go to %(place)s") % {"place": place.label}, place.url) for place in open_places(request)]
    return tuple(act for act in found if all(term in fold(str(act.label)) for term in terms))


def last_seen(request: HttpRequest) -> list[tuple[str, str]]:
    """Return (kind, handle) of the last things this reader looked at in this browser.

    They stand in a signed cookie of the browser and nowhere else: the installation keeps no record of who reads what.
    """
    try:
        kept = signing.loads(request.COOKIES.get(LAST_COOKIE, ""), salt=_salt(request))
    except signing.BadSignature:
        return []
    return [(str(kind), str(handle)) for kind, handle in kept][:MOST_LAST]


def _salt(request: HttpRequest) -> str:
    return f"{LAST_COOKIE} {request.user.pk}"


class LastThings:
    """Middleware: remembers, in the reader's own browser, the last things looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; note the thing whose page this was."""
        response = self.get_response(request)
        match = request.resolver_match
        is_page = request.method == "GET" and response.status_code == 200 and "HX-Request" not in request.headers
        if not is_page or match is None or not request.user.is_authenticated:
            return response
        thing = sources.thing_of(match.view_name, match.kwargs)
        before = last_seen(request) if thing else []
        if thing and before[:1] != [thing]:
            kept = [thing, *(each for each in before if each != thing)][:MOST_LAST]
            text = signing.dumps(kept, salt=_salt(request), compress=len(json.dumps(kept)) > LONGEST)
            response.set_cookie(
                LAST_COOKIE, text, max_age=KEEP_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
            )
        return response
