"""The gallery, which shows every component in all states, and the choice of appearance."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lineofsight.base.ui import chrome, errors, gallery_samples

COOKIE_SECONDS = 365 * 24 * 3600


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component with made-up content."""
    context = gallery_samples.context(request.GET)
    if request.headers.get("HX-Target") == "ls-side":
        return render(request, "ui/gallery/panel.html", context)
    return render(request, "ui/gallery/index.html", context)


@require_safe
def error_sample(request: HttpRequest, status: int) -> HttpResponse:
    """Show one of the error pages, answered with status 200 because nothing went wrong."""
    if status not in errors.STATUSES:
        raise Http404
    return render(request, f"{status}.html")


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep theme, row height and letter keys in cookies of this browser and go back to the page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    choices = (
        (chrome.THEME_COOKIE, request.POST.get("theme", ""), chrome.THEMES),
        (chrome.DENSITY_COOKIE, request.POST.get("density", ""), chrome.DENSITIES),
        (chrome.KEYS_COOKIE, request.POST.get("keys", "off"), chrome.KEY_CHOICES),
    )
    for cookie, value, allowed in choices:
        if value in allowed:
            response.set_cookie(cookie, value, max_age=COOKIE_SECONDS, samesite="Lax", secure=request.is_secure())
    return response
