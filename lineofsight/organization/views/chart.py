"""The chart of the organization: the tree, finding people, and the page of a unit."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lineofsight.base import clock
from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import Action, Column, EmptyState, ViewLink
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.organization import queries, things
from lineofsight.organization.access import may_organize
from lineofsight.organization.queries import SeatList, UnitFacts

COLUMNS = (
    Column(gettext_lazy("Name"), "name"),
    Column(gettext_lazy("Position"), "title"),
    Column(gettext_lazy("Unit")),
)


def tree(request: HttpRequest) -> HttpResponse:
    """Show the tree opened down to a unit, and who was looked for."""
    ctx = context_of(request)
    wanted = request.GET.get("q", "").strip()[:120]
    branch = queries.unit_branch(ctx, request.GET.get("at", ""), request.GET.get("view") == "all")
    words = {
        "title": _("Organization"),
        "subtitle": ngettext("%(count)s unit", "%(count)s units", branch.units)
        % {"count": numbers.format_number(branch.units)},
        "branch": branch,
        "empty": EmptyState(
            _("No unit yet"),
            _("Units come with an import of people, or are founded here one by one."),
            [Action(_("Found the first unit"), reverse("organization:unit_new"), main=True)]
            if may_organize(ctx, None, None)
            else [],
            icon="people",
        ),
        "wanted": wanted,
        "found": queries.find_people(ctx, wanted) if wanted else None,
        "actions": [
            Action(_("Add a person"), reverse("organization:person_new")),
            Action(_("Reorganizations"), reverse("organization:reorganizations")),
        ]
        if may_organize(ctx, None, None)
        else [],
    }
    if request.headers.get("HX-Target") == "tree":
        return render(request, "organization/parts/tree.html", words)
    return render(request, "organization/tree.html", words)


def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a unit: where it hangs, who sits in it, and how it came to be so."""
    ctx = context_of(request)
    shown = queries.unit_facts(ctx, slug)
    wanted, below = request.GET.get("q", "").strip()[:120], request.GET.get("people") == "below"
    key, is_down = table.sort_of(request.GET, COLUMNS, "name")
    sort = f"-{key}" if is_down else key
    page = _page(request)
    if download := as_download(
        request, f"people-{slug}", lambda: _sheet(queries.unit_people(ctx, slug, wanted, below, sort, 0))
    ):
        return download
    people = queries.unit_people(ctx, slug, wanted, below, sort, page)
    parts = things.slots("unit", slug)
    words = {
        "title": shown.name,
        "subtitle": _subtitle(shown),
        "sentence": _sentence(shown, people, wanted, below),
        "shown": shown,
        "people": people,
        "pages": Paginator(range(people.total), table.ROWS_ON_A_PAGE).get_page(page),
        "columns": COLUMNS,
        "sort": sort,
        "wanted": wanted,
        "below": below,
        "views": _views(request, shown, below),
        "seats": queries.unit_positions(ctx, slug),
        "answers": queries.who_answers_for(ctx, f"unit:{shown.public_id}"),
        "slots": parts,
        "links": [part for part in parts if not part.loads],
        "actions": _actions(shown),
        "today": ctx.as_of or clock.today(),
    }
    return render(request, "organization/unit.html", words)


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return int(number) if number.isascii() and number.isdigit() and 0 < int(number[:6]) < 10**6 else 1


def _subtitle(shown: UnitFacts) -> str:
    parts = [shown.kind.replace("_", " ").capitalize(), shown.legal_entity, shown.time_zone]
    return " · ".join(part for part in parts if part)


def _sentence(shown: UnitFacts, people: SeatList, wanted: str, below: bool) -> str:
    """Say how many work here, below whom."""
    if shown.until and shown.until <= clock.today():
        return _("This unit was closed on %(day)s.") % {"day": date_format(shown.until, "j M Y")}
    if shown.since > clock.today():
        return _("This unit begins on %(day)s.") % {"day": date_format(shown.since, "j M Y")}
    count = people.unfiltered
    said = {"name": shown.name, "count": numbers.format_number(count)}
    if below:
        return (
            ngettext(
                "%(count)s person works in %(name)s and the units below it.",
                "%(count)s people work in %(name)s and the units below it.",
                count,
            )
            % said
        )
    if not count and shown.children:
        return _("Nobody sits in %(name)s itself; the people work in the units below it.") % said
    return ngettext("%(count)s person works in %(name)s.", "%(count)s people work in %(name)s.", count) % said


def _views(request: HttpRequest, shown: UnitFacts, below: bool) -> list[ViewLink]:
    if not shown.children:
        return []
    return [
        ViewLink(_("In this unit"), table.query(request.GET, people=None), not below),
        ViewLink(_("With the units below"), table.query(request.GET, people="below"), below),
    ]


def _actions(shown: UnitFacts) -> list[Action]:
    if not shown.may_change.allowed:
        return []
    return [
        Action(_("Change"), reverse("organization:unit_edit", args=[shown.slug])),
        Action(_("Add a unit below"), reverse("organization:unit_below", args=[shown.slug])),
        Action(_("Add a position"), reverse("organization:position_new", args=[shown.slug])),
        Action(_("Close"), reverse("organization:unit_close", args=[shown.slug])),
    ]


def _sheet(found: SeatList) -> Sheet:
    return Sheet([str(column.label) for column in COLUMNS], [[row.name, row.title, row.unit] for row in found.rows])
