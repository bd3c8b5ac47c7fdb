"""Pages about one's own account. Signing in itself is allauth's, in our templates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lineofsight.accounts import appearance, commands, roles
from lineofsight.accounts.forms import PreferencesForm
from lineofsight.base.web.requests import submit

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
    context = {"title": str(user), "form": form, "roles": held, "email": getattr(user, "email", "")}
    return render(request, "accounts/profile.html", context, status=status)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End all sessions of the person who asks, this one too."""
    submit(request, commands.end_sessions, None, target=request.user)
    return redirect("account_login")


def closed(request: HttpRequest) -> HttpResponse:
    """Lead on from addresses of allauth that are closed here: accounts are made by administrators."""
    return redirect("profile")
