"""What the forms of the chart share: one form, one command; a conflict shows both texts and loses neither."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lineofsight.base.commands import Command
from lineofsight.base.web.fields import CommandForm
from lineofsight.base.web.requests import submit

T = TypeVar("T")
#: Makes the form as the database has it now; with data it holds what was typed.
Maker = Callable[[Any], CommandForm]
TEMPLATE = "organization/change.html"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which two people saved different texts."""

    label: str
    yours: str
    theirs: str


def change(
    request: HttpRequest,
    make: Maker,
    command: Command[Any],
    target: Any,
    page: dict[str, Any],
    *,
    said: str,
    back: str | Callable[[Any], str],
    template: str = TEMPLATE,
) -> HttpResponse:
    """Show a form; once sent, run the command and lead back, or keep what was typed and say why it did not happen."""
    form = make(request.POST if request.method == "POST" else None)
    words = {"cancel": back if isinstance(back, str) else "", **page, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, template, words, status=422 if form.errors else 200)
    outcome = submit(request, command, form.sent(), target)
    if outcome.kind in ("ok", "held"):
        messages.success(request, said if outcome.is_ok else outcome.sentence)
        return redirect(words["cancel"] if isinstance(back, str) or not outcome.is_ok else back(outcome.value))
    if outcome.kind == "stale":
        fresh = make(None)
        words |= {"differences": _differences(form, fresh), "sentence": outcome.sentence}
        typed = request.POST.copy()
        typed["version"] = str(fresh.initial.get("version", ""))
        form.data = typed
    else:
        form.told(outcome.problems or {"": outcome.sentence})
    return render(request, template, words, status=outcome.http_status)


def first_then(first: T, again: Callable[[], T]) -> Callable[[], T]:
    """Return a function that gives what was read already, and reads anew from the second call on."""
    waiting = [first]
    return lambda: waiting.pop() if waiting else again()


def _differences(mine: CommandForm, theirs: CommandForm) -> list[Difference]:
    return [
        Difference(str(field.label), _text(field), _text(theirs[field.name]))
        for field in mine.visible_fields()
        if field.name in theirs.fields and field.name != "from_" and _text(field) != _text(theirs[field.name])
    ]


def _text(field: BoundField) -> str:
    value = field.value()
    return "" if value in (None, False) else str(value).strip()
