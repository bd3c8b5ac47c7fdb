"""Forms about KPIs: each parses, runs one command, and keeps what was typed when it did not happen."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lineofsight.base import clock
from lineofsight.base.access import Decision
from lineofsight.base.web.requests import Outcome, context_of, submit
from lineofsight.measures import commands as do
from lineofsight.measures import forms, queries
from lineofsight.measures.forms.fields import CommandForm
from lineofsight.measures.forms.targets import PATHS, TYPES, chosen

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which two people saved different texts."""

    label: str
    yours: str
    theirs: str


@get_or_post
def new_value(request: HttpRequest, slug: str) -> HttpResponse:
    """Record or correct a value."""
    unit, period = _asked(request, "at"), _asked(request, "for")
    shown = queries.entry_form(context_of(request), slug=slug, unit=unit, period=period)
    page = {
        "title": _("Record a value"),
        "subtitle": f"{shown.name} · {shown.unit.name} · {shown.period}",
        "shown": shown,
        "decision": shown.may_record,
        "button": _("Record the value"),
        "slug": slug,
        "is_restatement": shown.is_closed,
    }
    form = forms.ValueForm(shown, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, "measures/value.html", form, page)
    outcome = submit(request, do.record_observation, form.sent(), shown.measure_public_id)
    said = _("Recorded for %(unit)s, %(period)s.") % {"unit": shown.unit.name, "period": shown.period}
    return _answer(request, outcome, form, "measures/value.html", page, slug, said)


@get_or_post
def new_target(request: HttpRequest, slug: str) -> HttpResponse:
    """Set a unit's target; what it would change is said first."""
    ctx = context_of(request)
    shown = queries.target_form(ctx, slug=slug, unit=_asked(request, "at"))
    page: dict[str, Any] = {
        "title": _("Set a target"),
        "subtitle": f"{shown.name} · {shown.unit.name}",
        "shown": shown,
        "decision": shown.may_set,
        "button": _("Set the target"),
        "slug": slug,
    }
    scored_by, way = chosen(shown, _asked(request, "by"), _asked(request, "path"))
    page["held"] = _short(shown.in_force.target) if shown.in_force else None
    page |= {"scorings": TYPES, "paths": PATHS, "scored_by": scored_by, "way": way}
    form = forms.TargetForm(shown, request.POST or None, scored_by=scored_by, path=way)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, "measures/target.html", form, page)
    sent = form.sent()
    page["impact"] = queries.target_impact(
        ctx, slug=slug, unit=shown.unit.slug, from_=sent["from_"], target=sent.get("target")
    )
    if request.POST.get("act") == "check":
        return render(request, "measures/target.html", {**page, "form": form})
    outcome = submit(request, do.set_target, sent, shown.measure_public_id)
    return _answer(request, outcome, form, "measures/target.html", page, slug, page["impact"])


@get_or_post
def edit_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Revise a KPI's card."""
    card = queries.measure_card(context_of(request), slug=slug)
    page = {
        "title": _("Change the KPI card"),
        "subtitle": card.name,
        "shown": card,
        "decision": card.may_edit,
        "button": _("Save the card"),
        "slug": slug,
    }
    form = forms.CardForm(card, clock.today(), request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, "measures/card.html", form, page)
    outcome = submit(request, do.revise_measure, form.sent(), card.public_id)
    return _answer(request, outcome, form, "measures/card.html", page, slug, _("The card was saved."))


@get_or_post
def new_dispute(request: HttpRequest, slug: str) -> HttpResponse:
    """Dispute a value."""
    unit, period = _asked(request, "at"), _asked(request, "for")
    shown = queries.entry_form(context_of(request), slug=slug, unit=unit, period=period)
    decision = Decision(shown.earlier is not None, _("There is no value of this unit and period to dispute."))
    page = {
        "title": _("Dispute a value"),
        "subtitle": f"{shown.name} · {shown.unit.name} · {shown.period}",
        "shown": shown,
        "decision": decision,
        "button": _("Open the dispute"),
        "slug": slug,
    }
    form = forms.OpenDisputeForm(request.POST or None, initial={"unit": shown.unit.public_id, "period": shown.period})
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, "measures/dispute.html", form, page)
    outcome = submit(request, do.open_dispute, form.sent(), shown.measure_public_id)
    said = _("The value is marked as disputed.")
    return _answer(request, outcome, form, "measures/dispute.html", page, slug, said)


@get_or_post
def close_dispute(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Close a dispute with what was found."""
    line = queries.dispute(context_of(request), slug=slug, public_id=public_id)
    page = {
        "title": _("Close a dispute"),
        "subtitle": f"{line.unit_name} · {line.period_key}",
        "dispute": line,
        "decision": line.may_close,
        "button": _("Close the dispute"),
        "slug": slug,
    }
    form = forms.CloseDisputeForm(request.POST or None, version=line.version)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, "measures/dispute.html", form, page)
    outcome = submit(request, do.close_dispute, form.sent(), public_id)
    return _answer(request, outcome, form, "measures/dispute.html", page, slug, _("The dispute is closed."))


def _short(value: Decimal | None) -> Decimal | None:
    """Return a number without the zeros that only the table needs."""
    return None if value is None else Decimal(f"{value.normalize():f}")


def _asked(request: HttpRequest, name: str) -> str:
    """Return a parameter of the address, which names the unit (`at`) and the period (`for`) a form is about."""
    return str(request.GET.get(name, "")).strip()[:120]


def _form_page(request: HttpRequest, template: str, form: CommandForm, page: dict[str, Any]) -> HttpResponse:
    """Return the empty form, or the one whose texts could not be read."""
    status = 422 if form.is_bound else 200
    return render(request, template, {**page, "form": form}, status=status)


def _answer(
    request: HttpRequest,
    outcome: Outcome,
    form: CommandForm,
    template: str,
    page: dict[str, Any],
    slug: str,
    said: str,
) -> HttpResponse:
    """Return to the KPI when it happened or waits, or to the home that did it in place; else show the form again."""
    if outcome.kind in ("ok", "held"):
        messages.success(request, said if outcome.is_ok else outcome.sentence)
        return redirect("/" if request.POST.get("then") == "home" else f"/kpis/{slug}/")
    if outcome.kind == "stale":
        fresh = type(form)(**_again(form, request, page, slug))
        page = {**page, "differences": _differences(form, fresh), "sentence": outcome.sentence}
        typed = request.POST.copy()
        for name in form.fields.keys() & {"seen", "version"}:
            typed[name] = str(fresh.initial[name])
        form.data = typed
    else:
        form.told(outcome.problems)
    return render(request, template, {**page, "form": form}, status=outcome.http_status)


def _again(form: CommandForm, request: HttpRequest, page: dict[str, Any], slug: str) -> dict[str, Any]:
    """Return what the form is made of now that somebody else saved."""
    ctx = context_of(request)
    match form:
        case forms.ValueForm():
            shown = page["shown"]
            return {"shown": queries.entry_form(ctx, slug=slug, unit=shown.unit.slug, period=shown.period)}
        case forms.TargetForm():
            on = form.cleaned_data["from_"]
            shown = queries.target_form(ctx, slug=slug, unit=page["shown"].unit.slug, on=on)
            return {"shown": shown, "scored_by": page["scored_by"], "path": page["way"]}
        case forms.CardForm():
            return {"card": queries.measure_card(ctx, slug=slug), "today": clock.today()}
    return {"version": queries.dispute(ctx, slug=slug, public_id=UUID(page["dispute"].public_id)).version}


def _differences(mine: CommandForm, theirs: CommandForm) -> list[Difference]:
    """Return the visible fields in which the two differ."""
    return [
        Difference(str(field.label), _text(field), _text(theirs[field.name]))
        for field in mine.visible_fields()
        if field.name in theirs.fields
        and field.name not in ("reason", "from_")
        and _text(field) != _text(theirs[field.name])
    ]


def _text(field: BoundField) -> str:
    value = field.value()
    return "" if value in (None, False) else str(value).strip()
