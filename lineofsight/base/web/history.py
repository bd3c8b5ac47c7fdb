"""The history of any thing, in sentences: a page of its own, and the panel that other pages load by its address."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lineofsight.base import commands, sentences
from lineofsight.base.errors import Refused
from lineofsight.base.web.requests import context_of, submit

ON_A_PAGE = 50


@require_safe
def history(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """Show what was done to a thing, the latest first; inside another page only the list."""
    ctx = context_of(request)
    told = sentences.history_of(ctx, f"{kind}:{public_id}")
    words = {
        "title": _("History of %(what)s") % {"what": sentences.title_of(ctx.viewer, f"{kind}:{public_id}")},
        "subtitle": ngettext("%(count)s act", "%(count)s acts", len(told)) % {"count": len(told)},
        "lines": Paginator(told, ON_A_PAGE).get_page(request.GET.get("page")),
        "is_whole": len(told) < sentences.MOST,
        "address": f"{kind}:{public_id}",
    }
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "ui/history/list.html" if is_part else "ui/history/page.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, act: UUID) -> HttpResponse:
    """Ask for the reason, then take an act back by the command that does."""
    line = sentences.act(context_of(request), act)
    if line.undo is None:
        raise Refused(_("This act cannot be taken back, or not by you."))
    kind, _colon, public_id = line.undo.target.partition(":")
    words = {
        "title": _("Take an act back"),
        "line": line,
        "back": (back := f"/history/{kind}/{public_id}/"),
        "does": commands.find(line.undo.command).title,
    }
    if request.method != "POST":
        return render(request, "ui/history/take_back.html", words)
    outcome = submit(request, commands.find(line.undo.command), line.undo.input, public_id)
    if outcome.kind in ("ok", "held"):
        messages.success(request, _("Taken back.") if outcome.is_ok else outcome.sentence)
        return redirect(back)
    words |= {"problem": outcome.sentence, "reason": request.POST.get("reason", "")}
    return render(request, "ui/history/take_back.html", words, status=outcome.http_status)
