"""What pages with one form and one command share."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lineofsight.base.access import Decision
from lineofsight.base.commands import Command
from lineofsight.base.web.fields import CommandForm
from lineofsight.base.web.requests import submit


def act(
    request: HttpRequest,
    form: CommandForm,
    command: Command[Any],
    target: Any,
    page: dict[str, Any],
    *,
    said: str,
    back: str,
    template: str = "organization/admin/act.html",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form; once it is sent, run the command, say what happened and lead back, or keep what was typed."""
    words = {"form": form, "back": back, "decision": Decision(True), **page}
    if request.method != "POST" or not form.is_valid():
        return render(request, template, words, status=422 if form.errors else 200)
    outcome = submit(request, command, {**form.sent(), **(extra or {})}, target)
    if outcome.kind in ("ok", "held"):
        messages.success(request, said if outcome.is_ok else outcome.sentence)
        return redirect(back)
    form.told(outcome.problems or {"": outcome.sentence})
    return render(request, template, words, status=outcome.http_status)


def do(request: HttpRequest, command: Command[Any], data: Any, target: Any, *, said: str, back: str) -> HttpResponse:
    """Run a command for a button, say what happened or why not, and lead back."""
    outcome = submit(request, command, data, target)
    if outcome.is_ok:
        messages.success(request, said)
    else:
        messages.error(request, outcome.sentence)
    return redirect(back)
