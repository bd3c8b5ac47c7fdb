"""Forms about people: name and contact, positions held, reporting lines."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of, submit
from lineofsight.organization import commands, queries
from lineofsight.organization.access import may_organize
from lineofsight.organization.forms import chart as forms
from lineofsight.organization.queries import PersonFacts
from lineofsight.organization.views.changing import change, first_then

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def address(slug: str) -> str:
    """Return the address of a person's page."""
    return reverse("organization:person", args=[slug])


@get_or_post
def new_person(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    page = {
        "title": _("Add a person"),
        "decision": may_organize(context_of(request), None, None),
        "button": _("Add the person"),
        "cancel": reverse("organization:tree"),
        "consequence": _(
            "Then give a position and reporting lines. An account to sign in comes from an administrator."
        ),
    }
    return change(request, forms.NewPersonForm, commands.create_person, None, page, said=_("The person is there."),
                  back=lambda made: address(made.slug))  # fmt: skip


@get_or_post
def edit_person(request: HttpRequest, slug: str) -> HttpResponse:
    """Correct a person's name or contact."""
    ctx = context_of(request)
    first = queries.person_facts(ctx, slug)
    read = first_then(first, lambda: queries.person_facts(ctx, slug))

    def make(data: Any) -> forms.PersonForm:
        shown = read()
        given = {"version": shown.version, "name": shown.name}
        if shown.is_open:
            given |= {"sort_name": shown.sort_name, "email": shown.email}
        return forms.PersonForm(data, initial=given)

    page = {
        "title": _("Change name or contact"),
        "subtitle": first.name,
        "decision": first.may_change,
        "button": _("Save"),
    }
    said = _("Saved.")
    return change(request, make, commands.correct_person, first.public_id, page, said=said, back=address(slug))


@get_or_post
def new_seat(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a person a position; its unit is chosen first."""
    ctx = context_of(request)
    first = queries.person_facts(ctx, slug)
    asked = request.GET.get("unit", "").strip()[:200]
    units = queries.units_called(ctx, asked) if asked else []
    unit = units[0].slug if len(units) == 1 else first.seats[0].unit_slug if first.seats and not asked else ""
    seats = forms.options(queries.seat_options(ctx, unit)) if unit else []
    read = first_then(first, lambda: queries.person_facts(ctx, slug))

    def make(data: Any) -> forms.HoldForm:
        return forms.HoldForm(seats, data, {"version": read().version})

    page = {
        "title": _("Give %(name)s a position") % {"name": first.name},
        "decision": first.may_change,
        "button": _("Give the position"),
        "unit": asked or unit,
        "consequence": _("Other positions stay; leave them on the person's page."),
    }
    said = _("The position is held from that day on.")
    return change(request, make, commands.hold_position, first.public_id, page, said=said, back=address(slug),
                  template="organization/seat.html")  # fmt: skip


@get_or_post
def leave_seat(request: HttpRequest, slug: str, position: UUID) -> HttpResponse:
    """Let a person hold a position no longer."""
    ctx = context_of(request)
    first = queries.person_facts(ctx, slug)
    seat = next((each for each in (*first.seats, *first.earlier_seats) if each.position == position), None)

    read = first_then(first, lambda: queries.person_facts(ctx, slug))

    class Leaving(forms.CloseForm):
        def sent(self) -> dict[str, object]:
            return {**super().sent(), "position": str(position)}

    page = {
        "title": _("Leave the position %(title)s") % {"title": seat.title if seat else ""},
        "subtitle": first.name,
        "decision": first.may_change,
        "button": _("Leave from that day on"),
        "cancel": address(slug),
    }

    def back(_made: Any) -> str:
        left: dict[str, Any] = {"left": position, "on": request.POST.get("on")}
        left |= {"to": seat.until, "fte": seat.fte} if seat else {}
        return address(slug) + table.query(None, **left)

    return change(
        request,
        lambda data: Leaving(data, initial={"version": read().version}),
        commands.leave_position,
        first.public_id,
        page,
        said=_("The position is left from that day on."),
        back=back,
    )


@require_POST
def keep_seat(request: HttpRequest, slug: str, position: UUID) -> HttpResponse:
    """Take leaving a position back: it is held again as before."""
    person = queries.person_facts(context_of(request), slug)
    data = {"position": str(position), "from_": request.GET.get("on"), "to": request.GET.get("to") or None}
    data["fte"] = request.GET.get("fte") or "1"
    outcome = submit(request, commands.hold_position, data, person.public_id)
    if outcome.is_ok:
        messages.success(request, _("The position is held again."))
    else:
        messages.error(request, outcome.sentence)
    return redirect(address(slug))


@get_or_post
def edit_lines(request: HttpRequest, slug: str) -> HttpResponse:
    """Set all reporting lines of a person from a day on."""
    ctx = context_of(request)
    first = queries.person_facts(ctx, slug)
    page: dict[str, Any] = {
        "title": _("Set reporting lines"),
        "subtitle": first.name,
        "decision": first.may_change,
        "button": _("Set the lines"),
        "consequence": _(
            "These are all lines from that day on; what was planned for later days gives way. Managers see contact and "
            "lines of everyone below them."
        ),
    }

    read = first_then(first, lambda: queries.person_facts(ctx, slug))

    def make(data: Any) -> forms.LinesForm:
        if data is not None and data.get("fix"):
            data = _fixed(data)
        return forms.LinesForm(lambda text: queries.people_called(ctx, text), data, _initial(read()))

    return change(request, make, commands.set_reporting_lines, first.public_id, page, said=_("The lines are set."),
                    back=address(slug), template="organization/lines.html")  # fmt: skip


def _initial(shown: PersonFacts) -> dict[str, Any]:
    given: dict[str, Any] = {"version": shown.version}
    for row, line in enumerate(shown.lines[: forms.MOST_LINES], start=1):
        given |= {f"manager_{row}": line.manager.slug, f"kind_{row}": line.kind}
        given[f"weight_{row}"] = f"{line.weight:f}"
    return given


def _fixed(data: Any) -> Any:
    """Return what was typed with the weights that the page proposed."""
    fixed = data.copy()
    for row, weight in zip(_named(data), str(data["fix"]).split("+"), strict=False):
        fixed[f"weight_{row}"] = weight
    return fixed


def _named(data: Any) -> list[int]:
    return [row for row in range(1, forms.MOST_LINES + 1) if str(data.get(f"manager_{row}", "")).strip()]
