"""The page of a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.base.ui.components import Action
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of
from lineofsight.organization import queries, things
from lineofsight.organization.queries import PersonFacts

KINDS = {"solid": gettext_lazy("Solid"), "dotted": gettext_lazy("Dotted"), "project": gettext_lazy("Project")}
CODES = {
    "A": gettext_lazy("Accountable"),
    "R": gettext_lazy("Responsible"),
    "S": gettext_lazy("Supports"),
    "C": gettext_lazy("Consulted"),
    "I": gettext_lazy("Informed"),
    "owner": gettext_lazy("Owner"),
    "steward": gettext_lazy("Data steward"),
    "updater": gettext_lazy("Records values"),
}
LEFT = ("left", "on", "to", "fte")


def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a person: positions, lines, what they answer for; what is closed to the reader says so."""
    ctx = context_of(request)
    shown = queries.person_facts(ctx, slug)
    parts = things.slots("person", slug)
    words = {
        "title": shown.name,
        "subtitle": " · ".join(f"{seat.title}, {seat.unit}" for seat in shown.seats) or _("No position on this day"),
        "sentence": _sentence(shown),
        "shown": shown,
        "lines": [(line, KINDS.get(line.kind, line.kind)) for line in shown.lines],
        "earlier_lines": [(line, KINDS.get(line.kind, line.kind)) for line in shown.earlier_lines],
        "answers": [(CODES.get(answer.code, answer.code), answer) for answer in shown.answers],
        "slots": parts,
        "links": [part for part in parts if not part.loads],
        "actions": _actions(shown),
        "undo": _undo(request, shown),
    }
    return render(request, "organization/person.html", words)


def _sentence(shown: PersonFacts) -> str:
    if not shown.is_open:
        return ""
    if not shown.lines:
        return _("%(name)s reports to nobody on this day.") % {"name": shown.name}
    managers = ", ".join(f"{line.manager.name} ({line.weight:f}%)" for line in shown.lines)
    return _("%(name)s reports to %(managers)s.") % {"name": shown.name, "managers": managers}


def _actions(shown: PersonFacts) -> list[Action]:
    if not shown.may_change.allowed:
        return []
    return [
        Action(_("Change name or contact"), reverse("organization:person_edit", args=[shown.slug])),
        Action(_("Give a position"), reverse("organization:seat_new", args=[shown.slug])),
        Action(_("Set reporting lines"), reverse("organization:lines_edit", args=[shown.slug])),
    ]


def _undo(request: HttpRequest, shown: PersonFacts) -> str:
    """Return where leaving a position can be taken back, right after it was left."""
    position = request.GET.get("left", "")
    if not shown.may_change.allowed or not position:
        return ""
    kept = {name: request.GET.get(name) for name in LEFT[1:]}
    return reverse("organization:seat_keep", args=[shown.slug, position]) + table.query(None, **kept)
