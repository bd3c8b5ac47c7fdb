"""Pages about one's own account. Signing in itself is allauth's, in our templates."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lineofsight.accounts import appearance, commands, commands_access, queries, roles
from lineofsight.accounts.forms import PreferencesForm, TokenForm
from lineofsight.base.web.requests import context_of, submit

FIELDS = ("theme", "density", "language", "time_zone")


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and keep how the product looks and speaks to the person."""
    user = request.user
    form = PreferencesForm(request.POST or None, initial={name: getattr(user, name) for name in FIELDS})
    status = 200
    if request.method == "POST" and form.is_valid():
        outcome = submit(request, commands.set_preferences, form.cleaned_data, target=user)
        if outcome.is_ok:
            messages.success(request, _("Saved."))
            return appearance.remember(redirect("profile"), outcome.value)
        for field, sentence in outcome.problems.items():
            form.add_error(field or None, sentence)
    if form.errors:
        status = 422
    held = [roles.ROLES[key] for key in sorted(request.viewer.roles) if key in roles.ROLES]  # type: ignore[attr-defined]
    ways = queries.ways_in(context_of(request))
    context = {"title": str(user), "form": form, "roles": held, "email": getattr(user, "email", ""), "ways": ways}
    return render(request, "accounts/profile.html", context, status=status)


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in."""
    shown = queries.sessions_of(context_of(request), request.session.session_key)
    return render(request, "accounts/sessions.html", {"title": _("Where you are signed in"), "sessions": shown})


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's sessions."""
    outcome = submit(request, commands.end_session, {"session": request.POST.get("session", "")}, request.user)
    if outcome.is_ok:
        messages.success(request, _("That session has ended."))
    else:
        messages.error(request, outcome.sentence)
    return redirect("sessions")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all one's sessions but this one."""
    outcome = submit(request, commands.end_sessions, None, target=request.user)
    if outcome.is_ok:
        update_session_auth_hash(request, outcome.value)
        messages.success(request, _("All other sessions have ended."))
    else:
        messages.error(request, outcome.sentence)
    return redirect("sessions")


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's tokens, and make one: its text is shown on the answer to that, and never again."""
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        outcome = submit(request, commands_access.make_token, form.sent(), target=request.user)
        if outcome.is_ok:
            made, form = outcome.value, TokenForm()
        else:
            form.told(outcome.problems or {"": outcome.sentence})
    page = {
        "title": _("Tokens for programs"),
        "form": form,
        "made": made,
        "tokens": queries.tokens(context_of(request)),
    }
    return render(request, "accounts/tokens.html", page, status=422 if form.errors else 200)


@require_POST
def revoke_token(request: HttpRequest, token: UUID) -> HttpResponse:
    """Revoke a token of one's own."""
    outcome = submit(request, commands_access.revoke_token, None, target=token)
    if outcome.is_ok:
        messages.success(request, _("The token is revoked. Calls with it are refused from now on."))
    else:
        messages.error(request, outcome.sentence)
    return redirect("tokens")


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions of the person who asks, this one too."""
    submit(request, commands.end_sessions, None, target=request.user)
    return redirect("account_login")


def closed(request: HttpRequest) -> HttpResponse:
    """Lead on from addresses of allauth that are closed here: accounts are made by administrators."""
    return redirect("profile")


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that somebody tried too often, and when to try again."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response
