"""Pages about standing in for somebody, and looking as somebody."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.base.errors import CommandError
from lineofsight.base.web.requests import context_of
from lineofsight.organization import commands, queries
from lineofsight.organization.access import may_ask_to_look, may_delegate
from lineofsight.organization.forms.accounts import ReasonForm
from lineofsight.organization.forms.standing_in import DelegateForm, LookForm
from lineofsight.organization.middleware import ACTING, LOOKING, own_viewer
from lineofsight.organization.views.acting import act, do

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
LIST, LOOKS = "organization:delegations", "organization:looks"


@require_GET
def delegations(request: HttpRequest) -> HttpResponse:
    """Show whom one lets stand in, and for whom one stands in."""
    ctx = context_of(request)
    lines = queries.delegations(ctx)
    page = {
        "title": _("Stand-ins"),
        "given": [line for line in lines if line.is_given],
        "held": [line for line in lines if not line.is_given],
        "may_give": may_delegate(ctx, None, None),
    }
    return render(request, "organization/standing/delegations.html", page)


@get_or_post
def delegate(request: HttpRequest) -> HttpResponse:
    """Let somebody stand in."""
    ctx = context_of(request)
    form = DelegateForm(sorted(ctx.viewer.roles), queries.unit_tree(ctx), request.POST or None)
    page = {
        "title": _("Let somebody stand in"),
        "decision": may_delegate(ctx, None, None),
        "button": _("Let them stand in"),
        "consequence": _(
            "What they do is recorded as done by them on your behalf. It ends by itself, and with your role."
        ),
    }
    person = None
    if request.method == "POST" and form.is_valid():
        found = queries.people_by_name(ctx, form.cleaned_data["person"])
        if len(found) == 1:
            person = found[0]
        else:
            told = (
                _("Several people have this name; write the address of their page.")
                if found
                else _("Nobody is so named.")
            )
            form.add_error("person", told)
    said = _("They may stand in for you.")
    return act(request, form, commands.delegate, person, page, said=said, back=reverse(LIST))


@require_POST
def end_delegation(request: HttpRequest) -> HttpResponse:
    """End a delegation from today on."""
    data = {"delegation": request.POST.get("delegation", ""), "on": clock.today()}
    return do(request, commands.end_delegation, data, None, said=_("Ended."), back=reverse(LIST))


@require_POST
def start_acting(request: HttpRequest) -> HttpResponse:
    """Act on behalf of somebody from now on, in this browser."""
    given = {str(line.giver_public_id) for line in queries.delegations(_own_context(request)) if not line.is_given}
    giver = request.POST.get("giver", "")
    if giver in given:
        request.session[ACTING] = giver
    else:
        messages.error(request, _("You do not stand in for this person now."))
    return redirect("/")


@require_POST
def stop_acting(request: HttpRequest) -> HttpResponse:
    """Be oneself again: stop standing in."""
    request.session.pop(ACTING, None)
    return redirect(LIST)


@require_GET
def looks(request: HttpRequest) -> HttpResponse:
    """Show looks asked for and asked of one."""
    ctx = context_of(request)
    page = {
        "title": _("Look as somebody"),
        "looks": queries.looks(ctx),
        "may_ask": may_ask_to_look(ctx, None, None),
    }
    return render(request, "organization/standing/looks.html", page)


@get_or_post
def ask_as_role(request: HttpRequest) -> HttpResponse:
    """Ask to look as a role."""
    ctx = context_of(request)
    page = {
        "title": _("Look as a role"),
        "decision": may_ask_to_look(ctx, None, None),
        "button": _("Ask"),
        "consequence": _(
            "The strategy office or an executive must agree. Then you look for half an hour, and change nothing."
        ),
    }
    form = LookForm(queries.unit_tree(ctx), request.POST or None)
    return act(request, form, commands.ask_to_look, None, page, said=_("Asked."), back=reverse(LOOKS))


@get_or_post
def ask_as_person(request: HttpRequest, account: UUID) -> HttpResponse:
    """Ask to look as a person."""
    ctx = context_of(request)
    shown = queries.account_page(ctx, account)
    page = {
        "title": _("Look as %(name)s") % {"name": shown.line.name},
        "decision": may_ask_to_look(ctx, None, None),
        "button": _("Ask %(name)s") % {"name": shown.line.name},
        "consequence": _("The person must agree. Then you see what they see for half an hour, and change nothing."),
    }
    form = ReasonForm(request.POST or None)
    extra = {"user": str(account)}
    return act(request, form, commands.ask_to_look, None, page, said=_("Asked."), back=reverse(LOOKS), extra=extra)


@require_POST
def answer_look(request: HttpRequest, look: UUID) -> HttpResponse:
    """Agree that somebody looks, or refuse."""
    if request.POST.get("act") == "agree":
        said = _("Agreed, for half an hour. You can end it at any moment.")
        return do(request, commands.agree_to_look, None, look, said=said, back=reverse(LOOKS))
    return do(request, commands.refuse_look, None, look, said=_("Refused."), back=reverse(LOOKS))


@require_POST
def start_look(request: HttpRequest, look: UUID) -> HttpResponse:
    """Look as somebody from now on, in this browser; the page says so until it ends."""
    lines = queries.looks(_own_context(request))
    if any(line.public_id == look and line.is_own and line.state == "agreed" for line in lines):
        request.session[LOOKING] = str(look)
        return redirect("/")
    messages.error(request, _("Nobody has agreed to this, or its half hour is over."))
    return redirect(LOOKS)


@require_POST
def end_look(request: HttpRequest, look: UUID) -> HttpResponse:
    """End a look: one's own, or one that somebody takes at oneself."""
    _end(request, str(look))
    return redirect(LOOKS)


@require_POST
def stop_looking(request: HttpRequest) -> HttpResponse:
    """Be oneself again, and end the look for good."""
    _end(request, request.session.pop(LOOKING, ""))
    return redirect(LOOKS)


def _end(request: HttpRequest, look: str) -> None:
    if not look:
        return
    try:
        commands.end_look(_own_context(request), look)
    except CommandError as problem:
        messages.error(request, str(problem))
    if request.session.get(LOOKING) == look:
        del request.session[LOOKING]


def _own_context(request: HttpRequest) -> Context:
    """Return the context of who really signed in."""
    return replace(context_of(request), viewer=own_viewer(request), on_behalf_of=None)
