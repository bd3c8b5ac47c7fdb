"""Notices: the list, why each came, and how they come."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lineofsight.base.notices import commands as do
from lineofsight.base.notices import kinds, reading
from lineofsight.base.web.requests import context_of, submit

ON_A_PAGE = 50
HOURS = range(24)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the reader's notices, the latest first."""
    ctx = context_of(request)
    page = Paginator(reading.of(ctx.viewer), ON_A_PAGE).get_page(request.GET.get("page"))
    count = reading.unread(ctx.viewer)
    words = {
        "title": _("Notices"),
        "subtitle": ngettext("%(count)s new", "%(count)s new", count) % {"count": count} if count else _("Nothing new"),
        "page": page,
        "lines": reading.shown(ctx, page.object_list),
        "unread": count,
    }
    return render(request, "ui/notices/list.html", words)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark the notices named, or all, as read."""
    named = [int(pk) for pk in request.POST.getlist("notice") if pk.isascii() and pk.isdigit() and len(pk) < 16]
    submit(request, do.mark_read, {"notices": named})
    return redirect("notices")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose how and when notices come."""
    ctx = context_of(request)
    problem, status = "", 200
    if request.method == "POST":
        outcome = submit(request, do.set_preferences, _sent(request))
        if outcome.is_ok:
            messages.success(request, _("Kept. It holds for what comes from now on."))
            return redirect("notice_preferences")
        problem, status = outcome.sentence, outcome.http_status
    words = {
        "title": _("How notices reach you"),
        "kinds": kinds.kinds(),
        "chosen": reading.preferences(ctx.viewer.user_id or 0),
        "hours": HOURS,
        "problem": problem,
    }
    return render(request, "ui/notices/preferences.html", words, status=status)


def _sent(request: HttpRequest) -> dict[str, object]:
    """Return what the form says: an unticked box is one that is left out."""
    told, mailed = set(request.POST.getlist("told")), set(request.POST.getlist("mailed"))
    hours = {name: request.POST.get(name, "") for name in ("hour", "quiet_from", "quiet_until")}
    names = [kind.name for kind in kinds.kinds()]
    return {
        "by_mail": request.POST.get("by_mail") == "on",
        **{name: text for name, text in hours.items() if text},
        "not_told": [name for name in names if name not in told],
        "not_mailed": [name for name in names if name not in mailed],
    }
