"""Pages of reorganizations: the list, one plan with its moves and what it would orphan, and the steps of its way."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from lineofsight.base import clock
from lineofsight.base.errors import NotFound
from lineofsight.base.ui.components import Action, Column, EmptyState, Step
from lineofsight.base.ui.html import table
from lineofsight.base.web.requests import context_of, submit
from lineofsight.base.web.tables import Sheet, as_download
from lineofsight.organization import commands, queries
from lineofsight.organization.access import may_organize
from lineofsight.organization.forms import plans
from lineofsight.organization.queries import MoveLine, PlanFacts
from lineofsight.organization.views.changing import change, first_then

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
STATES = {
    "draft": gettext_lazy("Draft"),
    "in_review": gettext_lazy("In review"),
    "approved": gettext_lazy("Approved"),
    "applied": gettext_lazy("In force"),
    "taken_back": gettext_lazy("Taken back"),
    "dropped": gettext_lazy("Given up"),
}
COLUMNS = (
    Column(gettext_lazy("Reorganization")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Takes effect on")),
    Column(gettext_lazy("Moves"), numeric=True),
)
#: The acts that are a button without a form: command, what is said afterwards.
ACTS = {
    "submit": (commands.submit_reorganization, gettext_lazy("Every move can be done. A second person is asked.")),
    "approve": (commands.approve_reorganization, gettext_lazy("The plan is approved. It takes effect on its day.")),
    "apply": (commands.apply_reorganization, gettext_lazy("The reorganization is in force.")),
    "drop": (commands.drop_reorganization, gettext_lazy("The plan is given up.")),
}  # fmt: skip


def reorganizations(request: HttpRequest) -> HttpResponse:
    """List the plans in sight."""
    ctx = context_of(request)
    found = queries.reorganizations(ctx)
    rows = [(line, STATES[line.state]) for line in found]
    sheet = [[line.name, str(state), line.takes_effect_on, line.moves] for line, state in rows]
    if download := as_download(
        request, "reorganizations", lambda: Sheet([str(column.label) for column in COLUMNS], sheet)
    ):
        return download
    new = Action(_("Plan a reorganization"), reverse("organization:reorganization_new"), main=True)
    may_plan = may_organize(ctx, None, None).allowed
    words = {
        "title": _("Reorganizations"),
        "subtitle": table.row_count(len(rows)),
        "rows": rows,
        "columns": COLUMNS,
        "actions": [new] if may_plan else [],
        "empty": EmptyState(
            _("No reorganization planned"),
            _("It moves units, positions and lines in one act on one day, and says first what it orphans."),
            [new] if may_plan else [],
        ),
    }
    return render(request, "organization/plans.html", words)


def reorganization(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a plan."""
    ctx = context_of(request)
    shown = queries.reorganization(ctx, public_id)
    words = {
        "title": shown.name,
        "subtitle": f"{STATES[shown.state]} · {date_format(shown.takes_effect_on, 'j M Y')}",
        "steps": _steps(shown),
        "sentence": _sentence(shown),
        "shown": shown,
        "moves": None if shown.moves is None else [(move, move_words(move)) for move in shown.moves],
        "kinds": plans.KINDS,
        "is_due": shown.takes_effect_on <= clock.today(),
        "orphans_in_all": sum(found.total for found in shown.orphans),
    }
    return render(request, "organization/plan.html", words)


def address(plan: Any) -> str:
    """Return the address of a plan's page."""
    return reverse("organization:reorganization", args=[getattr(plan, "public_id", plan)])


@get_or_post
def new_reorganization(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    page = {
        "title": _("Plan a reorganization"),
        "decision": may_organize(context_of(request), None, None),
        "button": _("Begin the plan"),
        "cancel": reverse("organization:reorganizations"),
        "consequence": _("Nothing moves before a second person approved it and its day has come."),
    }
    return change(request, plans.PlanForm, commands.plan_reorganization, None, page,
                  said=_("The plan is begun. Add its moves."), back=address)  # fmt: skip


@get_or_post
def edit_reorganization(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change name, purpose or day of a draft."""
    ctx = context_of(request)
    first = queries.reorganization(ctx, public_id)
    read = first_then(first, lambda: queries.reorganization(ctx, public_id))

    def make(data: Any) -> plans.EditPlanForm:
        shown = read()
        names = ("version", "name", "purpose", "takes_effect_on")
        return plans.EditPlanForm(data, initial={name: getattr(shown, name) for name in names})

    page = {"title": _("Change the plan"), "subtitle": first.name, "decision": first.may_change, "button": _("Save")}
    return change(
        request, make, commands.edit_reorganization, public_id, page, said=_("Saved."), back=address(public_id)
    )


@get_or_post
def new_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a move; its kind is chosen first, and for a position the person who holds it."""
    ctx = context_of(request)
    shown = queries.reorganization(ctx, public_id)
    kind = request.GET.get("kind", "")
    kind = kind if kind in plans.FIELDS else "move_unit"
    who = request.GET.get("person", "").strip()[:200]
    seats = _seats(ctx, who) if kind == "move_position" and who else []

    def make(data: Any) -> plans.MoveForm:
        return plans.MoveForm(
            kind,
            lambda text: queries.units_called(ctx, text),
            lambda text: queries.people_called(ctx, text),
            seats,
            data,
        )

    page = {
        "title": _("Add a move"),
        "subtitle": shown.name,
        "decision": shown.may_change,
        "button": _("Add the move"),
        "kinds": plans.KINDS,
        "kind": kind,
        "who": who,
    }
    return change(request, make, commands.add_move, public_id, page, said=_("The move is added."),
                  back=address(public_id), template="organization/move.html")  # fmt: skip


@require_POST
def remove_move(request: HttpRequest, public_id: UUID, place: int) -> HttpResponse:
    """Take a move out of a draft."""
    return _done(request, commands.remove_move, public_id, _("The move is taken out."), {"place": place})


@require_POST
def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Take the plan one step further: submit, approve, apply or drop."""
    if verb not in ACTS:
        raise NotFound
    command, said = ACTS[verb]
    return _done(request, command, public_id, str(said))


@get_or_post
def return_reorganization(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Return a plan to draft, with the reason."""
    return _with_reason(request, public_id, commands.return_reorganization, _("Return the plan"),
                        _("It becomes a draft again."), _("The plan is a draft again."))  # fmt: skip


@get_or_post
def take_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take an applied plan back, with the reason."""
    return _with_reason(request, public_id, commands.take_back_reorganization, _("Take the reorganization back"),
                        _("Units, positions and lines are again as before that day. History keeps both."),
                        _("The reorganization is taken back."))  # fmt: skip


def move_words(move: MoveLine) -> str:
    """Return a move as a sentence."""
    said = {name: getattr(move, name) for name in ("unit", "target", "position", "person", "manager", "name")}
    return {
        "move_unit": _("%(unit)s goes below %(target)s") if move.target else _("%(unit)s goes to the top"),
        "merge_unit": _("%(unit)s is merged into %(target)s, with all its positions and units"),
        "rename_unit": _("%(unit)s is called %(name)s"),
        "close_unit": _("%(unit)s closes"),
        "move_position": _("The position %(position)s goes to %(target)s"),
        "set_manager": _("%(person)s reports to %(manager)s") if move.manager else _("%(person)s reports to nobody"),
    }[move.kind] % said


def _steps(shown: PlanFacts) -> list[Step]:
    if shown.state in ("dropped", "taken_back"):
        return []
    order = ("draft", "in_review", "approved", "applied")
    at = order.index(shown.state)
    states = ["done" if place < at else "current" if place == at else "todo" for place in range(len(order))]
    return [Step(STATES[name], state) for name, state in zip(order, states, strict=True)]  # type: ignore[arg-type]


def _sentence(shown: PlanFacts) -> str:
    day = date_format(shown.takes_effect_on, "j M Y")
    return {
        "draft": _("A draft: add moves, look at what they orphan, then submit it to a second person."),
        "in_review": _("Waits for approval by somebody other than %(name)s.") % {"name": shown.submitted_by},
        "approved": _("Approved by %(name)s; takes effect on %(day)s.") % {"name": shown.approved_by, "day": day},
        "applied": _("In force since %(day)s, approved by %(name)s.") % {"name": shown.approved_by, "day": day},
        "taken_back": _("It took effect on %(day)s and was taken back.") % {"day": day},
        "dropped": _("Given up; nothing moved."),
    }[shown.state]


def _seats(ctx: Any, who: str) -> list[tuple[str, str]]:
    """Return the positions that a person holds, as choices."""
    found = queries.people_called(ctx, who)
    if len(found) != 1:
        return []
    seats = queries.person_facts(ctx, found[0].slug).seats
    return [(str(seat.position), f"{seat.title}, {seat.unit}") for seat in seats]


def _done(
    request: HttpRequest, command: Any, public_id: UUID, said: str, data: dict[str, Any] | None = None
) -> HttpResponse:
    outcome = submit(request, command, data, public_id)
    (messages.success if outcome.is_ok else messages.error)(request, said if outcome.is_ok else outcome.sentence)
    return redirect(address(public_id))


def _with_reason(
    request: HttpRequest, public_id: UUID, command: Any, button: str, consequence: str, said: str
) -> HttpResponse:
    ctx = context_of(request)
    first = queries.reorganization(ctx, public_id)
    read = first_then(first, lambda: queries.reorganization(ctx, public_id))
    page = {
        "title": button,
        "subtitle": first.name,
        "decision": first.may_change,
        "button": button,
        "consequence": consequence,
    }

    def make(data: Any) -> plans.WhyForm:
        return plans.WhyForm(data, initial={"version": read().version})

    return change(request, make, command, public_id, page, said=said, back=address(public_id))
