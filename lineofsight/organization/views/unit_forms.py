"""Forms about units and positions."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lineofsight.base.web.requests import context_of
from lineofsight.organization import commands, queries
from lineofsight.organization.access import may_organize
from lineofsight.organization.forms import chart as forms
from lineofsight.organization.views.changing import change, first_then

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
TOP = gettext_lazy("Nothing: at the top")


def address(slug: str) -> str:
    """Return the address of a unit's page."""
    return reverse("organization:unit", args=[slug])


@get_or_post
def new_unit(request: HttpRequest) -> HttpResponse:
    """Found a unit at the top."""
    page = {
        "title": _("Found a unit at the top"),
        "decision": may_organize(context_of(request), None, None),
        "button": _("Found the unit"),
        "cancel": reverse("organization:tree"),
    }
    return change(request, forms.NewUnitForm, commands.create_unit, None, page, said=_("The unit is founded."),
                  back=lambda made: address(made.slug))  # fmt: skip


@get_or_post
def unit_below(request: HttpRequest, slug: str) -> HttpResponse:
    """Found a unit below another one."""
    above = queries.unit_facts(context_of(request), slug)
    page = {
        "title": _("Add a unit below %(name)s") % {"name": above.name},
        "decision": above.may_change,
        "button": _("Found the unit"),
        "cancel": address(slug),
    }

    class Below(forms.NewUnitForm):
        def sent(self) -> dict[str, object]:
            return {**super().sent(), "parent": str(above.public_id)}

    return change(request, Below, commands.create_unit, None, page, said=_("The unit is founded."),
                  back=lambda made: address(made.slug))  # fmt: skip


@get_or_post
def edit_unit(request: HttpRequest, slug: str) -> HttpResponse:
    """Rename, reshape or move a unit from a day on."""
    ctx = context_of(request)
    first = queries.unit_facts(ctx, slug)
    units = queries.unit_options(ctx, without=first.public_id)

    read = first_then(first, lambda: queries.unit_facts(ctx, slug))

    def make(data: Any) -> forms.UnitForm:
        shown = read()
        above = shown.parent or ""
        initial = {"version": shown.version, "name": shown.name, "kind": shown.kind, "parent": str(above)}
        field = forms.place(units, lambda text: queries.units_called(ctx, text), _("Below"), TOP)
        return forms.UnitForm(field, data, initial)

    page = {
        "title": _("Change %(name)s") % {"name": first.name},
        "decision": first.may_change,
        "button": _("Save from that day on"),
        "consequence": _("Scores of units above follow from that day; closed periods stay as they were closed."),
    }
    return change(request, make, commands.revise_unit, first.public_id, page, said=_("Saved."), back=address(slug))


@get_or_post
def close_unit(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a unit from a day on."""
    ctx = context_of(request)
    shown = queries.unit_facts(ctx, slug)
    page = {
        "title": _("Close %(name)s") % {"name": shown.name},
        "decision": shown.may_change,
        "button": _("Close the unit"),
        "consequence": _(
            "Its past stays readable. To move people, goals and KPIs along in one act, plan a reorganization."
        ),
    }

    read = first_then(shown, lambda: queries.unit_facts(ctx, slug))

    def make(data: Any) -> forms.CloseForm:
        return forms.CloseForm(data, initial={"version": read().version})

    said = _("The unit closes on that day.")
    return change(request, make, commands.close_unit, shown.public_id, page, said=said, back=address(slug))


@get_or_post
def new_position(request: HttpRequest, slug: str) -> HttpResponse:
    """Set up a position in a unit."""
    unit = queries.unit_facts(context_of(request), slug)
    page = {
        "title": _("Add a position in %(name)s") % {"name": unit.name},
        "decision": unit.may_change,
        "button": _("Set up the position"),
    }

    class Here(forms.PositionForm):
        def sent(self) -> dict[str, object]:
            return {**super().sent(), "unit": str(unit.public_id)}

    said = _("The position is there, and vacant.")
    return change(request, Here, commands.create_position, None, page, said=said, back=address(slug))


@get_or_post
def edit_position(request: HttpRequest, position: UUID) -> HttpResponse:
    """Retitle a position, or move it to another unit, from a day on."""
    ctx = context_of(request)
    first = queries.position_facts(ctx, position)
    units = queries.unit_options(ctx)

    read = first_then(first, lambda: queries.position_facts(ctx, position))

    def make(data: Any) -> forms.RevisePositionForm:
        shown = read()
        initial = {"version": shown.version, "title": shown.title, "unit": str(shown.unit)}
        field = forms.place(units, lambda text: queries.units_called(ctx, text), _("Unit"))
        return forms.RevisePositionForm(field, data, initial)

    page = {
        "title": _("Change the position %(title)s") % {"title": first.title},
        "subtitle": first.unit_name,
        "decision": first.may_change,
        "button": _("Save from that day on"),
        "consequence": _("Whoever holds it moves along."),
    }
    said, back = _("Saved."), address(first.unit_slug)
    return change(request, make, commands.revise_position, position, page, said=said, back=back)
